"""An evaluation as rows for a table and as lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onrecord.directive.item import Item
from onrecord.directive.outcome import ClockReading, ClockState, Evaluation, Status
from onrecord.directive.terms import Group


@dataclass(frozen=True)
class Row:
    """One duty, ready to be shown. `source` holds addresses; `checked` reads "Unchecked" or who."""

    group: str
    duty: str
    title: str
    actor: str
    status: str
    fact: str
    clock: str
    source: tuple[str, ...]
    checked: str


def rows(evaluation: Evaluation) -> tuple[Row, ...]:
    """Return one row per duty, by group in the order of a report, then in the pack's order."""
    order = list(Group)
    outcomes = sorted(evaluation.duties, key=lambda outcome: order.index(outcome.duty.group))
    found = []
    for outcome in outcomes:
        duty = outcome.duty
        fact = outcome.gap or outcome.because
        clock = ""
        if outcome.clock:
            clock = clock_words(outcome.clock)
        elif outcome.status is not Status.NOT_APPLICABLE:
            clock = duty.deadline or "no clock known"
        found.append(
            Row(
                group=duty.group,
                duty=duty.id,
                title=duty.title,
                actor=duty.actor,
                status=outcome.display,
                fact=f"{fact} (late)" if outcome.late else fact,
                clock=clock,
                source=tuple(source.address for source in duty.source),
                checked=checked_words(duty),
            )
        )
    return tuple(found)


def clock_words(reading: ClockReading) -> str:
    """Say a clock: its end with date and zone, that it stopped, or why it has no end."""
    if reading.stopped_by:
        end = f"; its end: {_time(reading.ends)}" if reading.ends else ""
        return f"stopped: {reading.stopped_by.label}{end}"
    if reading.ends is None:
        words = f"cannot be computed: {reading.cannot}"
    else:
        verb = "ended" if reading.state is ClockState.PASSED else "ends"
        words = f"{verb} {_time(reading.ends)}"
    return f"{words}, if it applies ({reading.provided})" if reading.provided else words


def checked_words(item: Item) -> str:
    """Say whether a named person has read the official text against an item."""
    if item.checked is None:
        return f"Unchecked ({item.kind})"
    return f"Checked by {item.checked.by}, {item.checked.on.isoformat()}"


def render(evaluation: Evaluation) -> str:
    """Return the evaluation as plain text, one duty a paragraph, for a terminal."""
    head = evaluation.directive.head
    lines = [
        f"{head.title} ({head.id}, version {head.version})",
        f"As of {_time(evaluation.at)}",
        f"Trigger: {evaluation.trigger.answer}: {evaluation.trigger.because}",
    ]
    group = ""
    for row in rows(evaluation):
        if row.group != group:
            group = row.group
            lines += ["", group.upper()]
        lines.append(f"  {row.title} [{row.status}] {row.checked}")
        lines += [f"    {text}" for text in (row.fact, row.clock) if text]
    if evaluation.clocks:
        lines += ["", "CLOCKS"]
        for reading in evaluation.clocks:
            about = f" ({reading.about.label})" if reading.about else ""
            lines.append(f"  {reading.clock.title}{about}: {clock_words(reading)}")
    return "\n".join(lines) + "\n"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}"
