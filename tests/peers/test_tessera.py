"""Tessera, a tlog-tiles implementation that we did not write, reads our exported log."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from onrecord_proof import tile
from peers.conftest import ENTRIES
from speed import peers


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as static files on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def test_fsck_finds_nothing_wrong_with_an_exported_log(tessera_fsck: Path, exported: Path) -> None:
    holds, words = peers.fsck(tessera_fsck, exported)
    assert holds, words
    assert f"size {ENTRIES + 2}" in words  # and the two requests for publication


def test_fsck_reads_it_as_static_files_over_http(tessera_fsck: Path, exported: Path) -> None:
    with served(exported) as url:
        holds, words = peers.fsck(tessera_fsck, exported, url)
    assert holds, words


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        tile.entries_path(0),
        tile.entries_path(1, ENTRIES + 2 - tile.WIDTH),
        tile.hash_path(0, 0),
        tile.hash_path(0, 1, ENTRIES + 2 - tile.WIDTH),
        tile.hash_path(1, 0, 1),
    ],
)
def test_fsck_finds_one_changed_byte(tessera_fsck: Path, exported: Path, path: str) -> None:
    damaged = exported / path
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    holds, words = peers.fsck(tessera_fsck, exported)
    assert not holds, words


def test_the_peer_of_the_benchmark_appends_and_names_its_version(
    tessera: Path, tmp_path: Path
) -> None:
    assert peers.version(tessera).startswith("github.com/transparency-dev/tessera v1.")
    log = peers.TesseraLog(tessera, tmp_path / "log", 3)
    assert 0 < log.append() < 60
    assert 0 < log.append() < 60
    log.end()
    assert (tmp_path / "log" / tile.entries_path(0, 6)).exists()
