"""Narrative layouts: which sections a department's report has, in which order. Data, not code.

    layout = layout_for(directive.narrative)

A directive that says "unknown" gets the generic layout, with the sections that it lists; so does
one that names a layout which this installation lacks, and the export says so.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from onrecord.directive import Narrative

HERE = Path(__file__).parent
GENERIC = "generic"
UNKNOWN = "unknown"
WIDTHS = range(40, 201)


class SectionField(StrEnum):
    """What a section of a layout holds."""

    INCIDENT = "incident"
    PEOPLE = "people"
    NARRATIVE = "narrative"
    IDENTIFICATION = "identification"
    AID = "aid"
    ACTS = "acts"
    EXHIBITS = "exhibits"
    ALLEGATIONS = "allegations"
    SIGNATURES = "signatures"


class LayoutFault(Exception):  # noqa: N818 - named for what happened
    """A layout's file cannot be used; the words say where."""


@dataclass(frozen=True)
class LayoutSection:
    """A heading, and what stands below it; None where the record has no field for it."""

    heading: str
    field: SectionField | None


@dataclass(frozen=True)
class Layout:
    """A layout: its sections in order, and the width at which plain text is wrapped."""

    id: str
    title: str
    width: int
    sections: tuple[LayoutSection, ...]
    note: str = ""


def layout_for(narrative: Narrative) -> Layout:
    """Return the layout that a directive names; the generic one where it names none."""
    name = narrative.layout_name
    if name not in {UNKNOWN, GENERIC} and is_there(name):
        return load_layout(name)
    generic = load_layout(GENERIC)
    missing = f"The directive names the layout {name!r}, which is not installed here; "
    note = f"{missing if name not in {UNKNOWN, GENERIC} else ''}this layout is generic."
    fields = {section.heading.casefold(): section.field for section in generic.sections}
    return Layout(
        id=generic.id,
        title=generic.title,
        width=generic.width,
        sections=tuple(
            LayoutSection(heading, fields.get(heading.casefold())) for heading in narrative.layout
        ),
        note=note[0].upper() + note[1:],
    )


def is_there(name: str) -> bool:
    """Say whether a layout of that name is installed."""
    return bool(re.fullmatch(r"[a-z0-9-]+", name)) and (HERE / f"{name}.toml").is_file()


def load_layout(name: str) -> Layout:
    """Read a layout that is installed; LayoutFault where its file cannot be used."""
    return parse_layout(name, (HERE / f"{name}.toml").read_bytes())


def parse_layout(name: str, data: bytes) -> Layout:
    """Parse a layout's file; one that names an unknown field or key is refused whole."""
    try:
        table: dict[str, Any] = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutFault(f"{name}.toml is no TOML: {error}") from None
    _only(name, table, ("id", "title", "width", "sections"))
    width = table["width"]
    if not isinstance(width, int) or width not in WIDTHS:
        raise LayoutFault(f"{name}.toml: width must be a number from 40 to 200.")
    return Layout(
        id=str(table["id"]),
        title=str(table["title"]),
        width=width,
        sections=tuple(_section(name, n, section) for n, section in enumerate(table["sections"])),
    )


def _section(name: str, place: int, section: dict[str, Any]) -> LayoutSection:
    where = f"{name}.toml, sections[{place}]"
    _only(where, section, ("heading", "field"))
    if section["field"] not in {*SectionField}:
        raise LayoutFault(f"{where}: field must be one of {', '.join(SectionField)}.")
    return LayoutSection(str(section["heading"]), SectionField(section["field"]))


def _only(where: str, table: dict[str, Any], keys: Sequence[str]) -> None:
    if set(table) != set(keys):
        raise LayoutFault(f"{where} must have {', '.join(keys)} and nothing else.")
