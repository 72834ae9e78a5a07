"""The interface made of its rows: Django Ninja routes, reads and describes; acts do the rest.

A body is read as strict JSON: one value a name, no NaN, at most 2 MiB.
"""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI
from ninja.params.models import Body, Path, Query
from ninja.parser import Parser

from onrecord.api import given, problems, taken
from onrecord.api.bearer import Bearer
from onrecord.api.errors import MalformedBody, WrongMediaType
from onrecord.api.repeats import once
from onrecord.api.route import Asking, Route
from onrecord.incidents.actions import note_access

JSON = "application/json"
PURPOSE = inspect.Parameter("purpose", inspect.Parameter.KEYWORD_ONLY, annotation=str)
ABOUT = (
    "The record of one city, for programs. Every address asks for a bearer token; what its holder "
    "may do is decided as on the pages, and a refusal is an entry. Times are RFC 3339 with a zone. "
    "Errors are problem documents (RFC 9457) with stable codes. An act may bear an "
    "Idempotency-Key: sent again within a day, it is answered as it was and done once. Within an "
    "incident, reading names its purpose, which is recorded once a day."
)


class StrictParser(Parser):
    """Reads bodies; what is no JSON, or says one name twice, is refused."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - any JSON
        """Return a body's JSON, or raise MalformedBody or WrongMediaType."""
        if request.content_type != JSON:
            raise WrongMediaType(
                f"Send the body as {JSON}, not as {request.content_type or 'none'}."
            )
        try:
            return json.loads(
                request.body.decode("utf-8"),
                parse_constant=_no_constant,
                object_pairs_hook=_without_doubles,
            )
        except (ValueError, RecursionError) as error:
            raise MalformedBody(f"The body is no JSON text in UTF-8: {error}") from error


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def made_of(rows: Iterator[Route]) -> NinjaAPI:
    """Return the interface of these rows."""
    api = NinjaAPI(
        title="OnRecord",
        version="1",
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api-v1",
        parser=StrictParser(),
    )
    for kind in (Exception, *api._exception_handlers):  # noqa: SLF001 - its defaults answer in another form
        api.add_exception_handler(kind, problems.answer)
    for route in rows:
        _add(api, route)
    return api


def _add(api: NinjaAPI, route: Route) -> None:
    from onrecord.api.document import described  # noqa: PLC0415 - it describes what is made here

    api.default_router.add_api_operation(
        route.path,
        [route.method],
        view_of(route),
        auth=Bearer(route.permission),
        response=_responses(route),
        operation_id=route.operation,
        summary=first_line(route),
        description=inspect.getdoc(route.calls) or "",
        tags=[route.tag],
        openapi_extra=described(route),
    )


def first_line(route: Route) -> str:
    """Return what a route does, in one line."""
    return (inspect.getdoc(route.calls) or route.operation).partition("\n")[0]


def in_path(route: Route) -> tuple[str, ...]:
    """Return the names of the values that stand in a route's address."""
    return tuple(part[1:-1] for part in route.path.split("/") if part.startswith("{"))


def beside_path(route: Route) -> Mapping[str, inspect.Parameter]:
    """Return the values that a request brings beside those of its address."""
    named = {n: p for n, p in taken.keywords(route.calls).items() if n not in in_path(route)}
    named.pop("request", None)
    if route.opens and "purpose" not in named:
        named["purpose"] = PURPOSE
    return named


def view_of(route: Route) -> Callable[..., HttpResponseBase]:
    """Return the view of a row, with the signature that the library reads."""

    def view(request: Asking, **values: Any) -> HttpResponseBase:  # noqa: ANN401 - of the types declared
        body = values.pop("body", None)
        if body is not None:
            values |= {name: getattr(body, name) for name in type(body).model_fields}
        request.asked_for = route.permission  # type: ignore[attr-defined] # for a refusal without one
        if route.raw and request.content_type not in route.raw:
            raise WrongMediaType(f"Send the body as {' or '.join(route.raw)}.")
        if not route.is_act or route.raw:
            return carry_out(route, request, values)
        return once(
            request,
            request.auth.id,
            lambda: carry_out(route, request, values),
            kept=not (route.answers_once or route.gives_bytes),
        )

    view.__name__ = route.operation
    view.__signature__ = inspect.Signature(list(_parameters(route)))  # type: ignore[attr-defined] # read by inspect
    return view


def _parameters(route: Route) -> Iterator[inspect.Parameter]:
    def parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401 - types and their defaults
        kind = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(name, kind, annotation=annotation, default=default)

    yield inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    keywords = taken.keywords(route.calls)
    for name in in_path(route):
        yield parameter(name, taken.adapted(keywords[name].annotation, taken.IN_ADDRESS), Path(...))
    beside = beside_path(route)
    if route.raw:
        return
    if route.is_act:
        if beside:
            body = taken.model(f"{route.operation.title().replace('_', '')}Body", beside)
            required = any(p.default is p.empty for p in beside.values())
            yield parameter("body", body, Body(...) if required else Body(body()))
        return
    for name, found in beside.items():
        default = ... if found.default is found.empty else found.default
        annotation = taken.adapted(found.annotation, taken.IN_ADDRESS)
        annotation = taken.ROWS if name == "limit" else annotation
        yield parameter(name, annotation, Query(default))


def carry_out(route: Route, request: Asking, values: dict[str, Any]) -> HttpResponseBase:
    """Call the action or query of a row, and return its answer."""
    if route.opens:
        purpose = values["purpose"]
        if "purpose" not in taken.keywords(route.calls):
            del values["purpose"]
        note_access(actor=request.auth, number=values["number"], purpose=purpose)
    if "request" in taken.keywords(route.calls):
        values["request"] = request
    found = route.calls(actor=request.auth, **route.prepare(values))
    if isinstance(found, HttpResponseBase):
        return found
    if route.answer is type(None):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    name = given.wrapped_in(given.schema(route.answer))
    body = given.plain(found)
    response = HttpResponse(
        json.dumps({name: body} if name else body, ensure_ascii=False),
        status=HTTPStatus.CREATED if route.is_act else HTTPStatus.OK,
        content_type=JSON,
    )
    response["Cache-Control"] = "no-store"
    return response


def _responses(route: Route) -> dict[int, Any]:
    if route.gives_bytes:
        return {200: None}
    if route.answer is type(None):
        return {204: None}
    return {201 if route.is_act else 200: given.whole(route.operation, route.answer)}
