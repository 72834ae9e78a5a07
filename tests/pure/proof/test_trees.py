"""Merkle trees and tiles: against the recursion of the RFC, and against each other."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord_proof import merkle, tile
from onrecord_proof.errors import ProofError

SIZES_AROUND_WIDTHS = (255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537)
LEAVES = [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(65_537)]
HASHES = st.binary(min_size=32, max_size=32)


def rfc_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, by its recursion."""
    if len(leaves) == 0:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc_root(leaves[:k]) + rfc_root(leaves[k:])).digest()


def tiles_of(size: int) -> dict[tuple[int, int, int], bytes]:
    """Cut every tile of a tree from its rows, by the definition of C2SP tlog-tiles."""
    tiles = {}
    row = LEAVES[:size]
    for level in tile.tiles_for(size):
        for index, width in level.widths():
            tiles[level.level, index, width] = b"".join(row[index * 256 : index * 256 + width])
        row = [rfc_root(row[start : start + 256]) for start in range(0, len(row) - 255, 256)]
    return tiles


class Fetched:
    """Serves the tiles of a tree and notes which were asked for."""

    def __init__(self, size: int) -> None:
        self.tiles = tiles_of(size)
        self.asked: list[tuple[int, int, int]] = []

    def __call__(self, level: int, index: int, width: int) -> bytes:
        """Return a tile of just this width."""
        self.asked.append((level, index, width))
        return self.tiles[level, index, width]


@given(st.integers(0, 300))
def test_root_is_that_of_the_recursion(size: int) -> None:
    assert merkle.root(LEAVES[:size]) == rfc_root(LEAVES[:size])


@given(st.integers(0, 70))
def test_frontier_resumes_from_its_hashes(size: int) -> None:
    grown = merkle.Frontier()
    for leaf in LEAVES[:size]:
        grown.append(leaf)
    resumed = merkle.Frontier(grown.size, grown.hashes)
    resumed.append(LEAVES[size])
    assert resumed.root() == rfc_root(LEAVES[: size + 1])
    assert grown.root() == rfc_root(LEAVES[:size])
    with pytest.raises(ProofError):
        merkle.Frontier(size, [*grown.hashes, LEAVES[0]])


@given(st.data())
def test_inclusion_proofs_hold_and_only_where_they_were_made(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]
    root, proof = merkle.root(leaves), merkle.inclusion_proof(leaves, index)
    merkle.verify_inclusion(leaves[index], index, size, proof, root)
    other = data.draw(st.integers(0, size + 1).filter(lambda number: number != index))
    with pytest.raises(ProofError):
        merkle.verify_inclusion(leaves[index], other, size, proof, root)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(LEAVES[size], index, size, proof, root)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        with pytest.raises(ProofError):
            merkle.verify_inclusion(leaves[index], index, size, proof[:at] + proof[at + 1 :], root)
        changed = [*proof[:at], merkle.EMPTY_ROOT, *proof[at + 1 :]]
        with pytest.raises(ProofError):
            merkle.verify_inclusion(leaves[index], index, size, changed, root)


@given(st.data())
def test_consistency_proofs_hold_and_only_for_their_trees(data: st.DataObject) -> None:
    size2 = data.draw(st.integers(0, 300))
    size1 = data.draw(st.integers(0, size2))
    root1, root2 = merkle.root(LEAVES[:size1]), merkle.root(LEAVES[:size2])
    proof = merkle.consistency_proof(LEAVES[:size2], size1)
    merkle.verify_consistency(size1, size2, root1, root2, proof)
    forked = merkle.root([LEAVES[1000], *LEAVES[1:size1]])
    with pytest.raises(ProofError):
        merkle.verify_consistency(size1, size2, forked, root2, proof)
    with pytest.raises(ProofError):
        merkle.verify_consistency(size1, size2, root1, root2, [*proof, root1])
    if proof:
        with pytest.raises(ProofError):
            merkle.verify_consistency(size1, size2, root1, forked, proof)
        with pytest.raises(ProofError):
            merkle.verify_consistency(size1, size2, root1, root2, proof[:-1])


@given(
    st.integers(-2, 2**64), st.integers(-2, 2**64), HASHES, HASHES, st.lists(HASHES, max_size=70)
)
def test_random_proofs_are_refused(
    first: int, second: int, one: bytes, two: bytes, proof: list[bytes]
) -> None:
    assume(one != two)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(one, first, second, proof, two)
    with pytest.raises(ProofError):
        merkle.verify_consistency(first, second, one, two, proof)


@given(st.lists(st.binary(max_size=40), max_size=3), st.integers(0, 8), st.binary(max_size=40))
def test_hashes_of_other_lengths_are_refused(proof: list[bytes], index: int, short: bytes) -> None:
    wrong = short + b"x" * (len(short) == 32)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(wrong, index, 9, proof, bytes(32))
    with pytest.raises(ProofError):
        merkle.verify_consistency(index, 9, wrong, bytes(32), proof)


@pytest.mark.parametrize("size", [0, 1, 2, 100, *SIZES_AROUND_WIDTHS])
def test_tiles_give_the_root_of_the_tree(size: int) -> None:
    assert tile.root_from_tiles(Fetched(size), size) == merkle.root(LEAVES[:size])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 513, 65_535, 65_536, 65_537])
def test_tiles_give_the_proofs_of_the_tree(size: int) -> None:
    fetched = Fetched(size)
    root = merkle.root(LEAVES[:size])
    for index in {0, 1, 254, 255, 256, 511, 512, size // 2, size - 2, size - 1}:
        if 0 <= index < size:
            fetched.asked.clear()
            proof = tile.inclusion_proof_from_tiles(fetched, index, size)
            merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
            assert len(fetched.asked) == len(set(fetched.asked))
    for size1 in {0, 1, 2, 255, 256, 257, 512, 65_535, 65_536, size - 1, size}:
        if size1 <= size:
            proof = tile.consistency_proof_from_tiles(fetched, size1, size)
            root1 = merkle.root(LEAVES[:size1])
            merkle.verify_consistency(size1, size, root1, root, proof)


@given(st.data())
def test_proofs_from_tiles_are_the_proofs_of_the_tree(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 1200))
    index, size1 = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    fetched, leaves = Fetched(size), LEAVES[:size]
    inclusion = tile.inclusion_proof_from_tiles(fetched, index, size)
    assert inclusion == merkle.inclusion_proof(leaves, index)
    consistency = tile.consistency_proof_from_tiles(fetched, size1, size)
    assert consistency == merkle.consistency_proof(leaves, size1)
    frontier = tile.frontier_from_tiles(fetched, size)
    frontier.append(LEAVES[size])
    assert frontier.root() == merkle.root(LEAVES[: size + 1])


def test_an_earlier_tree_is_read_from_the_tiles_of_a_later_one() -> None:
    later = tiles_of(700)

    def fetch(level: int, index: int, width: int) -> bytes:
        full = next(data for (lv, n, _), data in later.items() if (lv, n) == (level, index))
        return full[: width * 32]

    assert tile.root_from_tiles(fetch, 300) == merkle.root(LEAVES[:300])


@given(st.sampled_from([-32, -1, 1, 32]), st.integers(1, 256))
def test_a_tile_of_another_length_is_refused(change: int, size: int) -> None:
    with pytest.raises(ProofError) as refusal:
        tile.root_from_tiles(lambda _level, _index, width: bytes(width * 32 + change), size)
    assert refusal.value.code == "tile-length"


@given(st.none() | st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_paths_are_read_back(level: int | None, index: int, width: int) -> None:
    bundle = level is None
    path = tile.entries_path(index, width) if bundle else tile.hash_path(level, index, width)
    assert tile.parse_path(path) == tile.TilePath(level, index, width)


@pytest.mark.parametrize(
    ("level", "index", "width"),
    [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 2**63, 1), (0, 0, 0), (0, 0, 257)],
)
def test_no_path_outside_the_ranges(level: int, index: int, width: int) -> None:
    with pytest.raises(ProofError):
        tile.hash_path(level, index, width)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_bundles_are_read_back(entries: list[bytes]) -> None:
    assert tile.decode_bundle(tile.encode_bundle(entries)) == entries


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(65_536)]])
def test_no_bundle_outside_the_ranges(entries: list[bytes]) -> None:
    with pytest.raises(ProofError):
        tile.encode_bundle(entries)


@pytest.mark.parametrize("size", [-1, 2**63])
def test_no_tree_outside_the_ranges(size: int) -> None:
    for read in (
        lambda: tile.tiles_for(size),
        lambda: tile.root_from_tiles(Fetched(0), size),
        lambda: tile.inclusion_proof_from_tiles(Fetched(0), 0, size),
        lambda: tile.consistency_proof_from_tiles(Fetched(0), 0, size),
    ):
        with pytest.raises(ProofError):
            read()
