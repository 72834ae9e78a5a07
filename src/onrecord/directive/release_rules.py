"""When figures appear and which are too small: the directive's rules for what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.directive.schema import ReleaseRules, RollUp
from onrecord.directive.terms import Period

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3}


@dataclass(frozen=True)
class Span:
    """A period of figures: first and last day, and its name ("2026-03", "2026-Q1")."""

    first: date
    last: date
    name: str


def span_of(day: date, period: Period) -> Span:
    """Return the period in which a day lies."""
    months = _MONTHS[period]
    number = (day.month - 1) // months
    first = date(day.year, number * months + 1, 1)
    ends_year, ends_month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = date(ends_year, ends_month + 1, 1) - timedelta(days=1)
    name = f"{day.year}-Q{number + 1}" if period is Period.QUARTER else f"{day:%Y-%m}"
    return Span(first, last, name)


def publication_day(rules: ReleaseRules, span: Span) -> date:
    """Return the day on which the figures of a period appear: fixed, never chosen (G23).

    Figures of a month wait for the end of its quarter, so that one calendar holds for all.
    """
    quarter = span_of(span.last, Period.QUARTER)
    return quarter.last + timedelta(days=rules.publish_after_days)


def may_appear(rules: ReleaseRules, span: Span, today: date) -> bool:
    """Whether the figures of a period may be out on this day."""
    return today >= publication_day(rules, span)


def is_small(rules: ReleaseRules, count: int) -> bool:
    """Whether a count is too small to be shown; nought shows nobody."""
    return 0 < count < rules.minimum_cell


def coarser(rules: ReleaseRules, step: RollUp) -> RollUp | None:
    """Return the next step to roll small counts up to; None after the last."""
    after = rules.steps.index(step) + 1
    return rules.steps[after] if after < len(rules.steps) else None
