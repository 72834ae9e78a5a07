"""One change at a time, anywhere in a home: the audit catches each, and names the place.

The home is the demo city, so that every table, file and packet is of the real thing; what it lacks
(a destruction, a lost leaf) is added. A seeded draw then changes one field, row or byte, the audit
runs, and the change is undone. A hundred draws; with ONRECORD_LONG=1 two thousand.
"""

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from onrecord.authority import SYSTEM
from onrecord.evidence.models import Exhibit
from onrecord.ledger import audit, guard, lock, triggers
from onrecord.ledger.audit import Asked, AuditResult
from onrecord.ledger.audit.run import _packet_checks
from onrecord.ledger.models import LEDGER_TABLES, Chain, Entry, LostLeaf, Record
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from onrecord_proof import statement
from record.ledger.acts_for_tests import confess

pytestmark = pytest.mark.crash

COUNT = 2_000 if os.environ.get("ONRECORD_LONG") else 100

WORKING_TABLES = {
    "account_emailaddress": "of allauth; unused: no address is kept",
    "account_emailconfirmation": "of allauth; unused",
    "accounts_failedsignin": "counts failed sign-ins for a while",
    "accounts_operatingaccount": "which account of the system is whose; each mapping is an entry",
    "accounts_token": "tokens come and go; each issue is an entry",
    "accounts_user": "how people sign in; who they are is accounts_person",
    "api_givenanswer": "answers kept a day, so that a call repeated is no second act",
    "auth_group": "of Django; unused",
    "auth_group_permissions": "of Django; unused",
    "auth_permission": "of Django; unused",
    "django_content_type": "of Django",
    "django_migrations": "of Django",
    "django_session": "sessions",
    "django_tasks_database_dbtaskresult": "what the worker is to do",
    "evidence_heldupload": "uploads on their way",
    "evidence_viewingprogress": "what was sent so far; closing a viewing is an entry",
    **dict.fromkeys(
        (
            "incidents_search",
            "incidents_search_config",
            "incidents_search_data",
            "incidents_search_docsize",
            "incidents_search_idx",
            "incidents_searchtext",
        ),
        "the index of searches: `onrecord search rebuild` makes it anew",
    ),
    "incidents_numberseries": "the next number of a year",
    "ledger_auditrun": "audits asked for on a page",
    "referrals_sealingprogress": "how far a sealing has come",
    "mfa_authenticator": "second factors; each enrolment, use and removal is an entry",
    "reports_reportdraft": "drafts; those kept are reports_keptdrafts",
    "sqlite_sequence": "of SQLite",
}
"""Tables that are no part of the record: nothing in them was ever stated, so no audit compares."""

UNSAID = {
    ("ledger_entry", "act"): "tells the entries of one act; no statement holds it",
    ("ledger_disclosure", "id"): "a row's own number; nothing points at it",
    ("ledger_tombstone", "id"): "likewise",
}
"""Columns that say nothing that anybody relies on."""


FOUNDED = (
    ("demo",),
    (
        *("destruction", "request", "field", "2026-0001 party 1", "--field", "markings"),
        *("--authority", "court-order", "--document", "26-1", "--reason", "Ordered."),
        *("--as", "frankie"),
    ),
    ("destruction", "approve", "D-1", "--reason", "Read.", "--as", "hollis"),
    ("destruction", "carry-out", "D-1", "--as", "frankie"),
    ("log", "publish", "--as", "frankie"),
)
"""The commands that make the home: the demo city, and a field of it lawfully destroyed."""


@dataclass(frozen=True)
class Column:
    """A column of a table of the record."""

    table: str
    name: str
    kind: str
    is_key: bool


@dataclass
class City:
    """The home, its tables with their columns, and its files, each with the kind of place."""

    home: Home
    columns: dict[str, list[Column]]
    files: list[tuple[str, Path]]


@pytest.fixture(scope="module")
def city(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[City]:
    """Build the demo city by its command, and point this process's database at it."""
    if connection.vendor != "sqlite":
        pytest.skip("a home of files alone: the database is the home's own SQLite file")
    home = Home(tmp_path_factory.mktemp("city") / "home")
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    for line in FOUNDED:
        subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "-m", "onrecord.cli", *line],
            env={**kept, "ONRECORD_HOME": str(home.root)},
            capture_output=True,
            check=True,
            timeout=300,
        )
    before = connection.settings_dict["NAME"], settings.HOME, settings.HOME_RECORD
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = str(home.database)
        settings.HOME, settings.HOME_RECORD = home, home.record()
        with pytest.MonkeyPatch.context() as patch, guard.permitted("a test's intruder"):
            _lose(patch)
            yield City(home, _columns(), _files(home))
        connection.close()
        connection.settings_dict["NAME"], settings.HOME, settings.HOME_RECORD = before


def _lose(patch: pytest.MonkeyPatch) -> None:
    """Add what no demo has, a leaf that a backup lacked; take the triggers away."""
    with connection.cursor() as cursor:
        for trigger in triggers.declared():
            cursor.execute(f"DROP TRIGGER {trigger.name}")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    patch.setattr(triggers, "check", lambda: None)  # an intruder can take them away and bring back
    lost = Entry.objects.filter(kind="publication.requested/1").order_by("id").last()
    assert lost is not None
    assert lost.index is not None
    confession = confess(actor=SYSTEM.SETUP, first=lost.index)
    with lock.exclusive(settings.HOME):
        sequencer = Sequencer.open(settings.HOME)
        sequencer.assign()
        sequencer.publish()
    LostLeaf.objects.create(
        index=lost.index, leaf=statement.leaf(bytes(lost.statement)), confessed_in_id=confession
    )
    Chain.objects.filter(head=lost).update(head=lost.previous)
    lost.disclosures.all().delete()
    lost.delete()


def _columns() -> dict[str, list[Column]]:
    """Return the columns of every table of the record, by table."""
    found: dict[str, list[Column]] = {}
    for model in apps.get_models():
        if issubclass(model, (Record, *LEDGER_TABLES)):
            table = model._meta.db_table
            found[table] = [
                Column(table, field.column, field.get_internal_type(), field.primary_key)
                for field in model._meta.concrete_fields
                if (table, field.column) not in UNSAID
            ]
    return dict(sorted(found.items()))


def _files(home: Home) -> list[tuple[str, Path]]:
    """Return the files that an audit answers for, each with the kind of place."""
    kinds = {"log": home.log, "blobs": home.blobs, "packets": home.packets}
    found = [
        (kind, path)
        for kind, folder in kinds.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return [*found, ("key", home.log_key)]


def run(monkeypatch: pytest.MonkeyPatch, *, files: str = "") -> AuditResult:
    """Audit the city; blobs and packets, which take long, only where they were touched."""
    if files != "packets":
        for name in list(_packet_checks):
            monkeypatch.delitem(_packet_checks, name)
    module = sys.modules["onrecord.ledger.audit.run"]  # its name is also that of its function
    monkeypatch.setattr(module, "completed", lambda **_: None)
    blobs = "all" if files == "blobs" else "none"
    return audit.run(actor=SYSTEM.SETUP, asked=Asked(blobs=blobs))


def test_the_untouched_city_holds_and_nothing_of_it_is_empty(city: City) -> None:
    result = audit.run(actor=SYSTEM.SETUP)
    assert result.findings == []
    assert (result.destroyed > 0, result.lost, result.packets) == (True, 1, 1)
    assert result.blobs > 3
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor, include_views=False))
        tables -= {"sqlite_sequence"}
        assert tables == {*city.columns, *WORKING_TABLES} - {"sqlite_sequence"}
        for table in set(city.columns) - EMPTY:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table's own name
            assert cursor.fetchone()[0], table


EMPTY = {
    "incidents_closuredraw",
    "incidents_closurereview",
    "incidents_matterreader",
    "incidents_scenestamp",
    "releases_dispatchfigures",
    "reports_dutynote",
    "reports_reasonanswer",
}
"""Tables of which the demo city has no row."""


_LEDGER = {
    "ledger_entry",
    "ledger_disclosure",
    "ledger_chain",
    "ledger_tombstone",
    "ledger_lostleaf",
}
"""These speak of one another: a tombstone moved to another entry shows at the disclosure too."""


@pytest.mark.parametrize("number", range(COUNT))
def test_one_change_is_caught_and_named(
    city: City, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    chance = random.Random(number)  # noqa: S311 - a draw that can be repeated
    groups = [*(set(city.columns) - EMPTY), "log", "blobs", "packets", "key", "store"]
    group = sorted(groups)[number % len(groups)]
    if group == "store":
        _change_store(city, chance, monkeypatch)
    elif group in city.columns:
        _change_table(city, group, chance, monkeypatch)
    else:
        _change_file(city, group, chance, monkeypatch)


def _change_table(
    city: City, table: str, chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        what, keys = _drawn(city.columns[table], chance)
        result = run(monkeypatch)
        transaction.set_rollback(True)
    places = _LEDGER if table in _LEDGER else {table}
    _assert_named(result, what, places, keys)


def _drawn(columns: list[Column], chance: random.Random) -> tuple[str, set[str]]:
    """Change one field, or take or add one row; return what was done, and how it may be named."""
    table = columns[0].table
    while True:
        way = chance.choice(["field"] * 8 + ["delete", "copy"])
        column = chance.choice(columns)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid")  # noqa: S608 - a table's own name
            names = [described[0] for described in cursor.description][1:]
            rows = cursor.fetchall()
            rowid, *values = chance.choice(rows)
            row = dict(zip(names, values, strict=True))
            keys = _keys(table, row)
            try:
                with transaction.atomic():
                    if way == "delete":
                        cursor.execute(f"DELETE FROM {table} WHERE rowid = {rowid}")  # noqa: S608 - likewise
                        return f"delete {table} {row}", keys
                    if way == "copy":
                        made = _copied(columns, row, chance)
                        marks = ", ".join(["%s"] * len(made))
                        named = ", ".join(f'"{name}"' for name in made)
                        cursor.execute(
                            f"INSERT INTO {table} ({named}) VALUES ({marks})",  # noqa: S608 - likewise
                            list(made.values()),
                        )
                        return f"copy {table} {made}", _keys(table, made)
                    value = _other(column, row[column.name], chance)
                    cursor.execute(
                        f'UPDATE {table} SET "{column.name}" = %s WHERE rowid = {rowid}',  # noqa: S608 - likewise
                        [value],
                    )
                    changed = {**row, column.name: value}
                    words = f"{table}.{column.name} {row[column.name]!r} -> {value!r} of {keys}"
                    return words, keys | _keys(table, changed)
            except IntegrityError:
                continue  # the database itself refuses such a row: draw another


def _copied(columns: list[Column], row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a row beside this one: another key, and another value wherever one must be unique."""
    made = dict(row)
    for column in columns:
        if column.is_key or column.name in {
            "number",
            "username",
            "index",
            "previous_id",
            "head_id",
        }:
            made[column.name] = _other(column, row[column.name], chance)
    return made


def _other(  # noqa: PLR0911 - one return for each type
    column: Column, value: object, chance: random.Random
) -> object:
    """Return another value of the column's type."""
    if column.kind == "UUIDField" or (isinstance(value, str) and _HEX.fullmatch(value)):
        return _hex(value, chance)
    if column.kind == "BooleanField":
        return 0 if value else 1
    if column.kind == "DateTimeField":
        return "2026-01-01 00:00:00.000001" if value is None else _later(str(value))
    if column.kind == "DateField":
        return "2026-01-01" if value != "2026-01-01" else "2026-01-02"
    if isinstance(value, bytes):
        return _flipped(value, chance)
    if isinstance(value, int) or "Integer" in column.kind or column.kind == "BigAutoField":
        return int(str(value or 0)) + chance.choice([1, 2, 1_000])
    if column.kind in {"ForeignKey", "OneToOneField"}:
        return 1 if column.table.startswith("ledger_") else uuid.UUID(int=1).hex
    if column.kind == "JSONField":
        return json.dumps([json.loads(str(value))]) if value is not None else "[1]"
    text = str(value or "")
    place = chance.randrange(len(text) + 1)
    return text[:place] + ("x" if text[place : place + 1] != "x" else "y") + text[place + 1 :]


_HEX = re.compile(r"[0-9a-f]{32}")


def _hex(value: object, chance: random.Random) -> str:
    """Return an identifier that differs in one digit."""
    if value is None:
        return uuid.UUID(int=1).hex
    text, place = str(value), chance.randrange(12)
    return text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]


def _later(text: str) -> str:
    """Return a time a microsecond later, as SQLite keeps it."""
    return str(datetime.fromisoformat(text) + timedelta(microseconds=1))


def _flipped(data: bytes, chance: random.Random) -> bytes:
    """Return bytes of which one bit differs."""
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _keys(table: str, row: dict[str, Any]) -> set[str]:
    """Return how a finding may name this row: by its key, and in the ledger by its place there."""
    if table == "ledger_entry":
        return {str(row["id"]), str(row["chain"]), f"index {row['index']}"}
    if table == "ledger_disclosure":
        return {f"of entry {row['entry_id']}", str(row["id"])}
    if table == "ledger_tombstone":
        return {f"of entry {row['entry_id']}", str(row["id"])}
    if table == "ledger_lostleaf":
        return {str(row["index"]), f"index {row['index']}"}
    if table == "ledger_chain":
        return {str(row["key"])}
    return {str(uuid.UUID(row["id"]))}


def _change_file(
    city: City, group: str, chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, path = chance.choice([one for one in city.files if one[0] == group])
    ways = ["flip", "flip", "flip", "shorten", "lengthen", "delete"]
    way = chance.choice(
        ["flip", "delete"] if group == "key" else ways
    )  # a key may lack its newline
    data, mode = path.read_bytes(), path.stat().st_mode
    with _restored(path, data, mode):
        path.unlink()
        if way == "flip":
            path.write_bytes(_flipped(data, chance))
        elif way == "shorten":
            path.write_bytes(data[:-1])
        elif way == "lengthen":
            path.write_bytes(data + b"\n")
        result = run(monkeypatch, files=kind)
    if kind == "log":
        names = {str(path.relative_to(city.home.log))}
        places = {"log"}
    elif kind == "blobs":
        exhibit = Exhibit.objects.select_related("incident").get(blob=path.name)
        names, places = {f"{exhibit.incident.number} {exhibit.number}"}, {"exhibits"}
    elif kind == "packets":
        names, places = {path.relative_to(city.home.packets).parts[0]}, {"packets"}
    else:
        names, places = {"log.vkey"}, {"log"}
    _assert_named(result, f"{way} {path}", places, names)


@contextmanager
def _restored(path: Path, data: bytes, mode: int) -> Iterator[None]:
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        path.chmod(mode)


def _change_store(city: City, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    path = city.home.checkpoint_store
    data, mode = path.read_bytes(), path.stat().st_mode
    column = chance.choice(["size", "root", "note", "row", "file"])
    with _restored(path, data, mode):
        if column == "file":
            path.unlink()
        else:
            with closing(sqlite3.connect(path)) as store:
                size, root, note = store.execute(
                    "SELECT size, root, note FROM checkpoint"
                ).fetchone()
                if column == "row":
                    store.execute("DELETE FROM checkpoint")
                elif column == "size":
                    store.execute("UPDATE checkpoint SET size = ?", [size + chance.choice([-1, 1])])
                elif column == "root":
                    store.execute("UPDATE checkpoint SET root = ?", [_flipped(root, chance)])
                else:
                    store.execute("UPDATE checkpoint SET note = ?", [_flipped(note, chance)])
                store.commit()
        result = run(monkeypatch)
    _assert_named(result, f"store {column}", {"checkpoint store"}, {""})


def _assert_named(result: AuditResult, what: str, places: set[str], keys: set[str]) -> None:
    """Whatever was changed is caught, and at least one finding bears its place and its name."""
    assert not result.holds, f"not caught: {what}"
    named = [
        found
        for found in result.findings
        if found.place in places and any(key in f"{found.row} {found.words}" for key in keys)
    ]
    assert named, f"{what}: none of {keys} in {[str(found) for found in result.findings[:20]]}"
