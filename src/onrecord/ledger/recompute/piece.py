"""One piece of the log: so many entries and disclosures, and the tiles that their leaves fill."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from onrecord.ledger.recompute.source import Row, Source
from onrecord.ledger.recompute.template import Template, is_linked
from onrecord_proof import merkle, tile
from onrecord_proof.errors import ProofError
from onrecord_proof.statement import LEAF_VERSION

TILES = 64
"""Full tiles of a piece; its leaves are bounded by 256 times as many."""
PIECE = TILES * tile.WIDTH

IS_MISSING = "is missing"
DIFFERS = "is not what the entries make"


@dataclass(frozen=True)
class Piece:
    """Entries by id and disclosures by id, [first, last) each, and the leaves [start, end)."""

    first: int
    last: int
    disclosures_first: int
    disclosures_last: int
    start: int
    end: int


@dataclass
class Recomputed:
    """What came of a piece.

    `odd` are ids of entries that did not pass at once, `strays` of disclosures in no entry's
    place. `roots` are those of the full tiles, `rest` the leaves after them, in hexadecimal.
    `files` that differ are (path, words); `gaps` are indices without entry or lost leaf, `doubled`
    those with both.
    """

    entries: int = 0
    odd: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)


def recompute(
    source: Source, piece: Piece, templates: Mapping[str, Template], log: Path
) -> Recomputed:
    """Recompute a piece; memory is bounded by a few hundred entries and one tile."""
    done = Recomputed()
    disclosures = _Disclosures(source, piece, done.strays)
    leaves = _Leaves(source, piece, log)
    in_order = True
    for entry in source.entries(piece.first, piece.last):
        id_, index, kind, stated = entry[0], entry[1], entry[2], entry[5]
        template = templates.get(kind)
        held = disclosures.of(id_, template.count if template else 0)
        try:
            if template is None or not template.holds(entry, held) or not is_linked(entry):
                done.odd.append(id_)
        except (ValueError, TypeError):  # bytes of another form than any that are written here
            done.odd.append(id_)
        done.entries += 1
        if index is not None and in_order and index < leaves.end:
            in_order = leaves.add(index, LEAF_VERSION + sha256(stated).digest())
    disclosures.finish()
    if not in_order:
        leaves = _Leaves(source, piece, log)
        for index, stated in source.statements(piece.start, piece.end):
            leaves.add(index, LEAF_VERSION + sha256(stated).digest())
    leaves.finish()
    done.roots, done.rest = leaves.roots, [leaf.hex() for leaf in leaves.leaves]
    done.files, done.gaps, done.doubled = leaves.files, leaves.gaps, leaves.doubled
    return done


class _Disclosures:
    """The disclosures of a piece, taken entry by entry in the order of their ids."""

    def __init__(self, source: Source, piece: Piece, strays: list[int]) -> None:
        self._pieces = source.disclosures(piece.disclosures_first, piece.disclosures_last)
        self._rows: list[Row] = []
        self._at = 0
        self._strays = strays

    def of(self, entry: int, count: int) -> Sequence[Row]:
        """Return the next rows if they are of this entry; `count` are expected.

        Rows of other entries that stand among them are strays.
        """
        self._have(count + 1)
        rows, at, end = self._rows, self._at, self._at + count
        if (
            at < end <= len(rows)
            and rows[at][0] == entry == rows[end - 1][0]
            and (end == len(rows) or rows[end][0] != entry)
        ):
            self._at = end
            return rows[at:end]
        return self._search(entry, count)

    def finish(self) -> None:
        """Take what is left as strays."""
        while self._have(1):
            self._strays += [row[4] for row in self._rows[self._at :]]
            self._at = len(self._rows)

    def _search(self, entry: int, count: int) -> Sequence[Row]:
        self._have(2 * count + 1)
        near = self._rows[self._at : self._at + 2 * count + 1]
        last = max((place for place, row in enumerate(near) if row[0] == entry), default=-1)
        if last < 0:
            return []
        taken = near[: last + 1]
        self._at += len(taken)
        self._strays += [row[4] for row in taken if row[0] != entry]
        return [row for row in taken if row[0] == entry]

    def _have(self, count: int) -> int:
        """Read on until so many rows are at hand, or all; return how many are."""
        while len(self._rows) - self._at < count:
            more = next(self._pieces, None)
            if more is None:
                break
            self._rows = self._rows[self._at :] + more
            self._at = 0
        return len(self._rows) - self._at


class _Leaves:
    """The leaves of a piece in the order of their indices, and the tiles of level 0."""

    def __init__(self, source: Source, piece: Piece, log: Path) -> None:
        self.end = piece.end
        self.leaves: list[bytes] = []
        self.roots: list[str] = []
        self.files: list[tuple[str, str]] = []
        self.gaps: list[int] = []
        self.doubled: list[int] = []
        self._next = piece.start
        self._lost = source.lost(piece.start, piece.end) if piece.end > piece.start else {}
        self._log = log

    def add(self, index: int, leaf: bytes) -> bool:
        """Take a leaf; return False where its index is not beyond the last."""
        if index < self._next:
            return False
        if index > self._next:
            self._fill(index)
        if index in self._lost:
            self.doubled.append(index)
        self._take(leaf)
        return True

    def finish(self) -> None:
        """Fill up to the end."""
        self._fill(self.end)

    def _fill(self, end: int) -> None:
        while self._next < end:
            leaf = self._lost.get(self._next)
            if leaf is None:
                self.gaps.append(self._next)
                leaf = self._published(self._next)
            self._take(leaf)

    def _published(self, index: int) -> bytes:
        """Return the published leaf of a gap, so that what stands beside it can be compared."""
        number, place = divmod(index, tile.WIDTH)
        for width in range(tile.WIDTH, place, -1):
            path = self._log / tile.entries_path(number, width)
            if path.exists():
                try:
                    return tile.decode_bundle(path.read_bytes())[place]
                except (ProofError, IndexError):
                    break
        return bytes(33)

    def _take(self, leaf: bytes) -> None:
        self.leaves.append(leaf)
        self._next += 1
        if self._next % tile.WIDTH == 0:
            number = self._next // tile.WIDTH - 1
            hashes = [sha256(b"\x00" + one).digest() for one in self.leaves]
            self._compare(tile.entries_path(number), bundle(self.leaves))
            self._compare(tile.hash_path(0, number), b"".join(hashes))
            self.roots.append(merkle.root(hashes).hex())
            self.leaves.clear()

    def _compare(self, path: str, made: bytes) -> None:
        self.files += compare(self._log, path, made)


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Return the bundle of these leaves (`tile.encode_bundle`)."""
    return tile.encode_bundle(leaves)


def compare(log: Path, path: str, made: bytes) -> Iterator[tuple[str, str]]:
    """Yield the path of a published file with what is wrong with it, if anything is."""
    try:
        if (log / path).read_bytes() != made:
            yield path, DIFFERS
    except FileNotFoundError:
        yield path, IS_MISSING
    except OSError as error:
        yield path, f"cannot be read ({error.strerror})"
