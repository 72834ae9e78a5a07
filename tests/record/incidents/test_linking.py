"""Links and duplicates: rows that further rows undo; both files stay, one is counted (G13)."""

import pytest

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import Origin
from onrecord.incidents.actions import link_incidents, open_incident, unlink_incidents
from onrecord.incidents.errors import InvalidIncident, UnknownIncident, UnknownPart
from onrecord.incidents.models import Incident, IncidentLink
from onrecord.incidents.queries import counted_incidents, incident, incident_links
from onrecord.incidents.states import Relation
from onrecord.ledger.destroying.scope import scope_of

pytestmark = pytest.mark.django_db
DUPLICATE = Relation.DUPLICATE


def another(people: People) -> str:
    return open_incident(
        actor=people.avery, origin=Origin.REPORTED, district="District 3", summary="A van, again."
    ).reference


def test_a_merge_keeps_both_files_counts_one_and_is_undone_by_a_row(
    people: People, number: str
) -> None:
    kept = another(people)
    given = {"actor": people.ellis, "number": number, "reason": "Two callers, one van."}
    link_incidents(**given, other=kept, relation=DUPLICATE)
    assert [len(i.ids) for i in counted_incidents()] == [2]
    assert counted_incidents()[0].id == Incident.objects.get(number=kept).id
    (of_it,) = incident_links(actor=people.avery, number=number)
    (of_kept,) = incident_links(actor=people.avery, number=kept)
    assert (of_it.number, of_it.is_kept, of_kept.number, of_kept.is_kept) == (
        kept,
        False,
        number,
        True,
    )
    assert incident(actor=people.avery, number=number).summary.startswith("A van stopped")
    third = another(people)
    for one, other in ((number, third), (kept, third), (third, number)):
        with pytest.raises(Refused):  # no chains of merges
            link_incidents(**{**given, "number": one}, other=other, relation=DUPLICATE)
    link_incidents(**{**given, "number": third}, other=kept, relation=DUPLICATE)
    unlink_incidents(
        actor=people.ellis, number=kept, link=of_it.reference, reason="Two vans after all."
    )
    assert len(counted_incidents()) == 2
    (undone,) = incident_links(actor=people.avery, number=number)
    assert (undone.undone_by, undone.undone_reason) == (people.ellis.name, "Two vans after all.")
    with pytest.raises(UnknownPart):
        unlink_incidents(actor=people.ellis, number=kept, link=of_it.reference, reason="again")
    assert IncidentLink.objects.count() == 3


def test_a_link_is_undone_by_whoever_may_link_either_end(people: People, number: str) -> None:
    """From the far end too: a supervisor of one chain undoes nothing of another's (drew, blake)."""
    far = open_incident(
        actor=people.drew, origin=Origin.SEEN, district="District 7", summary="A van, elsewhere."
    ).reference
    given = {"number": number, "other": far, "relation": Relation.SERIES, "reason": "One van."}
    link_incidents(actor=people.ellis, **given)
    (link,) = incident_links(actor=people.ellis, number=far)
    for actor, near in ((people.drew, far), (people.blake, number)):
        with pytest.raises(Refused) as refused:
            unlink_incidents(actor=actor, number=near, link=link.reference, reason="No.")
        assert refused.value.code == "not-your-chain"


def test_what_cannot_be_linked_is_refused(people: People, number: str) -> None:
    given = {"actor": people.ellis, "number": number, "reason": "so", "relation": Relation.SERIES}
    with pytest.raises(InvalidIncident):
        link_incidents(**given, other=number)
    with pytest.raises(UnknownIncident):
        link_incidents(**given, other="2020-0001")
    other = another(people)
    link_incidents(**given, other=other)
    with pytest.raises(Refused):
        link_incidents(**{**given, "number": other}, other=number)
    with pytest.raises(Refused):
        link_incidents(**{**given, "actor": people.drew}, other=other)
    assert len(counted_incidents()) == 2


def test_a_destruction_of_either_reaches_the_link(people: People, number: str) -> None:
    other = another(people)
    link_incidents(
        actor=people.ellis, number=number, other=other, relation=DUPLICATE, reason="one van"
    )
    link = IncidentLink.objects.get()
    for name in (number, other):
        assert link.subject in scope_of(Incident.objects.get(number=name).subject).subjects
