"""Printing what a command gave: lines for people, or one JSON document with `--json`."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TypeAlias

Plain: TypeAlias = bool | int | float | str | list["Plain"] | dict[str, "Plain"] | None

EMPTY = "Not recorded"


def show(given: object, *, as_json: bool) -> None:
    """Print what an action or a query returned; nothing for None."""
    if as_json:
        text = json.dumps(plain(given), indent=2, ensure_ascii=False)
    elif given is None:
        return
    else:
        text = given if isinstance(given, str) else "\n".join(lines(plain(given)))
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def plain(value: object) -> Plain:
    """Return a value as JSON can hold it: dataclasses as objects, times as RFC 3339 text."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [plain(item) for item in value]
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def lines(value: Plain, indent: str = "") -> Iterable[str]:
    """Yield lines for people: `name: value`, lists and objects indented below their name."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _named(name.replace("_", " "), item, indent)
    elif isinstance(value, list):
        if not value:
            yield f"{indent}none"
        for item in value:
            if isinstance(item, dict | list):
                first, *rest = list(lines(item, indent + "  ")) or [f"{indent}  {EMPTY}"]
                yield f"{indent}- {first.strip()}"
                yield from rest
            else:
                yield f"{indent}- {_word(item)}"
    else:
        yield f"{indent}{_word(value)}"


def _named(name: str, item: Plain, indent: str) -> Iterable[str]:
    if isinstance(item, dict | list) and item:
        yield f"{indent}{name}:"
        yield from lines(item, indent + "  ")
    elif isinstance(item, str) and "\n" in item:
        yield f"{indent}{name}:"
        yield from (f"{indent}  {line}" for line in item.splitlines())
    else:
        yield f"{indent}{name}: {_word(item)}"


def _word(item: Plain) -> str:
    if isinstance(item, bool):
        return "yes" if item else "no"
    if item is None or item == "":
        return EMPTY
    if isinstance(item, list | dict):
        return "none"
    return str(item)
