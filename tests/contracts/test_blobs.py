"""What every blob store promises, run on each implementation, and what a crash leaves behind."""

import errno
import hashlib
import io
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from onrecord.storage import local
from onrecord.storage.blobs import (
    BLOCK,
    BlobExists,
    BlobMissing,
    BlobStore,
    Staged,
    StorageError,
    StoreFull,
)
from onrecord.storage.local import LocalBlobStore

MIB = 1024 * 1024
NOW = timedelta(seconds=-1)  # older than a moment that is yet to come: everything
BYTES = bytes(range(256)) * 5000  # 1.28 MB: more than a block


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return LocalBlobStore(tmp_path / "staging", tmp_path / "blobs")


def kept(store: BlobStore, data: bytes = BYTES) -> Staged:
    staged = store.stage([data])
    store.keep(staged)
    store.finish(staged)
    return staged


def all_of(store: BlobStore, staged: Staged) -> bytes:
    return b"".join(store.open_range(staged.name, 0, staged.size))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_bytes_come_back_as_they_went_in(store: BlobStore) -> None:
    staged = store.stage([BYTES[:7], b"", BYTES[7:]])
    assert staged.sha256 == hashlib.sha256(BYTES).hexdigest()
    assert staged.size == len(BYTES)
    assert store.keep(staged) == staged.name
    store.finish(staged)
    assert all_of(store, staged) == BYTES
    assert store.size(staged.name) == len(BYTES)
    assert store.path(staged.name).read_bytes() == BYTES


def test_the_same_bytes_twice_are_two_blobs(store: BlobStore) -> None:
    first, second = kept(store), kept(store)
    assert first.name != second.name
    assert first.sha256 == second.sha256


@pytest.mark.parametrize(
    ("start", "stop"), [(0, 0), (0, 1), (5, 9), (BLOCK - 1, BLOCK + 1), (0, len(BYTES))]
)
def test_a_range_is_those_bytes_in_blocks(store: BlobStore, start: int, stop: int) -> None:
    staged = kept(store)
    blocks = list(store.open_range(staged.name, start, stop))
    assert b"".join(blocks) == BYTES[start:stop]
    assert all(0 < len(block) <= BLOCK for block in blocks)


def test_a_reader_that_goes_away_closes_the_file(store: BlobStore) -> None:
    staged = kept(store)
    blocks = store.open_range(staged.name, 0, staged.size)
    assert next(blocks)
    blocks.close()  # type: ignore[attr-defined] # as a server asks: if there is one
    assert list(blocks) == []


def test_a_blob_is_written_once(store: BlobStore) -> None:
    staged = store.stage([BYTES])
    store.keep(staged)
    with pytest.raises(BlobExists, match="written once"):
        store.keep(staged)
    assert all_of(store, staged) == BYTES


def test_what_is_not_there_is_said_before_a_byte_is_asked_for(store: BlobStore) -> None:
    missing = Staged(name="0" * 32, sha256="", size=1)
    with pytest.raises(BlobMissing, match="Restore it"):
        store.open_range(missing.name, 0, 1)
    with pytest.raises(BlobMissing, match="Upload them again"):
        store.keep(missing)
    with pytest.raises(BlobMissing, match="Restore it"):
        store.size(missing.name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_a_name_that_is_not_ours_leads_nowhere(store: BlobStore, name: str) -> None:
    with pytest.raises(BlobMissing, match="no blob's name"):
        store.path(name)


def test_a_blob_that_grew_short_is_not_served_as_whole(store: BlobStore) -> None:
    staged = kept(store)
    path = store.path(staged.name)
    path.chmod(0o600)
    path.write_bytes(BYTES[:-1])
    with pytest.raises(StorageError, match="1 bytes early"):
        all_of(store, staged)


def test_undo_takes_the_blob_back_and_leaves_the_upload(store: BlobStore) -> None:
    staged = store.stage([BYTES])
    store.keep(staged)
    store.undo(staged)
    with pytest.raises(BlobMissing):
        store.path(staged.name)
    store.keep(staged)
    store.finish(staged)
    assert all_of(store, staged) == BYTES


def test_a_finished_blob_is_not_undone(store: BlobStore) -> None:
    staged = kept(store)
    with pytest.raises(StorageError, match="finished"):
        store.undo(staged)
    store.discard(staged)
    assert all_of(store, staged) == BYTES


def test_an_interrupted_upload_leaves_nothing(store: BlobStore, tmp_path: Path) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield BYTES
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.stage(breaks_off())
    assert files(tmp_path) == []


def test_a_sweep_settles_what_was_left(store: BlobStore) -> None:
    only_staged, unnamed, named = (store.stage([BYTES]) for _ in range(3))
    finished = kept(store)
    store.keep(unnamed)
    store.keep(named)
    assert store.sweep(timedelta(hours=1), lambda _name: False) == ()
    swept = store.sweep(NOW, lambda name: name == named.name)
    assert set(swept) == {only_staged.name, unnamed.name, named.name}
    assert all_of(store, named) == BYTES
    assert all_of(store, finished) == BYTES
    with pytest.raises(BlobMissing):
        store.path(unnamed.name)
    with pytest.raises(BlobMissing):
        store.keep(only_staged)
    assert store.sweep(NOW, lambda _name: False) == ()
    assert all_of(store, finished) == BYTES


class Full(io.RawIOBase):
    """A file on a disk that is full."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, _data: object) -> int:
        """Find no room."""
        raise OSError(errno.ENOSPC, "No space left on device")

    def fileno(self) -> int:
        """Return the descriptor, as files do."""
        return self._descriptor

    def close(self) -> None:
        """Close the descriptor."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def test_a_full_disk_is_said_and_leaves_nothing(
    store: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(store)
    monkeypatch.setattr(local.os, "fdopen", lambda descriptor, *_, **__: Full(descriptor))
    with pytest.raises(StoreFull, match="Nothing lost"):
        store.stage([BYTES])
    monkeypatch.undo()
    assert [path.name for path in files(tmp_path)] == [before.name]
    assert all_of(store, before) == BYTES


def test_no_room_for_the_link_is_said(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = store.stage([BYTES])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(local.os, "link", full)
    with pytest.raises(StoreFull, match="Make room"):
        store.keep(staged)
    monkeypatch.undo()
    store.keep(staged)
    assert all_of(store, staged) == BYTES


def test_half_a_gibibyte_passes_in_constant_memory(store: BlobStore) -> None:
    block, count = os.urandom(MIB), 512
    kept(store, block)  # whatever is loaded once, is loaded now
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    staged = store.stage(block for _ in range(count))
    store.keep(staged)
    store.finish(staged)
    read = sum(len(part) for part in store.open_range(staged.name, 0, staged.size))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert read == staged.size == count * MIB
    assert grown < 16 * MIB


# Ends the process at the n-th call that changes the disk, before it or after it.
CRASHING = """
import os, sys
from pathlib import Path
from onrecord.storage.local import LocalBlobStore
root, wanted, when = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
calls = 0
def ends(call):
    def counted(*args, **named):
        global calls
        calls += 1
        if calls == wanted and when == "before":
            os._exit(9)
        result = call(*args, **named)
        if calls == wanted:
            os._exit(9)
        return result
    return counted
for name in ("open", "fsync", "link", "unlink", "mkdir"):
    setattr(os, name, ends(getattr(os, name)))
store = LocalBlobStore(root / "staging", root / "blobs")
staged = store.stage([b"first half, ", b"second half"])
store.keep(staged)
(root / "row").write_text(staged.name)
store.finish(staged)
"""
WHOLE = b"first half, second half"


@pytest.mark.crash
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_between_any_two_steps_leaves_whole_blobs(tmp_path: Path, when: str) -> None:
    ended = 0
    for wanted in range(1, 60):
        root = tmp_path / str(wanted)
        root.mkdir()
        run = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", CRASHING, str(root), str(wanted), when], check=False
        )
        row = root / "row"
        named = row.read_text() if row.exists() else ""
        store = LocalBlobStore(root / "staging", root / "blobs")
        store.sweep(NOW, lambda name, named=named: name == named)  # type: ignore[misc] # bound now
        assert files(root / "staging") == []
        if named:
            assert [path.read_bytes() for path in files(root / "blobs")] == [WHOLE]
            assert store.path(named).read_bytes() == WHOLE
        else:
            assert files(root / "blobs") == []
        if run.returncode == 0:
            break
        assert run.returncode == 9
        ended += 1
    assert run.returncode == 0
    assert ended > 10


def test_a_destroyed_blob_is_gone_with_every_name_of_it(store: BlobStore, tmp_path: Path) -> None:
    gone, stays = kept(store), kept(store, b"another")
    half = store.stage([BYTES])
    store.keep(half)  # its staging name stands yet
    assert set(store.names()) == {gone.name, stays.name}
    assert [store.destroy(staged.name) for staged in (gone, half)] == [True, True]
    assert [file.name for file in files(tmp_path)] == [stays.name]
    assert set(store.names()) == {stays.name}
    assert not store.destroy(gone.name)
    with pytest.raises(BlobMissing):
        store.size(gone.name)
    assert all_of(store, stays) == b"another"


def test_bytes_that_are_only_staged_are_destroyed_too(store: BlobStore, tmp_path: Path) -> None:
    staged = store.stage([BYTES])
    assert store.destroy(staged.name)
    assert files(tmp_path) == []


def test_a_destroyed_file_was_overwritten_where_it_lay(store: BlobStore, tmp_path: Path) -> None:
    staged = kept(store)
    other_name = tmp_path / "another-name"
    os.link(store.path(staged.name), other_name)  # what a reader of the old blocks sees
    store.destroy(staged.name)
    assert other_name.read_bytes() == bytes(staged.size)
