"""The incident's own rows of its timeline; exhibits, reports and referrals add theirs."""

from collections.abc import Iterable, Iterator

from onrecord.authority import Actor, HandlingClass, Permission, decide
from onrecord.directive import ActKind, Asked, Outcome
from onrecord.incidents.models import (
    AgencyReply,
    AidRecord,
    Allegation,
    EventStatement,
    IdentificationAttempt,
    IdentityConfirmation,
    Incident,
    Matter,
    PreservationRecord,
    SceneAct,
    SceneStamp,
)
from onrecord.incidents.queries.facts import readable
from onrecord.incidents.queries.preserved import STEP_WORDS
from onrecord.incidents.queries.stamps import label
from onrecord.incidents.queries.views import Lane, TimelineRow
from onrecord.incidents.queries.words import ACT_WORDS, ASKED_WORDS, OUTCOME_WORDS
from onrecord.incidents.stamping import NOT_NOW, StampKind
from onrecord.incidents.states import CLOSING, PreservationStep, ReplyState
from onrecord.ledger.models import Entry

_CAMERA_ACTS = {ActKind.CAMERA_ON}
# Stamps that no other row tells of; those of aid, acts and attempts have rows of their own.
_STAMPED = {StampKind.HURT: Lane.AID, StampKind.NOTE: Lane.HAPPENED}


def timeline(*, actor: Actor, number: str) -> tuple[TimelineRow, ...]:
    """Return the incident's own rows in order of time; `reference` is the row's ledger subject."""
    row, facts = readable(number, actor, Permission.INCIDENT_READ)
    found = [*_rows(row)]
    if decide(actor, Permission.PRESERVATION_READ, facts).allowed:
        found += _kept(row)
    rows = sorted(found, key=lambda line: line.at)
    places = first_indices(line.reference for line in rows)
    return tuple(
        TimelineRow(
            at=line.at,
            lane=line.lane,
            words=line.words,
            reference=line.reference,
            entry_index=places.get(line.reference),
        )
        for line in rows
    )


def first_indices(subjects: Iterable[str]) -> dict[str, int]:
    """Return, for each ledger subject, the index of its first entry, where it has one yet."""
    entries = Entry.objects.filter(
        subject__in=set(subjects), subject_version=1, index__isnull=False
    )
    return {
        subject: index
        for subject, index in entries.values_list("subject", "index")
        if index is not None
    }


def _rows(row: Incident) -> Iterator[TimelineRow]:
    if row.occurred_at is not None:
        yield TimelineRow(row.occurred_at, Lane.HAPPENED, row.summary, row.subject)
    opened = f"Incident opened: {row.origin}"
    yield TimelineRow(row.opened_at, Lane.HAPPENED, opened, row.subject)
    for act in SceneAct.objects.filter(incident=row):
        kind = ActKind(act.act_kind)
        lane = Lane.CAMERAS if kind in _CAMERA_ACTS else Lane.HAPPENED
        words = ": ".join(text for text in (ACT_WORDS[kind], act.words) if text)
        yield TimelineRow(act.happened_at, lane, words, act.subject)
    for allegation in Allegation.objects.filter(incident=row).select_related("subject_party"):
        words = f"{allegation.number} recorded, of {allegation.subject_party}: alleged, no finding"
        yield TimelineRow(allegation.added_at, Lane.HAPPENED, words, allegation.subject)
    for statement in EventStatement.objects.filter(incident=row):
        words = f"Stated of the event: {statement.stated.replace('-', ' ')}"
        if statement.stated in CLOSING and statement.confirmed_at is None:
            words += "; a second person must countersign"
        yield TimelineRow(statement.stated_at, Lane.HAPPENED, words, statement.subject)
    # Matter of another class stands on no timeline: its count would tell of it (G17).
    for matter in Matter.objects.filter(incident=row, handling_class=HandlingClass.ORDINARY):
        words = f"{matter.form.capitalize()} taken in: {matter.title}"
        yield TimelineRow(matter.taken_in_at, Lane.HAPPENED, words, matter.subject)
    yield from _replies(row)
    yield from _aid(row)
    yield from _identity(row)
    yield from _stamps(row)


def _kept(row: Incident) -> Iterator[TimelineRow]:
    """Yield the steps of preservation tasks; an author sees none before the lock (G6)."""
    for step in PreservationRecord.objects.filter(incident=row).select_related("task"):
        words = f"{step.task.title}, {step.task.holder}: {STEP_WORDS[PreservationStep(step.step)]}"
        yield TimelineRow(step.happened_at, Lane.CUSTODY, words, step.subject)


def _replies(row: Incident) -> Iterator[TimelineRow]:
    for reply in AgencyReply.objects.filter(incident=row):
        words = f"{reply.agency} asked to reply"
        yield TimelineRow(reply.asked_at, Lane.HAPPENED, words, reply.subject)
        if reply.state == ReplyState.REPLIED and reply.replied_at is not None:
            proof = "" if reply.authenticated else ", unauthenticated"
            words = f"{reply.agency} replied{proof}"
            yield TimelineRow(reply.replied_at, Lane.HAPPENED, words, reply.subject)


def _aid(row: Incident) -> Iterator[TimelineRow]:
    for aid in AidRecord.objects.filter(incident=row).select_related("party"):
        whom = str(aid.party) if aid.party else aid.person_described
        times = (
            (aid.injury_seen_at, "injury seen"),
            (aid.ems_asked_at, ACT_WORDS[ActKind.EMS_ASKED]),
            (aid.ems_arrived_at, ACT_WORDS[ActKind.EMS_ARRIVED]),
            (aid.aid_given_at, ACT_WORDS[ActKind.AID_GIVEN]),
            (aid.aid_refused_at, ACT_WORDS[ActKind.AID_REFUSED]),
        )
        for at, words in times:
            if at is not None:
                yield TimelineRow(at, Lane.AID, f"{words}, {whom}", aid.subject)


def _identity(row: Incident) -> Iterator[TimelineRow]:
    for attempt in IdentificationAttempt.objects.filter(incident=row):
        asked = Asked(attempt.asked)
        words = (
            f"asked for name and badge: {OUTCOME_WORDS[Outcome(attempt.outcome)]}"
            if attempt.outcome
            else ASKED_WORDS[asked]
        )
        yield TimelineRow(attempt.attempted_at, Lane.IDENTITY, words, attempt.subject)
    for said in IdentityConfirmation.objects.filter(incident=row).select_related("party"):
        words = f"identity of {said.party} {said.result.replace('-', ' ')}: {said.with_whom}"
        yield TimelineRow(said.confirmed_at, Lane.IDENTITY, words, said.subject)


def _stamps(row: Incident) -> Iterator[TimelineRow]:
    stamps = SceneStamp.objects.filter(incident=row, what__in=list(_STAMPED))
    for stamp in stamps.exclude(answer=NOT_NOW):
        kind = StampKind(stamp.what)
        words = ": ".join(text for text in (label(kind, stamp.answer), stamp.words) if text)
        yield TimelineRow(stamp.happened_at, _STAMPED[kind], words, stamp.subject)
