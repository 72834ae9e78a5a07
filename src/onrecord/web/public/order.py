"""The directive as a page: every item in words, with its source and whether it was checked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.directive import Directive
from onrecord.directive.explain import checked_words
from onrecord.directive.item import Item
from onrecord.directive.schema import Clock, Duty, EvidenceSource, Office, Route

ACT_TODAY = "unknown: act today"


@dataclass(frozen=True)
class Shown:
    """One item: heading, words, where it comes from. `sources` are (name, address)."""

    id: str
    heading: str
    words: str
    sources: tuple[tuple[str, str], ...]
    kind: str
    effective: str
    checked: str
    note: str


@dataclass(frozen=True)
class Group:
    """Items of one kind under a heading; `anchor` is its place on the page."""

    anchor: str
    title: str
    items: tuple[Shown, ...]


def groups(directive: Directive) -> tuple[Group, ...]:
    """Return the groups of the page that have items, in the order of the page."""
    clocks = {clock.id: clock for clock in directive.clocks}
    titles = {place.id: place.title for place in directive.destinations}
    rules = [
        rule
        for rule in (
            directive.viewing,
            directive.drafts,
            directive.release,
            directive.destruction,
        )
        if rule
    ]
    found = (
        _group("provisions", "What the order asks", directive.provisions, _plain),
        _group("triggers", "What sets it off", directive.triggers, _text_alone),
        _group("duties", "What it makes a duty", directive.duties, lambda d: _duty(d, clocks)),
        _group("clocks", "Clocks", directive.clocks, _clock),
        _group("evidence", "Where evidence may lie", directive.evidence, _evidence),
        _group("flags", "Grounds to keep footage longer", directive.flag_grounds, _text_alone),
        _group("offices", "What each elected office may receive", directive.offices, _office),
        _group("destinations", "Who may receive a referral", directive.destinations, _destination),
        _group("routes", "Where an allegation goes", directive.routes, lambda r: _route(r, titles)),
        _group("civil", "Civil and regulatory rules", directive.civil_rules, _cited),
        _group("local", "Rules for the city's own members", directive.local_rules, _cited),
        _group("rules", "How accounts and figures are made", rules, _text_alone),
        _group("exemptions", "Grounds to withhold", directive.exemptions, _cited),
        _group(
            "destruction",
            "Who may order that a record be destroyed",
            directive.destruction_authorities,
            lambda a: (a.title, f"{a.text} The document: {a.document}."),
        ),
        _group("certificates", "Certificates", directive.certificates, _certificate),
        _group("systems", "Systems of record", directive.systems, lambda s: (s.holds, s.system)),
    )
    return tuple(group for group in found if group.items)


def counts(directive: Directive) -> tuple[int, int]:
    """Return how many items there are, and how many of them nobody has checked."""
    shown = [item.checked for group in groups(directive) for item in group.items]
    every = [*shown, *(checked_words(offence) for offence in directive.offences)]
    return len(every), sum(words.startswith("Unchecked") for words in every)


def _group(
    anchor: str, title: str, items: Iterable[Any], words: Callable[[Any], tuple[str, str]]
) -> Group:
    return Group(anchor, title, tuple(_shown(item, *words(item)) for item in items))


def _shown(item: Item, heading: str, words: str) -> Shown:
    return Shown(
        id=item.id,
        heading=heading,
        words=words,
        sources=tuple((source.id, source.address) for source in item.source),
        kind=item.kind.value,
        effective=item.effective.isoformat() if item.effective else "unknown",
        checked=checked_words(item),
        note=item.note or "",
    )


def _plain(item: Any) -> tuple[str, str]:  # noqa: ANN401 - items share these fields, not a class
    return item.title, item.text


def _text_alone(item: Any) -> tuple[str, str]:  # noqa: ANN401 - likewise
    return item.text, ""


def _cited(item: Any) -> tuple[str, str]:  # noqa: ANN401 - likewise
    warnings: Sequence[str] = getattr(item, "warnings", ())
    return item.title, " ".join((f"{item.citation}. {item.text}", *warnings))


def _duty(duty: Duty, clocks: dict[str, Clock]) -> tuple[str, str]:
    when = duty.deadline or (clocks[duty.clock].title if duty.clock else "no deadline known")
    return duty.title, f"{duty.text} Owed by: {duty.actor.value}. When: {when}."


def _clock(clock: Clock) -> tuple[str, str]:
    start = clock.on.isoformat() if clock.on else clock.starts.value.replace("-", " ")
    return clock.title, f"{clock.length} {clock.unit.value} from: {start}. {clock.effect}"


def _evidence(source: EvidenceSource) -> tuple[str, str]:
    kept = f"{source.term} days" if source.term else ACT_TODAY
    return source.title, f"Held by {source.holder}; kept: {kept}. {source.request or ''}".strip()


def _office(office: Office) -> tuple[str, str]:
    receives = [
        notice.what.value.replace("-", " ")
        + (f" ({', '.join(f.value.replace('-', ' ') for f in notice.fields)})"
           if notice.fields else "")
        for notice in office.receives
    ]  # fmt: skip
    what = "; ".join(receives) or "nothing"
    return office.title, f"May receive: {what}. Everything else is refused, and the attempt logged."


def _destination(item: Any) -> tuple[str, str]:  # noqa: ANN401 - likewise
    scope = f" Its own public test: {item.scope}" if item.scope else ""
    return item.title, f"{item.role.capitalize()}.{scope}"


def _route(route: Route, titles: dict[str, str]) -> tuple[str, str]:
    ends = ", ".join(titles[place] for place in route.to) or "nobody: the report is the end"
    return route.text, f"To: {ends}."


def _certificate(item: Any) -> tuple[str, str]:  # noqa: ANN401 - likewise
    return item.forum, f"{item.rule or 'No rule verified'}. {item.text}"
