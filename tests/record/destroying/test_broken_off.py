"""A destruction that is broken off at any line goes on from there, and ends as if it never was."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from conftest import People
from onrecord.authority import SYSTEM
from onrecord.incidents.models import Incident
from onrecord.ledger import audit
from onrecord.ledger.actions import destroying
from onrecord.ledger.actions.destroying import carry_out
from onrecord.ledger.actions.destruction import approve_destruction, request_destruction
from onrecord.ledger.destroying import compaction, tasks
from onrecord.ledger.errors import DestructionUnfinished
from onrecord.ledger.models import Destruction, Entry
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store
from record.destroying.planting import document, found, marker
from referring import recorded

pytestmark = pytest.mark.usefixtures("committed")
SOURCE = str(Path(destroying.__file__).parents[2])
WATCHED = (
    "ledger/actions/destroying.py",
    "ledger/destroying/compaction.py",
    "ledger/destroying/working.py",
    "evidence/destroying.py",
    "storage/local.py",
)


class CrashError(BaseException):
    """Ends a run where it stands, as a killed process ends."""


@contextmanager
def crashing(at: int | None) -> Iterator[list[int]]:
    """Raise at the so-manieth line of the watched files; without a number count the lines."""
    seen = [0]

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:  # noqa: ANN401 - Python's signature
        if not frame.f_code.co_filename.endswith(WATCHED):
            return None
        if event == "line":
            seen[0] += 1
            if seen[0] == at:
                raise CrashError
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        yield seen
    finally:
        sys.settrace(former)


def approved(people: People, mark: str) -> str:
    """Have the destruction of an incident with an exhibit decided; return its number."""
    number = recorded(people)
    document(people, number, mark)
    request_destruction(
        actor=people.frankie,
        scope="incident",
        reference=number,
        authority="court-order",
        document_number="26 X 7",
        reason="Ordered.",
    )
    made = Destruction.objects.latest("requested_at").number
    approve_destruction(actor=people.hollis, number=made, reason="Read.")
    return made


def assert_done(made: str, mark: str, home: Home) -> None:
    row = Destruction.objects.get(number=made)
    assert row.state == "carried-out"
    assert not Incident.objects.exists()
    assert found([mark], home) == {}
    assert list(blob_store().names()) == []
    kinds = Entry.objects.filter(subject=row.subject).order_by("id").values_list("kind", flat=True)
    ends = ["destruction.emptied/1", "destruction.carried_out/1"]
    assert [kind for kind in kinds if kind in ends] == ends
    assert audit.run(actor=SYSTEM.SETUP).findings == []


def test_broken_off_at_any_line_it_goes_on(people: People, home: Home) -> None:
    mark = marker()
    first = approved(people, mark)
    with crashing(None) as seen:
        carry_out(actor=SYSTEM.WORKER, number=first)
    assert_done(first, mark, home)
    lines = seen[0]
    assert lines > 80
    crashes = 0
    for at in range(1, lines, max(1, lines // 12)):
        made = approved(people, mark := marker())
        try:
            with crashing(at):
                carry_out(actor=SYSTEM.WORKER, number=made)
        except CrashError:
            crashes += 1
        carry_out(actor=SYSTEM.WORKER, number=made)
        assert_done(made, mark, home)
    assert crashes > 10


@pytest.mark.usefixtures("home")
def test_carried_out_twice_nothing_more_happens(people: People) -> None:
    made = approved(people, marker())
    last = carry_out(actor=SYSTEM.WORKER, number=made)
    assert carry_out(actor=people.frankie, number=made) == last
    assert Entry.objects.latest("id") == last


def test_what_comes_in_meanwhile_goes_too(
    people: People, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, late = approved(people, marker()), marker()
    number = Incident.objects.get().number
    once = iter([True])
    overwrite = compaction.overwrite_freed

    def meanwhile() -> None:
        if next(once, False):
            document(people, number, late)
        overwrite()

    monkeypatch.setattr(destroying, "overwrite_freed", meanwhile)
    carry_out(actor=SYSTEM.WORKER, number=made)
    assert_done(made, late, home)


@pytest.mark.usefixtures("home")
def test_a_database_that_is_still_read_is_tried_again(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = approved(people, marker())

    def busy() -> None:
        raise DestructionUnfinished("Somebody still reads.")

    monkeypatch.setattr(destroying, "compact", busy)
    DBTaskResult.objects.all().delete()
    tasks.carry_out_destruction.call(made)
    assert Destruction.objects.get().state == "emptied"
    again = DBTaskResult.objects.get(task_path=tasks.carry_out_destruction.module_path)
    assert again.run_after > again.enqueued_at
    assert tasks.resume_destructions() == 0  # one waits already
    again.delete()
    assert tasks.resume_destructions() == 1
    monkeypatch.undo()
    tasks.carry_out_destruction.call(made)
    assert Destruction.objects.get().state == "carried-out"
    assert tasks.resume_destructions() == 0


@pytest.mark.usefixtures("home")
def test_a_disk_that_refuses_is_tried_again(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = approved(people, marker())

    def full(*_anything: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("onrecord.storage.local.overwrite", full)
    DBTaskResult.objects.all().delete()
    tasks.carry_out_destruction.call(made)
    assert Destruction.objects.get().state == "begun"
    assert Incident.objects.exists()  # the rows that name the files stand until these are gone
    assert DBTaskResult.objects.filter(task_path=tasks.carry_out_destruction.module_path).exists()
    monkeypatch.undo()
    tasks.carry_out_destruction.call(made)
    assert Destruction.objects.get().state == "carried-out"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL waits another way")
@pytest.mark.usefixtures("home")
def test_a_reader_of_the_old_database_is_waited_for(people: People) -> None:
    made = approved(people, marker())
    carry_out(actor=SYSTEM.WORKER, number=made)
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ledger_entry").fetchone()
    try:
        with pytest.raises(DestructionUnfinished, match="it goes on from here"):
            compaction.compact(patience=0.2)
    finally:
        reader.close()
    compaction.compact(patience=5)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one file and waits for it")
@pytest.mark.usefixtures("home")
def test_a_transaction_that_may_see_deleted_rows_is_waited_for(people: People) -> None:
    made = approved(people, marker())
    carry_out(actor=SYSTEM.WORKER, number=made)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM ledger_entry")
            with pytest.raises(DestructionUnfinished, match="it goes on from here"):
                compaction.compact(patience=0.5)
    finally:
        other.close()
    compaction.compact(patience=5)
