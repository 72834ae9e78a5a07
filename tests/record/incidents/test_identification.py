"""Asking for name and badge in three steps; refusal an equal choice; identity said later."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import Asked, Outcome
from onrecord.incidents.actions import confirm_identity, lock_account, record_identification
from onrecord.incidents.actions.incident import begin_account
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import IdentificationAttempt, Incident, InvolvedParty
from onrecord.incidents.queries import incident, incident_id, incident_rows, scene_facts, timeline
from onrecord.incidents.states import ConfirmationResult
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now

pytestmark = pytest.mark.django_db

TEXTS = {"name_given": "R. Placeholder", "badge_given": "11-4", "reason": "what was seen"}


@pytest.mark.parametrize(("asked", "outcome"), list(product(Asked, [None, *Outcome])))
def test_every_pair_of_asked_and_outcome(
    people: People, number: str, asked: Asked, outcome: Outcome | None
) -> None:
    arguments = {"actor": people.avery, "number": number, "asked": asked, "outcome": outcome}
    if (asked is Asked.ASKED) == (outcome is not None):
        record_identification(**arguments, **TEXTS)
        (attempt,) = incident(actor=people.ellis, number=number).attempts
        assert (attempt.asked, attempt.outcome) == (asked, outcome or "")
    else:
        with pytest.raises(InvalidIncident) as caught:
            record_identification(**arguments, **TEXTS)
        assert caught.value.field == "outcome"


def test_a_refusal_asks_for_no_more_than_an_answer_and_meets_the_duty(
    people: People, number: str
) -> None:
    record_identification(
        actor=people.avery, number=number, asked=Asked.ASKED, outcome=Outcome.REFUSED
    )
    assert incident(actor=people.avery, number=number).attempts[0].words == (
        "Recorded: asked, refused"
    )
    begin_account(actor=people.avery, number=number)
    lock_account(actor=people.avery, number=number)
    for reader in (people.avery, people.blake):
        assert incident(actor=reader, number=number).attempts[0].words == (
            "Duty met: attempt and refusal recorded"
        )


def test_not_safe_needs_no_reason_and_is_no_refusal(people: People, number: str) -> None:
    record_identification(actor=people.avery, number=number, asked=Asked.NOT_SAFE)
    (attempt,) = incident(actor=people.ellis, number=number).attempts
    assert attempt.words == "Recorded: not asked: not safe"
    assert [row.words for row in timeline(actor=people.ellis, number=number)][-1] == (
        "not asked: not safe"
    )


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"asked": Asked.NOT_FEASIBLE}, "reason"),
        ({"outcome": Outcome.NAME_AND_BADGE, "name_given": "R. Placeholder"}, "name_given"),
        ({"outcome": Outcome.PART}, "name_given"),
        ({"outcome": Outcome.IN_DOUBT}, "reason"),
        ({"outcome": Outcome.REFUSED, "video_ms": 5}, "video_ms"),
        ({"outcome": Outcome.REFUSED, "video_ms": -5, "exhibit_number": "E-1"}, "video_ms"),
        ({"outcome": Outcome.REFUSED, "at": now() + timedelta(hours=1)}, "at"),
        ({"outcome": Outcome.REFUSED, "at": now().replace(tzinfo=None)}, "at"),
    ],
)
def test_what_cannot_stand_names_its_field(
    people: People, number: str, arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidIncident) as caught:
        record_identification(
            **{"actor": people.avery, "number": number, "asked": Asked.ASKED, **arguments}
        )
    assert caught.value.field == field
    assert not IdentificationAttempt.objects.exists()


def test_the_second_on_video_is_cited_and_reaches_the_directive(
    people: People, number: str
) -> None:
    record_identification(
        actor=people.avery,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.REFUSED,
        exhibit_number="E-4",
        video_ms=271_900,
    )
    assert incident(actor=people.ellis, number=number).attempts[0].video == "E-4 at 00:04:31"
    (attempt,) = scene_facts(incident_id(number)).attempts
    assert (attempt.outcome, attempt.on_video.label) == (Outcome.REFUSED, "E-4 at 00:04:31")


def test_a_later_identification_is_a_row_of_its_own_and_overwrites_nothing(
    people: People, with_party: str
) -> None:
    before = InvolvedParty.objects.get().values()
    record_identification(
        actor=people.avery, number=with_party, asked=Asked.ASKED, outcome=Outcome.LEFT, party=1
    )
    confirm_identity(
        actor=people.ellis,
        number=with_party,
        attempt=1,
        with_whom="Dispatch, by telephone",
        result=ConfirmationResult.CONFIRMED,
        agency_stated="Example Federal Agency",
        name_stated="R. Placeholder",
    )
    assert InvolvedParty.objects.get().values() == before
    assert Entry.objects.filter(subject=InvolvedParty.objects.get().subject).count() == 1
    (party,) = incident(actor=people.ellis, number=with_party).parties
    assert (party.name_given, party.clothing) == ("", "green vest")
    assert [(c.name_stated, c.with_whom) for c in party.confirmations] == [
        ("R. Placeholder", "Dispatch, by telephone")
    ]


def test_a_confirmation_names_its_source_and_its_person(people: People, with_party: str) -> None:
    arguments = {
        "actor": people.ellis,
        "number": with_party,
        "result": ConfirmationResult.IN_DOUBT,
    }
    with pytest.raises(InvalidIncident, match="with_whom"):
        confirm_identity(**arguments, party=1, with_whom=" ")
    with pytest.raises(InvalidIncident, match="party"):
        confirm_identity(**arguments, with_whom="dispatch")
    with pytest.raises(UnknownPart):
        confirm_identity(**arguments, party=9, with_whom="dispatch")
    with pytest.raises(UnknownPart):
        confirm_identity(**arguments, attempt=9, with_whom="dispatch")


def test_who_asked_takes_part_in_the_incident(people: People, number: str) -> None:
    with pytest.raises(Refused):
        incident(actor=people.drew, number=number)
    record_identification(
        actor=people.avery,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.NO_ANSWER,
        asked_by="drew",
    )
    assert incident(actor=people.drew, number=number).attempts[0].asked_by == "Drew Example"
    assert len(incident_rows(actor=people.drew)) == 1


@pytest.mark.parametrize(
    ("asked", "outcome", "video_ms"),
    [("asked", "", None), ("not-safe", "refused", None), ("asked", "refused", 5), ("x", "", None)],
)
def test_the_database_refuses_an_attempt_that_no_state_allows(
    people: People, number: str, asked: str, outcome: str, video_ms: int | None
) -> None:
    row = IdentificationAttempt(
        incident=Incident.objects.get(number=number),
        number=1,
        asked=asked,
        outcome=outcome,
        video_ms=video_ms,
        attempted_at=now(),
        asked_by_id=people.avery.id,
    )
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
