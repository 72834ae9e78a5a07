"""What must hold between the parts of a pack, beyond the type of each value.

1. Every id that a part names leads to a part of this pack.
2. The kind of source fits the sources: an official text is cited from official addresses, press
   and official text have at least one, and only an official text can have been checked.
3. A clock has what its start needs; a time zone exists; no lag is shorter than seven days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.directive.build import Place
from onrecord.directive.item import Condition, Item
from onrecord.directive.schema import Directive
from onrecord.directive.terms import SourceKind, StartEvent
from onrecord.directive.vocabulary import VOCABULARY

SHORTEST_LAG = 7


def items(directive: Directive) -> Iterator[tuple[str, Item]]:
    """Yield every item of a directive with its key path ("duties[3]", "drafts")."""
    for field in fields(directive):
        value = getattr(directive, field.name)
        if isinstance(value, Item):
            yield field.name, value
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, Item):
                    yield f"{field.name}[{number}]", item


def check_references(directive: Directive, file: str) -> None:
    """Refuse a pack whose parts do not fit together; DirectiveError names the first fault."""
    _check_zone(directive, file)
    for path, item in items(directive):
        _check_conditions(item, {source.id for source in directive.evidence}, Place(file, path))
    _check_duties(directive, file)
    _check_clocks(directive, file)
    _check_routes(directive, file)
    _check_release(directive, file)


def _check_zone(directive: Directive, file: str) -> None:
    name = directive.head.timezone
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place = Place(file, "directive.timezone")
        raise place.refuse(
            f'unknown time zone "{name}"; use a name such as America/Chicago'
        ) from None


def check_source(item: Item, place: Place) -> None:
    """Refuse an item whose kind of source does not fit the sources that it names."""
    named = item.kind in (SourceKind.OFFICIAL_TEXT, SourceKind.PRESS)
    if named and not item.source:
        raise place.key("source").refuse(f'kind "{item.kind}" needs at least one source')
    if item.kind is SourceKind.OFFICIAL_TEXT:
        for number, source in enumerate(item.source):
            if not source.official:
                where = place.key("source").index(number)
                raise where.refuse(f'"{source.id}" is not the official text; say kind = "press"')
    elif item.checked is not None:
        raise place.key("checked").refuse(
            'only an item of kind "official text" can be checked: cite the text that was read'
        )


def _check_conditions(item: Item, sources: set[str], place: Place) -> None:
    for field in fields(item):
        value = getattr(item, field.name)
        if not isinstance(value, tuple):
            continue
        for number, part in enumerate(value):
            if isinstance(part, Condition) and VOCABULARY[part.name].takes_source:
                where = place.key(field.name).index(number)
                _known(part.argument, sources, where, "evidence source")


def _known(name: str | None, known: Iterable[str], place: Place, what: str) -> None:
    if name is not None and name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise place.refuse(f'there is no {what} "{name}"; there are: {listed}')


def _check_duties(directive: Directive, file: str) -> None:
    provisions = {item.id for item in directive.provisions}
    clocks = {item.id for item in directive.clocks}
    for number, duty in enumerate(directive.duties):
        place = Place(file, f"duties[{number}]")
        _known(duty.provision, provisions, place.key("provision"), "provision")
        _known(duty.clock, clocks, place.key("clock"), "clock")
        if not duty.met_by:
            raise place.key("met_by").refuse("is empty: no fact could ever meet this duty")
    for number, trigger in enumerate(directive.triggers):
        if not trigger.when:
            raise Place(file, f"triggers[{number}].when").refuse('is empty; say "always" if so')


def _check_clocks(directive: Directive, file: str) -> None:
    sources = {item.id for item in directive.evidence}
    for number, clock in enumerate(directive.clocks):
        place = Place(file, f"clocks[{number}]")
        if clock.length < 1:
            raise place.key("length").refuse("must be at least 1")
        needs = {
            "of": clock.starts is StartEvent.RECORDING_MADE,
            "on": clock.starts is StartEvent.DATE,
        }
        for key, needed in needs.items():
            given = getattr(clock, key) is not None
            if needed and not given:
                raise place.key(key).refuse(f'is missing: the clock starts "{clock.starts}"')
            if given and not needed:
                raise place.key(key).refuse(f'has no use: the clock starts "{clock.starts}"')
        _known(clock.of, sources, place.key("of"), "evidence source")


def _check_routes(directive: Directive, file: str) -> None:
    destinations = {item.id for item in directive.destinations}
    offices = {item.id for item in directive.offices}
    for number, route in enumerate(directive.routes):
        for index, to in enumerate(route.to):
            place = Place(file, f"routes[{number}].to[{index}]")
            _known(to, destinations, place, "destination")
    for number, destination in enumerate(directive.destinations):
        place = Place(file, f"destinations[{number}].under")
        _known(destination.under, offices, place, "office")


def _check_release(directive: Directive, file: str) -> None:
    rules, place = directive.release, Place(file, "release")
    if rules.lag_days < SHORTEST_LAG:
        raise place.key("lag_days").refuse(f"must be at least {SHORTEST_LAG}")
    if rules.publish_after_days < rules.lag_days:
        raise place.key("publish_after_days").refuse("must not be shorter than lag_days")
    if rules.minimum_cell < 1:
        raise place.key("minimum_cell").refuse("must be at least 1")
    if not rules.steps:
        raise place.key("steps").refuse("is empty: say at least one period and area")
