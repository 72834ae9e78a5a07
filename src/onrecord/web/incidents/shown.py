"""An incident's parts as its page shows them: rows, cards and sentences, nothing left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.html import format_html

from onrecord.directive import Answer, Directive, SubjectKind, cautions
from onrecord.evidence.queries import ExhibitRow
from onrecord.incidents.queries import EventBeside, IncidentView, Later, PersonStanding
from onrecord.incidents.queries.views import (
    AllegationView,
    AttemptView,
    ConfirmationView,
    EventStatementView,
    PartyView,
    ReplyView,
)
from onrecord.incidents.queries.words import NO_FINDING
from onrecord.web import moments, pieces
from onrecord.web.incidents.words import (
    ACCOUNTS,
    ANSWER,
    EVENT,
    FORCE,
    KIND,
    ORIGIN,
    QUESTIONS,
    RESULT,
    TRACK,
    word,
)

Facts = list[tuple[str, object]]
BESIDE_COLUMNS = ("Fact", "Dispatch centre, as imported", "Recorded here")


@dataclass(frozen=True, slots=True)
class Card:
    """One side of a pair of equal cards."""

    title: str
    text: str
    meta: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """An allegation with the reply beside it, and what an investigator made of it."""

    number: str
    allegation: Card
    replies: tuple[Card, ...]
    classified: str
    cautions: tuple[str, ...]
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A person with everything recorded of them, later answers beside what was seen."""

    number: int
    label: str
    heading: str
    facts: Facts
    later: tuple[str, ...] = field(default=())
    rung: str = ""
    beside: tuple[str, ...] = ()


def summary_facts(view: IncidentView) -> Facts:
    """Return what is recorded of the incident itself."""
    return [
        ("Came to the department", word(ORIGIN, view.origin)),
        ("Happened", view.occurred_at),
        ("Opened", pieces.moment(view.opened_at)),
        ("Opened by", view.opened_by),
        ("District", view.district),
        ("Place (restricted)", view.place),
        ("Dispatch number", view.dispatch_number),
        ("Known of the event", word(EVENT, view.event_status)),
        ("Force, by anyone", word(FORCE, view.force_used)),
        ("Directive", f"{view.directive}, version {view.directive_version}"),
    ]


def beside_rows(event: EventBeside) -> list[tuple[object, ...]]:
    """Return what a dispatch event states beside what is recorded, a difference said in words."""
    return [
        (
            fact.name,
            fact.imported,
            f"{fact.recorded} (differs)" if fact.differs else fact.recorded,
        )
        for fact in event.facts
    ]


def answer_facts(view: IncidentView) -> Facts:
    """Return the questions of the incident with their answers; not known reads Not recorded."""
    return [(question, _answer(view.answers[name])) for name, question in QUESTIONS.items()]


def _answer(value: str) -> str:
    return "" if value == Answer.UNKNOWN else word(ANSWER, value)


def account_facts(view: IncidentView) -> Facts:
    """Return what bears on justification and for an accused."""
    return [(label, view.accounts[name]) for name, label in ACCOUNTS.items()]


def people(view: IncidentView, standings: Sequence[PersonStanding] = ()) -> list[Person]:
    """Return the people of an incident, each with where the identity stands."""
    stands = {standing.party: standing for standing in standings}
    return [_person(party, stands.get(party.number)) for party in view.parties]


def _person(party: PartyView, stands: PersonStanding | None) -> Person:
    minor = {"yes": "Yes", "no": "No"}.get(party.believed_minor, "Not known: counts as yes")
    if stands is not None:
        counts = "counts as yes" if stands.counts_as_minor else "counts as no"
        minor = f"{_answer(party.believed_minor) or 'Not known'} at first; {counts}"
    given: Facts = [
        ("Kind", word(KIND, party.kind)),
        ("Capacity", party.capacity),
        ("In charge at the scene", "Yes, it seemed so" if party.is_scene_supervisor else ""),
        ("Affected person", "Yes" if party.affected else ""),
        ("Agency, as given", party.agency_given),
        ("Unit, as given", party.unit_given),
        ("Rank, as given", party.rank_given),
        ("Name, as given", party.name_given),
        ("Badge, as given", party.badge_given),
        (
            "Face covered",
            _answer(party.face_covered),
        ),
        ("Markings", party.markings),
        ("Clothing", party.clothing),
        ("Vehicle on duty", party.vehicle),
        ("Its plate", party.plate_on_duty),
        ("Known or believed under 18", minor),
    ]
    if party.kind == SubjectKind.CIVILIAN:  # what only somebody on duty has is not asked of them
        on_duty = {"Unit, as given", "Rank, as given", "Badge, as given", "Vehicle on duty",
                   "Its plate", "In charge at the scene", "Agency, as given"}  # fmt: skip
        given = [(label, value) for label, value in given if value or label not in on_duty]
    return Person(
        number=party.number,
        label=party.label,
        heading=", ".join(
            part
            for part in (f"{party.label.capitalize()}: {word(KIND, party.kind)}", party.capacity)
            if part
        ),
        facts=given,
        later=tuple(_later(said) for said in party.confirmations),
        rung=stands.rung if stands else "",
        beside=stands.beside if stands else (),
    )


def _later(said: ConfirmationView) -> str:
    badge = f"badge {said.badge_stated}" if said.badge_stated else ""
    parts = (said.agency_stated, said.name_stated, badge, said.note)
    answered = f"{_when(said.at)}: {said.with_whom} answered: {word(RESULT, said.result).lower()}"
    return ", ".join([answered, *(part for part in parts if part)])


def pairs(
    view: IncidentView, directive: Directive, *, with_cautions: bool, later: Later | None = None
) -> list[Pair]:
    """Return the allegations with their replies; cautions for those who classify (G6)."""
    return [
        Pair(
            number=a.number,
            allegation=Card(
                title=f"Allegation {a.number}",
                text=a.conduct,
                meta=f"Of {a.party_label} ({word(KIND, a.party_kind).lower()}). "
                f"Basis: {a.basis_words}. {a.no_finding}",
                tag="" if a.no_finding == NO_FINDING else "Finding of a body",
            ),
            replies=tuple(_reply(reply) for reply in a.replies)
            or (Card("Reply of the agency", "", "No agency was asked to reply yet."),),
            classified=_classified(a, directive),
            cautions=_cautions(a, directive) if with_cautions else (),
            later=_asserted(a.number, later) if later else (),
        )
        for a in view.allegations
    ]


def _asserted(number: str, later: Later) -> tuple[str, ...]:
    """Return what was asserted later of an allegation, in sentences."""
    bases = (f"Basis as well: {b.basis_words}; source: {b.source}" for b in later.bases
             if b.allegation == number)  # fmt: skip
    return (*bases, *(d.line for d in later.decisions if d.allegation == number))


def _reply(reply: ReplyView) -> Card:
    came = reply.state == "replied"
    proof = "Authenticated" if reply.authenticated else "Unauthenticated"
    return Card(
        title=f"Reply of {reply.agency}",
        text=reply.words,
        meta=reply.line,
        tag=proof if came else "",
    )


def _classified(a: AllegationView, directive: Directive) -> str:
    if not a.track:
        return ""
    felony = {True: ", a felony", False: ", no felony", None: ""}[a.felony]
    titles = {
        **{item.id: item.title for item in directive.offences},
        **{item.id: item.title for item in directive.civil_rules},
        **{item.id: item.title for item in directive.local_rules},
    }
    named = titles.get(a.offence, a.offence)
    suggested = f": {named}{felony}, suggested" if named else ""
    return f"{word(TRACK, a.track)} track{suggested}"


def _cautions(a: AllegationView, directive: Directive) -> tuple[str, ...]:
    if not a.offence or a.track != "criminal":
        return ()
    return cautions(directive.offence(a.offence), SubjectKind(a.party_kind))


ATTEMPT_COLUMNS = (
    "Attempt",
    ("When", "time"),
    "Asked by",
    "Of whom",
    "Recorded",
    "Given",
    "On video",
)


def attempt_rows(attempts: Sequence[AttemptView]) -> list[tuple[object, ...]]:
    """Return the attempts as rows of a table."""
    return [
        (
            a.number,
            pieces.moment(a.at),
            a.asked_by,
            f"person {a.party}" if a.party else "",
            a.words,
            ", ".join(
                part
                for part in (
                    a.agency_given,
                    a.name_given,
                    a.badge_given and f"badge {a.badge_given}",
                    a.reason,
                )
                if part
            ),
            a.video,
        )
        for a in attempts
    ]


AID_COLUMNS = ("Person", "Injury seen", "EMS asked", "EMS here", "Aid given", "Aid refused", "Note")


def aid_day(view: IncidentView) -> date:
    """Return the day whose clock times stand in the table of aid without their date."""
    return timezone.localtime(view.occurred_at or view.opened_at).date()


def aid_rows(view: IncidentView) -> list[tuple[object, ...]]:
    """Return aid as rows of a table, one a record, the times in the order in which they happen."""
    day = aid_day(view)
    return [
        (
            a.person,
            *(
                _clock(at, day)
                for at in (
                    a.injury_seen_at,
                    a.ems_asked_at,
                    a.ems_arrived_at,
                    a.aid_given_at,
                    a.aid_refused_at,
                )
            ),
            ", ".join(p for p in (a.aid_given_by and f"Given by {a.aid_given_by}", a.note) if p),
        )
        for a in view.aid
    ]


def _clock(at: datetime | None, day: date) -> object:
    if at is None or timezone.localtime(at).date() != day:
        return at
    words = moments.clock(at, timezone.get_current_timezone())
    return format_html('<time class="or-time" datetime="{}">{}</time>', at.isoformat(), words)


EXHIBIT_COLUMNS = ("Exhibit", "Title", "Kind", ("Received", "time"), ("Size", "number"))


def exhibit_rows(number: str, exhibits: Sequence[ExhibitRow]) -> list[tuple[object, ...]]:
    """Return exhibits as rows of a table, each with the way to its page."""
    return [
        (
            pieces.link(f"/incidents/{number}/exhibits/{e.number}/", e.number),
            e.title,
            e.kind.replace("-", " "),
            pieces.moment(e.received_at),
            size(e.size),
        )
        for e in exhibits
    ]


def size(octets: int) -> str:
    """Write a size for people: "4.2 MB" in powers of ten."""
    amount = float(octets)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:  # noqa: PLR2004 - powers of ten
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement about the event, in words, and where it is confirmed (or empty)."""

    words: str
    by: str
    reason: str
    sources: tuple[str, ...]
    confirmed: str
    confirm_url: str


def statements(view: IncidentView, *, may_confirm: bool, reader: str) -> list[Stated]:
    """Return what was stated of the event, in order."""
    return [_stated(view.number, s, may_confirm and s.stated_by != reader) for s in
            view.event_statements]  # fmt: skip


def _stated(number: str, s: EventStatementView, may_confirm: bool) -> Stated:  # noqa: FBT001 - private
    waits = "A second person must countersign it; until then it changes nothing."
    signed = f"Countersigned by {s.confirmed_by}." if s.confirmed_by else ""
    return Stated(
        words=word(EVENT, s.stated),
        by=f"{s.stated_by}, {_when(s.stated_at)}",
        reason=s.reason,
        sources=s.sources,
        confirmed=signed or (waits if s.waits else ""),
        confirm_url=f"/incidents/{number}/event/{s.reference}/confirm/"
        if s.waits and may_confirm
        else "",
    )


def _when(at: object) -> str:
    return moments.staff(at, timezone.get_current_timezone())  # type: ignore[arg-type] # a datetime
