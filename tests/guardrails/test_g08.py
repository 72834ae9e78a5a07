"""G8: a refusal to identify is a fact, never a breach.

Three steps, refusal an equal choice, the words shown: `record/incidents/test_identification.py`.
Not safe meets the duty: `golden/directive_chicago.csv`, row "not safe to ask".
"""

import pytest

from guardrails.conftest import World
from onrecord.directive import Answer, Asked, Outcome, Status
from onrecord.incidents.actions import correct_incident, record_identification
from onrecord.incidents.queries import incident, incident_rows
from onrecord.reports.queries import evaluation
from onrecord.storage.directives import load_directive
from onrecord.storage.home import Home

pytestmark = pytest.mark.django_db
ASKING = "ask-supervisor"


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [(Asked.ASKED, outcome) for outcome in Outcome] + [(Asked.NOT_SAFE, None)],
)
def test_whatever_came_of_asking_the_duty_is_met_and_nothing_is_alleged(
    world: World, asked: Asked, outcome: Outcome | None
) -> None:
    before = incident_rows(actor=world.people.ellis)[0].allegations
    record_identification(
        actor=world.people.avery,
        number=world.number,
        asked=asked,
        outcome=outcome,
        name_given="R. Placeholder",
        badge_given="11-4",
        reason="what was seen",
    )
    found = evaluation(actor=world.people.blake, number=world.number)
    assert found.of(ASKING).status is Status.MET
    assert ASKING not in {todo.duty.id for todo in found.to_do}
    assert incident_rows(actor=world.people.ellis)[0].allegations == before


@pytest.mark.parametrize("pack", ["chicago-2026-01", "seattle-2026"])
@pytest.mark.usefixtures("db")
def test_no_rule_of_a_pack_makes_a_refusal_a_breach(home: Home, pack: str) -> None:
    assert home.is_set_up
    directive = load_directive(pack)
    for offence in directive.offences:
        assert "identif" not in offence.title.casefold(), offence.id
    for rule in (*directive.offences, *directive.civil_rules, *directive.local_rules):
        # Washington's rule on what officers display says nothing of answering a question.
        words = f"{rule.title} {getattr(rule, 'text', '')}".casefold()
        assert "refus" not in words, rule.id
        assert "answer" not in words, rule.id


def test_whether_an_arrest_was_explained_is_recorded_by_itself(world: World) -> None:
    """That duty is owed to the person arrested, not to whoever asks (8 CFR 287.8(c)(2)(iii))."""
    asked = {"actor": world.people.avery, "number": world.number}
    assert incident(**asked).answers["arrest_explained"] == Answer.UNKNOWN
    correct_incident(**asked, changes={"arrest_explained": "no"}, reason="she was not told")
    assert incident(**asked).answers["arrest_explained"] == Answer.NO
    assert incident(**asked).attempts[0].outcome == Outcome.REFUSED
