"""Where a log is read from: nothing outside of it, and what is absent is told from what fails."""

import os
from pathlib import Path

import pytest

from onrecord_proof.errors import ProofError
from onrecord_proof.source import Folder, NotThereError, Source, SourceError, Web, open_source
from pure.proof.loopback import files, saying, serving, whole

WRONG_PATHS = [
    "",
    "/etc/hosts",
    "../outside",
    "tile/../../outside",
    "tile/./000",
    "tile//000",
    "tile/",
    ".hidden",
    "tile\\000",
    "C:/outside",
    "tile/000?x",
    "tile/000#x",
    "tile/0 0",
    "tile/\n",
    "tile/%2e%2e/outside",
    "nul\0",
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "outside").write_bytes(b"not of the log")
    root = tmp_path / "log"
    (root / "tile" / "0" / "000.p").mkdir(parents=True)
    (root / "checkpoint").write_bytes(b"0123456789")
    (root / "tile" / "0" / "000.p" / "1").write_bytes(b"x")
    (root / "tile" / "0" / "001").write_bytes(b"y")
    return root


def check_reading(source: Source) -> None:
    assert source.read("checkpoint", 10) == b"0123456789"
    assert source.read("tile/0/000.p/1", 10) == b"x"
    with pytest.raises(NotThereError):
        source.read("tile/0/002", 10)
    with pytest.raises(OSError, match="more than 9 bytes") as refused:
        source.read("checkpoint", 9)
    assert not isinstance(refused.value, NotThereError)


def test_a_folder(log: Path) -> None:
    check_reading(Folder(log))


def test_a_url(log: Path) -> None:
    asked: list[str] = []
    with serving(files(log, asked)) as url:
        check_reading(Web(url))
        check_reading(Web(f"{url}/"))
    assert asked[0] == "/checkpoint"


@pytest.mark.parametrize("path", WRONG_PATHS)
def test_no_path_leads_out_of_the_log(path: str, log: Path) -> None:
    asked: list[str] = []
    with serving(files(log, asked)) as url:
        for source in (Folder(log), Web(url)):
            with pytest.raises(SourceError, match="is no path of a log's file"):
                source.read(path, 100)
    assert asked == []


def test_no_link_is_followed(log: Path) -> None:
    (log / "linked").symlink_to(log.parent / "outside")
    (log / "inside").symlink_to(log / "checkpoint")
    (log / "folder").symlink_to(log.parent)
    (log / "nowhere").symlink_to(log / "absent")
    for path in ("linked", "inside", "folder/outside"):
        with pytest.raises(SourceError, match="a link"):
            Folder(log).read(path, 100)
    with pytest.raises(NotThereError):
        Folder(log).read("nowhere", 100)


def test_the_folder_itself_may_be_named_by_a_link(log: Path) -> None:
    named = log.parent / "named"
    named.symlink_to(log)
    assert Folder(named).read("checkpoint", 10) == b"0123456789"


def test_only_plain_files_are_read(log: Path) -> None:
    os.mkfifo(log / "pipe")
    with pytest.raises(SourceError, match="no plain file"):
        Folder(log).read("pipe", 100)
    with pytest.raises(SourceError, match="no plain file"):
        Folder(log).read("tile", 100)
    with pytest.raises(NotThereError):
        Folder(log).read("checkpoint/more", 100)


def test_the_files_below_a_folder(log: Path) -> None:
    (log / "tile" / "z").symlink_to(log.parent)
    found = list(Folder(log).paths("tile"))
    assert found == ["tile/0/000.p/1", "tile/0/001", "tile/z"]
    assert list(Folder(log).paths("keys")) == []
    assert list(Folder(log).paths("checkpoint")) == []


@pytest.mark.parametrize(
    "status", ["301 Moved", "403 Forbidden", "500 Broken", "206 Partial Content"]
)
def test_another_status_is_not_absence(status: str) -> None:
    with (
        serving(saying(whole(b"body", status))) as url,
        pytest.raises(OSError, match=f"status {status[:3]}") as refused,
    ):
        Web(url).read("checkpoint", 100)
    assert not isinstance(refused.value, NotThereError)


def test_gone_is_absence() -> None:
    with serving(saying(whole(b"", "410 Gone"))) as url, pytest.raises(NotThereError):
        Web(url).read("checkpoint", 100)


def test_what_a_text_names(log: Path) -> None:
    assert isinstance(open_source(str(log)), Folder)
    opened = open_source("http://127.0.0.1:1/log")
    assert isinstance(opened, Web)
    assert str(opened) == "http://127.0.0.1:1/log/"
    assert str(open_source(str(log))) == str(log.resolve())
    with pytest.raises(NotThereError, match="no folder"):
        open_source(str(log / "checkpoint"))
    for wrong in ("gopher://host/", "http://host/?a=b", "http://host/#a"):
        with pytest.raises(ProofError) as refused:
            open_source(wrong)
        assert refused.value.code == "url"
