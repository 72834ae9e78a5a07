"""The Merkle tree of RFC 6962 section 2.1 (the same as RFC 9162 section 2.1), with SHA-256.

Sizes and indices are counts of leaves; hashes are 32 bytes. The empty tree has size 0 and the
root SHA-256(""). Proofs are sequences of hashes in the order of the RFC. Everything that is not
proved raises ProofError.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from onrecord_proof.errors import ProofError
from onrecord_proof.strict import MAX_COUNT

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree that keeps only the roots of its perfect subtrees, largest first.

    A tree of n leaves has one such root for each 1 in the binary form of n.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if size < 0 or len(self.hashes) != size.bit_count():
            raise ProofError("frontier", f"{len(self.hashes)} subtrees do not make {size} leaves")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        carry, height = leaf, self.size
        while height & 1:
            carry = node_hash(self.hashes.pop(), carry)
            height >>= 1
        self.hashes.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return fold(self.hashes)


def fold(subtrees: Sequence[bytes]) -> bytes:
    """Join the roots of a tree's perfect subtrees, largest first, into its root."""
    if not subtrees:
        return EMPTY_ROOT
    result = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        result = node_hash(left, result)
    return result


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaf_hashes:
        frontier.append(leaf)
    return frontier.root()


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Return the leaf ranges [start, end) whose roots make the inclusion proof, in its order."""
    if not 0 <= index < size:
        raise ProofError("index-range", f"index {index} is not in a tree of {size} leaves")
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(size1: int, size2: int) -> list[tuple[int, int]]:
    """Return the leaf ranges [start, end) whose roots make the consistency proof, in its order."""
    if not 0 <= size1 <= size2:
        raise ProofError("size-order", f"size {size1} does not come before size {size2}")
    if size1 in (0, size2):
        return []
    start, end, ranges, known = 0, size2, [], True
    while size1 != end:
        middle = start + _split(end - start)
        if size1 <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, known = middle, False
    if not known:
        ranges.append((start, end))
    return ranges[::-1]


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that the leaf at index is in the tree (RFC 6962 section 2.1.1)."""
    ranges = inclusion_ranges(index, len(leaf_hashes))
    return [root(leaf_hashes[start:end]) for start, end in ranges]


def consistency_proof(leaf_hashes: Sequence[bytes], size1: int) -> list[bytes]:
    """Return the proof that the first size1 leaves are the tree's start (section 2.1.2)."""
    ranges = consistency_ranges(size1, len(leaf_hashes))
    return [root(leaf_hashes[start:end]) for start, end in ranges]


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf hash stands at index in the tree of that size and root, or refuse.

    Follows RFC 9162 section 2.1.3.2.
    """
    _check_hashes([leaf_hash, root, *proof])
    _check_size(size)
    if not 0 <= index < size:
        raise ProofError("index-range", f"index {index} is not in a tree of {size} leaves")
    result = leaf_hash
    for sibling, is_left in _climb(index, size - 1, proof):
        result = node_hash(sibling, result) if is_left else node_hash(result, sibling)
    if result != root:
        raise ProofError("root-mismatch", f"entry {index} is not under this root of {size} entries")


def verify_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of size1 and root1 is the start of that of size2 and root2, or refuse.

    The empty tree is the start of every tree: nothing needs proof, and only its own root and an
    empty proof are taken. Otherwise follows RFC 9162 section 2.1.4.2.
    """
    _check_size(size2)
    if not 0 <= size1 <= size2:
        raise ProofError("size-order", f"size {size1} does not come before size {size2}")
    for size, root_hash in ((size1, root1), (size2, root2)):
        if size == 0 and root_hash != EMPTY_ROOT:
            raise ProofError("empty-root", "a tree of size 0 has the root SHA-256('')")
    if size1 in (0, size2) and proof:
        raise ProofError("proof-length", "nothing needs proof here, but hashes are given")
    if size1 == size2:
        if root1 != root2:
            raise ProofError("root-mismatch", f"two different roots are given for {size1} entries")
        return
    _check_hashes([root1, root2, *proof])
    if size1 == 0:
        return
    _walk_consistency(size1, size2, root1, root2, proof)


def _walk_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    path = list(proof)
    if size1.bit_count() == 1:
        path.insert(0, root1)
    if not path:
        raise ProofError("proof-length", "the consistency proof lacks hashes")
    # Where both trees share a perfect subtree at the right, the proof begins with its root.
    shared = (size1 & -size1).bit_length() - 1
    first = second = path[0]
    for sibling, is_left in _climb((size1 - 1) >> shared, (size2 - 1) >> shared, path[1:]):
        if is_left:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
        else:
            second = node_hash(second, sibling)
    if first != root1:
        raise ProofError("root-mismatch", f"the proof does not lead to the root of {size1} entries")
    if second != root2:
        raise ProofError("root-mismatch", f"the proof does not lead to the root of {size2} entries")


def _climb(number: int, last: int, proof: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each hash of a proof and whether it is joined at the left, from the bottom upward.

    number is the place of the node from which to climb, last that of the rightmost node in its
    row. Refuses a proof with too many or too few hashes.
    """
    for sibling in proof:
        if last == 0:
            raise ProofError("proof-length", "the proof has hashes to spare")
        is_left = bool(number & 1) or number == last
        yield sibling, is_left
        if is_left:
            # A node without a sibling at the right rises until it is itself a right child.
            lone = (number & -number).bit_length() - 1 if number else 0
            number, last = number >> lone, last >> lone
        number, last = number >> 1, last >> 1
    if last:
        raise ProofError("proof-length", "the proof lacks hashes")


def _split(count: int) -> int:
    """Return the largest power of two below count."""
    return 1 << ((count - 1).bit_length() - 1)


def _check_size(size: int) -> None:
    if not 0 <= size <= MAX_COUNT:
        raise ProofError("size-range", f"{size} is no tree size: 0 to 2^63-1")


def _check_hashes(hashes: Iterable[bytes]) -> None:
    for value in hashes:
        if len(value) != HASH_SIZE:
            raise ProofError("hash-length", f"a hash is 32 bytes, not {len(value)}")
