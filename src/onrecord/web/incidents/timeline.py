"""One timeline of an incident: its own rows, exhibits and their custody, reports, clocks."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from onrecord.authority import Actor, Refused
from onrecord.directive import Evaluation
from onrecord.evidence.queries import custody_of_incident, exhibits, pointers
from onrecord.incidents.queries import IncidentView
from onrecord.incidents.queries import timeline as own_rows
from onrecord.reports.errors import UnknownReport
from onrecord.reports.queries import report
from onrecord.web.incidents.opening import running_clocks
from onrecord.web.pieces import DIGEST_SHOWN
from onrecord.web.timeline_chart import Lane, Row

FAR = timedelta(days=200)
"""A clock that ends later than this after the incident stands beside the timeline, not on it."""
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def timeline_of(actor: Actor, view: IncidentView, found: Evaluation | None) -> list[Row]:
    """Return every row that this reader may see; the chart and the table draw the same."""
    rows = [
        Row(
            lane=Lane(line.lane.value),
            at=line.at,
            text=_sentence(line.words, line.entry_index),
            short=_sentence(line.words),
        )
        for line in own_rows(actor=actor, number=view.number)
    ]
    rows += _evidence(actor, view.number)
    rows += _report(actor, view.number)
    rows += _clocks(view, found)
    return rows


def _sentence(words: str, index: int | None = None) -> str:
    said = words[:1].upper() + words[1:]
    return said if index is None else f"{said} (entry {index:,})"


def _evidence(actor: Actor, number: str) -> Iterator[Row]:
    kept = custody_of_incident(actor=actor, number=number)
    for listed in exhibits(actor=actor, number=number):
        url = f"/incidents/{number}/exhibits/{listed.number}/"
        until = _until(listed.recorded_at, listed.duration_ms)
        if listed.recorded_at is not None:
            words = f"{listed.number} recorded: {listed.title}"
            yield Row(Lane.CAMERAS, listed.recorded_at, words, listed.number, until=until, url=url)
        for event in kept[listed.number]:
            words = f"{listed.number} {_DIGEST.sub(_first_characters, event.words)}, by {event.who}"
            yield Row(
                Lane.CUSTODY,
                event.at,
                _sentence(words, event.index),
                f"{listed.number} {event.event}",
                url=url,
            )
    for pointer in pointers(actor=actor, number=number):
        place = ", ".join(p for p in (pointer.holder, pointer.holder_evidence_number) if p)
        held = f"Recording held by {place}"
        url = f"/incidents/{number}/exhibits/"
        yield Row(Lane.CUSTODY, pointer.pointed_at, f"{held}: pointed to", "Pointer", url=url)
        if pointer.recorded_at is not None:
            yield Row(Lane.CAMERAS, pointer.recorded_at, held, pointer.holder, url=url)


def _first_characters(digest: re.Match[str]) -> str:
    """Shorten a digest; the exhibit's own page has it whole."""
    return digest[0][:DIGEST_SHOWN]


def _until(start: datetime | None, duration_ms: int | None) -> datetime | None:
    if start is None or duration_ms is None:
        return None
    return start + timedelta(milliseconds=duration_ms)


def _report(actor: Actor, number: str) -> Iterator[Row]:
    try:
        whole = report(actor=actor, number=number)
    except (UnknownReport, Refused):
        return
    url = f"/incidents/{number}/report/"
    for version in whole.versions:
        name = f"Report, version {version.number}"
        yield Row(
            Lane.HAPPENED, version.locked_at, f"{name} locked by {whole.author}", "Report locked",
            url=url,
        )  # fmt: skip
        if version.submitted_at is not None:
            yield Row(
                Lane.HAPPENED, version.submitted_at, f"{name} submitted", "Report submitted",
                url=url,
            )  # fmt: skip
        if version.decision is not None:
            decided = f"{name} {version.decision.decided} by {version.decision.by}"
            yield Row(
                Lane.HAPPENED, version.decision.at, decided,
                f"Report {version.decision.decided}", url=url,
            )  # fmt: skip


def _clocks(view: IncidentView, found: Evaluation | None) -> Iterator[Row]:
    if found is None:
        return
    origin = view.occurred_at or view.opened_at
    for reading in running_clocks(found):
        if reading.starts is None or reading.ends is None or reading.ends - origin > FAR:
            continue
        if reading.starts < origin - timedelta(days=1):
            continue  # a clock of the city, such as of a quarter, is no part of the incident
        title = reading.clock.title
        if reading.provided:
            title += f", if it applies ({reading.provided})"
        yield Row(Lane.CLOCKS, reading.starts, title, reading.clock.title, until=reading.ends)
