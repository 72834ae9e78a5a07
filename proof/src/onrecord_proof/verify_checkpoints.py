"""Verify saved checkpoints. These are the checks, in their order; the code bears their numbers.

 1. Each is a signed note of a checkpoint, and all are of one log.
 2. No two of one size have different roots.
 3. The tiles of the log, where it is given, make the root of its own checkpoint.
 4. Each checkpoint is an earlier state of the log: the consistency proof from the log's tiles
    leads from its root to the log's own.
 5. A trust policy from outside accepts every checkpoint, the log's own too.

A check holds, does not hold, or could not be checked. Two checkpoints that one log signed and that
do not fit together (SPLIT VIEW) prove that it showed two histories. That they fit shows what was
recorded, when (to a publication interval), and unaltered since; not that it is true.
"""

from collections.abc import Callable, Mapping

from onrecord_proof import checkpoint, note
from onrecord_proof.errors import ProofError
from onrecord_proof.logtree import LogTree
from onrecord_proof.report import NotKnownError, Report, Subject, known, make_check
from onrecord_proof.source import Source
from onrecord_proof.strict import Json
from onrecord_proof.trust import Trust, read_links
from onrecord_proof.verify_log import CHECKPOINT, SPLIT_VIEW, grown


def verify_checkpoints(
    saved: Mapping[str, bytes], source: Source | None = None, *, trust: Trust | None = None
) -> Report:
    """Make all checks on checkpoints, notes by a name for people, and a log that they are of."""
    run = _Run(saved, source, trust)
    checks = tuple(
        make_check(number, title, check)
        for number, (title, check) in enumerate(run.checks, start=1)
    )
    sizes: dict[str, Json] = {name: head.size for name, head in (run.heads or {}).items()}
    origin = next((head.origin for head in (run.heads or {}).values()), None)
    return Report(Subject.CHECKPOINTS, origin, checks, trust=5, facts={"sizes": sizes})


class _Run:
    """One verification: each check leaves here what later ones stand on."""

    def __init__(
        self, saved: Mapping[str, bytes], source: Source | None, trust: Trust | None
    ) -> None:
        self._notes = dict(saved)
        self._source = source
        self._trust = trust
        self._log: checkpoint.Checkpoint | None = None
        self._tree: LogTree | None = None
        self.heads: dict[str, checkpoint.Checkpoint] | None = None
        self.checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("The checkpoints can be read, and are of one log", self._checkpoints_are_read),
            ("No two of one size differ", self._sizes_have_one_root),
            ("The log's tiles make its root", self._tiles_make_the_root),
            ("Each is an earlier state of the log", self._log_has_grown),
            ("The log's key is one that you trust", self._key_is_trusted),
        )

    # 1.
    def _checkpoints_are_read(self) -> str:
        if self._source is not None:
            self._notes[f"{self._source}: {CHECKPOINT}"] = self._source.read(
                CHECKPOINT, note.MAX_SIZE
            )
        heads = {name: _read(name, data) for name, data in self._notes.items()}
        origins = sorted({head.origin for head in heads.values()})
        if len(origins) != 1:
            raise ProofError("checkpoint-origin", f"of several logs: {', '.join(origins)}")
        if self._source is not None:
            self._log = list(heads.values())[-1]
        self.heads = heads
        sizes = ", ".join(str(head.size) for head in heads.values())
        return f"{origins[0]}, sizes: {sizes}"

    # 2.
    def _sizes_have_one_root(self) -> str:
        seen: dict[int, tuple[str, bytes]] = {}
        for name, head in known(self.heads, 1).items():
            other, root = seen.setdefault(head.size, (name, head.root))
            if root != head.root:
                raise ProofError(
                    "split-view", f"{other} and {name} have one size and two roots. {SPLIT_VIEW}"
                )
        return f"sizes: {len(seen)}"

    # 3.
    def _tiles_make_the_root(self) -> str:
        heads = known(self.heads, 1)
        if self._source is None or self._log is None:
            if len({head.size for head in heads.values()}) == 1:
                return "all are of one size: no tiles are needed"
            raise NotKnownError("no log was given, whose tiles prove one from the other")
        tree = LogTree(self._source, self._log.size)
        if tree.root() != self._log.root:
            raise ProofError("root-mismatch", "the log's tiles do not make the root it signed")
        self._tree = tree
        return f"entries: {self._log.size}"

    # 4.
    def _log_has_grown(self) -> str:
        heads = known(self.heads, 1)
        if self._source is None and len({head.size for head in heads.values()}) == 1:
            return "all are one state"
        tree, log = known(self._tree, 3), known(self._log, 1)
        words = []
        for name, head in heads.items():
            if head is not log:
                try:
                    words.append(f"{name}: {grown(tree, head, log)}")
                except ProofError as error:
                    raise ProofError(error.code, f"{name}: {error.message}") from error
        return "; ".join(words)

    # 5.
    def _key_is_trusted(self) -> str:
        known(self.heads, 1)
        if self._trust is None:
            raise NotKnownError("no trust policy was given")
        links = read_links(self._source) if self._source is not None else []
        trusted = self._trust.extended(links)
        said = [f"{name}: {trusted.check(data)}" for name, data in self._notes.items()]
        return "; ".join(said)


def _read(name: str, data: bytes) -> checkpoint.Checkpoint:
    try:
        return checkpoint.parse(note.parse(data).text)
    except ProofError as error:
        raise ProofError(error.code, f"{name}: {error.message}") from error
