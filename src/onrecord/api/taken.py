"""What a request may hold, read off the signature of an act or query: keyword by keyword.

Texts bear no NUL, times a zone and a year that people live in, numbers fit the databases. A JSON
value is taken as what it is: no number from a text, no time from a number. A keyword of a type
that is unknown here fails at start.
"""

import inspect
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Strict,
    create_model,
)
from pydantic import Field as Bounds

INTEGER = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2200
SEQUENCES: tuple[Any, ...] = (
    Sequence,
    Collection,
    Iterable,
    tuple,
    list,
    set,
    frozenset,
    AbstractSet,
)
MAPPINGS: tuple[Any, ...] = (Mapping, dict)
UNIONS: tuple[Any, ...] = (Union, types.UnionType)


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds NUL, which is no text")
    return text


def _as_written(value: object) -> object:
    """Take a time as RFC 3339 writes it, never a count of seconds."""
    if not isinstance(value, str):
        raise ValueError("write it as a text, as RFC 3339 does")  # noqa: TRY004 - pydantic asks for ValueError
    return value


def _in_living_memory(at: datetime) -> datetime:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return at


PLAIN: Mapping[Any, Any] = {
    str: Annotated[str, AfterValidator(_without_nul)],
    int: Annotated[int, Strict(), Bounds(ge=-INTEGER, le=INTEGER)],
    bool: Annotated[bool, Strict()],
    datetime: Annotated[
        AwareDatetime, BeforeValidator(_as_written), AfterValidator(_in_living_memory)
    ],
    date: Annotated[date, BeforeValidator(_as_written)],
    UUID: UUID,
    type(None): None,
}
# In an address every value is a text.
IN_ADDRESS: Mapping[Any, Any] = {
    **PLAIN,
    int: Annotated[int, Bounds(ge=0, le=INTEGER)],
    bool: bool,
}
ROWS = Annotated[int, Bounds(ge=1, le=200)]
"""How many rows of a list one answer holds."""


class Taken(BaseModel):
    """A body: what is unknown is refused."""

    model_config = ConfigDict(extra="forbid")


@cache
def keywords(function: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    """Return what a function takes beside the actor, with its types resolved."""
    hints = get_type_hints(function)
    return {
        name: parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and name != "actor"
    }


def model(name: str, taken: Mapping[str, inspect.Parameter]) -> type[Taken]:
    """Return the model of a body with these keywords."""
    shape: dict[str, Any] = {
        key: (
            adapted(parameter.annotation),
            ... if parameter.default is parameter.empty else _default(parameter.default),
        )
        for key, parameter in taken.items()
    }
    return create_model(name, __base__=Taken, **shape)


def adapted(annotation: Any, plain: Mapping[Any, Any] = PLAIN) -> Any:  # noqa: ANN401 - a type, as typing gives it
    """Return the type that a request's value is held against."""
    if annotation in plain:
        return plain[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in UNIONS:
        return Union[tuple(adapted(one, plain) for one in arguments)]  # noqa: UP007 - of types known at run time
    if origin in SEQUENCES:
        return list[adapted(arguments[0], plain)]  # type: ignore[misc] # likewise
    if origin in MAPPINGS:
        return dict[adapted(arguments[0], plain), adapted(arguments[1], plain)]  # type: ignore[misc] # likewise
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    if is_dataclass(annotation) and isinstance(annotation, type):
        return _whole(annotation)
    raise TypeError(f"{annotation}: no request holds a value of this type; say how in the route.")


def _whole(of: type[Any]) -> Any:  # noqa: ANN401 - a type, as typing gives it
    """Return the type of a body's object that becomes a dataclass."""
    hints = get_type_hints(of)
    shapes: dict[str, Any] = {
        field.name: (adapted(hints[field.name]), _default_of(field))
        for field in fields(of)
        if field.init
    }
    shape = create_model(of.__name__, __base__=Taken, **shapes)

    def made(given: BaseModel) -> object:
        return of(**{name: getattr(given, name) for name in type(given).model_fields})

    return Annotated[shape, AfterValidator(made)]


def _default_of(field: Field[Any]) -> Any:  # noqa: ANN401 - any default
    if field.default is not MISSING:
        return _default(field.default)
    if field.default_factory is not MISSING:
        return _default(field.default_factory())
    return ...


def _default(value: object) -> Any:  # noqa: ANN401 - any default
    """Return a default as the document can show it; the act's own object where it is none."""
    return Bounds(default=value, json_schema_extra=_undefaulted) if is_dataclass(value) else value


def _undefaulted(schema: dict[str, Any]) -> None:
    schema.pop("default", None)
