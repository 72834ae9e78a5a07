"""Build the dataclasses of `schema` from what TOML says, refusing whatever does not fit.

1. Every key must be a field, every field without default must be there.
2. A value has exactly the field's type; a text is not blank.
3. A field that must be there but may be None is None where the pack says "unknown".
4. A source is named by its id; a condition is a word of the vocabulary.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from onrecord.directive.item import Condition, Source
from onrecord.directive.vocabulary import VOCABULARY

T = TypeVar("T")

_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_UNKNOWN = "unknown"


class DirectiveError(ValueError):
    """A pack was refused: which file, at which key path, why.

    `path` is empty where a whole file is at fault.
    """

    def __init__(self, file: str, path: str, reason: str) -> None:
        self.file = file
        self.path = path
        self.reason = reason
        super().__init__(": ".join(part for part in (file, path, reason) if part))


@dataclass(frozen=True)
class Place:
    """Where in a pack a value stands, and the sources that may be named there."""

    file: str
    path: str = ""
    sources: Mapping[str, Source] = dataclasses.field(default_factory=dict)

    def key(self, name: str) -> Place:
        """Return the place of a key below this one."""
        return replace(self, path=f"{self.path}.{name}" if self.path else name)

    def index(self, number: int) -> Place:
        """Return the place of an element of the list that stands here."""
        return replace(self, path=f"{self.path}[{number}]")

    def refuse(self, reason: str) -> DirectiveError:
        """Return the error to raise for this place."""
        return DirectiveError(self.file, self.path, reason)


def build(cls: type[T], raw: object, place: Place) -> T:
    """Build one dataclass from a table; DirectiveError where it does not fit."""
    if not isinstance(raw, dict):
        raise place.refuse("must be a table")
    fields = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]  # every class given is a dataclass
    hints = get_type_hints(cls)
    for name in raw:
        if name not in fields:
            raise place.key(name).refuse(f"unknown key; use one of {', '.join(fields)}")
    values: dict[str, Any] = {}
    for name, field in fields.items():
        required = (
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        )
        if name in raw:
            values[name] = _value(hints[name], raw[name], place.key(name), name, required=required)
        elif required:
            raise place.key(name).refuse("is missing")
    return cls(**values)


def build_list(cls: type[T], raw: object, place: Place) -> tuple[T, ...]:
    """Build a dataclass from each table of a list."""
    if not isinstance(raw, list):
        raise place.refuse("must be a list of tables")
    return tuple(build(cls, item, place.index(number)) for number, item in enumerate(raw))


def _value(hint: Any, raw: object, place: Place, name: str, *, required: bool) -> object:  # noqa: ANN401 - a type hint may be anything
    if isinstance(hint, types.UnionType):
        if required and raw == _UNKNOWN:
            return None
        return _value(get_args(hint)[0], raw, place, name, required=False)
    if get_origin(hint) is tuple:
        return _list(get_args(hint)[0], raw, place, name)
    if isinstance(hint, type) and hint in _NAMED:
        return _NAMED[hint](raw, place)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return build(hint, raw, place)
    return (_word if issubclass(hint, StrEnum) else _scalar)(hint, raw, place, name)


def _list(hint: Any, raw: object, place: Place, name: str) -> tuple[object, ...]:  # noqa: ANN401 - a type hint may be anything
    if not isinstance(raw, list):
        raise place.refuse("must be a list")
    return tuple(
        _value(hint, item, place.index(number), name, required=False)
        for number, item in enumerate(raw)
    )


def _scalar(hint: type, raw: object, place: Place, name: str) -> object:
    # TOML's booleans are no numbers and its date-times no dates, though Python thinks so.
    fits = isinstance(raw, hint) and not (
        (hint is int and isinstance(raw, bool)) or (hint is date and isinstance(raw, datetime))
    )
    if not fits:
        words = {str: "a text", int: "a whole number", bool: "true or false", date: "a date"}
        raise place.refuse(f"must be {words[hint]}")
    if isinstance(raw, str):
        if not raw.strip():
            raise place.refuse("must not be blank")
        if name == "id" and not _ID.fullmatch(raw):
            raise place.refuse(f'"{raw}" is no id; use small letters, digits, dots and hyphens')
    if hint is int and isinstance(raw, int) and raw < 0:
        raise place.refuse("must not be negative")
    return raw


def _word(hint: type[StrEnum], raw: object, place: Place, name: str) -> StrEnum:
    try:
        return hint(str(raw))
    except ValueError:
        choices = ", ".join(member.value for member in hint)
        raise place.refuse(f"unknown {name} {_shown(raw)}; use one of {choices}") from None


def _shown(raw: object) -> str:
    return f'"{raw}"' if isinstance(raw, str) else repr(raw)


def _source(raw: object, place: Place) -> Source:
    if not isinstance(raw, str) or raw not in place.sources:
        known = ", ".join(place.sources) or "none is listed"
        raise place.refuse(f"unknown source {_shown(raw)}; sources of this file: {known}")
    return place.sources[raw]


def _condition(raw: object, place: Place) -> Condition:
    if not isinstance(raw, str):
        raise place.refuse("must be a condition, a text")
    name, colon, rest = raw.partition(":")
    argument = rest.strip() if colon else None
    word = VOCABULARY.get(name)
    if word is None:
        raise place.refuse(f'unknown condition "{name}"; use one of {", ".join(VOCABULARY)}')
    if not word.arguments and not word.takes_source:
        if argument is not None:
            raise place.refuse(f'"{name}" takes no argument')
        return Condition(name)
    if not argument:
        raise place.refuse(f'"{name}" needs an argument, as in "{name}: ..."')
    if word.arguments and argument not in word.arguments:
        choices = ", ".join(word.arguments)
        raise place.refuse(f'"{name}" takes no "{argument}"; use one of {choices}')
    return Condition(name, argument)


# Classes that a pack writes as one text.
_NAMED: dict[type, Callable[[object, Place], object]] = {Source: _source, Condition: _condition}
