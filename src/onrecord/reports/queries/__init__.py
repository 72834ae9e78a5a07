"""Every read of reports."""

from onrecord.reports.queries.comparing import Comparison, FieldChange, compare_versions
from onrecord.reports.queries.facts import evaluation, facts_of
from onrecord.reports.queries.reading import own_reports, report, review_queue, writing
from onrecord.reports.queries.views import (
    QueueRow,
    ReasonView,
    ReportView,
    VersionView,
    WritingView,
)

__all__ = [
    "Comparison",
    "FieldChange",
    "QueueRow",
    "ReasonView",
    "ReportView",
    "VersionView",
    "WritingView",
    "compare_versions",
    "evaluation",
    "facts_of",
    "own_reports",
    "report",
    "review_queue",
    "writing",
]
