"""Clocks: from a start and a length to an end, in the directive's own time zone.

1. Hours are elapsed hours.
2. Days, business days, months and years end at the same wall-clock time; a time that daylight
   saving skips moves forward, a time that occurs twice is the earlier one. So an end is never
   later than the day that a lawyer would count.
3. Business days are Monday to Friday less the pack's holidays; the day of the start is not
   counted.
4. Months and years end on the same day of the month, or on its last day.
5. Quarters end at the first instant of the following quarter.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onrecord.directive.facts import Answer, FactRef, Facts, require_zone
from onrecord.directive.outcome import ClockReading, ClockState
from onrecord.directive.schema import Clock, Directive
from onrecord.directive.terms import StartEvent, Unit
from onrecord.directive.vocabulary import all_of

_SATURDAY = 5
_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}

_OUTSIDE = {
    StartEvent.FLAG_CONFIRMED,
    StartEvent.REQUEST_RECEIVED,
    StartEvent.DEMAND_RECEIVED,
    StartEvent.QUARTER_BEGUN,
    StartEvent.AUDIT_RECORD_MADE,
}


def clock_end(directive: Directive, clock_id: str, start: datetime) -> datetime:
    """Return the end of a clock that started at `start` (aware), in the directive's zone.

    Raises KeyError for an unknown clock, ValueError for a start without zone, OverflowError
    where the end lies beyond the calendar.
    """
    require_zone(start, f"start of clock {clock_id}")
    return _end(directive, directive.clock(clock_id), start)


def read_clock(
    directive: Directive, clock: Clock, facts: Facts, now: datetime
) -> tuple[ClockReading, ...]:
    """Read a clock on the facts: one reading per recording, one otherwise, none if it is not run.

    An answer that nobody recorded leaves a clock running, with the condition in `provided`.
    Clocks of events outside an incident have no reading; use `clock_end`.
    """
    runs = all_of(clock.runs_when, facts)
    if clock.starts in _OUTSIDE or runs.answer is Answer.NO:
        return ()
    provided = runs.because if runs.answer is Answer.UNKNOWN else None
    return tuple(
        replace(_reading(directive, clock, run, now), provided=provided)
        for run in _runs(directive, clock, facts)
    )


def standing_clocks(directive: Directive, now: datetime) -> tuple[ClockReading, ...]:
    """Read the clocks that start on a date of the order itself, whatever the incident."""
    require_zone(now, "now")
    return tuple(
        _reading(directive, clock, _from_date(directive, clock), now)
        for clock in directive.clocks
        if clock.starts is StartEvent.DATE
    )


def most_urgent(readings: tuple[ClockReading, ...]) -> ClockReading | None:
    """Return the reading to show first: no end known, then the earliest end, then stopped."""
    last = datetime.max.replace(tzinfo=UTC)

    def rank(reading: ClockReading) -> tuple[bool, bool, datetime]:
        stopped = reading.state is ClockState.STOPPED
        return stopped, reading.ends is not None, reading.ends or last

    return min(readings, key=rank, default=None)


@dataclass(frozen=True)
class _Run:
    """One thing on which a clock runs: its fact, its start, the fact that stops it."""

    about: FactRef | None
    start: datetime | None
    stopped_by: FactRef | None = None


def _runs(directive: Directive, clock: Clock, facts: Facts) -> Iterator[_Run]:
    incident, report = facts.incident, facts.report
    match clock.starts:
        case StartEvent.RECORDING_MADE:
            for recording in facts.recordings:
                if recording.source == clock.of:
                    kept = recording.held or recording.confirmed
                    yield _Run(recording.ref, recording.recorded_at, kept)
        case StartEvent.INCIDENT_OPENED:
            yield _Run(incident.ref, incident.opened_at)
        case StartEvent.INCIDENT_OCCURRED:
            yield _Run(incident.ref, incident.occurred_at)
        case StartEvent.NARRATIVE_LOCKED:
            if report.locked:
                yield _Run(report.locked, report.locked.at)
        case StartEvent.REPORT_SUBMITTED:
            if report.submitted:
                yield _Run(report.submitted, report.submitted.at)
        case _:
            yield _from_date(directive, clock)


def _from_date(directive: Directive, clock: Clock) -> _Run:
    if clock.on is None:
        return _Run(None, None)
    return _Run(None, datetime.combine(clock.on, time(), ZoneInfo(directive.head.timezone)))


def _reading(directive: Directive, clock: Clock, run: _Run, now: datetime) -> ClockReading:
    begun = end = cannot = None
    if run.start is None:
        cannot = "its start is not recorded"
    else:
        try:
            end = _end(directive, clock, run.start)
            begun = run.start.astimezone(end.tzinfo)
        except OverflowError:
            begun = end = None
            cannot = "its end lies beyond the calendar"
    if run.stopped_by:
        state = ClockState.STOPPED
    elif end is None:
        state = ClockState.CANNOT_BE_COMPUTED
    else:
        state = ClockState.RUNNING if now < end else ClockState.PASSED
    return ClockReading(clock, state, run.about, begun, end, cannot, run.stopped_by)


def _end(directive: Directive, clock: Clock, start: datetime) -> datetime:
    zone = ZoneInfo(directive.head.timezone)
    if clock.unit is Unit.HOURS:
        return (start.astimezone(UTC) + timedelta(hours=clock.length)).astimezone(zone)
    wall = start.astimezone(zone).replace(tzinfo=None)
    if clock.unit is Unit.DAYS:
        wall += timedelta(days=clock.length)
    elif clock.unit is Unit.BUSINESS_DAYS:
        wall = _business_days(wall, clock.length, frozenset(directive.head.holidays))
    elif clock.unit is Unit.QUARTER:
        wall = datetime.combine(_quarter_end(wall.date(), clock.length), time())
    else:
        wall = _months(wall, clock.length * _MONTHS[clock.unit])
    # The round trip through UTC turns a wall time that daylight saving skips into a real one.
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def _business_days(wall: datetime, length: int, holidays: frozenset[date]) -> datetime:
    while length:
        wall += timedelta(days=1)
        if wall.weekday() < _SATURDAY and wall.date() not in holidays:
            length -= 1
    return wall


def _months(wall: datetime, months: int) -> datetime:
    year, month = _later_month(wall.date(), months)
    day = min(wall.day, calendar.monthrange(year, month)[1])
    return wall.replace(year=year, month=month, day=day)


def _quarter_end(day: date, quarters: int) -> date:
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    year, month = _later_month(first, 3 * quarters)
    return date(year, month, 1)


def _later_month(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError("the end lies beyond the calendar")
    return year, month + 1
