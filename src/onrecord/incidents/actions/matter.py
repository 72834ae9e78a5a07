"""Taking matter in in its handling class, opening it, and keeping its dated list (G17)."""

from datetime import datetime
from uuid import UUID

from onrecord.accounts.errors import UnknownPerson
from onrecord.accounts.queries import actor_named
from onrecord.authority import Actor, Channel, Facts, HandlingClass, Permission, Role
from onrecord.authority.classes import rule_of
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    keep_apart,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident
from onrecord.incidents.models import Matter, MatterOpening, MatterReader
from onrecord.incidents.queries.facts import find
from onrecord.incidents.queries.matter import (
    MatterView,
    known_matter,
    root_of,
    take_in_facts,
    view_of,
)
from onrecord.incidents.states import MatterForm
from onrecord.ledger.act import Act, act, demand
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now

MATTER_TAKEN_IN = declare_for(
    Matter, "matter.taken_in", 1, "Matter was taken in, in its handling class."
)
MATTER_OPENED = declare_for(
    MatterOpening, "matter.opened", 1, "Somebody opened a matter, for a purpose."
)
READER_LISTED = declare_for(
    MatterReader, "matter.reader_listed", 1, "A person was put on a matter's dated list."
)
READER_ENDED = declare_for(
    MatterReader, "matter.reader_ended", 1, "A person's time on a matter's list ended."
)


def _taking_in(
    *,
    actor: Actor,
    number: str,
    handling_class: HandlingClass = HandlingClass.ORDINARY,
    source: str = "",
    **_arguments: object,
) -> Facts:
    if not source:
        return take_in_facts(find(number), actor, HandlingClass(handling_class))
    # What derives is of its source's class, and is written by whoever may open the source.
    _row, facts = known_matter(actor, number, source, Permission.MATTER_TAKE_IN)
    demand(actor, Permission.MATTER_OPEN, facts)
    return facts


@act(Permission.MATTER_TAKE_IN, facts=_taking_in)
def add_matter(
    act: Act,
    *,
    actor: Actor,
    number: str,
    handling_class: HandlingClass,
    form: MatterForm,
    title: str,
    words: str,
    came_from: str = "",
    source: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Take a statement, a note or a document's text in; the receipt's reference names it.

    `source` is the reference of the matter that it derives from, whose class it has. In a class
    with a list, whoever takes it in stands first on it. Raises InvalidIncident, StatusTextFound,
    UnknownPart.
    """
    incident = find(number)
    of_class = act.facts.handling_class
    if HandlingClass(handling_class) is not of_class:
        raise InvalidIncident(
            "handling_class",
            f"handling_class: what derives from a matter is of its class, {of_class.value}.",
        )
    texts = {
        "title": required("title", title, "what it is, in a few words"),
        "words": required("words", words, "the words"),
        "came_from": came_from,
    }
    clean, passages = settled(texts, choices)
    row = Matter(
        incident=incident,
        handling_class=of_class.value,
        form=MatterForm(form).value,
        source_id=UUID(source.strip()) if source else None,
        taken_in_by_id=person_id(actor),
        taken_in_at=now(),
        **clean,
    )
    entry = act.save(MATTER_TAKEN_IN, row)
    ordinary = of_class is HandlingClass.ORDINARY
    keep_apart(
        act,
        incident.id,
        row.subject,
        passages,
        HandlingClass.WALLED if ordinary else of_class,
    )
    if row.source_id is None and actor.roles & rule_of(of_class).listed:
        _list(act, row, person_id(actor), None)
    return receipt(entry, row.id)


def _opening(*, actor: Actor, number: str, matter: str, **_arguments: object) -> Facts:
    return known_matter(actor, number, matter, Permission.MATTER_OPEN)[1]


@act(Permission.MATTER_OPEN, facts=_opening)
def open_matter(act: Act, *, actor: Actor, number: str, matter: str, purpose: str) -> MatterView:
    """Open a matter for a purpose; the entry is written before its words are given.

    Whoever opened a compelled statement takes no part in a referral of the incident any more.
    """
    row, _ = known_matter(actor, number, matter, Permission.MATTER_OPEN)
    stated = {"purpose": required("purpose", purpose, "why you open it")}
    clean, _passages = settled(stated, NO_CHOICES)
    opening = MatterOpening(
        incident_id=row.incident_id,
        handling_class=row.handling_class,
        matter=row,
        person_id=person_id(actor),
        purpose=clean["purpose"],
        opened_at=now(),
    )
    return view_of(row, act.save(MATTER_OPENED, opening).pk)


def _admitting(*, actor: Actor, number: str, matter: str, **_arguments: object) -> Facts:
    return known_matter(actor, number, matter, Permission.MATTER_ADMIT)[1]


@act(Permission.MATTER_ADMIT, facts=_admitting)
def admit_reader(
    act: Act,
    *,
    actor: Actor,
    number: str,
    matter: str,
    username: str,
    until: datetime | None = None,
) -> Receipt:
    """Put a person on a matter's dated list, and so on that of all that derives from it.

    Raises InvalidIncident for nobody of that name, or a role that such a list cannot hold.
    """
    row, _ = known_matter(actor, number, matter, Permission.MATTER_ADMIT)
    root = root_of(row)
    person, roles = _person(username)
    rule = rule_of(HandlingClass(root.handling_class))
    if roles & rule.barred or not roles & rule.listed:
        raise InvalidIncident(
            "username", "username: no role of this person may stand on a list of this class."
        )
    moment = now()
    if until is not None and until <= moment:
        raise InvalidIncident("until", "until: this moment is past; give a later one.")
    if _standing(root, person) is not None:
        raise InvalidIncident("username", "username: this person stands on the list already.")
    return receipt(_list(act, root, person, until), "line of the list")


@act(Permission.MATTER_ADMIT, facts=_admitting)
def end_reader(act: Act, *, actor: Actor, number: str, matter: str, username: str) -> Receipt:
    """End a person's time on a matter's list; what they opened before stays recorded."""
    row, _ = known_matter(actor, number, matter, Permission.MATTER_ADMIT)
    person, _roles = _person(username)
    line = _standing(root_of(row), person)
    if line is None:
        raise InvalidIncident("username", "username: this person does not stand on the list.")
    line.until = now()
    return receipt(act.save(READER_ENDED, line), "line of the list")


def _list(act: Act, root: Matter, person: UUID, until: datetime | None) -> Entry:
    line = MatterReader(
        incident_id=root.incident_id,
        handling_class=root.handling_class,
        matter=root,
        person_id=person,
        since=now(),
        until=until,
        listed_by_id=person_id(act.actor),
    )
    return act.save(READER_LISTED, line)


def _standing(root: Matter, person: UUID) -> MatterReader | None:
    lines = MatterReader.objects.select_for_update().filter(matter=root, person_id=person)
    moment = now()
    return next((x for x in lines if x.until is None or x.until > moment), None)


def _person(username: str) -> tuple[UUID, frozenset[Role]]:
    try:
        found = actor_named(username.strip(), channel=Channel.SYSTEM)
    except UnknownPerson as unknown:
        raise InvalidIncident("username", f"username: {unknown}") from unknown
    return person_id(found), found.roles
