"""Clocks over daylight saving, weekends, holidays, short months and quarters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.directive import ClockState, Directive, Unit, clock_end, standing_clocks
from pure.directive.loaded import CHICAGO, RIVERMOUTH


def _end(unit: Unit, length: int, start: str, holidays: tuple[date, ...] = ()) -> str:
    """Return the end of a clock in Chicago's time; times are written there."""
    clock = replace(CHICAGO.clocks[0], id="test", unit=unit, length=length)
    head = replace(CHICAGO.head, holidays=holidays)
    directive = replace(CHICAGO, head=head, clocks=(clock,))
    return clock_end(directive, "test", datetime.fromisoformat(start)).isoformat()


@pytest.mark.parametrize(
    ("unit", "length", "start", "end"),
    [
        # Ninety days over the change to daylight saving: the same time of day.
        (Unit.DAYS, 90, "2026-02-03T21:00-06:00", "2026-05-04T21:00:00-05:00"),
        # A time that daylight saving skips moves forward.
        (Unit.DAYS, 1, "2026-03-07T02:30-06:00", "2026-03-08T03:30:00-05:00"),
        # A time that occurs twice is the earlier one.
        (Unit.DAYS, 1, "2026-10-31T01:30-05:00", "2026-11-01T01:30:00-05:00"),
        # The start may be written in another zone.
        (Unit.DAYS, 1, "2026-03-08T03:00+00:00", "2026-03-08T21:00:00-05:00"),
        # Hours are elapsed hours.
        (Unit.HOURS, 24, "2026-03-07T12:00-06:00", "2026-03-08T13:00:00-05:00"),
        (Unit.MONTHS, 18, "2026-08-31T09:00-05:00", "2028-02-29T09:00:00-06:00"),
        (Unit.YEARS, 3, "2024-02-29T09:00-06:00", "2027-02-28T09:00:00-06:00"),
        (Unit.QUARTER, 1, "2026-02-10T09:00-06:00", "2026-04-01T00:00:00-05:00"),
        (Unit.QUARTER, 1, "2026-12-31T23:59-06:00", "2027-01-01T00:00:00-06:00"),
    ],
)
def test_ends(unit: Unit, length: int, start: str, end: str) -> None:
    assert _end(unit, length, start) == end


def test_business_days_skip_weekends_and_holidays() -> None:
    thursday = "2026-07-02T10:00-05:00"  # the day before a Friday that may be a holiday
    assert _end(Unit.BUSINESS_DAYS, 1, thursday) == "2026-07-03T10:00:00-05:00"
    assert _end(Unit.BUSINESS_DAYS, 1, thursday, (date(2026, 7, 3),)) == "2026-07-06T10:00:00-05:00"
    saturday = "2026-07-04T10:00-05:00"
    assert _end(Unit.BUSINESS_DAYS, 5, saturday) == "2026-07-10T10:00:00-05:00"


@given(
    start=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    days=st.integers(1, 400),
)
def test_a_day_clock_is_never_more_than_two_hours_from_elapsed_days(
    start: datetime, days: int
) -> None:
    clock = replace(CHICAGO.clocks[0], length=days)
    directive = replace(CHICAGO, clocks=(clock,))
    end = clock_end(directive, clock.id, start)
    assert abs(end - start - timedelta(days=days)) <= timedelta(hours=2)


def test_the_orders_own_clock_stands_apart_from_incidents() -> None:
    (reading,) = standing_clocks(CHICAGO, datetime(2026, 3, 3, tzinfo=UTC))
    assert reading.clock.id == "eo-guidance"
    assert reading.state is ClockState.PASSED
    assert reading.ends is not None
    assert reading.ends.isoformat() == "2026-03-02T00:00:00-06:00"


@pytest.mark.parametrize("directive", [CHICAGO, RIVERMOUTH])
def test_an_unknown_clock_and_a_start_without_zone_are_refused(directive: Directive) -> None:
    with pytest.raises(KeyError):
        clock_end(directive, "no such clock", datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="bears no zone"):
        clock_end(directive, directive.clocks[0].id, datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test
