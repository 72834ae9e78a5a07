"""The report in its department's narrative layout: typed once, exported three ways."""

import json
from dataclasses import replace

import pytest

from onrecord.authority import Refused
from onrecord.directive import Asked, Outcome, SubjectKind
from onrecord.incidents.actions import (
    add_allegation,
    add_party,
    record_aid,
    record_identification,
    request_reply,
)
from onrecord.ledger.times import now
from onrecord.reports import layouts
from onrecord.reports.actions import (
    ReasonAt,
    amend_report,
    answer_reason,
    approve_report,
    return_report,
    state_gap,
)
from onrecord.reports.errors import InvalidReport, UnknownReport
from onrecord.reports.layouts import LayoutFault, layout_for, load_layout, parse_layout
from onrecord.reports.queries import export_report
from onrecord.reports.rendering import as_json, as_pdf, as_text
from onrecord.storage.directives import current_directive
from record.reports.conftest import Desk

pytestmark = pytest.mark.django_db
WORDS = "He said: قف هناك\nI stood at the corner."


@pytest.fixture
def written(desk: Desk) -> Desk:
    avery, number = desk.people.avery, desk.number
    add_party(actor=avery, number=number, kind=SubjectKind.FEDERAL)
    add_allegation(
        actor=avery, number=number, party=1, conduct="It is alleged that person 1 pushed."
    )
    record_identification(actor=avery, number=number, asked=Asked.ASKED, outcome=Outcome.REFUSED)
    record_aid(actor=avery, number=number, person_described="a woman", injury_seen_at=now())
    desk.lock(WORDS)
    state_gap(actor=avery, number=number, duty="keep-body-camera", reason="gap-7714")
    desk.submit()
    reasons = [ReasonAt("narrative", "reason-3386"), ReasonAt("duties", "note-9925")]
    return_report(actor=desk.people.blake, number=number, reasons=reasons)
    answer_reason(actor=avery, number=number, reason="reason-1", words="answer-1121")
    amend_report(actor=avery, number=number, reason="The street was missing.")
    desk.lock(WORDS + " Orchard Lane.")
    desk.submit()
    approve_report(actor=desk.people.blake, number=number)
    return desk


def test_the_text_holds_the_sections_of_the_directive_and_wraps(written: Desk) -> None:
    found = export_report(actor=written.people.ellis, number=written.number)
    assert (found.version, found.layout, found.standing) == (
        2, "generic", "Approved by Blake Example.",
    )  # fmt: skip
    assert found.layout_note == "This layout is generic."
    assert [s.heading for s in found.sections] == [*current_directive().narrative.layout]
    text = as_text(found)
    assert all(len(line) <= found.width for line in text.splitlines())
    assert "Orchard Lane." in text
    assert "He said: قف هناك\n" in text
    assert "Outcome: Refused" in text
    assert "Signed: Avery Example, " in text
    assert "Footage, its reviewer: Blake Example had viewed no footage" in text
    assert "does not show that an allegation is\ntrue." in text or "is true." in text


def test_each_allegation_bears_its_notice_and_the_reply_beside_it(written: Desk) -> None:
    text = as_text(export_report(actor=written.people.ellis, number=written.number))
    assert "Reply of the agency: No agency was asked to reply yet." in text
    assert "finding" in text[text.index("Allegation A1") :]
    request_reply(
        actor=written.people.ellis,
        number=written.number,
        agency="Example Agency",
        asked_by_way="letter",
        no_objection_on=now().date(),
    )
    text = as_text(export_report(actor=written.people.ellis, number=written.number))
    assert "Reply of the agency: " in text
    assert "No agency was asked to reply yet." not in text


@pytest.mark.parametrize("who", ["blake", "avery", "ellis"])
def test_no_duty_gap_reason_or_answer_is_in_any_export(written: Desk, who: str) -> None:
    """Not even for those who may read them here (G16)."""
    for version in (1, 2):
        found = export_report(
            actor=getattr(written.people, who), number=written.number, version=version
        )
        text = as_text(found) + as_json(found).decode()
        assert not [m for m in ("7714", "3386", "9925", "1121", "uty", "uties") if m in text]


def test_json_and_pdf_hold_the_same_sections_and_repeat(written: Desk) -> None:
    found = export_report(actor=written.people.ellis, number=written.number, version=1)
    told = json.loads(as_json(found))
    assert [s["heading"] for s in told["sections"]] == [s.heading for s in found.sections]
    assert told["version"] == 1
    assert as_pdf(found).startswith(b"%PDF")
    assert as_pdf(found) == as_pdf(
        export_report(actor=written.people.blake, number=written.number, version=1)
    )


def test_what_cannot_be_exported_is_said(desk: Desk) -> None:
    with pytest.raises(UnknownReport):
        export_report(actor=desk.people.avery, number=desk.number)
    desk.lock()
    with pytest.raises(InvalidReport, match="no version 4; there is 1"):
        export_report(actor=desk.people.avery, number=desk.number, version=4)
    for other in (desk.people.jordan, desk.people.drew):
        with pytest.raises(Refused):
            export_report(actor=other, number=desk.number)


def test_a_layout_of_the_departments_own_is_named_by_the_directive(
    home: object, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    assert home
    (tmp_path / "own.toml").write_text(  # type: ignore[operator] # a path
        'id = "own"\ntitle = "Own"\nwidth = 60\n'
        '[[sections]]\nheading = "1. Account"\nfield = "narrative"\n'
    )
    monkeypatch.setattr(layouts, "HERE", tmp_path)
    narrative = replace(current_directive().narrative, layout_name="own")
    assert [s.heading for s in layout_for(narrative).sections] == ["1. Account"]


@pytest.mark.usefixtures("home")
def test_a_layout_that_is_not_installed_gives_way_and_the_export_says_so() -> None:
    narrative = current_directive().narrative
    for name in ("cpd-2026", "../generic", ""):
        found = layout_for(replace(narrative, layout_name=name, layout=("Narrative", "Weather")))
        assert "is not installed here; this layout is generic." in found.note
        assert [s.field for s in found.sections] == ["narrative", None]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id = ", "no TOML"),
        ('id = "x"\ntitle = "X"\nwidth = 78\n', "sections"),
        ('id = "x"\ntitle = "X"\nwidth = 3\nsections = []\n', "width"),
        (
            'id = "x"\ntitle = "X"\nwidth = 78\n[[sections]]\nheading = "D"\nfield = "duties"\n',
            "field must be one of incident",
        ),
    ],
)
def test_a_layout_that_cannot_be_used_says_where(text: str, words: str) -> None:
    with pytest.raises(LayoutFault, match=words):
        parse_layout("x", text.encode())
    assert load_layout("generic").sections
