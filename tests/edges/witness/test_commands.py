"""`onrecord witness`: its commands, and its server as real processes."""

import json
import os
import signal
import sqlite3
import stat
import time
from pathlib import Path

import pytest

from edges.witness.processes import free_port, onrecord, serving
from onrecord.cli.exits import Exit
from onrecord.witness import keys
from onrecord.witness.errors import WitnessFolderRefused
from onrecord.witness.store import WitnessStore
from onrecord_proof import note
from pure.witness.logs import ShownLog

LOG = ShownLog()
NAME = "witness.invalid/paper"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a witness that knows the log."""
    made = tmp_path / "witness"
    keys.make(made, NAME, WitnessStore.create)
    WitnessStore(keys.store_file(made)).add_log(LOG.key.vkey())
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- setup, add-log, list --


def test_setup_prints_the_key_and_needs_no_home(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "witness"
    done = onrecord("witness", "setup", str(folder), "--name", NAME)
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    key = note.parse_vkey(done.stdout.strip())
    assert (key.name, key.kind) == (NAME, note.COSIGNATURE)
    assert mode(folder) == 0o700
    assert mode(keys.key_file(folder)) == mode(keys.store_file(folder)) == 0o600
    again = onrecord("witness", "setup", str(folder), "--name", NAME)
    assert again.returncode == Exit.CANNOT_RUN
    assert "already; its key stays" in again.stderr
    assert keys.load(folder).public == key


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\there"])
def test_setup_refuses_what_no_key_can_be_called(tmp_path: Path, name: str) -> None:
    with pytest.raises(WitnessFolderRefused, match="cannot be a witness's name"):
        keys.make(tmp_path / "witness", name, WitnessStore.create)
    assert not (tmp_path / "witness").exists()


def test_setup_refuses_a_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "letters").touch()
    with pytest.raises(WitnessFolderRefused, match="holds 'letters'"):
        keys.make(tmp_path, NAME, WitnessStore.create)
    with pytest.raises(WitnessFolderRefused, match="cannot be used"):
        keys.make(tmp_path / "letters", NAME, WitnessStore.create)
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_setup_begins_anew_what_a_crash_left(tmp_path: Path) -> None:
    def cut(path: Path) -> None:
        WitnessStore.create(path)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keys.make(tmp_path, NAME, cut)
    with pytest.raises(WitnessFolderRefused, match="no witness's folder"):
        keys.load(tmp_path)
    assert keys.make(tmp_path, NAME, WitnessStore.create).public.name == NAME
    assert WitnessStore(keys.store_file(tmp_path)).logs() == ()


def test_a_log_is_added_and_listed(folder: Path) -> None:
    other = ShownLog(seed=b"second key".ljust(32))
    added = onrecord("witness", "add-log", str(folder), other.key.vkey())
    assert added.stdout == "demo.invalid/shown: this key is trusted now.\n"
    again = onrecord("witness", "add-log", str(folder), other.key.vkey())
    assert "already" in again.stdout
    listed = json.loads(onrecord("witness", "list", str(folder), "--json").stdout)
    assert listed == [
        {
            "origin": LOG.origin,
            "keys": [LOG.key.vkey(), other.key.vkey()],
            "size": 0,
            "root": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "cosigned_at": None,
            "forks": [],
        }
    ]
    dropped = onrecord("witness", "drop-key", str(folder), other.key.vkey())
    assert dropped.stdout == "demo.invalid/shown: this key is trusted no longer.\n"
    assert onrecord("witness", "drop-key", str(folder), "x").returncode == Exit.BAD_INPUT
    refused = onrecord("witness", "add-log", str(folder), keys.load(folder).public.vkey())
    assert refused.returncode == Exit.BAD_INPUT
    assert "key of a witness" in refused.stderr


@pytest.mark.parametrize("verb", ["add-log", "list", "serve"])
def test_a_folder_that_is_no_witness_s_is_named(tmp_path: Path, verb: str) -> None:
    line = [verb, str(tmp_path), *([LOG.key.vkey()] if verb == "add-log" else [])]
    refused = onrecord("witness", *line)
    assert refused.returncode == Exit.CANNOT_RUN
    assert "is no witness's folder" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_key_is_named(folder: Path) -> None:
    path = keys.key_file(folder)
    path.write_text("PRIVATE+KEY+nothing\n")
    with pytest.raises(WitnessFolderRefused, match=r"witness\.key cannot be read"):
        keys.load(folder)
    path.write_text(f"{note.encode_private(NAME, b'1' * 32)}\n")
    with pytest.raises(WitnessFolderRefused, match="not the key of a witness"):
        keys.load(folder)


# -- serve --


def test_it_serves_over_http_and_ends_when_asked(folder: Path) -> None:
    with serving(folder) as witness:
        answered = witness.post(LOG.request(0, 5))
        assert answered.status == 200
        text = note.parse(LOG.note(5)).text
        signed = note.parse(f"{text}\n".encode() + answered.body)
        assert note.verify(signed, [keys.load(folder).public])
        assert witness.post(LOG.request(0, 9)).headers["content-type"] == "text/x.tlog.size"
        code, printed = witness.stop()
        assert code == 0
        assert keys.load(folder).public.vkey() in printed
        assert f"{NAME} is at {witness.url}/" in printed
        assert f"Cosigned {LOG.origin} at 5 entries" in printed
        assert not witness.answers()
    listed = json.loads(onrecord("witness", "list", str(folder), "--json").stdout)
    assert (listed[0]["size"], listed[0]["root"]) == (5, LOG.root(5).hex())
    assert listed[0]["cosigned_at"] is not None


def test_its_limit_of_rate_is_per_client(folder: Path) -> None:
    with serving(folder, "--rate", "2") as witness:  # readiness is asked elsewhere
        assert [witness.post(LOG.request(0, 5)).status for _ in range(3)] == [200, 409, 429]
        assert int(witness.post(LOG.request(0, 5)).headers["retry-after"]) in range(1, 31)


def test_one_process_serves_a_folder(folder: Path) -> None:
    with serving(folder) as witness:
        second = onrecord("witness", "serve", str(folder), "--port", str(free_port()))
        assert second.returncode == Exit.CANNOT_RUN
        assert "in use by another witness process" in second.stderr
        assert witness.post(LOG.request(0, 5)).status == 200


def test_a_port_that_is_taken_is_named(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    keys.make(other, NAME, WitnessStore.create)
    with serving(folder) as witness:
        second = onrecord("witness", "serve", str(other), "--port", str(witness.port))
        assert second.returncode == Exit.CANNOT_RUN
        assert "Choose another with --port" in second.stderr


@pytest.mark.parametrize("option", [["--port", "0"], ["--rate", "0"], ["--log-rate", "-1"]])
def test_values_that_cannot_stand_are_a_usage_line(folder: Path, option: list[str]) -> None:
    refused = onrecord("witness", "serve", str(folder), *option)
    assert refused.returncode == Exit.USAGE


# -- killed --


@pytest.mark.crash
def test_killed_again_and_again_it_never_goes_back(folder: Path) -> None:
    """Growth and forks are offered while it is killed: what was cosigned is one log's history."""
    store = WitnessStore(keys.store_file(folder))
    cosigned = 0
    with serving(folder, "--rate", "100000", "--log-rate", "100000") as witness:
        for _ in range(5):
            before = cosigned
            until = time.monotonic() + 0.3
            while time.monotonic() < until:
                held = store.logs()[0].size
                assert held >= cosigned
                if held:
                    assert witness.post(LOG.fork.request(held, held + 2)).status == 422
                answered = witness.post(LOG.request(held, held + 1))
                if answered.status == 200:
                    cosigned = held + 1
            assert cosigned > before
            witness.kill()
            log = store.logs()[0]
            assert (log.size, log.root) == (cosigned, LOG.root(cosigned))
            witness.start()


@pytest.mark.crash
def test_when_the_holder_is_killed_its_worker_ends_and_the_folder_is_free(folder: Path) -> None:
    with serving(folder) as witness:
        assert witness.process is not None
        os.kill(witness.process.pid, signal.SIGKILL)
        witness.process.communicate()
        until = time.monotonic() + 30
        while witness.answers():
            assert time.monotonic() < until, "the worker outlived the process that held the folder"
            time.sleep(0.1)
        witness.start()
        assert witness.post(LOG.request(0, 5)).status == 200


def test_the_store_is_durable_before_it_is_answered(folder: Path) -> None:
    with WitnessStore(keys.store_file(folder))._opened() as database:
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
    with sqlite3.connect(keys.store_file(folder)) as plain:
        assert plain.execute("SELECT count(*) FROM head").fetchone() == (0,)
    plain.close()
