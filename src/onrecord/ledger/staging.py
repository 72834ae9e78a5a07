"""Staged files of the log: whole and durable before anything is signed, then linked to their names.

Beside the log's folder lies `staging/log/`. A growing tree's files are written into `unfinished/`,
flat, a comma for each slash of their path; when the last is durable the folder is renamed to
`<size>-<root>`: a folder of that name is complete. Linking finishes it, and may be done again.
"""

from collections.abc import Iterable
from pathlib import Path

from onrecord.ledger.checkpoint_store import Prove, Stored
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import LedgerBehind
from onrecord.ledger.tiles import LogFolder, Tree, prover


class Staging:
    """The staged files of one log's folder."""

    def __init__(self, root: Path, folder: LogFolder, disk: Disk) -> None:
        self._root = root
        self._folder = folder
        self._disk = disk

    def grow(self, tree: Tree, leaves: Iterable[bytes], end: int) -> None:
        """Extend a tree by leaves, 33 bytes each, and stage the files that this makes.

        The folder gets its final name only where the tree came to have `end` leaves.
        """
        unfinished = self._root / "unfinished"
        if unfinished.exists():
            self._disk.remove(unfinished)
        made = self._disk.make_folder(unfinished)
        written = []
        for path, data in (*tree.extend(leaves), *tree.partial()):
            written.append(unfinished / path.replace("/", ","))
            self._disk.put(written[-1], data)
        if tree.size == end:
            self._disk.sync(*written, unfinished, *made)
            self._disk.rename(unfinished, self._place(tree.size, tree.frontier.root()))

    def holds(self, stored: Stored) -> bool:
        """Say whether the files that a checkpoint adds are staged, all of them."""
        return self._place(stored.size, stored.root).is_dir()

    def prove(self, size: int, root: bytes) -> Prove:
        """Return what proves that the staged tree of this size extends smaller ones."""
        place = self._place(size, root)

        def staged(path: str) -> bytes | None:
            file = place / path.replace("/", ",")
            return file.read_bytes() if file.exists() else None

        return prover(staged, self._folder.bytes_of)

    def install(self, stored: Stored) -> None:
        """Link each staged file to its final name; one that exists must hold the same bytes."""
        place = self._place(stored.size, stored.root)
        named: set[Path] = set()
        for source in sorted(place.glob("*")):
            target = self._folder.root / source.name.replace(",", "/")
            named.update([target.parent, *self._disk.make_folder(target.parent)])
            try:
                self._disk.link(source, target)
            except FileExistsError:
                if source.read_bytes() != target.read_bytes():
                    raise LedgerBehind(
                        f"{target} holds other bytes than the log says. Restore it from a backup; "
                        "a published file never changes."
                    ) from None
        self._disk.sync(*sorted(named))

    def clear(self) -> None:
        """Remove what is staged: it is published, or was never signed."""
        for leftover in self._root.glob("*"):
            self._disk.remove(leftover)

    def _place(self, size: int, root: bytes) -> Path:
        return self._root / f"{size}-{root.hex()}"
