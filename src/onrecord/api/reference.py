"""The reference page of the interface, made from its document: addresses, permissions, fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.api.document import document
from onrecord.api.interface import ABOUT
from onrecord.api.urls import API

Schema = Mapping[str, Any]


def page_lines() -> Iterator[str]:
    """Yield the lines of the page, below its title."""
    made = document(API)
    schemas: Mapping[str, Schema] = made["components"]["schemas"]
    yield ABOUT
    yield ""
    yield "The same as a document for tools: [openapi.json](openapi.json), served at"
    yield "`/api/v1/openapi.json`. How to begin: [use the API](../howto/use-the-api.md)."
    tag = ""
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                yield from ("", f"## {tag.capitalize()}")
            yield from _operation(f"{method.upper()} {path}", operation, schemas)


def _operation(name: str, operation: Schema, schemas: Mapping[str, Schema]) -> Iterator[str]:
    yield from ("", f"### {name}", "", operation["summary"], "")
    yield f"Permission `{operation['x-permission']}`. {_answer(operation)}"
    rows = [*_of_address(operation), *_of_body(operation, schemas)]
    if rows:
        yield from ("", "| field | where | is |", "|---|---|---|", *rows)


def _answer(operation: Schema) -> str:
    status, response = next(
        (status, response)
        for status, response in sorted(operation["responses"].items())
        if int(status) < 300  # noqa: PLR2004 - what is no answer begins here
    )
    content = response.get("content", {})
    schema = next(iter(content.values()))["schema"] if content else {}
    return f"Answers {status}{f', {_words(schema)}' if schema else ''}."


def _of_address(operation: Schema) -> Iterator[str]:
    for parameter in operation["parameters"]:
        if parameter["in"] != "header":
            where = f"{parameter['in']}{'' if parameter['required'] else ', may be left out'}"
            yield f"| `{parameter['name']}` | {where} | {_words(parameter['schema'])} |"


def _of_body(operation: Schema, schemas: Mapping[str, Schema]) -> Iterator[str]:
    content: Mapping[str, Schema] = operation.get("requestBody", {}).get("content", {})
    for media_type, body in content.items():
        reference = body["schema"].get("$ref", "")
        if not reference:
            yield f"| | body | {media_type} |"
            continue
        schema = schemas[reference.rpartition("/")[2]]
        needed = schema.get("required", ())
        for field, shape in schema["properties"].items():
            where = f"body{'' if field in needed else ', may be left out'}"
            yield f"| `{field}` | {where} | {_words(shape, schemas)} |"


def _words(schema: Schema, schemas: Mapping[str, Schema] | None = None) -> str:
    """Say in words what a value is; of an enumeration, its values."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found = (schemas or {}).get(name, {})
        if "enum" in found:
            return ", ".join(f"`{value}`" for value in found["enum"])
        return f"`{name}`"
    if several := schema.get("anyOf") or schema.get("allOf"):
        return " or ".join(_words(one, schemas) for one in several)
    if schema.get("type") == "array":
        return f"list of {_words(schema.get('items', {}), schemas)}"
    if isinstance(schema.get("additionalProperties"), Mapping):
        return f"object, each value {_words(schema['additionalProperties'], schemas)}"
    return str(schema.get("format", schema.get("type", "any value")))
