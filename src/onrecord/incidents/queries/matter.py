"""Reading matter in its handling class: what somebody may know of, and what authority must know.

Whoever may not know of a matter is answered, everywhere, as if it did not exist (G17).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from onrecord.accounts.queries import is_granted, names_of
from onrecord.authority import Actor, Facts, HandlingClass, Permission, decide
from onrecord.incidents.errors import UnknownPart
from onrecord.incidents.models import Incident, Matter, MatterReader, WalledPassage
from onrecord.incidents.queries.facts import facts_of, find
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.times import now


@dataclass(frozen=True)
class MatterRow:
    """A line of the register of matter; `words` are not in it, opening them is an act."""

    reference: str
    handling_class: str
    form: str
    title: str
    came_from: str
    source: str
    taken_in_by: str
    taken_in_at: datetime
    may_open: bool
    may_admit: bool


@dataclass(frozen=True)
class ReaderView:
    """A line of a matter's dated list."""

    username: str
    name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class MatterView:
    """One matter, opened: its words, and those kept apart from them."""

    entry_id: int
    reference: str
    handling_class: str
    form: str
    title: str
    words: str
    came_from: str
    source: str
    kept_apart: tuple[str, ...]


def matters(*, actor: Actor, number: str) -> tuple[MatterRow, ...]:
    """Return the matter of an incident that the actor may know of, oldest first."""
    with telling_nothing(actor, Permission.MATTER_REGISTER):
        row = find(number)
    incident = _Gathered(row, actor)
    demand(actor, Permission.MATTER_REGISTER, incident.facts)
    known = [m for m in incident.every.values() if incident.allows(Permission.MATTER_KNOW, m)]
    names = names_of(matter.taken_in_by_id for matter in known)
    return tuple(
        MatterRow(
            reference=str(matter.id),
            handling_class=matter.handling_class,
            form=matter.form,
            title=matter.title,
            came_from=matter.came_from,
            source=str(matter.source_id or ""),
            taken_in_by=names[matter.taken_in_by_id],
            taken_in_at=matter.taken_in_at,
            may_open=incident.allows(Permission.MATTER_OPEN, matter),
            may_admit=incident.allows(Permission.MATTER_ADMIT, matter),
        )
        for matter in known
    )


def takes_in(*, actor: Actor, number: str) -> tuple[HandlingClass, ...]:
    """Return the classes in which the actor may take matter of this incident in."""
    with telling_nothing(actor, Permission.MATTER_REGISTER):
        row = find(number)
    incident = _Gathered(row, actor)
    demand(actor, Permission.MATTER_REGISTER, incident.facts)
    return tuple(
        handling_class
        for handling_class in HandlingClass
        if decide(
            actor,
            Permission.MATTER_TAKE_IN,
            replace(incident.facts, handling_class=handling_class, listed=False),
        ).allowed
    )


def matter_readers(*, actor: Actor, number: str, matter: str) -> tuple[ReaderView, ...]:
    """Return a matter's dated list, those whose time has ended included, to who keeps it."""
    row, facts = known_matter(actor, number, matter, Permission.MATTER_ADMIT)
    demand(actor, Permission.MATTER_ADMIT, facts)
    lines = MatterReader.objects.filter(matter=root_of(row)).select_related("person")
    return tuple(
        ReaderView(line.person.username, line.person.name, line.since, line.until) for line in lines
    )


def known_matter(
    actor: Actor, number: str, matter: str, permission: Permission
) -> tuple[Matter, Facts]:
    """Return a matter and the facts of it, or raise UnknownPart alike for none and not known.

    For this app alone.
    """
    with telling_nothing(actor, permission):
        incident = _Gathered(find(number), actor)
        row = incident.every.get(matter.strip())
        if row is None or not incident.allows(Permission.MATTER_KNOW, row):
            raise UnknownPart(
                f"{number}: no such matter is known, or none that is open to you. Check the "
                "reference, then try again."
            )
    return row, incident.facts_for(row)


def root_of(matter: Matter) -> Matter:
    """Return what a matter derives from in the end: it carries the list; for this app alone."""
    while matter.source is not None:
        matter = matter.source
    return matter


def take_in_facts(
    row: Incident, actor: Actor, handling_class: HandlingClass, *, listed: bool = False
) -> Facts:
    """Return what a decision about taking in depends on; for this app alone."""
    return replace(
        facts_of(row, actor, asks_for_footage=False),
        handling_class=handling_class,
        granted=is_granted(actor, row.subject),
        listed=listed,
    )


def view_of(row: Matter, entry_id: int) -> MatterView:
    """Return a matter opened; for this app alone."""
    apart = WalledPassage.objects.filter(
        incident_id=row.incident_id,
        handling_class=row.handling_class,
        found_in__startswith=f"{row.subject}.",
    )
    return MatterView(
        entry_id=entry_id,
        reference=str(row.id),
        handling_class=row.handling_class,
        form=row.form,
        title=row.title,
        words=row.words,
        came_from=row.came_from,
        source=str(row.source_id or ""),
        kept_apart=tuple(passage.words for passage in apart)
        if row.handling_class != HandlingClass.ORDINARY
        else (),
    )


class _Gathered:
    """Every matter of an incident, and which of them this actor is listed for."""

    def __init__(self, row: Incident, actor: Actor) -> None:
        self.actor = actor
        self.every = {str(matter.id): matter for matter in Matter.objects.filter(incident=row)}
        self.listed = frozenset(_listed(row, actor))
        self.facts = take_in_facts(row, actor, HandlingClass.ORDINARY, listed=bool(self.listed))

    def facts_for(self, matter: Matter) -> Facts:
        return replace(
            self.facts,
            handling_class=HandlingClass(matter.handling_class),
            listed=self._root(matter) in self.listed,
        )

    def allows(self, permission: Permission, matter: Matter) -> bool:
        return decide(self.actor, permission, self.facts_for(matter)).allowed

    def _root(self, matter: Matter) -> UUID:
        while matter.source_id is not None:
            matter = self.every[str(matter.source_id)]
        return matter.id


def _listed(row: Incident, actor: Actor) -> Iterable[UUID]:
    if actor.id is None:
        return ()
    moment = now()
    lines = MatterReader.objects.filter(
        Q(until__isnull=True) | Q(until__gt=moment),
        incident=row,
        person_id=actor.id,
        since__lte=moment,
    )
    return lines.values_list("matter_id", flat=True)
