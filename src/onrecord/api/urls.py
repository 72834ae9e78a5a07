"""Addresses of the interface: its rows, its document, and an answer for what it lacks."""

from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from onrecord.api import problems
from onrecord.api.document import text
from onrecord.api.errors import MethodUnknown, NothingHere
from onrecord.api.interface import made_of
from onrecord.api.routes import ROUTES
from onrecord.authority import Permission

API = made_of(iter(ROUTES))
_text = cache(text)


def document_view(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document of this interface, which tells nothing of the record."""
    if request.method != "GET":
        return _other_method(request, "GET")
    return HttpResponse(_text(API), content_type="application/json")


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer an address that the interface lacks."""
    words = f"/api/v1/{rest}: the interface has no such address. See /api/v1/openapi.json."
    return problems.answer(request, NothingHere(words))


def _other_method(request: HttpRequest, allowed: str) -> HttpResponse:
    response = problems.answer(request, MethodUnknown(f"This address takes {allowed}."))
    response["Allow"] = allowed
    return response


def _whole(view: Callable[..., HttpResponseBase], about: str) -> Callable[..., HttpResponseBase]:
    """Return a view whose answer to another method is a problem too."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401 - the view's own
        response = view(request, *args, **named)
        if response.status_code == MethodUnknown.status:
            return _other_method(request, response["Allow"])
        return response

    answering.__doc__ = about
    answering.csrf_exempt = True  # type: ignore[attr-defined] # a token is asked for, no cookie heard
    return answering


def _patterns() -> Iterator[tuple[URLPattern, frozenset[Permission]]]:
    """Yield each address with what it asks for; the library's own pages are left out."""
    for router in API._get_bound_routers():  # noqa: SLF001 - the library has no other list of views
        # A word in an address comes before any value in its place: "incidents/to-refer".
        found = sorted(router.path_operations.items(), key=lambda item: item[0].replace("{", "~"))
        for at, view in found:
            rows = [route for route in ROUTES if route.path == at.strip("/")]
            about = "; ".join(f"{route.method} {route.operation}" for route in rows)
            whole = _whole(view.get_view(), f"For programs: {about}")
            address = at.strip("/").replace("{", "<").replace("}", ">")
            pattern = path(address, whole, name=rows[0].operation)
            yield pattern, frozenset(route.permission for route in rows)


TOKEN_PATTERNS = tuple(_patterns())
"""Each address that a token is asked for, with the permissions of its rows, for config's rules."""
PUBLIC_PATTERNS = [
    path("openapi.json", document_view, name="api-document"),
    path("<path:rest>", nothing_here, name="api-nothing"),
]
