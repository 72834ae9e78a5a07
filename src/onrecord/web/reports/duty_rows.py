"""Duties as rows of the task list: status word, the fact that meets it, source, clock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst

from onrecord.directive import ClockReading, ClockState, DutyOutcome, Evaluation, Status
from onrecord.directive.terms import Actor, Group
from onrecord.web import moments
from onrecord.web.incidents.opening import left

_STATES = {
    Status.MET: "met",
    Status.EXCUSED: "excused",
    Status.NOT_APPLICABLE: "not-applicable",
}
_RECORD_IT = {
    Group.AID: ("Record aid", "aid/new/"),
    Group.IDENTIFICATION: ("Record an identification attempt", "identification/new/"),
    Group.EVIDENCE: ("Go to the exhibits", "exhibits/"),
}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty as the list shows it; `url` is empty where there is nothing to do here."""

    id: str
    title: str
    state: str
    fact: str
    source: str
    unchecked: bool
    clock: str
    url: str


Groups = list[tuple[str, list[DutyRow]]]


def groups(found: Evaluation, base: str) -> Groups:
    """Return the duties under the headings of a report; `base` empty makes a list to read only."""
    by_group: dict[Group, list[DutyRow]] = defaultdict(list)
    for outcome in found.duties:
        by_group[outcome.duty.group].append(row(outcome, base))
    return [(group.value, by_group[group]) for group in Group if group in by_group]


def row(outcome: DutyOutcome, base: str) -> DutyRow:
    """Return one duty in words; an unmet one leads to its own page below `base`."""
    duty = outcome.duty
    open_here = outcome.status is Status.UNMET and base
    steps = steps_of_the_report(outcome)
    page = f"duties/{duty.id}/" if not steps else "submit/" if "submitted" in steps else ""
    return DutyRow(
        id=duty.id,
        title=duty.title,
        state=state_of(outcome),
        fact=_fact(outcome),
        source=source_words(outcome),
        unchecked=not outcome.checked,
        clock=_clock(outcome),
        url=f"{base}{page}" if open_here and page else "",
    )


def steps_of_the_report(outcome: DutyOutcome) -> frozenset[str]:
    """Return the steps of the report itself that meet a duty; empty where other facts meet it."""
    met_by = outcome.duty.met_by
    if any(condition.name != "report" for condition in met_by):
        return frozenset()
    return frozenset(condition.argument or "" for condition in met_by)


def state_of(outcome: DutyOutcome) -> str:
    """Return the state by which the list draws a duty."""
    if outcome.status is Status.UNMET:
        return "todo" if outcome.gap is None else "gap"
    return _STATES[outcome.status]


def _fact(outcome: DutyOutcome) -> str:
    late = " It came after the end of the clock." if outcome.late else ""
    said = f"Gap: {outcome.gap}" if outcome.gap else f"{capfirst(outcome.because)}{late}"
    if outcome.duty.actor is Actor.OFFICER:
        return said
    return f"Owed by the {outcome.duty.actor}. {said}"


def source_words(outcome: DutyOutcome) -> str:
    """Say where a duty comes from, and how good that ground is."""
    duty = outcome.duty
    hosts = ", ".join(dict.fromkeys(_host(source.address) for source in duty.source))
    return f"Source: {duty.kind}{f' ({hosts})' if hosts else ''}"


def _host(address: str) -> str:
    return address.rsplit("//", maxsplit=1)[-1].split("/", maxsplit=1)[0].removeprefix("www.")


def _clock(outcome: DutyOutcome) -> str:
    if outcome.status is Status.NOT_APPLICABLE:
        return ""
    if outcome.clock is None:
        return outcome.duty.deadline or ""
    return clock_words(outcome.clock)


def clock_words(reading: ClockReading) -> str:
    """Say a clock: how long is left, and its end with date and zone; or why there is no end."""
    if reading.stopped_by is not None:
        return f"Stopped: {reading.stopped_by.label}"
    if reading.ends is None:
        return f"{reading.clock.title}: cannot be computed, {reading.cannot}. Act today."
    end = moments.staff(reading.ends, timezone.get_current_timezone())
    if reading.state is ClockState.PASSED:
        return f"{reading.clock.title}: overdue since {end}"
    condition = f", if it applies ({reading.provided})" if reading.provided else ""
    return f"{reading.clock.title}: {left(reading.ends)}, until {end}{condition}"


def counted(found: Evaluation) -> str:
    """Return "4 to do, 1 gap stated"."""
    gaps = len(found.gaps)
    stated = f"{gaps} gap{'' if gaps == 1 else 's'} stated"
    return f"{len(found.to_do)} to do, {stated}"


def ways_to_meet(outcome: DutyOutcome, number: str) -> Iterable[tuple[str, str]]:
    """Return links to where the fact that meets a duty is recorded."""
    base = f"/incidents/{number}/"
    words, rest = _RECORD_IT.get(outcome.duty.group, ("", ""))
    if words:
        yield words, f"{base}{rest}"
    if outcome.duty.group in {Group.AID, Group.EVIDENCE, Group.IDENTIFICATION}:
        yield "Record an act at the scene", f"{base}acts/new/"
