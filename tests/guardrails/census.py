"""Every function of the record that somebody calls as an actor, found by looking, never by a list.

A function counts where it takes `actor` by keyword: that is how acts and queries are called.
"""

import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from onrecord.authority import Facts

APPS = ("accounts", "evidence", "incidents", "ledger", "referrals", "releases", "reports")


@dataclass(frozen=True)
class Called:
    """One function: where it is defined, and whether it is an act."""

    function: Callable[..., Any]
    is_act: bool

    @property
    def name(self) -> str:
        """Its address below `onrecord`, such as `incidents.actions.party.add_party`."""
        module = self.function.__module__.removeprefix("onrecord.")
        return f"{module}.{self.function.__name__}"

    @property
    def app(self) -> str:
        """The app that it belongs to."""
        return self.name.partition(".")[0]

    @property
    def keywords(self) -> Mapping[str, inspect.Parameter]:
        """What it takes beside the actor."""
        found = inspect.signature(self.function).parameters
        return {n: p for n, p in found.items() if p.kind is p.KEYWORD_ONLY and n != "actor"}


def modules() -> list[Any]:
    """Return every module of the record's apps."""
    packages = [import_module(f"onrecord.{app}") for app in APPS]
    names = [
        module.name
        for package in packages
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [import_module(n) for n in names if ".migrations" not in n and ".media." not in n]


def called() -> tuple[Called, ...]:
    """Return every function that takes an actor by keyword, private acts included, by name.

    What gathers the facts of a decision answers nobody, and is left out.
    """
    found = {}
    for module in modules():
        for function in vars(module).values():
            if not inspect.isfunction(function) or function.__module__ != module.__name__:
                continue
            taken = inspect.signature(function).parameters.get("actor")
            is_act = hasattr(function, "permission")
            is_public = not function.__name__.startswith("_")
            if taken is None or taken.kind is not taken.KEYWORD_ONLY:
                continue
            gathers = inspect.signature(function).return_annotation is Facts
            if is_act or (is_public and not gathers):
                found[module.__name__, function.__name__] = Called(function, is_act)
    return tuple(found[key] for key in sorted(found))


CALLED = called()
ACTS = tuple(c for c in CALLED if c.is_act)
OTHERS = tuple(c for c in CALLED if not c.is_act)


def arguments(of: Called, known: Mapping[str, object]) -> dict[str, object]:
    """Return arguments for what a function needs: known ones by name, else empty ones by type."""
    given: dict[str, object] = {}
    for name, parameter in of.keywords.items():
        if f"{of.app}.{name}" in known:
            given[name] = known[f"{of.app}.{name}"]
        elif name in known:
            given[name] = known[name]
        elif parameter.default is parameter.empty:
            given[name] = _empty(parameter.annotation)
    return given


def _empty(annotation: object) -> object:
    words = str(annotation)
    if "int" in words:
        return 1
    return () if "Sequence" in words or "Iterable" in words or "tuple" in words else "x"
