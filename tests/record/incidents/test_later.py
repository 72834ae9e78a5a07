"""What is asserted later stands beside what was first recorded, with its source; none replaces."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import Answer, Asked, EvidentialBasis, Outcome
from onrecord.incidents.actions import (
    add_allegation,
    assert_age,
    assert_basis,
    confirm_identity,
    record_decision,
    record_identification,
)
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.findings import DecisionStep, Reason, Result
from onrecord.incidents.models import Allegation, BodyDecision
from onrecord.incidents.queries import incident, later_assertions
from onrecord.incidents.states import ConfirmationResult
from onrecord.ledger import guard
from onrecord.ledger.times import now

pytestmark = pytest.mark.django_db

BOARD = {
    "allegation": "A1",
    "step": DecisionStep.FINAL,
    "body": "Example Review Board",
    "result": Result.NOT_SUSTAINED,
    "decided_on": date(2026, 3, 3),
}


@pytest.fixture
def alleged(people: People, with_party: str) -> str:
    add_allegation(actor=people.avery, number=with_party, party=1, conduct="A push is alleged.")
    return with_party


def test_a_later_basis_names_its_source_and_the_first_stays(people: People, alleged: str) -> None:
    given = {"number": alleged, "allegation": "a1", "basis": EvidentialBasis.VIDEO_SHOWN}
    made = assert_basis(actor=people.ellis, source="E-1 at 00:04:31", **given)
    assert made.reference == "A1: basis 1"
    (basis,) = later_assertions(actor=people.ellis, number=alleged).bases
    assert (basis.basis_words, basis.source) == ("shown by video", "E-1 at 00:04:31")
    assert incident(actor=people.ellis, number=alleged).allegations[0].basis == "alleged"
    with pytest.raises(InvalidIncident, match="source"):
        assert_basis(actor=people.ellis, source=" ", **given)
    with pytest.raises(UnknownPart):
        assert_basis(actor=people.ellis, source="E-1", **{**given, "allegation": "A9"})
    with pytest.raises(Refused):
        assert_basis(actor=people.casey, source="E-1", **given)


def test_adjudicated_needs_somebodys_decision(people: People, alleged: str) -> None:
    given = {"actor": people.ellis, "number": alleged, "allegation": "A1"}
    adjudicated = {"basis": EvidentialBasis.ADJUDICATED, "source": "The board's letter"}
    with pytest.raises(InvalidIncident, match="decision first"):
        assert_basis(**given, **adjudicated)
    record_decision(**{**BOARD, **given, "step": DecisionStep.RECOMMENDED})
    with pytest.raises(InvalidIncident, match="decision first"):
        assert_basis(**given, **adjudicated)
    record_decision(**{**BOARD, **given})
    assert assert_basis(**given, **adjudicated).reference == "A1: basis 1"


def test_a_finding_is_the_bodys_and_until_then_there_is_none(people: People, alleged: str) -> None:
    given = {"actor": people.ellis, "number": alleged}

    def stands() -> str:
        return incident(actor=people.ellis, number=alleged).allegations[0].no_finding

    assert stands() == "Alleged. No finding has been made."
    record_decision(**given, **{**BOARD, "step": DecisionStep.RECOMMENDED})
    declined = {
        "allegation": "A1",
        "step": DecisionStep.OUTCOME,
        "body": "Example State's Attorney",
        "result": Result.DECLINED,
        "decided_on": date(2026, 3, 4),
    }
    record_decision(**given, **declined, reason=Reason.IMMUNITY)
    assert stands() == "Alleged. No finding has been made."
    record_decision(**given, **BOARD)
    assert stands() == (
        "Alleged. Final finding of Example Review Board, 2026-03-03: not sustained. "
        "It is that body's own."
    )
    lines = [d.line for d in later_assertions(actor=people.ellis, number=alleged).decisions]
    assert len(lines) == 3
    assert "declined, reason: immunity" in lines[1]
    assert all("that body's own" in line for line in lines)


def test_a_decision_is_whole_or_refused(people: People, alleged: str) -> None:
    given = {"actor": people.ellis, "number": alleged, **BOARD}
    for changed, field in (
        ({"result": Result.CHARGED}, "result"),
        ({"step": DecisionStep.OUTCOME}, "result"),
        ({"reason": Reason.IMMUNITY}, "reason"),
        ({"step": DecisionStep.OUTCOME, "result": Result.DECLINED}, "reason"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": now().date() + timedelta(days=2)}, "decided_on"),
        ({"body": " "}, "body"),
    ):
        with pytest.raises(InvalidIncident) as caught:
            record_decision(**{**given, **changed})
        assert caught.value.field == field
    with pytest.raises(Refused):
        record_decision(**{**given, "actor": people.blake})
    assert BodyDecision.objects.count() == 0
    allegation = Allegation.objects.get()
    row = BodyDecision(
        incident=allegation.incident,
        allegation=allegation,
        number=1,
        step="outcome",
        body="Office",
        decided_on=date(2026, 3, 3),
        result="declined",
        recorded_by_id=people.ellis.id,
        recorded_at=now(),
    )
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_an_author_sees_no_decision_before_the_lock(people: People, alleged: str) -> None:
    record_decision(actor=people.ellis, number=alleged, **BOARD)
    assert later_assertions(actor=people.avery, number=alleged).decisions == ()


def test_age_is_asserted_beside_and_unknown_counts_as_yes(people: People, alleged: str) -> None:
    def counts() -> bool:
        (person,) = later_assertions(actor=people.ellis, number=alleged).people
        return person.counts_as_minor

    assert counts()
    given = {"actor": people.avery, "number": alleged, "party": 1}
    with pytest.raises(InvalidIncident, match="how it is known"):
        assert_age(**given, under_18=Answer.NO, source="")
    assert_age(**given, under_18=Answer.NO, source="The agency's answer")
    assert not counts()
    assert_age(**given, under_18=Answer.UNKNOWN, source="The agency took it back")
    assert counts()
    assert incident(actor=people.ellis, number=alleged).parties[0].believed_minor == "unknown"
    assert len(later_assertions(actor=people.ellis, number=alleged).ages) == 2


def test_where_an_identity_stands_is_read_from_its_rows(people: People, with_party: str) -> None:
    given = {"actor": people.avery, "number": with_party, "party": 1}
    record_identification(
        **given, asked=Asked.ASKED, outcome=Outcome.CLAIMED, agency_given="A federal agency"
    )
    record_identification(**given, asked=Asked.ASKED, outcome=Outcome.REFUSED)
    (person,) = later_assertions(actor=people.ellis, number=with_party).people
    assert (person.rung, person.beside) == ("claimed only", ("refused",))
    confirm_identity(
        actor=people.ellis,
        number=with_party,
        party=1,
        with_whom="the agency's duty desk",
        result=ConfirmationResult.CONFIRMED,
    )
    (person,) = later_assertions(actor=people.ellis, number=with_party).people
    assert (person.rung, person.beside) == ("confirmed with the agency", ("refused",))
    confirm_identity(
        actor=people.ellis,
        number=with_party,
        party=1,
        with_whom="dispatch",
        result=ConfirmationResult.NOT_LAW_ENFORCEMENT,
    )
    (person,) = later_assertions(actor=people.ellis, number=with_party).people
    assert (person.rung, person.beside) == ("claimed only", ("refused", "not law enforcement"))
