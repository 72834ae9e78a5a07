"""What one destruction reaches: rows of the record, working rows, and entries.

Whatever points at a row that goes, goes too: an incident's parties and exhibits, an exhibit's
derivatives and viewings, a report's drafts. So nothing is left that speaks of what is gone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from onrecord.authority import HandlingClass
from onrecord.ledger.models import LEDGER_TABLES, Disclosure, Entry, Record, Tombstone
from onrecord_proof.statement import ENVELOPE

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")
Key = Any  # of any table: an identifier or a number
AT_ONCE = 400  # SQLite bounds the values of one statement


@dataclass(frozen=True)
class Scope:
    """The rows by their table, the target's ledger subject, and the one field, or empty for all."""

    target: str
    field: str
    rows: Mapping[type[models.Model], frozenset[Key]]

    @property
    def is_whole(self) -> bool:
        """Whether rows go, and not one field of one row."""
        return not self.field

    @property
    def is_incident(self) -> bool:
        """Whether a whole incident goes: then nobody needs its chain's links any more."""
        return self.is_whole and self.target.startswith("incident/")

    def of(self, model: type[M]) -> QuerySet[M]:
        """Return the rows of one table."""
        return model._base_manager.filter(pk__in=self.rows.get(model, frozenset()))  # noqa: SLF001 - Django's documented plain manager

    def records(self) -> Iterator[tuple[type[Record], frozenset[Key]]]:
        """Yield the tables of the record with the ids of their rows."""
        for model, ids in self.rows.items():
            if issubclass(model, Record):
                yield model, ids

    def working(self) -> Iterator[tuple[type[models.Model], frozenset[Key]]]:
        """Yield the working tables with the keys of their rows."""
        for model, ids in self.rows.items():
            if not issubclass(model, Record):
                yield model, ids

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The ledger subjects of the rows."""
        return frozenset(f"{model.SUBJECT}/{id_}" for model, ids in self.records() for id_ in ids)

    @cached_property
    def words(self) -> frozenset[str]:
        """Words by which working tables of the framework name these rows: ids and numbers."""
        found = {text for _, ids in self.records() for id_ in ids for text in _spellings(id_)}
        for model, _ in self.records():
            for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented way
                if field.unique and isinstance(field, models.CharField):
                    found |= set(self.of(model).values_list(field.name, flat=True))
        return frozenset(found)

    def entries(self) -> QuerySet[Entry]:
        """Return the entries of the rows; for an incident all of its chains."""
        chains = [f"{self.target}/{handling.value}" for handling in HandlingClass]
        ids: set[int] = set()
        for some in chunks(self.subjects):
            ids |= set(Entry.objects.filter(subject__in=some).values_list("id", flat=True))
        if self.is_incident:
            ids |= set(Entry.objects.filter(chain__in=chains).values_list("id", flat=True))
        return Entry.objects.filter(id__in=ids).order_by("id")

    def standing(self) -> dict[int, list[str]]:
        """Return the fields that have no tombstone yet, by the id of their entry.

        An exhibit's entries keep their envelope, which the chain of the incident needs.
        """
        found: dict[int, list[str]] = {}
        for some in chunks(self.entries().values_list("id", flat=True)):
            rows = Disclosure.objects.filter(entry_id__in=some).order_by("entry_id", "position")
            if self.field:
                rows = rows.filter(name=self.field)
            elif not self.is_incident:
                rows = rows.exclude(name__in=ENVELOPE)
            stones = set(_tombstones(some))
            for entry, name in rows.values_list("entry_id", "name"):
                if (entry, name) not in stones:
                    found.setdefault(entry, []).append(name)
        return found


def scope_of(target: str, field: str = "") -> Scope:
    """Return what a target reaches, by its ledger subject; of one that is gone, nothing."""
    noun, _, id_ = target.partition("/")
    model, key = record_tables()[noun], UUID(id_)
    if not model._base_manager.filter(pk=key).exists():  # noqa: SLF001 - as above
        return Scope(target, field, {})
    if field:
        return Scope(target, field, {model: frozenset({key})})
    found: dict[type[models.Model], set[Key]] = {model: {key}}
    to_do: list[tuple[type[models.Model], set[Key]]] = [(model, {key})]
    while to_do:
        pointed_at, keys = to_do.pop()
        for pointing, pointed in _pointing(pointed_at, keys):
            fresh = pointed - found.setdefault(pointing, set())
            if fresh:
                found[pointing] |= fresh
                to_do.append((pointing, fresh))
    return Scope(target, field, {model: frozenset(keys) for model, keys in found.items() if keys})


def record_tables() -> dict[str, type[Record]]:
    """Return the tables of the record by their noun in the ledger."""
    return {model.SUBJECT: model for model in apps.get_models() if issubclass(model, Record)}


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield values in lists that one statement can hold."""
    every = list(values)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def _pointing(
    model: type[models.Model], keys: set[Key]
) -> Iterator[tuple[type[models.Model], set[Key]]]:
    """Yield the tables that point at these rows, with the keys of the rows that do."""
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented way
        if not isinstance(relation, models.ManyToOneRel):  # a OneToOneRel is one
            continue
        pointing = relation.related_model
        if issubclass(pointing, LEDGER_TABLES):
            continue
        fresh: set[Key] = set()
        for some in chunks(keys):
            rows = pointing._base_manager.filter(**{f"{relation.field.name}__in": some})  # noqa: SLF001 - as above
            fresh |= set(rows.values_list("pk", flat=True))
        if fresh:
            yield pointing, fresh


def _tombstones(entries: list[int]) -> Iterator[tuple[int, str]]:

    yield from Tombstone.objects.filter(entry_id__in=entries).values_list("entry_id", "name")


def _spellings(id_: object) -> tuple[str, ...]:
    return (str(id_), id_.hex) if isinstance(id_, UUID) else (str(id_),)
