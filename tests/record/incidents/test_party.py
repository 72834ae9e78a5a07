"""People, what is alleged of them, the agency's reply, aid, and words on status kept apart."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import ActKind, Answer, EvidentialBasis, SubjectKind, Track
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    correct_incident,
    lock_account,
    record_aid,
    record_contact,
    record_legal_authority,
    record_reply,
    request_reply,
)
from onrecord.incidents.actions.incident import begin_account
from onrecord.incidents.errors import InvalidIncident, StatusTextFound, UnknownPart
from onrecord.incidents.models import Allegation, Incident, InvolvedParty, WalledPassage
from onrecord.incidents.queries import (
    incident,
    incident_id,
    offences,
    scene_facts,
    timeline,
    walled_passages,
)
from onrecord.incidents.states import KeepAs, ReplyState
from onrecord.incidents.status_text import MARKER, PassageChoice
from onrecord.ledger import guard
from onrecord.ledger.models import Disclosure, Entry
from onrecord.ledger.times import now
from onrecord_proof import disclosure

pytestmark = pytest.mark.django_db


@pytest.fixture
def alleged(people: People, with_party: str) -> str:
    add_allegation(
        actor=people.avery,
        number=with_party,
        party=1,
        conduct="Is alleged to have pushed a person to the ground.",
        basis=EvidentialBasis.OBSERVED,
    )
    return with_party


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_any_party_may_be_the_subject(people: People, number: str, kind: SubjectKind) -> None:
    added = add_party(actor=people.avery, number=number, kind=kind)
    assert added.reference == "person 1"
    add_allegation(actor=people.avery, number=number, party=1, conduct="A push is alleged.")
    (allegation,) = incident(actor=people.ellis, number=number).allegations
    assert (allegation.party_kind, allegation.number) == (kind, "A1")
    assert allegation.no_finding == "Alleged. No finding has been made."
    assert scene_facts(incident_id(number)).allegations[0].subject is kind


def test_minority_is_unknown_until_somebody_says_so(people: People, with_party: str) -> None:
    (party,) = incident(actor=people.ellis, number=with_party).parties
    assert (party.believed_minor, party.face_covered) == ("unknown", "yes")


def test_a_civilians_plate_is_never_kept(people: People, number: str) -> None:
    with pytest.raises(InvalidIncident) as caught:
        add_party(
            actor=people.avery,
            number=number,
            kind=SubjectKind.CIVILIAN,
            described=Description(plate_on_duty="EX 1234"),
        )
    assert caught.value.field == "plate_on_duty"
    row = InvolvedParty(
        incident=Incident.objects.get(number=number),
        number=1,
        kind="civilian",
        plate_on_duty="EX 1234",
        added_by_id=people.avery.id,
        added_at=now(),
    )
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_an_allegation_names_its_party_and_states_conduct(people: People, with_party: str) -> None:
    with pytest.raises(UnknownPart):
        add_allegation(actor=people.avery, number=with_party, party=2, conduct="A push.")
    with pytest.raises(InvalidIncident, match="conduct"):
        add_allegation(actor=people.avery, number=with_party, party=1, conduct="  ")
    with pytest.raises(Refused):
        add_allegation(actor=people.casey, number=with_party, party=1, conduct="A push.")


def offence(felony: str) -> str:
    from onrecord.storage.directives import load_directive  # noqa: PLC0415 - needs the home

    return next(
        o.id for o in load_directive("chicago-2026-01").offences if o.felony.value == felony
    )


def test_an_investigator_classifies_and_an_author_does_not_see_it_before_the_lock(
    people: People, alleged: str
) -> None:
    felony = offence("yes")
    with pytest.raises(Refused):
        classify_allegation(
            actor=people.avery, number=alleged, allegation="A1", track=Track.CRIMINAL
        )
    with pytest.raises(Refused):
        offences(actor=people.avery, number=alleged)
    assert felony in {o.id for o in offences(actor=people.ellis, number=alleged)}
    classify_allegation(
        actor=people.ellis, number=alleged, allegation="a1", track=Track.CRIMINAL, offence=felony
    )
    (seen,) = incident(actor=people.ellis, number=alleged).allegations
    assert (seen.track, seen.offence, seen.felony) == ("criminal", felony, True)
    (hidden,) = incident(actor=people.avery, number=alleged).allegations
    assert (hidden.track, hidden.offence, hidden.felony) == ("", "", None)
    begin_account(actor=people.avery, number=alleged)
    assert incident(actor=people.avery, number=alleged).allegations[0].offence == ""
    lock_account(actor=people.avery, number=alleged)
    assert incident(actor=people.avery, number=alleged).allegations[0].offence == felony


def test_tracks_never_mix_and_the_table_states_the_class(people: People, alleged: str) -> None:
    arguments = {"actor": people.ellis, "number": alleged, "allegation": "A1"}
    for track in (Track.CIVIL, Track.LOCAL_DUTY):
        with pytest.raises(InvalidIncident, match="never mixed"):
            classify_allegation(**arguments, track=track, offence=offence("yes"))
    with pytest.raises(InvalidIncident, match="class"):
        classify_allegation(**arguments, track=Track.CRIMINAL, offence=offence("yes"), felony=False)
    classify_allegation(**arguments, track=Track.CRIMINAL, offence=offence("by limb"), felony=True)
    assert Allegation.objects.get().felony is True
    classify_allegation(**arguments, track=Track.CIVIL)
    assert Allegation.objects.get().felony is None


def test_the_database_refuses_a_felony_of_another_track(people: People, alleged: str) -> None:
    classify_allegation(actor=people.ellis, number=alleged, allegation="A1", track=Track.LOCAL_DUTY)
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        Allegation.objects.update(felony=True)
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        Allegation.objects.update(basis="proved")


def test_a_reply_waits_for_no_objection_and_stands_beside_its_allegation(
    people: People, alleged: str
) -> None:
    arguments = {
        "actor": people.ellis,
        "number": alleged,
        "agency": "Example Federal Agency, counsel",
        "asked_by_way": "by letter",
    }
    with pytest.raises(Refused) as caught:
        request_reply(**arguments)
    assert caught.value.code == "no-objection-needed"
    request_reply(**arguments, no_objection_on=date(2026, 3, 5), reply_due_on=date(2026, 4, 4))
    (allegation,) = incident(actor=people.ellis, number=alleged).allegations
    assert allegation.replies[0].line.endswith("no reply yet.")
    record_reply(actor=people.ellis, number=alleged, reply=1, state=ReplyState.NO_REPLY)
    (allegation,) = incident(actor=people.ellis, number=alleged).allegations
    assert allegation.replies[0].line.endswith("no reply by 2026-04-04.")
    record_reply(
        actor=people.ellis,
        number=alleged,
        reply=1,
        state=ReplyState.REPLIED,
        words="The agency denies the conduct alleged.",
    )
    (reply,) = incident(actor=people.ellis, number=alleged).allegations[0].replies
    assert (reply.authenticated, reply.words) == (False, "The agency denies the conduct alleged.")
    assert reply.line.endswith("(unauthenticated).")
    with pytest.raises(Refused, match="never changes"):
        record_reply(
            actor=people.ellis, number=alleged, reply=1, state=ReplyState.REPLIED, words="Other."
        )
    assert "unauthenticated" in timeline(actor=people.ellis, number=alleged)[-1].words


def test_a_reply_about_no_felony_waits_for_nobody(people: People, alleged: str) -> None:
    classify_allegation(actor=people.ellis, number=alleged, allegation="A1", track=Track.LOCAL_DUTY)
    asked = request_reply(
        actor=people.ellis, number=alleged, agency="Example Agency", asked_by_way="by e-mail"
    )
    assert asked.reference == "reply 1"
    with pytest.raises(InvalidIncident, match="words"):
        record_reply(actor=people.ellis, number=alleged, reply=1, state=ReplyState.REPLIED)


def test_aid_is_for_any_person_and_timed(people: People, with_party: str) -> None:
    seen = now() - timedelta(minutes=9)
    record_aid(
        actor=people.avery,
        number=with_party,
        party=1,
        injury_seen_at=seen,
        ems_asked_at=seen + timedelta(seconds=35),
    )
    record_aid(
        actor=people.avery,
        number=with_party,
        person_described="bystander in a red coat",
        aid_refused_at=seen,
    )
    aid = incident(actor=people.avery, number=with_party).aid
    assert [a.person for a in aid] == ["person 1", "bystander in a red coat"]
    kinds = [act.kind for act in scene_facts(incident_id(with_party)).acts]
    assert sorted(kinds) == [ActKind.AID_REFUSED, ActKind.EMS_ASKED]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"person_described": "somebody"}, "ems_asked_at"),
        ({"ems_asked_at": now()}, "person_described"),
        (
            {
                "person_described": "somebody",
                "ems_asked_at": now(),
                "ems_arrived_at": now() - timedelta(minutes=1),
            },
            "ems_arrived_at",
        ),
        ({"person_described": "somebody", "aid_given_at": now() + timedelta(1)}, "aid_given_at"),
    ],
)
def test_aid_that_cannot_be_names_its_field(
    people: People, number: str, arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidIncident) as caught:
        record_aid(actor=people.avery, number=number, **arguments)
    assert caught.value.field == field


def test_status_is_refused_in_every_field_and_kept_apart_as_chosen(
    people: People, number: str
) -> None:
    words = "Agent said: he is undocumented."
    before = Entry.objects.count()
    with pytest.raises(StatusTextFound) as caught:
        record_contact(actor=people.avery, number=number, office="Law Department", words=words)
    assert (caught.value.field, Entry.objects.count()) == ("words", before)
    (span,) = caught.value.spans
    record_contact(
        actor=people.avery,
        number=number,
        office="Law Department",
        words=words,
        choices={"words": [PassageChoice(span.start, span.end, KeepAs.QUOTATION)]},
    )
    passage = WalledPassage.objects.get()
    assert (passage.words, passage.found_in) == ("undocumented", "contact.words")
    entry = Entry.objects.get(subject=passage.subject)
    assert entry.chain == f"incident/{incident_id(number)}/walled"
    opened = [
        disclosure.open(text)[1]
        for text in Disclosure.objects.exclude(entry=entry).values_list("text", flat=True)
    ]
    assert f"Agent said: he is {MARKER}." in opened
    assert not any("undocumented" in str(value) for value in opened)


def test_words_kept_apart_are_opened_by_nobody_on_the_incident(people: People, number: str) -> None:
    record_legal_authority(
        actor=people.avery,
        number=number,
        authority_kind="warrant signed by an officer of the agency",
        authority_number="X-17",
    )
    for reader in (people.avery, people.blake, people.ellis, people.casey, people.hollis):
        with pytest.raises(Refused):
            walled_passages(actor=reader, number=number)
    with pytest.raises(StatusTextFound) as caught:
        correct_incident(
            actor=people.avery,
            number=number,
            changes={"agent_injury": "none", "resistance": "shouted: no papers"},
            reason="added",
        )
    assert caught.value.field == "resistance"


def test_unknown_answers_stay_unknown_to_the_directive(people: People, number: str) -> None:
    facts = scene_facts(incident_id(number)).incident
    assert (facts.injured, facts.death, facts.force) == (Answer.YES, Answer.UNKNOWN, Answer.UNKNOWN)
    correct_incident(
        actor=people.avery, number=number, changes={"force_used": "force"}, reason="seen"
    )
    facts = scene_facts(incident_id(number)).incident
    assert (facts.force, facts.deadly_force) == (Answer.YES, Answer.NO)
