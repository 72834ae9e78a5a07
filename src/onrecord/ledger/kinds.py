"""Kinds of entries: a name, a version and a fixed, ordered list of fields.

The envelope (`ENVELOPE`) is frozen; a kind's list of fields is frozen with its version: a further
field is a new version, and old versions stay readable for ever. `docs/spec/kinds/` holds every
version ever used; a test compares it with what is declared here and in the apps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from django.apps import apps

from onrecord.ledger.errors import UnknownField
from onrecord_proof import disclosure, statement
from onrecord_proof.errors import ProofError
from onrecord_proof.statement import ENVELOPE


@dataclass(frozen=True)
class Kind:
    """One kind at one version. `fields` come after the envelope, in this order.

    `row` is the SUBJECT of the record model whose whole row an entry of this kind holds, or empty.
    """

    name: str
    version: int
    fields: tuple[str, ...]
    about: str
    row: str = ""

    @property
    def id(self) -> str:
        """The name in a statement, such as `report.approved/1`."""
        return f"{self.name}/{self.version}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every field name of a statement of this kind, in order."""
        return ENVELOPE + self.fields

    def check(self, given: Iterable[str]) -> None:
        """Refuse fields that are missing or too many."""
        names = set(given)
        missing, unknown = set(self.fields) - names, names - set(self.fields)
        if missing or unknown:
            raise UnknownField(
                f"{self.id}: missing {sorted(missing) or 'nothing'}, "
                f"unknown {sorted(unknown) or 'nothing'}."
            )


_declared: dict[str, Kind] = {}


def declare(name: str, version: int, fields: Iterable[str], about: str, row: str = "") -> Kind:
    """Declare a kind; one that no statement can hold is refused, or that differs from a former."""
    kind = Kind(name=name, version=version, fields=tuple(fields), about=about, row=row)
    try:
        digests = [disclosure.digest(field) for field in kind.names]
        statement.encode(kind.id, bytes(statement.NONCE_SIZE), kind.names, digests)
    except ProofError as error:
        raise UnknownField(f"{kind.id}: {error.message}.") from error
    if _declared.setdefault(kind.id, kind) != kind:
        raise UnknownField(f"{kind.id} is declared twice, with other fields.")
    return kind


class HasFields(Protocol):
    """A record model: it knows its name in the ledger and the names of its fields."""

    SUBJECT: str

    def fields(self) -> tuple[str, ...]:
        """Return the names, in order."""
        ...


def declare_for(model: HasFields, name: str, version: int, about: str, *extra: str) -> Kind:
    """Declare a kind that holds a whole row of a record model, and what the act adds to it."""
    return declare(name, version, (*model.fields(), *extra), about, row=model.SUBJECT)


def declared() -> tuple[Kind, ...]:
    """Return every declared kind of every installed app, by id."""
    for app in apps.get_app_configs():
        if app.name.startswith("onrecord."):
            for module in (f"{app.name}.actions", f"{app.name}.publication"):
                if find_spec(module):
                    import_module(module)
    return tuple(_declared[key] for key in sorted(_declared))
