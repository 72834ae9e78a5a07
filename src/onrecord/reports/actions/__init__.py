"""Every write of reports."""

from onrecord.reports.actions.answering import answer_reason
from onrecord.reports.actions.decision import (
    ReasonAt,
    approve_report,
    return_report,
    state_gap,
    submit_report,
)
from onrecord.reports.actions.narrative import (
    DraftSaved,
    amend_report,
    begin_report,
    lock_narrative,
    save_draft,
)

__all__ = [
    "DraftSaved",
    "ReasonAt",
    "amend_report",
    "answer_reason",
    "approve_report",
    "begin_report",
    "lock_narrative",
    "return_report",
    "save_draft",
    "state_gap",
    "submit_report",
]
