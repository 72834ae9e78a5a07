"""Triggers that keep the record below the code: frozen entries, lawful deletions only.

They are declared here, reinstalled after every migration (Django's table rebuild on SQLite drops
them), and checked when the server starts. PostgreSQL also refuses TRUNCATE.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from onrecord.ledger.errors import TriggersMissing
from onrecord.ledger.models import Chain, Disclosure, Entry, LostLeaf, Record, Tombstone
from onrecord_proof.statement import ENVELOPE

_FROZEN_ENTRY = " AND ".join(
    f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}"
    for column in (
        "id",
        "act",
        "kind",
        "subject",
        "subject_version",
        "chain",
        "previous_id",
        "statement",
        "leaf_hash",
        "recorded_at",
    )
)


ROW_ID = "{row id}"
"""Stands in `unless` for the id of the old row as text with hyphens."""
_SQLITE_ROW_ID = "||'-'||".join(
    f"substr(OLD.id,{start},{length})"
    for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
)


@dataclass(frozen=True)
class Trigger:
    """A refusal before an event on a table, unless `unless` (SQL over OLD and NEW) holds."""

    table: str
    event: str  # UPDATE or DELETE
    text: str
    unless: str = ""

    @property
    def name(self) -> str:
        """The trigger's name, and on PostgreSQL its function's."""
        return f"keep_{self.table}_{self.event.lower()}"

    @property
    def postgresql_names(self) -> tuple[str, ...]:
        """The triggers that stand for this one on PostgreSQL: a deletion is refused two ways."""
        return (self.name, f"{self.name}_all") if self.event == "DELETE" else (self.name,)

    def sqlite(self) -> tuple[str, ...]:
        """Return the statements that create the trigger on SQLite."""
        unless = self.unless.replace("IS NOT DISTINCT FROM", "IS")
        unless = unless.replace(ROW_ID, f"({_SQLITE_ROW_ID})")
        when = f"WHEN NOT ({unless}) " if unless else ""
        return (
            f"DROP TRIGGER IF EXISTS {self.name}",
            (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
                f"{when}BEGIN SELECT RAISE(ABORT, '{self.text}'); END"
            ),
        )

    def postgresql(self) -> tuple[str, ...]:
        """Return the statements that create the trigger on PostgreSQL."""
        unless = self.unless.replace(ROW_ID, "OLD.id::text")
        guard = f"IF {unless} THEN RETURN {self._row}; END IF; " if unless else ""
        statements = [
            (
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {guard}RAISE EXCEPTION '{self.text}'; END $$"
            ),
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
            ),
        ]
        if self.event == "DELETE":
            statements += [
                (
                    f"CREATE OR REPLACE FUNCTION {self.name}_all() RETURNS trigger "
                    f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{self.text}'; END $$"
                ),
                f"DROP TRIGGER IF EXISTS {self.name}_all ON {self.table}",
                (
                    f"CREATE TRIGGER {self.name}_all BEFORE TRUNCATE ON {self.table} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}_all()"
                ),
            ]
        return tuple(statements)

    @property
    def _row(self) -> str:
        return "OLD" if self.event == "DELETE" else "NEW"


def declared() -> tuple[Trigger, ...]:
    """Return the triggers of every table of the record."""
    entry, disclosure, tombstone, chain, lost = (
        model._meta.db_table  # noqa: SLF001 - Django's documented way to a table's name
        for model in (Entry, Disclosure, Tombstone, Chain, LostLeaf)
    )
    kept = [
        Trigger(entry, "DELETE", "an entry is never deleted"),
        Trigger(
            entry,
            "UPDATE",
            "an entry never changes",
            unless=f"OLD.index IS NULL AND {_FROZEN_ENTRY}".replace("OLD.index", 'OLD."index"'),
        ),
        Trigger(disclosure, "UPDATE", "a disclosure never changes"),
        Trigger(
            disclosure,
            "DELETE",
            "a disclosure goes only after its tombstone",
            unless=f"EXISTS (SELECT 1 FROM {tombstone} t "  # noqa: S608 - names of our own tables
            "WHERE t.entry_id = OLD.entry_id AND t.name = OLD.name)",
        ),
        Trigger(tombstone, "UPDATE", "a tombstone never changes"),
        Trigger(tombstone, "DELETE", "a tombstone is never deleted"),
        Trigger(chain, "DELETE", "a chain is never deleted"),
        Trigger(lost, "UPDATE", "a confession of loss never changes"),
        Trigger(lost, "DELETE", "a confession of loss is never deleted"),
    ]
    kept += [
        Trigger(
            model._meta.db_table,  # noqa: SLF001 - as above
            "DELETE",
            "a row of the record is never deleted before all that was said in it",
            unless=_all_destroyed(model, entry, disclosure),
        )
        for model in apps.get_models()
        if issubclass(model, Record)
    ]
    return tuple(kept)


def _all_destroyed(model: type[Record], entry: str, disclosure: str) -> str:
    """Return the condition under which a row may go: every field of all its entries has gone.

    A disclosure goes only after its tombstone, so each of them was destroyed by an authority. The
    envelope may stand: who acted, when, and the link of the chain.
    """
    envelope = ", ".join(f"'{name}'" for name in ENVELOPE)
    of_row = f"FROM {entry} e WHERE e.subject = '{model.SUBJECT}/' || {ROW_ID}"
    return (
        f"EXISTS (SELECT 1 {of_row}) AND NOT EXISTS (SELECT 1 {of_row} AND EXISTS "  # noqa: S608 - as above
        f"(SELECT 1 FROM {disclosure} d WHERE d.entry_id = e.id AND d.name NOT IN ({envelope})))"
    )


def install(using: BaseDatabaseWrapper | None = None) -> None:
    """Create every trigger whose table exists; those that stand are replaced."""
    database = using or connection
    tables = set(database.introspection.table_names())
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for trigger in declared():
            if trigger.table not in tables:
                continue
            sqlite = database.vendor == "sqlite"
            for statement in trigger.sqlite() if sqlite else trigger.postgresql():
                cursor.execute(statement)


def install_after_migration(**_signal: object) -> None:
    """Reinstall once all migrations have run; rebuilt tables have lost theirs."""
    install()


def check() -> None:
    """Raise TriggersMissing when the database lacks a trigger (asked at start)."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            )
        standing = {row[0] for row in cursor.fetchall()}
    wanted = {name for t in declared() for name in ((t.name,) if sqlite else t.postgresql_names)}
    missing = sorted(wanted - standing)
    if missing:
        raise TriggersMissing(
            f"The database lacks {', '.join(missing)}. Run `onrecord setup` to reinstall them."
        )
