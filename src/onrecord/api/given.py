"""What a request is answered with: plain JSON of what an act or query returned, and its schema.

Dataclasses become objects. What names a place on this machine, or is bytes, is left out of both.
A receipt says how its proof is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel, ConfigDict, create_model

from onrecord.api.taken import MAPPINGS, SEQUENCES, UNIONS
from onrecord.incidents.actions import Receipt
from onrecord.ledger.paging import Page
from onrecord.ledger.queries import ReceiptView, receipt

Plain: TypeAlias = bool | int | float | str | list["Plain"] | dict[str, "Plain"] | None
LEFT_OUT: tuple[Any, ...] = (Path, bytes)
AS_THEY_ARE = {str, int, bool, float, datetime, date, UUID, Any, type(None)}


@dataclass(frozen=True)
class ReceiptGiven:
    """An act's receipt: its entry, its name among people, and where the proof is read.

    `index` is null until the entry has its place in the log, within about a second; a proof is
    there once a checkpoint holds the entry, at the latest after `next_publication`.
    """

    entry_id: int
    reference: str
    recorded_at: datetime
    index: int | None
    next_publication: datetime
    receipt_url: str
    proof_url: str


class Given(BaseModel):
    """An answer; every field is there, null included."""

    model_config = ConfigDict(from_attributes=True)


def receipt_given(of: Receipt) -> ReceiptGiven:
    """Return a receipt with its place in the log, as it stands now."""
    view: ReceiptView = receipt(of.entry_id)
    return ReceiptGiven(
        entry_id=of.entry_id,
        reference=of.reference,
        recorded_at=view.recorded_at,
        index=view.index,
        next_publication=view.next_publication,
        receipt_url=f"/api/v1/receipts/{of.entry_id}",
        proof_url=f"/api/v1/receipts/{of.entry_id}/proof",
    )


def plain(value: object) -> Plain:  # noqa: PLR0911 - one return a kind of value
    """Return a value as JSON holds it."""
    if isinstance(value, Receipt):
        value = receipt_given(value)
    if isinstance(value, Page):
        return {"items": plain(value.rows), "next": value.following or None}
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in shown(type(value))}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


@cache
def shown(of: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a dataclass, which the cache takes by hash
    """Return the fields of a dataclass that an answer shows, with their types."""
    hints = get_type_hints(of)
    return {f.name: hints[f.name] for f in fields(of) if not _is_left_out(hints[f.name])}


def _is_left_out(annotation: Any) -> bool:  # noqa: ANN401 - a type, as typing gives it
    return annotation in LEFT_OUT or any(one in LEFT_OUT for one in get_args(annotation))


def schema(annotation: Any) -> Any:  # noqa: ANN401, PLR0911 - a type, as typing gives it; a return a kind
    """Return the type that an answer is described by."""
    if annotation in AS_THEY_ARE:
        return annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Page:
        return _page(arguments[0])
    if origin in UNIONS:
        return Union[tuple(schema(one) for one in arguments)]  # noqa: UP007 - of types known at run time
    if origin in SEQUENCES:
        return list[schema(arguments[0])]  # type: ignore[misc] # likewise
    if origin in MAPPINGS:
        return dict[str, schema(arguments[1])]  # type: ignore[misc] # likewise
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    if is_dataclass(annotation) and isinstance(annotation, type):
        return _object(ReceiptGiven if annotation is Receipt else annotation)
    return Any


_NAMES: dict[str, type[Any]] = {}


@cache
def _object(of: Any) -> type[Given]:  # noqa: ANN401 - a dataclass, which the cache takes by hash
    """Return the model of a dataclass; a name that two of them bear is told apart by its app."""
    name = of.__name__
    if _NAMES.setdefault(name, of) is not of:
        name = f"{of.__module__.split('.')[1].capitalize()}{name}"
        _NAMES[name] = of
    shape: dict[str, Any] = {key: (schema(kind), ...) for key, kind in shown(of).items()}
    return create_model(name, __base__=Given, __doc__=of.__doc__, **shape)


@cache
def _page(of: Any) -> type[Given]:  # noqa: ANN401 - a dataclass, which the cache takes by hash
    """Return the model of a page of rows; `next` goes into `after`, and is null at the end."""
    shape: dict[str, Any] = {"items": (list[schema(of)], ...), "next": (str | None, ...)}  # type: ignore[misc] # of types known at run time
    return create_model(f"{of.__name__}Page", __base__=Given, **shape)


def whole(operation: str, annotation: Any) -> Any:  # noqa: ANN401 - a type, as typing gives it
    """Return the model of a whole answer: an object, a list under `items`, or a `value`."""
    found = schema(annotation)
    name = wrapped_in(found)
    if not name:
        return found
    title = f"{operation.title().replace('_', '')}Answer"
    shape: dict[str, Any] = {name: (found, ...)}
    return create_model(title, __base__=Given, **shape)


def wrapped_in(found: Any) -> str:  # noqa: ANN401 - a type, as typing gives it
    """Return the name under which an answer that is no object stands in one, or empty."""
    if isinstance(found, type) and issubclass(found, Given):
        return ""
    return "items" if get_origin(found) is list else "value"
