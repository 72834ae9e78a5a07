"""Each check by its three answers; what stops, what travels as a gap, what holds."""

from dataclasses import replace

import pytest

from onrecord.referrals import checks
from onrecord.referrals.checks import CHECKS, Matter, State, examine

WHOLE = Matter(
    referred=("A1",),
    felonies=("A1", "A2"),
    report_state="approved",
    in_scope=("use of force",),
    scope_source="Scope of the office (unverified: from its public announcement): force",
    exhibits={"E-1": True, "E-2": True},
    contacts_known="None known to the undersigned, who asked the author.",
    register=("2026-03-04: Office of the Mayor, asked for the number",),
    replies=("Agency: asked 2026-03-05, e-mail; replied 2026-03-09 (letter).",),
    silent=False,
    evidence_not_held="",
)
H, G, X = State.HOLDS, State.GAP, State.STOPS


def test_a_whole_matter_holds_throughout() -> None:
    assert [finding.state for finding in examine(WHOLE)] == [H] * len(CHECKS)


@pytest.mark.parametrize(
    ("check", "changed", "state", "words"),
    [
        ("felony_alleged", {"referred": ()}, X, "none"),
        ("felony_alleged", {"referred": ("A1", "A3")}, X, "A3"),
        ("felony_alleged", {"referred": ("A2",)}, H, "no finding: A2"),
        ("report_approved", {"report_state": ""}, X, "not begun"),
        ("report_approved", {"report_state": "submitted"}, X, "submitted"),
        ("allegation_in_scope", {"in_scope": ()}, G, "unverified"),
        ("exhibits_whole", {"exhibits": {"E-1": True, "E-2": False}}, X, "E-2"),
        ("exhibits_whole", {"exhibits": {}}, G, "No exhibit"),
        ("contacts_stated", {}, H, "who asked the author. 2026-03-04: Office of the Mayor"),
        ("contacts_stated", {"contacts_known": ""}, X, "none known to the undersigned"),
        ("agency_replied", {"replies": (), "silent": True}, G, "not asked"),
        ("agency_replied", {"silent": True}, G, "asked 2026-03-05"),
        ("evidence_not_held_stated", {"evidence_not_held": "Car 7"}, G, "Car 7"),
    ],
)
def test_each_answer(check: str, changed: dict[str, object], state: State, words: str) -> None:
    finding = getattr(checks, check)(replace(WHOLE, **changed))  # type: ignore[arg-type] # fields by name
    assert finding.state is state
    assert words in finding.words


def test_only_its_own_check_answers_to_a_change() -> None:
    for check, changed in (
        ("report approved", {"report_state": "draft"}),
        ("exhibits whole", {"exhibits": {"E-1": False}}),
        ("contact register", {"contacts_known": ""}),
    ):
        stops = [f.check for f in examine(replace(WHOLE, **changed)) if f.state is X]  # type: ignore[arg-type] # likewise
        assert stops == [check]
