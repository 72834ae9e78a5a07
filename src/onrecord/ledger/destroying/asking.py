"""From what a person types to what is destroyed: references, fields, and words that stay."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, models, transaction

from onrecord.ledger import guard
from onrecord.ledger.destroying.scope import Scope, record_tables
from onrecord.ledger.destroying.states import DestructionScope
from onrecord.ledger.errors import UnfitDestruction, UnknownDestruction
from onrecord.ledger.models import Destruction, Record

_SHORTEST = 4  # characters of a value that is looked for in words
_NAMES = ("name", "badge", "plate")
_PARTS = {DestructionScope.INCIDENT: (1, 1), DestructionScope.EXHIBIT: (2, 2)}
_SHAPE = {
    DestructionScope.INCIDENT: "the incident's number, such as 2026-0123",
    DestructionScope.EXHIBIT: "the incident's number and the exhibit's, such as 2026-0123 E-1",
    DestructionScope.FIELD: "the incident's number, a noun and a number, as in 2026-0123 party 1",
}


def named(number: str) -> Destruction:
    """Return a destruction by its number, or raise UnknownDestruction."""
    row = Destruction.objects.filter(number=number.strip().upper()).first()
    if row is None:
        raise UnknownDestruction(f"{number}: no destruction has this number.")
    return row


def target_of(scope: str, reference: str) -> Record:
    """Return the row that a reference names, or raise UnfitDestruction or UnknownDestruction."""
    try:
        kind = DestructionScope(scope)
    except ValueError:
        words = ", ".join(DestructionScope)
        raise UnfitDestruction("scope", f"{scope!r}: say one of {words}.") from None
    number, *rest = reference.split() or [""]
    fewest, most = _PARTS.get(kind, (1, 3))
    if not number or not fewest <= len(rest) + 1 <= most:
        raise UnfitDestruction("reference", f"reference: give {_SHAPE[kind]}.")
    tables = record_tables()
    incident = _one(tables["incident"], number=number)
    if not rest:
        return incident
    noun, *which = ("exhibit", *rest) if kind is DestructionScope.EXHIBIT else rest
    model = tables.get(noun)
    if model is None or not any(f.name == "incident" for f in model._meta.concrete_fields):  # noqa: SLF001 - Django's documented way
        known = ", ".join(sorted(n for n, m in tables.items() if hasattr(m, "incident")))
        raise UnfitDestruction("reference", f"{noun!r}: no noun of an incident; use one of {known}")
    return _one(model, incident_id=incident.id, **_which(model, which))


def reference_of(target: str) -> str:
    """Return how people name what stands under a ledger subject; empty once it is gone.

    It is looked up while the row stands, and kept nowhere.
    """
    noun, _, id_ = target.partition("/")
    row = record_tables()[noun]._base_manager.filter(pk=id_).first()  # noqa: SLF001 - as below
    if row is None:
        return ""
    incident = getattr(row, "incident", None)
    own = str(getattr(row, "number", row.pk))
    if incident is None:
        return own
    return f"{incident.number} {own}" if noun == "exhibit" else f"{incident.number} {noun} {own}"


def _which(model: type[Record], which: list[str]) -> dict[str, object]:
    """Return what tells one row of an incident from another: its number, or its id."""
    if not which:
        return {}
    with suppress(ValueError):
        return {"id": UUID(which[0])}
    numbered = next((f for f in model._meta.concrete_fields if f.name == "number"), None)  # noqa: SLF001 - as above
    if numbered is None:
        raise UnfitDestruction("reference", f"{which[0]!r}: a {model.SUBJECT} is named by its id.")
    if isinstance(numbered, models.CharField):
        return {"number": which[0].upper()}
    if not which[0].isdecimal():
        raise UnfitDestruction("reference", f"{which[0]!r} is no number of a {model.SUBJECT}.")
    return {"number": int(which[0])}


def _one(model: type[Record], **by: object) -> Record:
    rows = list(model._base_manager.filter(**by)[:2])  # noqa: SLF001 - Django's documented plain manager
    if len(rows) != 1:
        words = "several; name one" if rows else "there is none"
        raise UnknownDestruction(f"{model.SUBJECT}: {words}. Check the reference.")
    return rows[0]


def emptied_value(row: Record, name: str) -> object:
    """Return what stands in a column once its field is destroyed, or raise UnfitDestruction.

    It is tried out, and taken back: the table's own constraints may need the field.
    """
    try:
        field = row._meta.get_field(name)  # noqa: SLF001 - Django's documented way
    except FieldDoesNotExist:
        field = None
    if not isinstance(field, models.Field) or name in {"", "id", "handling_class"}:
        known = ", ".join(n for n in row.fields() if n != "handling_class")
        raise UnfitDestruction("field", f"{name!r}: no field of it; its fields are {known}.")
    values = [None] if field.null else []
    if isinstance(field, models.CharField | models.TextField):
        values.append("")  # type: ignore[arg-type] # a text for a text
    elif isinstance(field, models.JSONField):
        values += [[], {}]  # type: ignore[list-item] # likewise
    for value in values:
        if _stands(row, name, value):
            return value
    raise UnfitDestruction(
        "field",
        f"{name}: the table cannot be without it, so that it goes only with its row. Ask for the "
        "exhibit or the incident.",
    )


def _stands(row: Record, name: str, value: object) -> bool:
    """Try a value out in the row's column, and take it back."""
    try:
        with guard.permitted("a trial that is taken back"), transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{name: value})  # noqa: SLF001 - as above
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def repeated(scope: Scope, words: str) -> str:
    """Return the name of a field whose value these words repeat, or empty."""
    said = words.casefold()
    for model, _ in scope.records():
        typed = [
            f.name
            for f in model._meta.concrete_fields  # noqa: SLF001 - as above
            if isinstance(f, models.CharField | models.TextField) and not f.choices
        ]
        for row in scope.of(model).values(*typed).iterator():
            for name, value in row.items():
                if any(part in said for part in _parts(name, str(value or ""))):
                    return str(name).replace("_", " ")
    return ""


def _parts(name: str, value: str) -> Iterator[str]:
    """Yield what of a value must not be repeated: the whole, and each word of a name."""
    whole = value.strip().casefold()
    parts = whole.split() if any(noun in name for noun in _NAMES) else []
    yield from (part for part in (whole, *parts) if len(part) >= _SHORTEST)
