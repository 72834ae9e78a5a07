"""Every duty has exactly one status on any facts, and each rule of `evaluate` holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.directive import (
    ActFact,
    ActKind,
    AllegationFact,
    Answer,
    Asked,
    AttemptFact,
    Clock,
    ClockState,
    Directive,
    FactRef,
    Facts,
    GapFact,
    IncidentFacts,
    Origin,
    Outcome,
    Preservation,
    PreservationFact,
    RecordingFact,
    ReferralFact,
    ReferralState,
    ReportFacts,
    Status,
    SubjectKind,
    Track,
    evaluate,
    render,
    rows,
)
from pure.directive.loaded import CHICAGO, RIVERMOUTH, SEATTLE
from pure.directive.scenarios import Scene, chicago, seattle

PACKS = (CHICAGO, SEATTLE, RIVERMOUTH)
SCENE = Scene("America/Chicago")

_ZONES = st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
TIMES = st.datetimes(timezones=_ZONES) | st.datetimes(timezones=st.timezones())
REFS = st.builds(FactRef, st.text(), st.text(), st.text(), st.none() | TIMES)
MAYBE_REF = st.none() | REFS
ANSWERS = st.sampled_from(Answer)
SOURCES = st.text() | st.sampled_from([source.id for pack in PACKS for source in pack.evidence])
DUTIES = st.text() | st.sampled_from([duty.id for pack in PACKS for duty in pack.duties])
INCIDENTS = st.builds(
    IncidentFacts,
    ref=REFS,
    opened_at=TIMES,
    origin=st.sampled_from(Origin),
    occurred_at=st.none() | TIMES,
    without_allegation=MAYBE_REF,
    **{
        name: ANSWERS
        for name, field in IncidentFacts.__dataclass_fields__.items()
        if field.type == "Answer"
    },
)


def _some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


FACTS = st.builds(
    Facts,
    incident=INCIDENTS,
    acts=_some(st.builds(ActFact, st.sampled_from(ActKind), REFS)),
    attempts=_some(
        st.builds(
            AttemptFact,
            REFS,
            st.sampled_from(Asked),
            st.none() | st.sampled_from(Outcome),
            MAYBE_REF,
        )
    ),
    allegations=_some(
        st.builds(
            AllegationFact, REFS, st.sampled_from(SubjectKind), st.sampled_from(Track), ANSWERS
        )
    ),
    recordings=_some(
        st.builds(RecordingFact, REFS, SOURCES, st.none() | TIMES, MAYBE_REF, MAYBE_REF)
    ),
    preservation=_some(st.builds(PreservationFact, REFS, SOURCES, st.sampled_from(Preservation))),
    report=st.builds(ReportFacts, MAYBE_REF, MAYBE_REF, MAYBE_REF),
    referrals=_some(
        st.builds(
            ReferralFact,
            REFS,
            st.text(),
            st.lists(st.text(), max_size=2).map(tuple),
            st.sampled_from(ReferralState),
        )
    ),
    gaps=_some(st.builds(GapFact, REFS, DUTIES, st.text())),
)


@settings(max_examples=150, deadline=None)
@given(directive=st.sampled_from(PACKS), facts=FACTS, now=TIMES)
def test_every_duty_has_exactly_one_status_on_any_facts(
    directive: Directive, facts: Facts, now: datetime
) -> None:
    evaluation = evaluate(directive, facts, now)
    assert [outcome.duty for outcome in evaluation.duties] == list(directive.duties)
    for outcome in evaluation.duties:
        assert outcome.status in Status
        assert outcome.because or outcome.fact is not None  # a caller's label may be blank
        assert (outcome.fact is not None) is (outcome.status in (Status.MET, Status.EXCUSED))
        assert outcome.gap is None or outcome.status is Status.UNMET
    for reading in evaluation.clocks:
        assert (reading.ends is None) is (reading.cannot is not None)
        assert (reading.state is ClockState.STOPPED) is (reading.stopped_by is not None)
    assert len(rows(evaluation)) == len(directive.duties)
    assert render(evaluation)


@settings(max_examples=60, deadline=None)
@given(directive=st.sampled_from(PACKS), facts=FACTS, now=TIMES, reason=st.text(min_size=1))
def test_a_stated_gap_changes_no_status(
    directive: Directive, facts: Facts, now: datetime, reason: str
) -> None:
    gaps = tuple(GapFact(facts.incident.ref, duty.id, reason) for duty in directive.duties)
    without = evaluate(directive, replace(facts, gaps=()), now)
    with_gaps = evaluate(directive, replace(facts, gaps=gaps), now)
    assert [o.status for o in with_gaps.duties] == [o.status for o in without.duties]
    assert with_gaps.to_do == ()
    assert len(with_gaps.gaps) == len(without.to_do)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_whatever_came_of_asking_meets_the_identification_duty(outcome: Outcome) -> None:
    attempt = SCENE.attempt(Asked.ASKED, outcome, "asked")
    facts = Facts(SCENE.incident(origin=Origin.SEEN), attempts=(attempt,))
    assert evaluate(CHICAGO, facts, SCENE.now).of("ask-supervisor").status is Status.MET


def test_not_asked_because_unsafe_meets_it_too() -> None:
    attempt = SCENE.attempt(Asked.NOT_SAFE, None, "not asked: not safe")
    facts = Facts(SCENE.incident(agents_on_scene=Answer.YES), attempts=(attempt,))
    outcome = evaluate(CHICAGO, facts, SCENE.now).of("ask-supervisor")
    assert (outcome.status, outcome.fact) == (Status.MET, attempt.ref)


def test_the_earliest_of_several_facts_is_named() -> None:
    later = SCENE.act(ActKind.EMS_ASKED, "EMS asked 21:30", 30)
    untimed = ActFact(ActKind.EMS_ASKED, FactRef("act", "0", "EMS asked, time not recorded"))
    first = SCENE.act(ActKind.EMS_ASKED, "EMS asked 21:14", 14)
    facts = Facts(SCENE.incident(injured=Answer.YES), acts=(untimed, later, first))
    assert evaluate(CHICAGO, facts, SCENE.now).of("summon-ems").fact == first.ref
    only = replace(facts, acts=(untimed,))
    assert evaluate(CHICAGO, only, SCENE.now).of("summon-ems").fact == untimed.ref


def test_a_report_of_activity_without_allegation_reaches_seattle_and_not_chicago() -> None:
    stated = SCENE.ref("entry", "nothing is alleged")
    facts = Facts(SCENE.incident(without_allegation=stated), report=SCENE.report())
    chicago_says = evaluate(CHICAGO, facts, SCENE.now)
    assert chicago_says.trigger.answer is Answer.NO
    assert chicago_says.trigger.fact == stated
    assert chicago_says.to_do == ()
    assert evaluate(SEATTLE, facts, SCENE.now).trigger.answer is Answer.YES


def test_a_request_alone_keeps_no_footage() -> None:
    video = SCENE.video()
    task = PreservationFact(SCENE.ref("task", "hold requested"), "body-worn-video")
    facts = Facts(SCENE.incident(origin=Origin.SEEN), recordings=(video,), preservation=(task,))
    outcome = evaluate(CHICAGO, facts, SCENE.now).of("keep-body-camera")
    assert outcome.status is Status.UNMET
    assert outcome.clock is not None
    assert outcome.clock.state is ClockState.RUNNING
    kept = replace(video, confirmed=SCENE.ref("custody", "confirmed", days=2))
    outcome = evaluate(CHICAGO, replace(facts, recordings=(kept,)), SCENE.now).of(
        "keep-body-camera"
    )
    assert outcome.status is Status.MET
    assert outcome.clock is not None
    assert outcome.clock.state is ClockState.STOPPED


def test_one_recording_that_is_not_kept_leaves_the_duty_unmet() -> None:
    kept = replace(SCENE.video("E-1"), held=SCENE.ref("custody", "held"))
    earlier = replace(SCENE.video("E-2"), recorded_at=SCENE.start - timedelta(hours=1))
    facts = Facts(SCENE.incident(), recordings=(kept, SCENE.video("E-3"), earlier))
    outcome = evaluate(CHICAGO, facts, SCENE.now).of("keep-body-camera")
    assert outcome.status is Status.UNMET
    assert outcome.clock is not None
    assert outcome.clock.about == earlier.ref


def test_a_referral_meets_its_duty_only_when_delivered() -> None:
    first = SCENE.alleged(SubjectKind.FEDERAL, Answer.YES, "A1")
    second = SCENE.alleged(SubjectKind.LOCAL, Answer.UNKNOWN, "A2")
    sealed = ReferralFact(
        SCENE.ref("referral", "P-1"), "ccsao", (first.ref.id, second.ref.id), ReferralState.SEALED
    )
    facts = Facts(SCENE.incident(), allegations=(first, second), referrals=(sealed,))
    assert evaluate(CHICAGO, facts, SCENE.now).of("refer-felonies").because == "Not referred: A1."
    partly = replace(sealed, allegations=(first.ref.id,), state=ReferralState.DELIVERED)
    facts = replace(facts, referrals=(partly,))
    assert evaluate(CHICAGO, facts, SCENE.now).of("refer-felonies").because == "Not referred: A2."
    whole = replace(sealed, state=ReferralState.DELIVERED)
    facts = replace(facts, referrals=(whole,))
    assert evaluate(CHICAGO, facts, SCENE.now).of("refer-felonies").status is Status.MET


def test_a_clock_on_an_answer_nobody_recorded_runs_and_says_so() -> None:
    def release(local_force: Answer) -> list[str | None]:
        facts = Facts(SCENE.incident(local_force=local_force))
        evaluation = evaluate(CHICAGO, facts, SCENE.now)
        return [r.provided for r in evaluation.clocks if r.clock.id == "video-release"]

    assert release(Answer.NO) == []
    assert release(Answer.YES) == [None]
    assert release(Answer.UNKNOWN) == [
        "Not recorded: whether a member of the department used force."
    ]


def test_every_arguable_ground_for_a_flag_is_proposed() -> None:
    facts = Facts(SCENE.incident(local_force=Answer.NO, death=Answer.NO))
    proposed = {flag.ground.id for flag in evaluate(CHICAGO, facts, SCENE.now).flags}
    assert proposed == {
        "complaint",
        "great-bodily-harm",
        "detention",
        "internal-investigation",
        "evidential-value",
        "recording-officer-asks",
    }


def test_the_third_city_evaluates_by_its_own_words() -> None:
    door = RecordingFact(SCENE.ref("exhibit", "door"), "door-camera", SCENE.start)
    lost = PreservationFact(SCENE.ref("task", "lost"), "door-camera", Preservation.LOST)
    facts = Facts(
        SCENE.incident(death=Answer.YES, agents_on_scene=Answer.NO),
        recordings=(door,),
        preservation=(lost,),
    )
    evaluation = evaluate(RIVERMOUTH, facts, SCENE.now)
    assert evaluation.trigger.trigger is not None
    assert evaluation.trigger.trigger.id == "always-in-a-death"
    assert [outcome.status for outcome in evaluation.duties] == [
        Status.NOT_APPLICABLE,
        Status.EXCUSED,
        Status.UNMET,
    ]


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2026, 3, 3)  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="bears no zone"):
        FactRef("act", "1", "EMS asked", naive)
    with pytest.raises(ValueError, match=r"now: the time .* bears no zone"):
        evaluate(CHICAGO, Facts(SCENE.incident()), naive)


def test_rows_are_grouped_and_show_who_checked() -> None:
    facts = Facts(SCENE.incident())
    found = rows(evaluate(CHICAGO, facts, SCENE.now))
    groups = [row.group for row in found]
    assert groups == sorted(
        groups, key=["Aid", "Identification", "Evidence", "Account", "Sign"].index
    )
    assert {row.checked for row in found} == {"Unchecked (press)", "Unchecked (inference)"}
    assert all(row.source for row in found if row.checked == "Unchecked (press)")
    checked = RIVERMOUTH.provisions[0]
    duty = replace(RIVERMOUTH.duties[0], checked=checked.checked)
    read = replace(RIVERMOUTH, duties=(duty,))
    outcome = evaluate(read, facts, SCENE.now)
    assert outcome.duties[0].checked
    assert rows(outcome)[0].checked == "Checked by R. Example, 2026-06-05"


def test_every_example_renders_each_duty_once() -> None:
    for _, _, facts, now in chain(chicago(), seattle()):
        text = render(evaluate(CHICAGO, facts, now))
        for duty in CHICAGO.duties:
            assert text.count(f"  {duty.title} [") == 1


def test_a_clock_whose_end_lies_beyond_the_calendar_says_so() -> None:
    last = datetime(9999, 12, 30, tzinfo=UTC)
    facts = Facts(SCENE.incident(occurred_at=last, local_force=Answer.YES))
    readings = [
        reading
        for reading in evaluate(CHICAGO, facts, SCENE.now).clocks
        if isinstance(reading.clock, Clock) and reading.clock.id == "video-release"
    ]
    assert [reading.cannot for reading in readings] == ["its end lies beyond the calendar"]
