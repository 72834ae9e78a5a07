"""Whether checkpoints belong to one log: rules 2 and 3 of `watch`, over values alone.

The *reference* is the largest checkpoint that the log itself has shown. All others must have its
root at their size, which its tiles tell; a witness's larger one must begin with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.monitor.sights import (
    LOG,
    Answers,
    Ask,
    Head,
    Missed,
    NoProof,
    Proof,
    Seen,
    Shown,
    Sighting,
)
from onrecord.monitor.state import State
from onrecord_proof import merkle
from onrecord_proof.errors import ProofError
from onrecord_proof.strict import encode_base64

_OTHER_TREE = NoProof("they are of another tree", differs=True)


@dataclass(frozen=True, slots=True)
class Fork:
    """Two checkpoints that no honest log signs both.

    Where the sizes differ, `inner` is the root of the second's first leaves, as many as the first
    has, and `path` the base64 hashes that prove it (RFC 9162 section 2.1.4).
    """

    first: Shown
    second: Shown
    inner: str = ""
    path: tuple[str, ...] = ()

    @property
    def by(self) -> str:
        """Return the witness that is part of it, else the log."""
        return next((one.by for one in (self.second, self.first) if one.by != LOG), LOG)


@dataclass(slots=True)
class Joined:
    """What came of comparing: heads that fit the reference, forks, and trees without tiles.

    `follows` says that the reference is shown to follow from the checkpoint followed so far.
    """

    heads: set[Head] = field(default_factory=set)
    forks: list[Fork] = field(default_factory=list)
    unproved: list[tuple[Shown, NoProof]] = field(default_factory=list)
    follows: bool = False

    @property
    def forked(self) -> set[Head]:
        """Return the heads of every fork."""
        return {one.head for fork in self.forks for one in (fork.first, fork.second)}


def reference(state: State, seen: Seen) -> Shown | None:
    """Return the largest checkpoint of the log that is followed or shown now."""
    if isinstance(seen.log, Missed):
        return state.latest
    fresh = seen.log.shown
    if state.latest is not None and state.latest.head.size > fresh.head.size:
        return state.latest
    return fresh


def all_shown(state: State, seen: Seen) -> list[Shown]:
    """Return every checkpoint that matters in this round, each once, oldest first."""
    now = [one.shown for one in (seen.log, *seen.witnesses.values()) if isinstance(one, Sighting)]
    before = [one.shown for one in state.pending]
    latest = [state.latest] if state.latest is not None else []
    return list({(one.by, one.head): one for one in (*latest, *before, *now)}.values())


def asks(state: State, seen: Seen) -> tuple[Ask, ...]:
    """Return what has to be proved from the log's tiles; nothing where the log is away."""
    if not isinstance(seen.log, Sighting):
        return ()
    own = seen.log.shown.head
    found = [Ask(small.head.size, large.head) for small, large in _pairs(state, seen)]
    return tuple(dict.fromkeys(one for one in (Ask(own.size, own), *found) if one.size))


def join(state: State, seen: Seen, answers: Answers) -> Joined:
    """Compare every checkpoint with the reference, and with others of its size."""
    joined = Joined()
    known = reference(state, seen)
    _same_sizes(state, seen, joined)
    if known is None:
        return joined
    if not isinstance(seen.log, Sighting) or known != seen.log.shown or _is_made(known, answers):
        joined.heads.add(known.head)
    else:
        answer = answers.get(Ask(known.head.size, known.head))
        joined.unproved.append((known, answer if isinstance(answer, NoProof) else _OTHER_TREE))
    for small, large in _pairs(state, seen):
        other = small if large is known else large
        if small.head.size == 0 or _begins(small, large, answers, joined):
            joined.heads.add(other.head)
    latest = state.latest
    joined.follows = known.head in joined.heads and (latest is None or latest.head in joined.heads)
    return joined


def _pairs(state: State, seen: Seen) -> Iterator[tuple[Shown, Shown]]:
    """Yield (smaller, larger): the former must be the beginning of the latter."""
    known = reference(state, seen)
    if known is None:
        return
    for one in all_shown(state, seen):
        if one.head.size < known.head.size:
            yield one, known
        elif one.head.size > known.head.size:
            yield known, one


def _same_sizes(state: State, seen: Seen, joined: Joined) -> None:
    shown = all_shown(state, seen)
    for number, one in enumerate(shown):
        for other in (*seen.kept, *shown[:number]):
            if other.head.size == one.head.size and other.head.root != one.head.root:
                joined.forks.append(Fork(other, one))


def _is_made(shown: Shown, answers: Answers) -> bool:
    """Say whether the tiles make a checkpoint's root."""
    answer = answers.get(Ask(shown.head.size, shown.head))
    if shown.head.size == 0:
        return True
    return isinstance(answer, Proof) and answer.inner == shown.head.root


def _begins(small: Shown, large: Shown, answers: Answers, joined: Joined) -> bool:
    """Say whether the smaller is shown to be the larger one's beginning; note what else it is."""
    answer = answers.get(Ask(small.head.size, large.head))
    if answer is None:
        return False
    if isinstance(answer, NoProof):
        joined.unproved.append((large, answer))
        return False
    try:
        merkle.verify_consistency(
            small.head.size, large.head.size, answer.inner, large.head.root, answer.path
        )
    except ProofError:
        joined.unproved.append((large, _OTHER_TREE))
        return False
    if answer.inner != small.head.root:
        path = tuple(encode_base64(one) for one in answer.path)
        joined.forks.append(Fork(small, large, encode_base64(answer.inner), path))
        return False
    return True
