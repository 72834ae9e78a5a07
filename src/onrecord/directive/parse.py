"""Parse a pack: the bytes of a directive file and of the offence tables it cites.

1. Exactly one file has a [directive] table; every other file is a table that it cites.
2. Each file is UTF-8 TOML; a syntax error names file, line and column.
3. Each value fits the schema (`build`), each reference leads somewhere (`references`).
4. The first fault refuses the whole pack: a directive is never loaded in part.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.directive.build import DirectiveError, Place, build, build_list
from onrecord.directive.dispatch import DispatchRule
from onrecord.directive.item import Item, Source
from onrecord.directive.references import check_references, check_source
from onrecord.directive.schema import (
    Certificate,
    CivilRule,
    Clock,
    Destination,
    DestructionAuthority,
    DestructionRule,
    Directive,
    DraftsRule,
    Duty,
    EvidenceSource,
    Exemption,
    FlagGround,
    Head,
    LocalRule,
    Narrative,
    Offence,
    Office,
    Provision,
    ReleaseRules,
    Route,
    SystemOfRecord,
    Trigger,
    Unknown,
    ViewingRule,
)


@dataclass(frozen=True, kw_only=True)
class TableHead:
    """The [table] of an offence file."""

    id: str
    title: str
    jurisdiction: str


# The keys of a pack's lists and single tables, and the class of each.
REQUIRED_LISTS: dict[str, type] = {
    "provisions": Provision,
    "triggers": Trigger,
    "duties": Duty,
    "clocks": Clock,
    "evidence": EvidenceSource,
    "offices": Office,
    "destinations": Destination,
    "routes": Route,
}
LISTS: dict[str, type] = {
    "local_rules": LocalRule,
    "flag_grounds": FlagGround,
    "certificates": Certificate,
    "systems": SystemOfRecord,
    "destruction_authorities": DestructionAuthority,
    "unknowns": Unknown,
}
# What an offence table may hold too, so that two cities of a state cite the same words.
SHARED_LISTS: dict[str, type] = {
    "offences": Offence,
    "civil_rules": CivilRule,
    "exemptions": Exemption,
}
SINGLES: dict[str, type] = {
    "narrative": Narrative,
    "drafts": DraftsRule,
    "release": ReleaseRules,
    "viewing": ViewingRule,
    "destruction": DestructionRule,
    "dispatch": DispatchRule,
}
OPTIONAL = {"viewing", "destruction", "dispatch"}


def parse(files: Mapping[str, bytes]) -> Directive:
    """Parse a pack from its files (name to bytes); DirectiveError where it is refused.

    The names are those under which the pack cites its offence tables (see `cited_files`).
    """
    tables = {name: _toml(name, data) for name, data in files.items()}
    mains = [name for name, table in tables.items() if "directive" in table]
    if len(mains) != 1:
        found = ", ".join(mains) or "none"
        raise DirectiveError("", "", f"one file must have a [directive] table; found: {found}")
    main = mains[0]
    head = build(Head, tables[main]["directive"], Place(main, "directive"))
    _same_files(main, head, tables)
    places = {name: _place(name, table) for name, table in tables.items()}
    values: dict[str, Any] = {"head": head, "digest": _digest(files)}
    for key, cls in (REQUIRED_LISTS | LISTS | SHARED_LISTS).items():
        values[key] = _list(cls, key, main, tables, places)
    for key, cls in SINGLES.items():
        if key in tables[main]:
            values[key] = build(cls, tables[main][key], places[main].key(key))
            check_source(values[key], places[main].key(key))
        elif key not in OPTIONAL:
            raise places[main].key(key).refuse("is missing")
    directive = Directive(**values)
    check_references(directive, main)
    return directive


def cited_files(name: str, data: bytes) -> tuple[str, ...]:
    """Return the names of the offence tables that a directive file cites, to be read with it."""
    head = build(Head, _toml(name, data).get("directive"), Place(name, "directive"))
    return head.offence_tables


def _toml(name: str, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DirectiveError(name, "", f"line {line} is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        # Not only TOMLDecodeError: a number of thousands of digits is Python's own ValueError.
        raise DirectiveError(name, "", f"is no TOML: {error}") from None


def _same_files(main: str, head: Head, tables: Mapping[str, object]) -> None:
    for number, cited in enumerate(head.offence_tables):
        if cited not in tables or cited == main:
            place = Place(main, "directive.offence_tables").index(number)
            raise place.refuse(f'the file "{cited}" is not there')
    for name in tables:
        if name != main and name not in head.offence_tables:
            raise DirectiveError(name, "", f"{main} does not cite this file")


def _place(name: str, table: dict[str, Any]) -> Place:
    """Check a file's top-level keys and return its place, with the sources it lists."""
    place = Place(name)
    known = {"sources", *SHARED_LISTS}
    if "directive" in table:
        known |= {"directive", *REQUIRED_LISTS, *LISTS, *SINGLES}
    else:
        known |= {"table"}
        build(TableHead, table.get("table"), place.key("table"))
    for key in table:
        if key not in known:
            raise place.key(key).refuse(f"unknown key; use one of {', '.join(sorted(known))}")
    listed = build_list(Source, table.get("sources", []), place.key("sources"))
    sources: dict[str, Source] = {}
    for number, source in enumerate(listed):
        if source.id in sources:
            where = place.key("sources").index(number).key("id")
            raise where.refuse(f'"{source.id}" is there twice')
        sources[source.id] = source
    return Place(name, "", sources)


def _list(
    cls: type,
    key: str,
    main: str,
    tables: Mapping[str, dict[str, Any]],
    places: Mapping[str, Place],
) -> tuple[Any, ...]:
    """Build the list `key`, from all files where it may be shared; no id may stand twice."""
    if key in REQUIRED_LISTS and not tables[main].get(key):
        raise places[main].key(key).refuse("is missing or empty")
    items: list[Any] = []
    seen: set[str] = set()
    for name, table in tables.items():
        place = places[name].key(key)
        built: tuple[Any, ...] = build_list(cls, table.get(key, []), place)
        for number, item in enumerate(built):
            if item.id in seen:
                raise place.index(number).key("id").refuse(f'"{item.id}" is there twice')
            seen.add(item.id)
            if isinstance(item, Item):
                check_source(item, place.index(number))
        items.extend(built)
    return tuple(items)


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\n{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()
