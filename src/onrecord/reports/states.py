"""What a report may become: a pure table, and the words of its refusals."""

from collections.abc import Mapping
from enum import StrEnum

from onrecord.authority import Refused


class ReportState(StrEnum):
    """How far the account has come."""

    DRAFT = "draft"
    LOCKED = "locked"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class ReportAction(StrEnum):
    """What may be done to a report."""

    LOCK = "lock"
    STATE_GAP = "state-gap"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    AMEND = "amend"
    ANSWER = "answer"


class Decided(StrEnum):
    """A supervisor's decision on one version."""

    APPROVED = "approved"
    RETURNED = "returned"


class ReviewField(StrEnum):
    """The parts of a report to which a reviewer's reasons are anchored."""

    NARRATIVE = "narrative"
    PEOPLE = "people"
    ALLEGATIONS = "allegations"
    IDENTIFICATION = "identification"
    AID = "aid"
    ACTS = "acts"
    EVIDENCE = "evidence"
    DUTIES = "duties"


class DraftsFate(StrEnum):
    """What became of the drafts of a version when it was locked."""

    KEPT = "kept"
    PURGED = "purged"
    NONE = "none"


S = ReportState
A = ReportAction
TABLE: Mapping[tuple[ReportState, ReportAction], ReportState] = {
    (S.DRAFT, A.LOCK): S.LOCKED,
    (S.LOCKED, A.STATE_GAP): S.LOCKED,
    (S.LOCKED, A.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, A.APPROVE): S.APPROVED,
    (S.SUBMITTED, A.RETURN): S.RETURNED,
    # Every change of the account is a new version; earlier versions and decisions stand.
    (S.LOCKED, A.AMEND): S.DRAFT,
    (S.RETURNED, A.AMEND): S.DRAFT,
    (S.APPROVED, A.AMEND): S.DRAFT,
    # What was done about a reviewer's reason is said until the account is submitted again.
    (S.RETURNED, A.ANSWER): S.RETURNED,
    (S.DRAFT, A.ANSWER): S.DRAFT,
    (S.LOCKED, A.ANSWER): S.LOCKED,
}

_WHY: Mapping[ReportState, str] = {
    S.DRAFT: "The narrative is not locked yet. Lock it first.",
    S.LOCKED: "The narrative is locked; submit the report, or amend it in a new version.",
    S.SUBMITTED: "The report is with its reviewer. Wait for the decision.",
    S.APPROVED: "The report is approved. An amendment makes a new version.",
    S.RETURNED: "The report was returned. Amend it; that makes a new version.",
}


def next_state(state: ReportState, action: ReportAction) -> ReportState:
    """Return what the report becomes, or raise Refused with what to do instead."""
    following = TABLE.get((state, action))
    if following is None:
        raise Refused("state", _WHY[state])
    return following
