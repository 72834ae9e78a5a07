"""Evaluate a directive on the facts of an incident.

1. A directive reaches an incident by the first trigger whose conditions all hold.
2. A duty that needs a trigger does not apply where no trigger can hold; an answer that nobody
   recorded never makes a duty go away.
3. A duty whose own conditions do not hold does not apply.
4. Otherwise it is met by any one of its facts, else excused by any one, else unmet.
5. A clock of the order itself (from a date) is no clock of the incident: see `standing_clocks`.
6. A stated gap is shown beside an unmet duty and never changes its status.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from onrecord.directive.clocks import most_urgent, read_clock
from onrecord.directive.facts import Answer, FactRef, Facts, require_zone
from onrecord.directive.item import Condition
from onrecord.directive.outcome import (
    ClockReading,
    ClockState,
    DutyOutcome,
    Evaluation,
    ProposedFlag,
    Status,
    Triggering,
)
from onrecord.directive.schema import Directive, Duty
from onrecord.directive.terms import StartEvent
from onrecord.directive.vocabulary import Reading, all_of, read


def evaluate(directive: Directive, facts: Facts, now: datetime) -> Evaluation:
    """Return the status of every duty and the reading of every clock at `now` (aware).

    Raises ValueError where `now` bears no zone, and nothing else on any facts.
    """
    require_zone(now, "now")
    trigger = _triggering(directive, facts)
    return Evaluation(
        directive=directive,
        at=now,
        trigger=trigger,
        duties=tuple(_outcome(directive, duty, trigger, facts, now) for duty in directive.duties),
        clocks=tuple(
            reading
            for clock in directive.clocks
            if clock.starts is not StartEvent.DATE
            for reading in read_clock(directive, clock, facts, now)
        ),
        flags=tuple(_proposed(directive, facts)),
    )


def _triggering(directive: Directive, facts: Facts) -> Triggering:
    answers = [(trigger, all_of(trigger.when, facts)) for trigger in directive.triggers]
    for wanted in (Answer.YES, Answer.UNKNOWN, Answer.NO):
        for trigger, reading in answers:
            if reading.answer is wanted:
                return Triggering(wanted, trigger, reading.fact, reading.because)
    raise ValueError(f"directive {directive.id} has no trigger")


def _outcome(
    directive: Directive, duty: Duty, trigger: Triggering, facts: Facts, now: datetime
) -> DutyOutcome:
    status, reading = _status(duty, trigger, facts)
    fact = reading.fact if status in (Status.MET, Status.EXCUSED) else None
    readings: tuple[ClockReading, ...] = ()
    if status is not Status.NOT_APPLICABLE and duty.clock is not None:
        running = read_clock(directive, directive.clock(duty.clock), facts, now)
        readings = tuple(_stopped(reading, fact) for reading in running)
    return DutyOutcome(
        duty=duty,
        status=status,
        because=reading.because,
        fact=fact,
        gap=_gap(duty, facts) if status is Status.UNMET else None,
        clock=most_urgent(readings),
        late=status is Status.MET and any(reading.late for reading in readings),
    )


def _status(duty: Duty, trigger: Triggering, facts: Facts) -> tuple[Status, Reading]:
    if duty.needs_trigger and trigger.answer is Answer.NO:
        return Status.NOT_APPLICABLE, Reading(Answer.NO, trigger.fact, trigger.because)
    applies = all_of(duty.applies, facts)
    if applies.answer is Answer.NO:
        return Status.NOT_APPLICABLE, applies
    met = _any_of(duty.met_by, facts)
    if met.answer is Answer.YES:
        return Status.MET, met
    excused = _any_of(duty.excused_by, facts)
    if excused.answer is Answer.YES:
        return Status.EXCUSED, excused
    return Status.UNMET, applies if applies.answer is Answer.UNKNOWN else met


def _any_of(conditions: tuple[Condition, ...], facts: Facts) -> Reading:
    """Answer "any of these": the first yes; otherwise the first condition's own words."""
    readings = [read(condition, facts) for condition in conditions]
    for reading in readings:
        if reading.answer is Answer.YES:
            return reading
    return readings[0] if readings else Reading(Answer.NO, None, "Nothing excuses it.")


def _stopped(clock: ClockReading, fact: FactRef | None) -> ClockReading:
    if fact is None or clock.stopped_by is not None:
        return clock
    return replace(clock, state=ClockState.STOPPED, stopped_by=fact)


def _gap(duty: Duty, facts: Facts) -> str | None:
    """Return the reason stated last for this duty."""
    reasons = [gap.reason for gap in facts.gaps if gap.duty == duty.id]
    return reasons[-1] if reasons else None


def _proposed(directive: Directive, facts: Facts) -> list[ProposedFlag]:
    readings = [(ground, all_of(ground.proposed_when, facts)) for ground in directive.flag_grounds]
    return [
        ProposedFlag(ground, reading.fact, reading.because)
        for ground, reading in readings
        if reading.answer is not Answer.NO
    ]
