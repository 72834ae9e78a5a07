"""Viewing before writing: whether footage is barred to somebody who has a report to write (G2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.directive.facts import Answer, Facts
from onrecord.directive.item import Condition
from onrecord.directive.schema import Directive, ViewingRule
from onrecord.directive.vocabulary import read


class Part(StrEnum):
    """The viewer's part in the incident."""

    INVOLVED = "involved"
    WITNESS = "witness"
    NEITHER = "neither"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Viewer:
    """Who asks to view: with a report still to write, or not, and in which part."""

    part: Part
    has_report_to_write: bool


@dataclass(frozen=True)
class ViewingAnswer:
    """Whether viewing is barred, why, and by which rule (None: the directive has none)."""

    barred: bool
    because: str
    rule: ViewingRule | None


def viewing_before_writing(directive: Directive, facts: Facts, viewer: Viewer) -> ViewingAnswer:
    """Answer whether this viewer may see footage of the incident now; what is unclear is barred."""
    rule = directive.viewing
    if not viewer.has_report_to_write:
        return ViewingAnswer(barred=False, because="No report is left to write.", rule=rule)
    if viewer.part is Part.NEITHER:
        return ViewingAnswer(barred=False, because="Neither involved nor a witness.", rule=rule)
    if rule is None:
        because = "The directive has no viewing rule: write first."
        return ViewingAnswer(barred=True, because=because, rule=None)
    readings = [read(Condition("incident", word), facts) for word in rule.barred_when]
    for wanted in (Answer.YES, Answer.UNKNOWN):
        for reading in readings:
            if reading.answer is wanted:
                because = f"{reading.because} Write first."
                return ViewingAnswer(barred=True, because=because, rule=rule)
    because = "None of the circumstances that bar it. The report states that footage was viewed."
    return ViewingAnswer(barred=False, because=because, rule=rule)
