"""Linking incidents, merging duplicates, and undoing either: always a further row (G13)."""

from django.db.models import Q

from onrecord.authority import Actor, Permission, Refused
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    facts_within,
    keep_apart,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import Incident, IncidentLink
from onrecord.incidents.queries.facts import facts_of, find
from onrecord.incidents.queries.linking import standing, standing_links
from onrecord.incidents.states import Relation
from onrecord.ledger.act import Act, act, demand
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

LINKED = declare_for(IncidentLink, "incident.linked", 1, "Two incidents hang together.")
UNLINKED = declare_for(
    IncidentLink, "incident.unlinked", 1, "Two incidents do not hang together as was stated."
)


@act(Permission.INCIDENT_LINK, facts=facts_within)
def link_incidents(
    act: Act,
    *,
    actor: Actor,
    number: str,
    other: str,
    relation: Relation,
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Link an incident with another, or name it the duplicate of another, which is kept.

    Both files stay as they are. Raises UnknownIncident, InvalidIncident, StatusTextFound.
    """
    incident, linked = _both(number, other, actor)
    told = Relation(relation)
    _refuse_what_stands(incident, linked, told)
    clean, passages = settled({"reason": required("reason", reason, "why")}, choices)
    link = IncidentLink(
        incident=incident,
        other=linked,
        relation=told.value,
        standing=True,
        reason=clean["reason"],
        stated_by_id=person_id(actor),
        stated_at=now(),
    )
    entry = act.save(LINKED, link)
    keep_apart(act, incident.id, "link", passages)
    return receipt(entry, linked.number)


@act(Permission.INCIDENT_LINK, facts=facts_within)
def unlink_incidents(
    act: Act,
    *,
    actor: Actor,
    number: str,
    link: str,
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Undo a link or a merge by a further row, with a reason; what was stated stays in the log."""
    incident = find(number)
    stood = next((row for row in standing_links(incident) if str(row.id) == link.strip()), None)
    if stood is None:
        raise UnknownPart(f"{link}: incident {incident.number} has no such link that stands.")
    _both(number, (stood.other if stood.incident == incident else stood.incident).number, actor)
    clean, passages = settled({"reason": required("reason", reason, "why")}, choices)
    undone = IncidentLink(
        incident=stood.incident,
        other=stood.other,
        relation=stood.relation,
        standing=False,
        undoes=stood,
        reason=clean["reason"],
        stated_by_id=person_id(actor),
        stated_at=now(),
    )
    entry = act.save(UNLINKED, undone)
    keep_apart(act, incident.id, "link", passages)
    return receipt(entry, incident.number)


def _both(number: str, other: str, actor: Actor) -> tuple[Incident, Incident]:
    """Lock both incidents, the older first; the actor must be allowed to link either."""
    one, two = find(number), find(other)
    if one == two:
        raise InvalidIncident("other", "other: this is the incident itself. Name the other one.")
    demand(actor, Permission.INCIDENT_LINK, facts_of(two, actor, asks_for_footage=False))
    list(Incident.objects.select_for_update().filter(id__in=[one.id, two.id]).order_by("number"))
    return one, two


def _refuse_what_stands(incident: Incident, other: Incident, relation: Relation) -> None:
    between = Q(incident=incident, other=other) | Q(incident=other, other=incident)
    if standing().filter(between, relation=relation).exists():
        raise Refused("state", "This is stated already, and stands. Undo it first.")
    if relation is not Relation.DUPLICATE:
        return
    merged = standing().filter(relation=Relation.DUPLICATE)
    if merged.filter(Q(incident=incident) | Q(other=incident) | Q(incident=other)).exists():
        raise Refused(
            "state",
            "One of both is part of a merge already: name the incident that is kept there, or undo "
            "that merge first.",
        )
