"""Reading the ledger's tables as tuples, in the order of their keys, a bounded piece at a time."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

Row = tuple[Any, ...]

AT_ONCE = 512
"""Entries read at once; of disclosures sixteen times as many."""


_RECOMPUTED = frozenset({"ledger_entry", "ledger_disclosure"})


class Cursor(Protocol):
    """What is used of a cursor (PEP 249)."""

    def execute(self, sql: str, /) -> object:
        """Run a statement."""
        ...

    def fetchall(self) -> list[Row]:
        """Return all rows."""
        ...


class Source:
    """The ledger of one database; every read is a statement of its own."""

    def __init__(self, cursor: Cursor, vendor: str) -> None:
        """Read through a cursor of `sqlite` or `postgresql`."""
        self._cursor = cursor
        self._is_sqlite = vendor == "sqlite"
        # SQLite hands times out as it keeps them: "2026-03-01 12:00:00.123456", or without zeros.
        self._time = (
            "CAST(e.recorded_at AS TEXT)"
            if self._is_sqlite
            else "to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        )
        self._text = "CAST(text AS BLOB)" if self._is_sqlite else "text"

    def entries(self, first: int, last: int) -> Iterator[Row]:
        """Yield the entries of ids [first, last) by id, each with what it must agree with.

        id, index, kind, subject, version, statement, leaf hash, time; of the previous entry id,
        leaf hash, whether it is of the same chain, and index; the id of the subject's version
        before; for the first of a chain the least id of the chain, and whether the chain is known.
        """
        while rows := self._all(
            'SELECT e.id, e."index", e.kind, e.subject, e.subject_version, e.statement, '  # noqa: S608 - integers only
            f"e.leaf_hash, {self._time}, e.previous_id, p.leaf_hash, p.chain = e.chain, "
            'p."index", b.id, CASE WHEN e.previous_id IS NULL THEN '
            "(SELECT min(s.id) FROM ledger_entry s WHERE s.chain = e.chain AND EXISTS "
            "(SELECT 1 FROM ledger_chain c WHERE c.key = e.chain)) END "
            "FROM ledger_entry e LEFT JOIN ledger_entry p ON p.id = e.previous_id "
            "LEFT JOIN ledger_entry b ON b.chain = e.chain AND b.subject = e.subject "
            "AND b.subject_version = e.subject_version - 1 "
            f"WHERE e.id >= {first:d} AND e.id < {last:d} ORDER BY e.id LIMIT {AT_ONCE}"
        ):
            yield from rows
            first = rows[-1][0] + 1

    def disclosures(self, first: int, last: int) -> Iterator[list[Row]]:
        """Yield the disclosures of ids [first, last) by id: entry, position, name, text, id."""
        while rows := self._all(
            f"SELECT entry_id, position, name, {self._text}, id FROM ledger_disclosure "  # noqa: S608 - integers only
            f"WHERE id >= {first:d} AND id < {last:d} ORDER BY id LIMIT {16 * AT_ONCE}"
        ):
            yield rows
            first = rows[-1][4] + 1

    def statements(self, start: int, end: int) -> Iterator[Row]:
        """Yield index and statement of the indices [start, end) by index."""
        while rows := self._all(
            'SELECT "index", statement FROM ledger_entry '  # noqa: S608 - integers only
            f'WHERE "index" >= {start:d} AND "index" < {end:d} ORDER BY "index" LIMIT {AT_ONCE}'
        ):
            yield from rows
            start = rows[-1][0] + 1

    def lost(self, start: int, end: int) -> dict[int, bytes]:
        """Return the lost leaves of the indices [start, end)."""
        rows = self._all(
            'SELECT "index", leaf FROM ledger_lostleaf '  # noqa: S608 - integers only
            f'WHERE "index" >= {start:d} AND "index" < {end:d}'
        )
        return {index: bytes(leaf) for index, leaf in rows}

    def damage(self) -> list[str]:
        """Return what SQLite finds wrong with its file, at most a hundred lines a table.

        Every page is looked at, and of each table every index, but those of the entries and the
        disclosures: these are read row by row as it is, by their keys.
        """
        if not self._is_sqlite:
            return []
        tables = self._all("SELECT name FROM sqlite_schema WHERE type = 'table'")
        asked = ["PRAGMA quick_check(100)"] + [
            f"PRAGMA integrity_check('{name}')" for (name,) in tables if name not in _RECOMPUTED
        ]
        return [str(row[0]) for sql in asked for row in self._all(sql) if row[0] != "ok"]

    def _all(self, sql: str) -> list[Row]:
        self._cursor.execute(sql)
        return self._cursor.fetchall()


def connect(vendor: str, given: Mapping[str, Any]) -> Source:
    """Return a source with a connection of its own, which only reads.

    `given` is {"path": file} for SQLite, else what psycopg.connect takes.
    """
    if vendor == "sqlite":
        database = sqlite3.connect(given["path"], timeout=60, isolation_level=None)
        database.create_function("REGEXP", 2, _matches, deterministic=True)
        database.execute("PRAGMA query_only = ON")
        return Source(database.cursor(), vendor)
    import psycopg  # noqa: PLC0415 - only where it is the database

    server = psycopg.connect(**given, autocommit=True)
    server.execute("SET default_transaction_read_only = on")
    return Source(server.cursor(), vendor)


def _matches(pattern: str, text: str | None) -> bool:
    """Stand for the function that Django gives to SQLite, which constraints may call."""
    return bool(text is not None and re.search(pattern, str(text)))
