"""What every part of a pack bears: where it comes from, and whether anybody has checked it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.directive.terms import SourceKind


@dataclass(frozen=True, kw_only=True)
class Source:
    """A public text: its address, and whether it is the official text itself."""

    id: str
    address: str
    official: bool = False
    gathered: date


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A named person has read the official text against the item on this day."""

    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Item:
    """What every part of a pack bears. `effective` None reads "unknown"."""

    id: str
    source: tuple[Source, ...] = ()
    kind: SourceKind
    effective: date | None
    checked: Checked | None = None
    note: str | None = None


@dataclass(frozen=True)
class Condition:
    """A word of the vocabulary with its argument, written "name" or "name: argument"."""

    name: str
    argument: str | None = None

    def __str__(self) -> str:
        return self.name if self.argument is None else f"{self.name}: {self.argument}"
