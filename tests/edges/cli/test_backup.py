"""`onrecord backup` and `onrecord restore`, as an operator meets them."""

import errno
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from conftest import People
from contracts import s3_stand_in
from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.evidence.models import Exhibit
from onrecord.ledger.backup import contents, taking
from onrecord.ledger.backup.contents import NamedBlob, NamedPacket
from onrecord.ledger.backup.folder import BackupFolder
from onrecord.ledger.backup.manifest import read
from onrecord.ledger.checkpoint_store import make_store, read_store
from onrecord.ledger.disk import Disk, FileSum, sum_of
from onrecord.ledger.models import Entry
from onrecord.ledger.publication import publish_now
from onrecord.ledger.setup import create_log
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store
from record.ledger.acts_for_tests import add_person
from referring import recorded, with_exhibit

NO_NEWER = "--no-newer-checkpoint-is-known"
sqlite_only = pytest.mark.skipif(
    bool(os.environ.get("ONRECORD_DATABASE_URL")), reason="a SQLite home is backed up here"
)
pytestmark = sqlite_only


@dataclass(frozen=True)
class City:
    """A home with an incident, two exhibits and a published log; and a folder for backups."""

    home: Home
    people: People
    number: str
    backups: Path
    place: Path

    def blobs(self) -> list[str]:
        """Return the names of the exhibits' blobs."""
        return list(Exhibit.objects.order_by("blob").values_list("blob", flat=True))


@pytest.fixture
def city(committed: None, people: People, home: Home, tmp_path: Path) -> City:  # noqa: ARG001 - it commits
    number = recorded(people)
    with_exhibit(people, number, b"a note" * 1000)
    with_exhibit(people, number, b"another note" * 1000)
    publish_now(actor=people.gray)
    return City(home, people, number, tmp_path / "backups", tmp_path / "restored")


def onrecord(home: Path, *line: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "onrecord.cli", *line],
        env={**kept, "ONRECORD_HOME": str(home), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in ran.stderr
    return ran


def names(city: City) -> list[str]:
    return BackupFolder(city.backups).backups()


def test_a_backup_becomes_a_home_again(city: City, run: Run) -> None:
    taken = run("backup", str(city.backups), "--json")
    assert taken.code == Exit.DONE
    assert taken.json["blobs_copied"] == 2
    held = BackupFolder(city.backups).find()
    assert held.stat().st_mode & 0o077 == 0
    assert not (city.backups / ".unfinished").exists()

    restored = onrecord(city.place, "restore", str(city.backups), NO_NEWER, "--json")
    assert restored.returncode == Exit.DONE, restored.stderr
    told = json.loads(restored.stdout)
    assert told["confirmed_by"] == "operator-knows-no-newer"
    assert told["entries"] == taken.json["entries"]
    assert sorted(path.name for path in city.place.iterdir() if path.name.startswith(".")) == []
    for name in city.blobs():
        kept = city.place / "blobs" / name[:2] / name
        assert kept.read_bytes() == blob_store().path(name).read_bytes()
        assert kept.stat().st_mode & 0o777 == 0o400
    assert (city.place / "keys" / "log.key").stat().st_mode & 0o777 == 0o600

    published = onrecord(city.place, "log", "publish", "--as", "gray")
    assert published.returncode == Exit.DONE, published.stderr
    audited = onrecord(city.place, "audit", "--as", "gray", "--json")
    assert audited.returncode == Exit.DONE, audited.stdout
    found = json.loads(audited.stdout)
    assert found["entries"] == Entry.objects.count() + 2  # the restore, and the asking to publish
    assert found["blobs"] == 2


def test_the_database_of_a_backup_is_not_behind_its_store(city: City, run: Run) -> None:
    """The last entries that were not sequenced yet are in it too."""
    waiting = add_person("kelly")
    assert run("backup", str(city.backups)).code == Exit.DONE
    assert onrecord(city.place, "restore", str(city.backups), NO_NEWER).returncode == Exit.DONE
    assert onrecord(city.place, "log", "publish", "--as", "gray").returncode == Exit.DONE
    listed = onrecord(city.place, "account", "list", "--as", "indigo", "--json")
    assert any(one["username"] == "kelly" for one in json.loads(listed.stdout)), waiting


def test_what_is_there_is_not_copied_again(city: City, run: Run) -> None:
    first = run("backup", str(city.backups), "--json").json
    again = run("backup", str(city.backups), "--json").json
    assert (first["blobs_copied"], again["blobs_copied"]) == (2, 0)
    sizes = sum(blob_store().size(name) for name in city.blobs())
    assert first["bytes_copied"] - again["bytes_copied"] == sizes

    with_exhibit(city.people, city.number, bytes(500_000))
    third = run("backup", str(city.backups), "--json", "--quick").json
    assert (third["blobs"], third["blobs_copied"]) == (3, 1)
    assert third["bytes_copied"] > 500_000
    for name in names(city):
        assert run("backup", str(city.backups), "--check", "--which", name).code == Exit.DONE


def test_a_blob_that_rotted_in_the_folder_is_copied_anew(city: City, run: Run) -> None:
    run("backup", str(city.backups))
    damage(BackupFolder(city.backups).blob(city.blobs()[0]))
    assert run("backup", str(city.backups), "--json").json["blobs_copied"] == 1
    assert run("backup", str(city.backups), "--check").code == Exit.DONE


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def missing(path: Path) -> None:
    path.unlink()


DAMAGED = (
    "database.sqlite3",
    "checkpoints.sqlite3",
    "log/checkpoint",
    "log/tile/entries",
    "log/log.vkey",
    "keys/log.key",
    "home.toml",
    "directives/chicago-2026-01.toml",
    "manifest.json",
    "manifest.sha256",
    "blob",
)


@pytest.mark.parametrize("how", [damage, missing])
def test_whatever_is_damaged_is_named_and_not_restored(city: City, run: Run, how: object) -> None:
    run("backup", str(city.backups))
    run("backup", str(city.backups))
    older, newer = names(city)
    for part in DAMAGED:
        path = city.backups / newer / part
        if part == "blob":
            path = BackupFolder(city.backups).blob(city.blobs()[0])
        if path.is_dir():
            path = next(file for file in path.rglob("*") if file.is_file())
        before = path.read_bytes()
        assert callable(how)
        how(path)
        named = "manifest" if part.startswith("manifest") else path.name
        checked = run("backup", str(city.backups), "--check", "--which", newer)
        if how is missing and part == "manifest.json":
            assert checked.code == Exit.CANNOT_RUN  # a folder without one is no backup
            assert names(city) == [older]
        else:
            assert checked.code == Exit.DOES_NOT_HOLD, part
            assert named in checked.out + checked.err
            if part in {"database.sqlite3", "blob", "manifest.json"}:
                restored = onrecord(city.place, "restore", str(city.backups), "--which", newer)
                assert restored.returncode == Exit.DOES_NOT_HOLD
                assert named in restored.stderr
                assert not (city.place / "home.toml").exists()
        path.unlink(missing_ok=True)
        path.write_bytes(before)
    # What was broken off is begun anew, over its remains.
    restored = onrecord(city.place, "restore", str(city.backups), "--which", older, NO_NEWER)
    assert restored.returncode == Exit.DONE, restored.stderr


def test_a_file_that_the_manifest_does_not_name_is_named(city: City, run: Run) -> None:
    run("backup", str(city.backups))
    stray = BackupFolder(city.backups).find() / "log" / "stray"
    stray.write_text("not ours")
    checked = run("backup", str(city.backups), "--check")
    assert checked.code == Exit.DOES_NOT_HOLD
    assert "stray is not in the manifest" in checked.out


def test_a_check_audits_what_the_database_says(city: City, run: Run) -> None:
    """A row that was changed before the backup has a sound digest, and is found all the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM evidence_exhibit LIMIT 1")
        cursor.connection.execute("UPDATE evidence_exhibit SET title = 'Another title'")
    connection.commit()
    assert run("backup", str(city.backups)).code == Exit.DONE
    checked = run("backup", str(city.backups), "--check")
    assert checked.code == Exit.DOES_NOT_HOLD
    assert "the audit of a restored copy: evidence_exhibit" in checked.out
    assert not (city.backups / ".unfinished").exists()


class Broken(Exception):  # noqa: N818 - it is no error of the product
    """The power went."""


@pytest.mark.parametrize("full", [False, True])
def test_broken_off_anywhere_the_earlier_backup_stands(
    city: City, run: Run, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    """Each copy fails in turn: no half backup is ever named, and the next one is whole."""
    run("backup", str(city.backups))
    first, counted = names(city), iter(range(10_000))
    with_exhibit(city.people, city.number, b"a third note")
    copy, write = Disk.copy, Disk.write

    def broken(at: int) -> None:
        if next(counted) == at:
            if full:
                raise OSError(errno.ENOSPC, "No space left on device")
            raise Broken

    outcomes = []
    for at in range(1000):
        counted = iter(range(10_000))

        def copy_or_break(disk: Disk, source: Path, target: Path, *, mode: int = 0o600) -> FileSum:
            broken(at)  # noqa: B023 - called within this round
            return copy(disk, source, target, mode=mode)

        def write_or_break(disk: Disk, path: Path, data: bytes, *, mode: int = 0o644) -> None:
            broken(at)  # noqa: B023 - likewise
            write(disk, path, data, mode=mode)

        monkeypatch.setattr(Disk, "copy", copy_or_break)
        monkeypatch.setattr(Disk, "write", write_or_break)
        ran = run("backup", str(city.backups))
        outcomes.append(ran.code)
        if ran.code == Exit.DONE:
            break
        if full:
            assert ran.code == Exit.CANNOT_RUN
            assert "has no room" in ran.err
            assert "earlier backups are untouched" in ran.err
        assert names(city) == first
        assert not (city.backups / ".unfinished").exists()
    monkeypatch.undo()
    assert len(outcomes) > 10
    assert run("backup", str(city.backups), "--check").code == Exit.DONE
    assert run("backup", str(city.backups), "--check", "--which", first[0]).code == Exit.DONE


def test_two_at_once_are_refused(city: City, run: Run) -> None:
    with BackupFolder(city.backups).locked():
        refused = run("backup", str(city.backups))
    assert refused.code == Exit.CANNOT_RUN
    assert "in use by another backup" in refused.err
    assert run("backup", str(city.backups)).code == Exit.DONE


def test_folders_that_cannot_be_used(city: City, run: Run, tmp_path: Path) -> None:
    inside = run("backup", str(city.home.root / "backups"))
    assert (inside.code, "lies in the home" in inside.err) == (Exit.CANNOT_RUN, True)
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "beach.jpg").touch()
    strange = run("backup", str(photos))
    assert (strange.code, "beach.jpg" in strange.err) == (Exit.CANNOT_RUN, True)
    file = run("backup", str(photos / "beach.jpg"))
    assert file.code == Exit.CANNOT_RUN
    nothing = run("backup", str(tmp_path / "none"), "--check")
    assert (nothing.code, "no whole backup" in nothing.err) == (Exit.CANNOT_RUN, True)
    assert run("backup", str(city.backups), "--keep", "-1").code == Exit.BAD_INPUT
    assert run("backup", str(city.backups), "--which", "x").code == Exit.BAD_INPUT
    run("backup", str(city.backups))
    other = run("backup", str(city.backups), "--check", "--which", "yesterday")
    assert (other.code, names(city)[0] in other.err) == (Exit.CANNOT_RUN, True)


def test_a_blob_that_is_not_what_its_row_says_is_no_backup(city: City, run: Run) -> None:
    run("backup", str(city.backups))
    good = names(city)
    path = blob_store().path(city.blobs()[0])
    damage(path)
    # The folder's own copy is whole: it stays, and the backup is whole.
    assert run("backup", str(city.backups)).code == Exit.DONE
    BackupFolder(city.backups).blob(city.blobs()[0]).unlink()
    refused = run("backup", str(city.backups))
    assert (refused.code, path.name in refused.err) == (Exit.DOES_NOT_HOLD, True)
    path.unlink()
    refused = run("backup", str(city.backups))
    assert (refused.code, "lacks blob" in refused.err) == (Exit.DOES_NOT_HOLD, True)
    assert names(city)[:1] == good
    assert len(names(city)) == 2


def test_a_sealed_packet_is_copied_once_and_checked_each_time(
    city: City, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    packet = city.home.packets / "P-2026-001"
    (packet / "data").mkdir(parents=True)
    (packet / "data" / "film").write_bytes(bytes(100_000))
    manifest = packet / "tagmanifest-sha256.txt"
    manifest.write_text("a list of files")
    named = NamedPacket(packet.name, sum_of(manifest).sha256)
    monkeypatch.setattr(contents, "packets", lambda _run: iter([named]))
    first = run("backup", str(city.backups), "--json").json
    again = run("backup", str(city.backups), "--json").json
    assert first["files"] == again["files"]
    assert first["bytes_copied"] - again["bytes_copied"] > 100_000
    older, newer = (city.backups / name / "packets" / packet.name for name in names(city))
    assert (newer / "data" / "film").samefile(older / "data" / "film")

    damage(older / "data" / "film")  # the newest one is the same file: it is copied anew
    run("backup", str(city.backups))
    assert (BackupFolder(city.backups).find() / "packets" / packet.name).is_dir()
    assert run("backup", str(city.backups), "--check").code == Exit.DONE
    restored = onrecord(city.place, "restore", str(city.backups), NO_NEWER)
    assert restored.returncode == Exit.DONE
    assert (city.place / "packets" / packet.name / "data" / "film").read_bytes() == bytes(100_000)

    manifest.write_text("another list")
    refused = run("backup", str(city.backups))
    assert (refused.code, packet.name in refused.err) == (Exit.DOES_NOT_HOLD, True)


# -- what goes --


def test_keeping_a_number_of_backups(city: City, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the older ones go the blobs that only they named."""
    extra = blob_store().stage([b"of the first backup only"])
    blob_store().keep(extra)
    named = NamedBlob(extra.name, extra.sha256, extra.size)
    listed = contents.blobs
    monkeypatch.setattr(contents, "blobs", lambda run: iter([*listed(run), named]))
    run("backup", str(city.backups))
    monkeypatch.setattr(contents, "blobs", listed)
    kept = BackupFolder(city.backups).blob(extra.name)
    run("backup", str(city.backups), "--keep", "2")
    assert kept.exists()
    three = run("backup", str(city.backups), "--keep", "2", "--json").json
    assert len(three["removed"]) == 1
    assert len(names(city)) == 2
    assert not kept.exists()
    for name in names(city):
        assert run("backup", str(city.backups), "--check", "--which", name).code == Exit.DONE


def test_keeping_backups_for_a_number_of_days(
    city: City, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", str(city.backups))
    run("backup", str(city.backups), "--keep-days", "30")
    run("backup", str(city.backups), "--keep-days", "90")
    told = [read(city.backups / name).kept_until for name in names(city)]
    assert told[0] is None
    assert told[1] is not None
    days = datetime.fromisoformat(told[1]) - datetime.now(UTC)
    assert timedelta(days=29) < days <= timedelta(days=30)
    before = names(city)
    later = datetime.now(UTC) + timedelta(days=31)
    monkeypatch.setattr(taking, "now", lambda: later)
    removed = run("backup", str(city.backups), "--json").json["removed"]
    assert removed == [before[1]]
    assert names(city)[:2] == [before[0], before[2]]


def test_nothing_goes_while_a_manifest_cannot_be_read(city: City, run: Run) -> None:
    run("backup", str(city.backups))
    run("backup", str(city.backups))
    damage(city.backups / names(city)[0] / "manifest.json")
    refused = run("backup", str(city.backups), "--keep", "1")
    assert refused.code == Exit.DOES_NOT_HOLD
    assert "The new backup stands" in refused.err
    assert len(names(city)) == 3


# -- where it goes back to --


def test_a_backup_without_keys_asks_for_them(city: City, run: Run, tmp_path: Path) -> None:
    assert run("backup", str(city.backups), "--without-keys").code == Exit.DONE
    assert not (BackupFolder(city.backups).find() / "keys").exists()
    assert run("backup", str(city.backups), "--check").code == Exit.DONE
    asked = onrecord(city.place, "restore", str(city.backups))
    assert (asked.returncode, "--keys" in asked.stderr) == (Exit.CANNOT_RUN, True)
    other = Home(tmp_path / "other")
    other.root.mkdir()
    create_log(other, city.home.record().origin)
    wrong = onrecord(city.place, "restore", str(city.backups), "--keys", str(other.keys))
    assert (wrong.returncode, "is not that of" in wrong.stderr) == (Exit.CANNOT_RUN, True)
    right = onrecord(
        city.place, "restore", str(city.backups), "--keys", str(city.home.keys), NO_NEWER
    )
    assert right.returncode == Exit.DONE, right.stderr


def test_a_home_that_holds_something_is_refused(city: City, run: Run) -> None:
    run("backup", str(city.backups))
    city.place.mkdir()
    (city.place / "letter.txt").touch()
    refused = onrecord(city.place, "restore", str(city.backups))
    assert (refused.returncode, "empty folder" in refused.stderr) == (Exit.CANNOT_RUN, True)
    assert [path.name for path in city.place.iterdir()] == ["letter.txt"]
    itself = run("restore", str(city.backups))
    assert itself.code == Exit.CANNOT_RUN


def test_the_remains_of_a_restore_are_no_home(city: City, run: Run) -> None:
    run("backup", str(city.backups))
    city.place.mkdir()
    (city.place / ".being-restored").touch()
    (city.place / "home.toml").write_bytes(city.home.record_file.read_bytes())
    listed = onrecord(city.place, "account", "list", "--as", "indigo")
    assert listed.returncode == Exit.CANNOT_RUN
    founded = onrecord(city.place, "demo")
    assert (founded.returncode, "broken off" in founded.stderr) == (Exit.CANNOT_RUN, True)
    assert onrecord(city.place, "restore", str(city.backups), NO_NEWER).returncode == Exit.DONE


def test_the_database_must_be_of_the_backups_kind(city: City, run: Run) -> None:
    run("backup", str(city.backups))
    refused = onrecord(
        city.place,
        "restore",
        str(city.backups),
        ONRECORD_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
    )
    assert refused.returncode == Exit.CANNOT_RUN
    assert "ONRECORD_DATABASE_URL" in refused.stderr


def test_a_backup_of_a_newer_onrecord_is_refused(city: City, run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES "
            "('ledger', '9999_of_tomorrow', '2027-01-01')"
        )
    try:
        run("backup", str(city.backups))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_of_tomorrow'")
    refused = onrecord(city.place, "restore", str(city.backups), NO_NEWER)
    assert (refused.returncode, "9999_of_tomorrow" in refused.stderr) == (Exit.CANNOT_RUN, True)


# -- the stale restore --


def test_a_stale_restore_is_refused_with_instructions(city: City, run: Run) -> None:
    """Back up, act and publish more, restore: the live log shows what is missing."""
    size = run("backup", str(city.backups), "--json").json["entries"]
    add_person("kelly")
    missed = publish_now(actor=city.people.gray).size - size
    assert missed > 1
    waits = onrecord(city.place, "restore", str(city.backups))
    assert waits.returncode == Exit.DOES_NOT_HOLD
    assert NO_NEWER in waits.stdout
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    served = onrecord(city.place, "serve", "--port", port)
    assert (served.returncode, NO_NEWER in served.stderr) == (Exit.DOES_NOT_HOLD, True)

    log = str(city.home.log)
    stale = onrecord(city.place, "restore", "--newest", log)
    assert stale.returncode == Exit.DOES_NOT_HOLD
    assert f"{missed} published entries are missing" in stale.stderr
    assert "adopt-loss --from" in stale.stderr
    # Once it is known, nobody can say that nothing is.
    insisting = onrecord(city.place, "restore", NO_NEWER)
    assert insisting.returncode == Exit.DOES_NOT_HOLD
    assert f"{missed} published entries are missing" in insisting.stderr

    run("backup", str(city.backups))
    fresh = city.place.with_name("fresh")
    newer = onrecord(fresh, "restore", str(city.backups), "--newest", log, "--json")
    assert newer.returncode == Exit.DONE, newer.stderr
    assert json.loads(newer.stdout)["confirmed_by"] == "newest-checkpoint"


def test_a_store_in_s3_outlives_the_machine_and_says_what_is_newest(
    city: City, run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "fictional")
    stored = read_store(city.home).latest()
    with s3_stand_in.running(s3_stand_in.Honest()) as address:
        settings.CHECKPOINT_STORE = address
        make_store(city.home, stored)
        city.home.checkpoint_store.unlink()
        assert run("backup", str(city.backups)).code == Exit.DONE
        assert not (BackupFolder(city.backups).find() / "checkpoints.sqlite3").exists()
        checked = run("backup", str(city.backups), "--check")
        assert checked.code == Exit.DONE, checked.out
        unnamed = onrecord(city.place, "restore", str(city.backups))
        assert unnamed.returncode == Exit.CANNOT_RUN
        assert "ONRECORD_CHECKPOINT_STORE: s3://records/city" in unnamed.stderr
        named = {"ONRECORD_CHECKPOINT_STORE": address}
        restored = onrecord(city.place, "restore", str(city.backups), "--json", **named)
        assert restored.returncode == Exit.DONE, restored.stderr
        assert json.loads(restored.stdout)["confirmed_by"] == "checkpoint-store"

        publish_now(actor=city.people.gray)
        stale = city.place.with_name("stale")
        refused = onrecord(stale, "restore", str(city.backups), **named)
        assert refused.returncode == Exit.DOES_NOT_HOLD
        assert "1 published entry is missing" in refused.stdout
        insisting = onrecord(stale, "restore", NO_NEWER, **named)
        assert insisting.returncode == Exit.DOES_NOT_HOLD


def test_wrong_ways_to_confirm(city: City, run: Run) -> None:
    assert run("restore").code == Exit.CANNOT_RUN  # it was not restored
    assert run("restore", "--newest", "x", NO_NEWER).code == Exit.BAD_INPUT
    assert run("restore", "--which", "x").code == Exit.BAD_INPUT
    assert onrecord(city.place, "restore", NO_NEWER).returncode == Exit.CANNOT_RUN
