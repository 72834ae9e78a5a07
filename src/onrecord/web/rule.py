"""Every URL's rule, declared on its view; a view without one is never served."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

from onrecord.authority import Actor, Permission

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


@dataclass(frozen=True)
class Rule:
    """Who may ask for a URL: anybody, whoever has signed in, or the holders of a permission.

    `while_locked`: this page is reached in a session that has locked.
    `before_factor`: a person who still has to make a second factor reaches this page, and no other.
    `by_token`: it is asked for with a bearer token, whose holder needs, by method, one of these;
    no session and no cookie is heard.

    A permission is decided where the facts are, in the action or query behind the view; the rule
    names it for the census of URLs and for the reader.
    """

    permission: Permission | None
    public: bool
    before_factor: bool = False
    by_token: frozenset[Permission] = frozenset()
    while_locked: bool = False

    def __str__(self) -> str:
        if self.by_token:
            return f"token: {' or '.join(sorted(p.value for p in self.by_token))}"
        if self.public:
            return "public"
        return self.permission.value if self.permission else "signed in"


class StaffRequest(HttpRequest):
    """A request whose actor is known: the gate set it."""

    actor: Actor


class Ruled(Protocol):
    """A view that declares its rule."""

    rule: Rule


def public(view: V) -> V:
    """Declare that anybody may ask for this URL."""
    cast("Ruled", view).rule = Rule(permission=None, public=True)
    return view


def signed_in(view: V) -> V:
    """Declare that whoever has signed in may ask for this URL."""
    cast("Ruled", view).rule = Rule(permission=None, public=False)
    return view


def signed_in_locked(view: V) -> V:
    """Declare that whoever has signed in may ask, although the session has locked."""
    cast("Ruled", view).rule = Rule(
        permission=None, public=False, before_factor=True, while_locked=True
    )
    return view


def needs(permission: Permission, *, before_factor: bool = False) -> Callable[[V], V]:
    """Declare the permission that the action or query behind this URL asks for."""

    def declare(view: V) -> V:
        cast("Ruled", view).rule = Rule(
            permission=permission, public=False, before_factor=before_factor
        )
        return view

    return declare


def by_token(view: V, permissions: frozenset[Permission]) -> V:
    """Declare what the interface for programs asks of the holder of a token."""
    cast("Ruled", view).rule = Rule(permission=None, public=False, by_token=permissions)
    return view


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """Return the rule a view declares, or None."""
    found = getattr(view, "rule", None)
    return found if isinstance(found, Rule) else None
