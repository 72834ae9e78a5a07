"""Submitting, deciding, gaps, and what was viewed before each step."""

from collections.abc import Callable
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from onrecord.authority import Refused
from onrecord.directive import Asked, Outcome, Status
from onrecord.evidence.actions import add_exhibit, close_viewing, open_viewing
from onrecord.incidents.actions import correct_incident, record_identification
from onrecord.ledger import guard
from onrecord.ledger.models import Chain, Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.times import now
from onrecord.reports.actions import (
    ReasonAt,
    amend_report,
    approve_report,
    narrative,
    return_report,
    save_draft,
    state_gap,
    submit_report,
)
from onrecord.reports.errors import InvalidReport, SignatureMissing, UnknownReport
from onrecord.reports.models import (
    GapStatement,
    Report,
    ReportDecision,
    ReportEvaluation,
    ReportVersion,
)
from onrecord.reports.queries import (
    evaluation,
    own_reports,
    report,
    review_queue,
    writing,
)
from onrecord.reports.states import TABLE, ReportAction, ReportState, next_state
from onrecord.storage.local import blob_store
from record.reports.conftest import Desk

pytestmark = pytest.mark.django_db

MOVES = {
    ("draft", "lock"): "locked",
    ("locked", "state-gap"): "locked",
    ("locked", "submit"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("locked", "amend"): "draft",
    ("returned", "amend"): "draft",
    ("approved", "amend"): "draft",
    ("draft", "answer"): "draft",
    ("locked", "answer"): "locked",
    ("returned", "answer"): "returned",
}


@pytest.mark.parametrize(("state", "action"), list(product(ReportState, ReportAction)))
def test_every_pair_of_state_and_action(state: ReportState, action: ReportAction) -> None:
    expected = MOVES.get((state.value, action.value))
    if expected:
        assert next_state(state, action) == expected
    else:
        assert (state, action) not in TABLE
        with pytest.raises(Refused) as caught:
            next_state(state, action)
        assert caught.value.code == "state"
        assert caught.value.reason


STEPS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "locked": ("lock",),
    "submitted": ("lock", "submit"),
    "returned": ("lock", "submit", "return"),
    "approved": ("lock", "submit", "approve"),
}


def steps(desk: Desk) -> dict[str, Callable[[], object]]:
    avery, blake, number = desk.people.avery, desk.people.blake, desk.number
    return {
        "lock": desk.lock,
        "state-gap": lambda: state_gap(
            actor=avery, number=number, duty="ask-supervisor", reason="on the other side"
        ),
        "submit": desk.submit,
        "approve": lambda: approve_report(actor=blake, number=number),
        "return": desk.give_back,
        "amend": lambda: amend_report(actor=avery, number=number, reason="more seen"),
    }


@pytest.mark.parametrize(
    ("state", "action"),
    # What is answered are reasons of a return: see test_returned.py.
    list(product(STEPS, [a.value for a in ReportAction if a is not ReportAction.ANSWER])),
)
def test_every_act_in_every_state_of_the_record(desk: Desk, state: str, action: str) -> None:
    save_draft(actor=desk.people.avery, number=desk.number, text="I saw")
    for step in STEPS[state]:
        steps(desk)[step]()
    if (state, action) in MOVES:
        steps(desk)[action]()
        assert Report.objects.get().state == MOVES[state, action]
    else:
        with pytest.raises(Refused) as caught:
            steps(desk)[action]()
        assert caught.value.code in {"state", "narrative-first"}
        assert Report.objects.get().state == state


def test_only_the_authors_own_name_signs(desk: Desk) -> None:
    desk.lock()
    for name in ("", "  ", "Blake Example"):
        with pytest.raises(SignatureMissing, match="Avery Example"):
            submit_report(actor=desk.people.avery, number=desk.number, signature_name=name)
    submit_report(actor=desk.people.avery, number=desk.number, signature_name="  avery   EXAMPLE ")
    assert ReportVersion.objects.get().signature_name == "Avery Example"


def test_gaps_never_stop_submission_and_the_answer_goes_to_oversight_alone(desk: Desk) -> None:
    desk.lock()
    before = evaluation(actor=desk.people.avery, number=desk.number)
    assert before.of("keep-body-camera").status is Status.UNMET
    state_gap(
        actor=desk.people.avery,
        number=desk.number,
        duty="keep-body-camera",
        reason="no camera was issued",
    )
    desk.submit()
    stored = ReportEvaluation.objects.get()
    duties = {duty["duty"]: duty for duty in stored.duties}
    assert duties["keep-body-camera"]["gap"] == "no camera was issued"
    assert duties["ask-supervisor"]["status"] == "unmet"
    assert duties["sign"]["status"] == "met"
    incident = Report.objects.get().incident_id
    chains = {
        row.subject: Entry.objects.filter(subject=row.subject).get().chain
        for row in (stored, GapStatement.objects.get())
    }
    assert set(chains.values()) == {f"incident/{incident}/oversight"}
    ordinary = Entry.objects.filter(chain=f"incident/{incident}/ordinary")
    for entry in ordinary:
        assert "no camera was issued" not in str(opened_entries([entry.pk])[0].values())
    assert Chain.objects.filter(key__startswith=f"incident/{incident}/").count() == 2


def test_gaps_are_of_duties_that_are_unmet_and_seen_by_those_who_see_duties(desk: Desk) -> None:
    desk.lock()
    arguments = {"actor": desk.people.avery, "number": desk.number}
    with pytest.raises(InvalidReport, match="no duty"):
        state_gap(**arguments, duty="salute", reason="none")
    with pytest.raises(InvalidReport, match="Met"):
        state_gap(**arguments, duty="document-activity", reason="none")
    with pytest.raises(InvalidReport, match="reason"):
        state_gap(**arguments, duty="ask-supervisor", reason=" ")
    state_gap(**arguments, duty="ask-supervisor", reason="on the other side of the street")
    assert len(report(actor=desk.people.blake, number=desk.number).gaps) == 1
    assert report(actor=desk.people.ellis, number=desk.number).gaps == ()


def test_a_recorded_refusal_meets_the_duty_to_ask(desk: Desk) -> None:
    record_identification(
        actor=desk.people.avery, number=desk.number, asked=Asked.ASKED, outcome=Outcome.REFUSED
    )
    desk.lock()
    outcome = evaluation(actor=desk.people.avery, number=desk.number).of("ask-supervisor")
    assert outcome.status is Status.MET
    assert "asked, refused" in outcome.because


def test_a_supervisor_of_the_chain_decides_and_nobody_else(desk: Desk) -> None:
    desk.lock()
    desk.submit()
    assert [row.number for row in review_queue(actor=desk.people.blake)] == [desk.number]
    for other in (desk.people.drew, desk.people.avery, desk.people.ellis, desk.people.jordan):
        assert other is desk.people.jordan or review_queue(actor=other) == ()
        with pytest.raises(Refused):
            approve_report(actor=other, number=desk.number)
        with pytest.raises(Refused):
            return_report(actor=other, number=desk.number, reasons=[ReasonAt("aid", "when?")])
    approve_report(actor=desk.people.blake, number=desk.number)
    view = report(actor=desk.people.ellis, number=desk.number)
    assert (view.state, view.approved_version) == ("approved", 1)
    assert "does not show that an allegation is true" in view.state_words
    assert review_queue(actor=desk.people.blake) == ()


def test_an_approval_names_the_leaf_of_what_was_submitted(desk: Desk) -> None:
    desk.lock()
    desk.submit()
    approved = approve_report(actor=desk.people.blake, number=desk.number)
    values = dict(opened_entries([approved.entry_id])[0].values())
    version = ReportVersion.objects.get()
    submitted = Entry.objects.get(subject=version.subject, kind="report.submitted/1")
    assert values["version_digest"] == bytes(submitted.leaf_hash).hex()
    assert values["approval_signature"] is None


def test_two_first_saves_of_a_returned_report_at_once_are_both_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaving the field saves a draft, and so does the button that was left for."""
    desk.lock()
    desk.submit()
    for reasons in ([], [ReasonAt("", "why")], [ReasonAt("aid", " ")]):
        with pytest.raises(InvalidReport, match="Reasons"):
            return_report(actor=desk.people.blake, number=desk.number, reasons=reasons)
    desk.give_back()
    amend = narrative.amend_report

    def overtaken(**given: object) -> None:
        amend(**given)  # type: ignore[arg-type] # what save_draft gives
        amend(**given)  # type: ignore[arg-type] # likewise

    monkeypatch.setattr(narrative, "amend_report", overtaken)
    saved = save_draft(actor=desk.people.avery, number=desk.number, text="I saw a van at 21:12.")
    assert writing(actor=desk.people.avery, number=desk.number).draft == saved.id
    assert [row.state for row in own_reports(actor=desk.people.avery)] == ["draft"]


def test_a_return_has_reasons_at_fields_that_head_the_authors_tasks(desk: Desk) -> None:
    desk.lock()
    desk.submit()
    for reasons in ([], [ReasonAt("", "why")], [ReasonAt("aid", " ")]):
        with pytest.raises(InvalidReport, match="Reasons"):
            return_report(actor=desk.people.blake, number=desk.number, reasons=reasons)
    desk.give_back()
    (reason,) = writing(actor=desk.people.avery, number=desk.number).returned_with
    assert (reason.field, reason.words) == ("identification", "State the time before arrival.")
    assert [row.state for row in own_reports(actor=desk.people.avery)] == ["returned"]
    save_draft(actor=desk.people.avery, number=desk.number, text="I saw a van at 21:12.")
    desk.lock("I saw a van at 21:12.")
    desk.submit()
    approve_report(actor=desk.people.blake, number=desk.number)
    versions = report(actor=desk.people.avery, number=desk.number).versions
    decided = [v.decision.decided for v in versions if v.decision]
    assert [v.number for v in versions] == [1, 2]
    assert decided == ["returned", "approved"]


def test_the_report_states_who_had_viewed_footage_before_which_step(desk: Desk) -> None:
    add_exhibit(
        actor=desk.people.ellis,
        number=desk.number,
        staged=blob_store().stage([b"\x00\x00\x00\x18ftypmp42" + bytes(100)]),
        kind="fixed-camera-video",
        title="Camera at the corner",
        source="Example City Transit",
    )
    look = {"number": desk.number, "exhibit_number": "E-1", "purpose": "writing"}
    with pytest.raises(Refused) as caught:
        open_viewing(actor=desk.people.avery, **look)
    assert caught.value.code == "write-first"
    desk.lock()
    ticket = open_viewing(actor=desk.people.avery, **look)
    close_viewing(actor=desk.people.avery, token=ticket.token)
    amend_report(actor=desk.people.avery, number=desk.number, reason="footage seen")
    desk.lock("After viewing E-1 I add the time.")
    desk.submit()
    open_viewing(actor=desk.people.blake, **look)
    approve_report(actor=desk.people.blake, number=desk.number)
    view = report(actor=desk.people.ellis, number=desk.number)
    first, second = view.versions
    assert first.viewed.words == (
        "Avery Example had viewed no footage of this incident here before version 1 was locked."
    )
    assert second.viewed.viewed
    assert second.viewed.words.startswith(
        "Avery Example had viewed footage before version 2 was locked: E-1 on "
    )
    assert second.decision is not None
    assert second.decision.viewed.words.startswith("Blake Example had viewed footage before")
    assert not view.supplement_due
    open_viewing(actor=desk.people.avery, **look)
    assert report(actor=desk.people.ellis, number=desk.number).supplement_due


def test_footage_is_not_barred_where_nothing_that_bars_it_happened(desk: Desk) -> None:
    none = dict.fromkeys(
        ("shooting", "great_bodily_harm", "misconduct_investigation", "death"), "no"
    )
    correct_incident(
        actor=desk.people.avery,
        number=desk.number,
        changes={**none, "force_used": "none"},
        reason="asked again",
    )
    add_exhibit(
        actor=desk.people.ellis,
        number=desk.number,
        staged=blob_store().stage([b"\x00\x00\x00\x18ftypmp42" + bytes(100)]),
        kind="fixed-camera-video",
        title="Camera at the corner",
        source="Example City Transit",
    )
    open_viewing(
        actor=desk.people.avery, number=desk.number, exhibit_number="E-1", purpose="writing"
    )
    desk.lock()
    (version,) = report(actor=desk.people.avery, number=desk.number).versions
    assert version.viewed.viewed


def test_without_a_report_there_is_none_to_read_or_decide_on(desk: Desk) -> None:
    with pytest.raises(UnknownReport):
        report(actor=desk.people.avery, number=desk.number)
    with pytest.raises(UnknownReport):
        submit_report(actor=desk.people.avery, number=desk.number, signature_name="Avery Example")
    with pytest.raises(Refused):
        approve_report(actor=desk.people.blake, number=desk.number)


def test_the_database_refuses_what_no_state_allows(desk: Desk) -> None:
    desk.lock()
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state="burnt")
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.update(submitted_at=now())
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.update(drafts="kept")
    version = ReportVersion.objects.get()
    row = ReportDecision(
        incident=version.incident,
        version=version,
        decided="returned",
        decided_by_id=desk.people.blake.id,
        decided_at=now(),
        reasons=[],
    )
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    gap = GapStatement(
        incident=version.incident,
        report=version.report,
        duty="sign",
        reason="x",
        stated_by_id=desk.people.avery.id,
        stated_at=now(),
    )
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        gap.save(force_insert=True)
