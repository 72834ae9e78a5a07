"""Reading a log's tiles: what is asked of it, and what is said where it gives something else."""

from pathlib import Path

import pytest

from monitor.logs_for_tests import Log, leaves
from onrecord.monitor.sights import Ask, Full, Head, NoProof, Proof
from onrecord.monitor.tree import answer, read_whole
from onrecord_proof import checkpoint, merkle, note
from onrecord_proof.source import Folder, SourceError

HONEST = leaves(600)


class Listening:
    """A source that notes what it is asked, and fails if it is to."""

    def __init__(self, root: Path, error: OSError | None = None) -> None:
        self._folder = Folder(root)
        self._error = error
        self.asked: list[str] = []

    def read(self, path: str, limit: int) -> bytes:
        """Note the path, and read or fail."""
        self.asked.append(path)
        if self._error is not None:
            raise self._error
        return self._folder.read(path, limit)


def head_of(data: bytes) -> Head:
    found = checkpoint.parse(note.parse(data).text)
    return Head(found.size, found.root)


def test_answers_are_those_of_the_tree_itself(log: Log) -> None:
    head = head_of(log.publish(HONEST))
    hashes = [merkle.leaf_hash(leaf) for leaf in HONEST]
    for size in (1, 255, 256, 257, 512, 599, 600):
        ask = Ask(size, head)
        (found,) = answer(Folder(log.root), (ask,)).values()
        assert found == Proof(
            merkle.root(hashes[:size]), tuple(merkle.consistency_proof(hashes, size))
        )


def test_a_tile_is_asked_for_once_a_round(log: Log) -> None:
    head = head_of(log.publish(HONEST))
    source = Listening(log.root)
    answer(source, tuple(Ask(size, head) for size in (300, 400, 500, 600)))
    assert len(source.asked) == len(set(source.asked))


def test_a_log_that_is_away_is_asked_no_further(log: Log) -> None:
    head = head_of(log.publish(HONEST))
    source = Listening(log.root, OSError("away"))
    asks = tuple(Ask(size, head) for size in (300, 400, 500, 600))
    assert set(answer(source, asks).values()) == {NoProof("away")}
    assert len(source.asked) == 1
    assert read_whole(source, head) == Full(None, "not all tiles could be read: away")


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data[:-32], lambda _: b""])
def test_a_tile_of_another_length_differs(log: Log, change: object) -> None:
    head = head_of(log.publish(HONEST))
    path = log.root / "tile/0/002.p/88"
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator] # parametrized so
    (found,) = answer(Folder(log.root), (Ask(600, head),)).values()
    assert isinstance(found, NoProof)
    assert found.differs


def test_a_whole_tree_of_something_else_does_not_make_the_checkpoint(log: Log) -> None:
    head = head_of(log.note(HONEST))
    log.publish(leaves(600, "another"))
    found = read_whole(Folder(log.root), head)
    assert found.holds is False
    assert "do not make the checkpoint" in found.words


def test_progress_is_told(log: Log) -> None:
    head = head_of(log.publish(HONEST))
    told: list[tuple[int, int]] = []
    assert read_whole(Folder(log.root), head, lambda done, of: told.append((done, of))).holds
    assert told[:2] == [(256, 600), (512, 600)]
    assert told[-1] == (600, 600)


def test_each_file_that_differs_is_named_and_not_what_stands_beside_it(log: Log) -> None:
    head = head_of(log.publish(HONEST))
    for path in ("tile/0/001", "tile/entries/000"):
        data = bytearray((log.root / path).read_bytes())
        data[9] ^= 1
        (log.root / path).write_bytes(data)
    (log.root / "tile/entries/002.p/88").unlink()
    words = read_whole(Folder(log.root), head).words
    named = {word for word in words.split() if word.startswith("tile/")}
    assert named == {"tile/0/001", "tile/entries/000", "tile/entries/002.p/88"}


def test_a_file_that_cannot_be_had_now_is_no_file_that_differs(log: Log) -> None:
    head = head_of(log.publish(HONEST))
    source = Listening(log.root, SourceError("answers with status 503, not 200"))
    assert read_whole(source, head).holds is None
