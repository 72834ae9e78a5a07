"""What those read who watch the ledger: its health, audits asked for, refused attempts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger import stalled, witness_memory, witness_policy
from onrecord.ledger.act import REFUSED, demand
from onrecord.ledger.actions.audits import audited
from onrecord.ledger.actions.clock import CHAIN, SKEWED
from onrecord.ledger.errors import WitnessesRefused
from onrecord.ledger.models import AuditRun, Entry
from onrecord.ledger.queries import opened_entries, published
from onrecord.ledger.schedule import next_publication
from onrecord.ledger.tasks import audit_record
from onrecord.ledger.times import now
from onrecord.ledger.witness_memory import Remembered
from onrecord.storage.home import Home, current_home

_SKEWS_SHOWN = timedelta(days=7)
_WAITS = {TaskResultStatus.READY, TaskResultStatus.RUNNING}
_LAST_SECOND = 253_402_300_799  # of the year 9999, the last that a page can show
_COUNTS = (
    "entries",
    "in_checkpoint",
    "rows",
    "blobs",
    "packets",
    "destroyed",
    "statements_destroyed",
    "lost",
)
_IS_REFUSED = f"kind = '{REFUSED.id}'"  # written out, as the partial index has it
_LATE_AFTER = timedelta(minutes=2)
"""How long after its time a checkpoint may come before it counts as late."""


@dataclass(frozen=True)
class Skew:
    """A noticed difference of clocks: ours less theirs, in milliseconds; `at` is by our clock."""

    reference: str
    offset_ms: int
    at: datetime


@dataclass(frozen=True)
class WitnessView:
    """A witness of the log: the size that it last cosigned and when, None for never.

    `trouble` says why it has not cosigned since, or is empty.
    """

    name: str
    size: int | None
    at: datetime | None
    trouble: str


@dataclass(frozen=True)
class LogHealth:
    """The log as it stands: `waiting` entries are in no checkpoint yet.

    `stalled_since` is since when entries wait for their index, where that is too long: no act is
    acknowledged then. `skews` are the differences of clocks noticed in the last seven days.
    """

    origin: str
    size: int
    published_at: datetime
    next_at: datetime
    waiting: int
    is_late: bool
    stalled_since: datetime | None
    skews: tuple[Skew, ...]
    witnesses: tuple[WitnessView, ...] = ()


@dataclass(frozen=True)
class FindingView:
    """One place where the record differs from what was logged."""

    place: str
    row: str
    field: str
    words: str


@dataclass(frozen=True)
class DestroyedView:
    """What one decision destroyed in one month (`2026-03`): fields, and whole statements."""

    month: str
    authority: str
    decided_in: int
    fields: int
    statements: int


@dataclass(frozen=True)
class LostView:
    """Leaves of the log, by index, whose statements a restored backup lacked."""

    first: int
    last: int
    leaves: int
    confessed_in: int


@dataclass(frozen=True)
class AuditView:
    """An audit asked for: under way, ended with its result, or broken off (neither).

    `counts` names what was checked; `differences` counts also the findings beyond those listed.
    `scope` is full or incremental, from the audited checkpoint of `since` entries. `resumed` says
    that it broke off on the way and was taken up.
    """

    asked_by: str
    asked_at: datetime
    step: str
    done: int
    total: int
    under_way: bool
    ended_at: datetime | None
    counts: Mapping[str, int]
    differences: int
    findings: tuple[FindingView, ...]
    scope: str = "full"
    since: int = 0
    resumed: bool = False
    destructions: tuple[DestroyedView, ...] = ()
    losses: tuple[LostView, ...] = ()


@dataclass(frozen=True)
class RefusedAttempt:
    """An act or a reading that was refused; `actor` is a person's id, or a part of the system."""

    index: int | None
    at: datetime
    actor: str
    permission: str
    about: str
    code: str


def log_health(*, actor: Actor) -> LogHealth:
    """Return how the log stands, for whoever may audit it."""
    demand(actor, Permission.AUDIT_RUN, Facts())
    home = current_home()
    head = published()
    following = next_publication(home, head)
    return LogHealth(
        origin=home.record().origin,
        size=head.size,
        published_at=head.at,
        next_at=following,
        waiting=_waiting(head.size),
        is_late=now() > following + _LATE_AFTER,
        stalled_since=stalled.since(),
        skews=_skews(),
        witnesses=_witnesses(home),
    )


def _waiting(size: int) -> int:
    """Return how many entries are in no checkpoint yet, without counting those that are."""
    newest = Entry.objects.aggregate(newest=Max("index"))["newest"]
    unsequenced = Entry.objects.filter(index__isnull=True).count()
    return max(0, (0 if newest is None else int(newest) + 1) - size) + unsequenced


def _witnesses(home: Home) -> tuple[WitnessView, ...]:
    """Return the witnesses of a home; a damaged policy is the sequencer's to stop at."""
    try:
        named = witness_policy.present(home).witnesses
    except WitnessesRefused:
        return ()
    known = witness_memory.recall(home)
    views = []
    for name, witness in named.items():
        one = known.get(witness.key.vkey(), Remembered())
        at = datetime.fromtimestamp(one.at, UTC) if 0 < one.at <= _LAST_SECOND else None
        views.append(WitnessView(name, one.size if at else None, at, one.trouble))
    return tuple(views)


def ask_for_audit(*, actor: Actor, incremental: bool = False) -> None:
    """Have the worker audit the home; asked again while it does, nothing happens.

    An incremental audit goes on from the last that ended without a difference; where there is none,
    all is audited.
    """
    demand(actor, Permission.AUDIT_RUN, Facts())
    with transaction.atomic():
        former = AuditRun.objects.order_by("-id").first()
        if former is not None and _is_under_way(former):
            return
        run = AuditRun.objects.create(
            asked_by=actor.name, asked_at=now(), step="Waiting for the worker"
        )
        wanted = incremental and audited() is not None
        run.task = str(audit_record.enqueue(run.id, incremental=wanted).id)
        run.save(update_fields=["task"])


def take_up_audit(*, actor: Actor) -> None:
    """Have the worker go on with the last audit where it broke off; if it did not, do nothing."""
    demand(actor, Permission.AUDIT_RUN, Facts())
    with transaction.atomic():
        run = AuditRun.objects.order_by("-id").first()
        if run is None or run.ended_at is not None or _is_under_way(run):
            return
        run.task = str(audit_record.enqueue(run.id).id)
        run.save(update_fields=["task"])


def can_go_on(*, actor: Actor) -> bool:
    """Say whether an audit has ended without a difference, from which one can go on."""
    demand(actor, Permission.AUDIT_RUN, Facts())
    return audited() is not None


def latest_audit(*, actor: Actor) -> AuditView | None:
    """Return the audit that was last asked for on a page, or None."""
    demand(actor, Permission.AUDIT_RUN, Facts())
    run = AuditRun.objects.order_by("-id").first()
    if run is None:
        return None
    result = run.result or {}
    return AuditView(
        asked_by=run.asked_by,
        asked_at=run.asked_at,
        step=run.step,
        done=run.done,
        total=run.total,
        under_way=run.ended_at is None and _is_under_way(run),
        ended_at=run.ended_at,
        counts={name: result.get(name, 0) for name in _COUNTS},
        differences=result.get("differences", 0),
        findings=tuple(FindingView(**found) for found in result.get("findings", ())),
        scope=result.get("scope", "full"),
        since=result.get("since", 0),
        resumed=result.get("resumed", False),
        destructions=tuple(DestroyedView(**one) for one in result.get("destructions", ())),
        losses=tuple(LostView(**one) for one in result.get("losses", ())),
    )


def refused_attempts(*, actor: Actor, limit: int = 200) -> tuple[RefusedAttempt, ...]:
    """Return the latest refused attempts, newest first."""
    demand(actor, Permission.REFUSALS_READ, Facts())
    rows = Entry.objects.extra(where=[_IS_REFUSED]).order_by("-id")[:limit]  # noqa: S610 - a constant
    times = dict(rows.values_list("id", "recorded_at"))
    opened = opened_entries(times, ("actor", "permission", "about", "code"))
    attempts = []
    for entry in reversed(opened):
        values = {name: str(value or "") for name, value in entry.values().items()}
        attempts.append(
            RefusedAttempt(
                index=entry.index,
                at=times[entry.id],
                actor=values.get("actor", ""),
                permission=values.get("permission", ""),
                about=values.get("about", ""),
                code=values.get("code", ""),
            )
        )
    return tuple(attempts)


def _skews() -> tuple[Skew, ...]:
    since = now() - _SKEWS_SHOWN
    found = Entry.objects.filter(chain=CHAIN, kind=SKEWED.id, recorded_at__gte=since)
    opened = opened_entries(found.values_list("id", flat=True), SKEWED.fields)
    values = [entry.values() for entry in reversed(opened)]
    return tuple(
        Skew(
            reference=str(value["reference"]),
            offset_ms=int(str(value["offset_ms"])),
            at=datetime.fromisoformat(str(value["at"])),
        )
        for value in values
        if value.keys() >= set(SKEWED.fields)
    )


def _is_under_way(run: AuditRun) -> bool:
    try:
        return audit_record.get_result(run.task).status in _WAITS
    except TaskResultDoesNotExist:
        return False
