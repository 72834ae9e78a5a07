"""The interface described: its OpenAPI 3.1 document, and what operations have beside values."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI

from onrecord.api.problems import MEDIA_TYPE, RETRY_SECONDS, TITLES
from onrecord.api.repeats import HEADER, LONGEST
from onrecord.api.route import Route

PREFIX = "api/v1/"
PROBLEM = {"$ref": "#/components/schemas/Problem"}
BYTES = {"type": "string", "format": "binary"}
S = HTTPStatus
_ALWAYS = (S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.NOT_FOUND, S.UNPROCESSABLE_ENTITY)
_OF_ACTS = (S.CONFLICT, S.REQUEST_ENTITY_TOO_LARGE, S.UNSUPPORTED_MEDIA_TYPE)
_LAST = (S.GONE, S.INTERNAL_SERVER_ERROR, S.SERVICE_UNAVAILABLE)

PROBLEM_SCHEMA: Mapping[str, Any] = {
    "title": "Problem",
    "description": "Why a request was not carried out (RFC 9457); `code` is stable.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "recorded": {
            "type": "boolean",
            "description": "Of a refusal: whether it became an entry of the log.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "words"],
                "properties": {"field": {"type": "string"}, "words": {"type": "string"}},
            },
        },
        "field": {"type": "string", "description": "The text in which passages were found (G7)."},
        "passages": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["start", "end", "words"],
                "properties": {
                    "start": {"type": "integer"},
                    "end": {"type": "integer"},
                    "words": {"type": "string"},
                },
            },
        },
        "choices": {"type": "array", "items": {"type": "string"}},
        "stored": {"type": "string", "description": "The draft that another window saved."},
        "yours": {"type": "string", "description": "The draft that was sent now."},
    },
}
KEY_PARAMETER: Mapping[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
    "description": "Chosen by the sender, new for each act: sent again within a day with the same "
    "request, the act is done once and answered as before.",
}


def described(route: Route) -> dict[str, Any]:
    """Return what an operation has beside its values: problems, key, permission, bytes."""
    statuses = sorted((*_ALWAYS, *(_OF_ACTS if route.is_act else ()), *_LAST))
    responses: dict[int, Any] = {int(status): _named(status) for status in statuses}
    extra: dict[str, Any] = {"responses": responses, "x-permission": route.permission.value}
    if route.gives_bytes:
        content = {"*/*": {"schema": BYTES}}
        responses[int(S.OK)] = {"description": "The bytes.", "content": content}
        if route.by_range:
            responses[int(S.PARTIAL_CONTENT)] = {"description": "A range.", "content": content}
            responses[int(S.REQUESTED_RANGE_NOT_SATISFIABLE)] = {
                "description": "No byte lies in the range asked for."
            }
    if route.raw:
        content = {media_type: {"schema": BYTES} for media_type in route.raw}
        extra["requestBody"] = {"required": True, "content": content}
    elif route.is_act:
        extra["parameters"] = [KEY_PARAMETER]
    return extra


def _named(status: HTTPStatus) -> dict[str, Any]:
    return {"$ref": f"#/components/responses/{status.name.title().replace('_', '')}"}


def _problems() -> dict[str, Any]:
    """Return the problem responses by name."""
    found = {}
    for status in sorted((*_ALWAYS, *_OF_ACTS, *_LAST)):
        content = {MEDIA_TYPE: {"schema": PROBLEM}}
        problem: dict[str, Any] = {"description": TITLES[status], "content": content}
        if status is S.SERVICE_UNAVAILABLE:
            problem["headers"] = {
                "Retry-After": {
                    "schema": {"type": "integer"},
                    "description": f"Seconds to wait, as a rule {RETRY_SECONDS}.",
                }
            }
        found[status.name.title().replace("_", "")] = problem
    return found


def document(api: NinjaAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the interface."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schemas = {**made["components"]["schemas"], "Problem": PROBLEM_SCHEMA}
    made["components"] = {
        "schemas": dict(sorted(schemas.items())),
        "responses": _problems(),
        "securitySchemes": {
            "Bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token made on /account/, in the header `Authorization`.",
            }
        },
    }
    made["servers"] = [{"url": "/"}]
    return made


def text(api: NinjaAPI) -> str:
    """Return the document as it is served and kept in docs/reference."""
    return json.dumps(document(api), indent=1, ensure_ascii=False) + "\n"
