"""The two reference pages of directives, made from the code they describe.

`PYTHONPATH=tests .venv/bin/python -m pure.directive.reference` writes them; a test compares.
"""

from __future__ import annotations

import dataclasses
import types
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from onrecord.directive import Directive
from onrecord.directive.item import Condition, Item, Source
from onrecord.directive.parse import LISTS, REQUIRED_LISTS, SHARED_LISTS, SINGLES, TableHead
from onrecord.directive.schema import Head
from onrecord.directive.vocabulary import VOCABULARY

PAGES = Path(__file__).parents[3] / "docs" / "reference"
MADE = "<!-- Made from the code by tests/pure/directive/reference.py; edit the code instead. -->"
_PLAIN: dict[type, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "date",
    Source: "id of a source",
    Condition: "condition",
}


def vocabulary_page() -> str:
    """Return docs/reference/directive-vocabulary.md."""
    lines = [
        "# Words of a directive's conditions",
        "",
        MADE,
        "",
        "A condition is a text: a word, or a word, a colon and its argument, as in",
        '`"act: ems-asked"`. It answers yes, no or unknown (nobody recorded it). `when` and',
        "`applies` need all of their conditions; `met_by` and `excused_by` need any one.",
        "An unknown answer never makes a duty go away and never meets one.",
        "",
        "| word | means | argument |",
        "|---|---|---|",
    ]
    for name, word in VOCABULARY.items():
        argument = ", ".join(f"`{each}`" for each in word.arguments) or "none"
        if word.takes_source:
            argument = "id of an evidence source of the pack"
        lines.append(f"| `{name}` | {word.means} | {argument} |")
    return "\n".join(lines) + "\n"


def schema_page() -> str:
    """Return docs/reference/directive.md."""
    lines = [
        "# The directive pack",
        "",
        MADE,
        "",
        "A pack is a TOML file with a `[directive]` table, and the offence tables that it cites.",
        "`onrecord directive check` reads it; the first fault refuses the whole pack, with file,",
        "key path and reason. Unknown keys, blank texts, ids that stand twice and references that",
        "lead nowhere are faults. How to write one: [add a city](../howto/add-a-city.md); the",
        "words of conditions: [directive-vocabulary.md](directive-vocabulary.md).",
        "",
        "## What every item bears",
        "",
        *_table(Item),
        'An item of kind "official text" cites official sources only, and no other can be checked.',
        "",
        "## `[directive]`",
        "",
        *_described(Head),
    ]
    lists = REQUIRED_LISTS | LISTS | SHARED_LISTS
    for key, cls in lists.items():
        needed = " (at least one)" if key in REQUIRED_LISTS else ""
        shared = "; also in an offence table" if key in SHARED_LISTS else ""
        lines += [f"## `[[{key}]]`{needed}{shared}", "", *_described(cls)]
    optional = {f.name for f in dataclasses.fields(Directive) if f.default is None}
    for key, cls in SINGLES.items():
        needed = " (may be left out)" if key in optional else ""
        lines += [f"## `[{key}]`{needed}", "", *_described(cls)]
    lines += ["## `sources` (in each file, for its own items)", "", *_described(Source)]
    lines += ["## `[table]` (in an offence table only)", "", *_described(TableHead)]
    return "\n".join(lines).rstrip() + "\n"


def _described(cls: type) -> list[str]:
    paragraphs = (cls.__doc__ or "").strip().split("\n\n")
    text = [" ".join(paragraph.split()) for paragraph in paragraphs]
    return [*[line for paragraph in text for line in (paragraph, "")], *_table(cls)]


def _table(cls: type) -> list[str]:
    """Return the keys of a class, those that every item bears left out."""
    inherited = {f.name for f in dataclasses.fields(Item)} if cls is not Item else set()
    if not issubclass(cls, Item):
        inherited = set()
    hints = get_type_hints(cls)
    lines = ["| key | value | may be left out |", "|---|---|---|"]
    for field in dataclasses.fields(cls):
        if field.name not in inherited:
            needed = field.default is dataclasses.MISSING
            value = _words(hints[field.name], needed=needed)
            lines.append(f"| `{field.name}` | {value} | {'no' if needed else 'yes'} |")
    return [*lines, ""]


def _words(hint: Any, *, needed: bool) -> str:  # noqa: ANN401 - a type hint may be anything
    if isinstance(hint, types.UnionType):
        words = _words(get_args(hint)[0], needed=False)
        return f'{words}, or "unknown"' if needed else words
    if get_origin(hint) is tuple:
        return f"list of: {_words(get_args(hint)[0], needed=False)}"
    if dataclasses.is_dataclass(hint) and hint not in _PLAIN:
        hints = get_type_hints(hint)
        names = (field.name for field in dataclasses.fields(hint))
        return "table of " + "; ".join(f"{n}: {_words(hints[n], needed=False)}" for n in names)
    if issubclass(hint, StrEnum):
        return "one of " + ", ".join(f"`{member.value}`" for member in hint)
    return _PLAIN[hint]


def main() -> None:
    """Write both pages."""
    (PAGES / "directive-vocabulary.md").write_text(vocabulary_page(), encoding="utf-8")
    (PAGES / "directive.md").write_text(schema_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
