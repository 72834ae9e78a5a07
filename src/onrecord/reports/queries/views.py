"""What readers of a report get: frozen, and only what the actor may see."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ViewedStatement:
    """Whether a person had viewed footage before a step, read from custody entries (G2)."""

    person: str
    viewed: bool
    words: str


@dataclass(frozen=True)
class AnswerView:
    """What the author did about a reason; `version` is the one that ticks it off, once locked."""

    words: str
    by: str
    at: datetime
    version: int | None


@dataclass(frozen=True)
class ReasonView:
    """Why a version was returned, at which field; its name within the decision, and the answers."""

    field: str
    words: str
    name: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class DecisionView:
    """A supervisor's decision on a version, with whether that person had viewed footage."""

    decided: str
    by: str
    at: datetime
    reasons: tuple[ReasonView, ...]
    viewed: ViewedStatement


@dataclass(frozen=True)
class VersionView:
    """One locked version. `drafts` says what became of its drafts.

    `supplement`: an earlier version was approved already. `viewed_since`: what its author viewed
    after locking it and before the next version, if anything (G2).
    """

    number: int
    narrative: str
    prompts: tuple[str, ...]
    reason: str
    locked_at: datetime
    drafts: str
    drafts_digest: str
    signature_name: str
    submitted_at: datetime | None
    viewed: ViewedStatement
    viewed_since: ViewedStatement | None
    supplement: bool
    decision: DecisionView | None
    reference: str


@dataclass(frozen=True)
class GapView:
    """A stated gap; shown to those who may see duties."""

    duty: str
    reason: str
    stated_at: datetime


@dataclass(frozen=True)
class ReportView:
    """A report in all its versions.

    `state` is a ReportState's word, `state_words` what it shows and does not show. Approved means
    the newest approved version, if any. `supplement_due`: the author viewed footage after
    locking it.
    """

    number: str
    state: str
    state_words: str
    author: str
    author_username: str
    amending_reason: str
    versions: tuple[VersionView, ...]
    approved_version: int | None
    supplement_due: bool
    asked: tuple[ReasonView, ...]
    gaps: tuple[GapView, ...]


@dataclass(frozen=True)
class PromptView:
    """A neutral prompt, to be shown beside the narrative and stored with it."""

    id: str
    text: str


@dataclass(frozen=True)
class WritingView:
    """What an author needs to write: prompts, the drafts rule, the last draft, reasons to amend."""

    prompts: tuple[PromptView, ...]
    drafts_rule: str
    draft: int | None
    draft_text: str
    draft_saved_at: datetime | None
    returned_with: tuple[ReasonView, ...]
    state: str


@dataclass(frozen=True)
class QueueRow:
    """A line of a queue: which report, why you, since when."""

    number: str
    district: str
    summary: str
    author: str
    state: str
    since: datetime
