"""A report that came back: its reasons are ticked off one by one, and versions are compared."""

import pytest

from onrecord.authority import Refused
from onrecord.directive import SubjectKind
from onrecord.evidence.actions import add_exhibit, close_viewing, open_viewing
from onrecord.incidents.actions import add_party, correct_incident, record_aid
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.times import now
from onrecord.reports.actions import (
    ReasonAt,
    amend_report,
    answer_reason,
    approve_report,
    return_report,
)
from onrecord.reports.errors import InvalidReport, UnknownReport
from onrecord.reports.models import ReasonAnswer
from onrecord.reports.queries import compare_versions, report, writing
from onrecord.storage.local import blob_store
from record.reports.conftest import Desk

pytestmark = pytest.mark.django_db

REASONS = [
    ReasonAt("narrative", "When did the van come?"),
    ReasonAt("aid", "Who was hurt?"),
    ReasonAt("duties", "State the gap of the camera."),
]


@pytest.fixture
def returned(desk: Desk) -> Desk:
    desk.lock()
    desk.submit()
    return_report(actor=desk.people.blake, number=desk.number, reasons=REASONS)
    return desk


def again(desk: Desk, text: str) -> None:
    amend_report(actor=desk.people.avery, number=desk.number, reason="The reasons were right.")
    desk.lock(text)


def answer(desk: Desk, reason: str, words: str = "Done.") -> None:
    answer_reason(actor=desk.people.avery, number=desk.number, reason=reason, words=words)


def test_each_reason_has_a_name_and_is_ticked_off_by_the_version_that_follows(
    returned: Desk,
) -> None:
    asked = writing(actor=returned.people.avery, number=returned.number).returned_with
    assert [(r.name, r.field, r.answers) for r in asked] == [
        ("reason-1", "narrative", ()),
        ("reason-2", "aid", ()),
        ("duty-1", "duties", ()),
    ]
    answer(returned, "reason-2", "Nobody that I saw.")
    again(returned, "The van came at 21:12.")
    answer(returned, "reason-1", "The time stands in the account.")
    answer(returned, "reason-1", "And the street.")
    shown = {
        r.name: r.answers for r in report(actor=returned.people.blake, number=returned.number).asked
    }
    assert [(a.words, a.by, a.version) for a in shown["reason-1"]] == [
        ("The time stands in the account.", "Avery Example", 2),
        ("And the street.", "Avery Example", 2),
    ]
    assert [a.version for a in shown["reason-2"]] == [2]
    assert shown["duty-1"] == ()
    returned.submit()
    assert len(report(actor=returned.people.blake, number=returned.number).asked) == 3
    approve_report(actor=returned.people.blake, number=returned.number)
    assert report(actor=returned.people.blake, number=returned.number).asked == ()
    first = report(actor=returned.people.ellis, number=returned.number).versions[0].decision
    assert first is not None
    assert first.reasons[1].answers[0].words == "Nobody that I saw."


def test_an_answer_about_duties_stays_in_oversight(returned: Desk) -> None:
    answer(returned, "duty-1", "camera-5521 was broken.")
    row = ReasonAnswer.objects.get()
    assert Entry.objects.get(subject=row.subject).chain.endswith("/oversight")
    others = report(actor=returned.people.casey, number=returned.number)
    assert "5521" not in str(others)
    assert "5521" in str(report(actor=returned.people.blake, number=returned.number))
    for entry in Entry.objects.filter(chain__endswith="/ordinary"):
        assert "5521" not in str(opened_entries([entry.pk])[0].values())


@pytest.mark.parametrize(
    ("reason", "words", "fault"),
    [("reason-9", "Done.", "reason-1, reason-2, duty-1"), ("reason-1", " ", "what you did")],
)
def test_what_cannot_be_answered_is_said(
    returned: Desk, reason: str, words: str, fault: str
) -> None:
    with pytest.raises(InvalidReport, match=fault):
        answer(returned, reason, words)
    assert not ReasonAnswer.objects.exists()


def test_only_the_author_answers_and_only_what_was_returned(desk: Desk) -> None:
    desk.lock()
    with pytest.raises(InvalidReport, match="was not returned"):
        answer(desk, "reason-1")
    desk.submit()
    with pytest.raises(Refused, match="with its reviewer"):
        answer(desk, "reason-1")
    return_report(actor=desk.people.blake, number=desk.number, reasons=REASONS)
    for other in (desk.people.blake, desk.people.drew, desk.people.ellis):
        with pytest.raises(Refused):
            answer_reason(actor=other, number=desk.number, reason="reason-1", words="Done.")


def test_versions_are_compared_field_by_field_as_they_stood_when_signed(desk: Desk) -> None:
    avery, number = desk.people.avery, desk.number
    add_party(actor=avery, number=number, kind=SubjectKind.FEDERAL)
    desk.lock()
    desk.submit()
    return_report(actor=desk.people.blake, number=number, reasons=REASONS)
    correct_incident(actor=avery, number=number, changes={"place": "the corner"}, reason="asked")
    record_aid(actor=avery, number=number, person_described="a woman", injury_seen_at=now())
    again(desk, "The van came at 21:12.")
    desk.submit()
    add_party(actor=avery, number=number, kind=SubjectKind.UNKNOWN)
    found = compare_versions(actor=desk.people.blake, number=number, older=1, newer=2)
    assert (found.older, found.newer) == (1, 2)
    changes = {(c.field, c.of, c.name): (c.before, c.after) for c in found.changes}
    assert changes["incident", "Incident", "place"] == ("", "the corner")
    assert changes["aid", "Aid 1", "person described"] == (None, "a woman")
    assert changes["narrative", "Narrative", "text"][1] == "The van came at 21:12."
    assert {c.field for c in found.changes} == {"incident", "narrative", "aid"}
    assert [c.field for c in found.changes][:2] == ["narrative", "incident"]


def test_what_cannot_be_compared_is_said(returned: Desk) -> None:
    asked = {"actor": returned.people.blake, "number": returned.number}
    for older, newer, words in (
        (1, 1, "later version"),
        (1, 2, "no version 2"),
        (0, 1, "there is"),
    ):
        with pytest.raises(InvalidReport, match=words):
            compare_versions(**asked, older=older, newer=newer)
    with pytest.raises(Refused):
        compare_versions(actor=returned.people.jordan, number=returned.number, older=1, newer=2)


def test_without_a_report_there_is_nothing_to_compare(desk: Desk) -> None:
    with pytest.raises(UnknownReport):
        compare_versions(actor=desk.people.avery, number=desk.number, older=1, newer=2)


def test_a_view_after_the_lock_proposes_a_supplement_which_states_it_by_itself(desk: Desk) -> None:
    add_exhibit(
        actor=desk.people.casey,
        number=desk.number,
        staged=blob_store().stage([b"\x00\x00\x00\x18ftypmp42" + bytes(100)]),
        kind="fixed-camera-video",
        title="Camera at the corner",
        source="Example City Transit",
    )
    desk.lock()
    desk.submit()
    approve_report(actor=desk.people.blake, number=desk.number)
    assert not report(actor=desk.people.avery, number=desk.number).supplement_due
    seen = open_viewing(
        actor=desk.people.avery, number=desk.number, exhibit_number="E-1", purpose="recall"
    )
    close_viewing(actor=desk.people.avery, token=seen.token)
    due = report(actor=desk.people.ellis, number=desk.number)
    assert due.supplement_due
    assert due.versions[0].viewed_since is not None
    assert due.versions[0].viewed_since.words.startswith(
        "Avery Example viewed footage after version 1 was locked: E-1 on "
    )
    again(desk, "Having seen E-1 I add the time.")
    first, second = report(actor=desk.people.ellis, number=desk.number).versions
    assert (first.supplement, second.supplement) == (False, True)
    assert first.viewed_since is not None
    assert second.viewed_since is None
    assert second.viewed.words.startswith("Avery Example had viewed footage before version 2")
    assert not report(actor=desk.people.ellis, number=desk.number).supplement_due
