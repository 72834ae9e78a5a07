"""What a monitor sees and remembers, as values: no I/O, no clock. Times are POSIX seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LOG = "log"
"""Who showed a checkpoint, where it was the log itself; witnesses go by `witness NAME`."""


def witness(name: str) -> str:
    """Return how a witness of the policy is called wherever a monitor speaks of it."""
    return f"witness {name}"


@dataclass(frozen=True, slots=True)
class Head:
    """A tree: its size in leaves and its 32-byte root."""

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"size {self.size}, root {self.root.hex()[:16]}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A checkpoint that the log signed: who showed it, and the file in which it is kept."""

    by: str
    head: Head
    note: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A checkpoint seen in this round.

    `times` are the verified cosignatures' seconds by the witness's name; `lacking` says why the
    trust policy's quorum is not met, and is empty where it is.
    """

    shown: Shown
    times: Mapping[str, int] = field(default_factory=dict)
    lacking: str = ""


class Why(StrEnum):
    """Why nothing was seen of somebody."""

    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Missed:
    """Nothing was seen of somebody in this round, and the words that say why."""

    why: Why
    words: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One round: when, what the log showed, what each witness showed, and what was kept before.

    `kept` are the checkpoints kept earlier of the sizes seen now. `full` is what reading all tiles
    found: None where they were not read, else a verdict and its words.
    """

    at: int
    log: Sighting | Missed
    witnesses: Mapping[str, Sighting | Missed] = field(default_factory=dict)
    kept: tuple[Shown, ...] = ()
    full: "Full | None" = None


@dataclass(frozen=True, slots=True)
class Full:
    """What reading every tile found; `holds` is None where something could not be read."""

    holds: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What has to be proved from the log's tiles: the tree's beginning of `size` leaves."""

    size: int
    tree: Head


@dataclass(frozen=True, slots=True)
class Proof:
    """What the tiles of a tree say of its first leaves: their root, and the consistency proof.

    `inner` is the 32-byte root of the beginning; `path` the proof of RFC 9162 section 2.1.4 that
    this beginning belongs to the tree.
    """

    inner: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class NoProof:
    """The tiles could not be read, or are not of that tree (`differs`)."""

    words: str
    differs: bool = False


Answers = Mapping[Ask, Proof | NoProof]
