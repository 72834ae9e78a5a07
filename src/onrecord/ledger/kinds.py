"""Kinds of entries: a name, a version and a fixed, ordered list of fields.

The envelope (`ENVELOPE`) is frozen; a kind's list of fields is frozen with its version: a further
field is a new version, and old versions stay readable for ever. `docs/spec/kinds/` holds every
version ever used; a test compares it with what is declared here and in the apps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from onrecord.ledger.errors import UnknownField

ENVELOPE = (
    "subject",
    "subject_version",
    "actor",
    "role",
    "grant",
    "channel",
    "time",
    "prev",
    "month",
    "area",
)


@dataclass(frozen=True)
class Kind:
    """One kind at one version. `fields` come after the envelope, in this order."""

    name: str
    version: int
    fields: tuple[str, ...]
    about: str

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


def declare(name: str, version: int, fields: Iterable[str], about: str) -> Kind:
    """Declare a kind; declaring another under the same name and version is refused."""
    kind = Kind(name=name, version=version, fields=tuple(fields), about=about)
    if len(set(kind.names)) != len(kind.names):
        raise UnknownField(f"{kind.id} names a field twice, or one of the envelope's.")
    if _declared.setdefault(kind.id, kind) != kind:
        raise UnknownField(f"{kind.id} is declared twice, with other fields.")
    return kind


class HasFields(Protocol):
    """A record model: it knows the names of its fields."""

    def fields(self) -> tuple[str, ...]:
        """Return the names, in order."""
        ...


def declare_for(model: HasFields, name: str, version: int, about: str, *extra: str) -> Kind:
    """Declare a kind that holds a whole row of a record model, and what the act adds to it."""
    return declare(name, version, (*model.fields(), *extra), about)


def declared() -> tuple[Kind, ...]:
    """Return every declared kind, by id."""
    return tuple(_declared[key] for key in sorted(_declared))
