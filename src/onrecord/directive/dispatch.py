"""Which events of the dispatch centre should have an incident, as the directive says (G13)."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.directive.item import Item


@dataclass(frozen=True, kw_only=True)
class EventCode:
    """A code of the dispatch centre for a kind of event, as its system writes it."""

    code: str
    title: str


@dataclass(frozen=True, kw_only=True)
class DispatchRule(Item):
    """The codes that pick the events which should have an incident; None reads "unknown".

    `demo_codes` are fictional. A demo picks by them where the real ones are unknown; nothing else
    ever does.
    """

    text: str
    codes: tuple[EventCode, ...] | None
    demo_codes: tuple[EventCode, ...] = ()


def picked_codes(rule: DispatchRule | None, *, demo: bool) -> tuple[EventCode, ...]:
    """Return the codes that pick events; empty where the directive knows none.

    Unknown is never no: who reads an empty answer says that it is not known, not that no event
    should have an incident.
    """
    if rule is None:
        return ()
    if rule.codes is not None:
        return rule.codes
    return rule.demo_codes if demo else ()
