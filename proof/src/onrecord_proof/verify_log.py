"""Verify a log. These are the checks, in their order; the code below bears their numbers.

 1. The log's checkpoint is a signed note of a checkpoint.
 2. The log's key chain is sound: each link is signed by a key that the links before it lead to,
    and they lead to the key that the log shows (log.vkey). Links of another log are those of the
    one whose leaves this log took over.
 3. The checkpoint is signed by a key of that chain, and not by a retired one alone.
 4. The tiles make the root that is signed.
 5. Each tile has the hash that the tile above has of it, and each bundle those of its tile.
 6. The partial tiles and bundles of earlier checkpoints that lie there are the start of these, and
    no file lies there that a log does not have.
 7. Each link of the key chain is the entry at its index in this log, and its checkpoint is an
    earlier state of this log.
 8. The log succeeds no other, or the succession is confirmed; where it took over the other's
    leaves, it extends the other's last tree.
 9. A key, and a quorum of witnesses, are those of a trust policy from outside the log.
10. Where a checkpoint was saved before (`since`): this log is a later state of that one. Checks 5
    and 6 then look at what came after it, from the tile on in which it ends.

A check holds, does not hold, or could not be checked: because a file could not be read, because
it stands on another that did not hold, or (8, 9) because nothing from outside confirms it. A log
that holds shows what was recorded, when (to a publication interval), and unaltered since; not that
it is true. Nothing here raises an exception for what a log contains, and memory does not grow
with it.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from onrecord_proof import checkpoint, keychain, merkle, note, policy, tile
from onrecord_proof.errors import ProofError
from onrecord_proof.keychain import Effect, Followed
from onrecord_proof.logtree import MOST, Difference, LogTree, Walk, root_of_edge
from onrecord_proof.report import NotKnownError, Report, Subject, known, make_check
from onrecord_proof.source import Folder, NotThereError, Source
from onrecord_proof.trust import Trust, read_links

CHECKPOINT = "checkpoint"
VKEY = "log.vkey"

Progress = Callable[[str, int, int], None]
"""Told what is read, how many entries so far, and how many there are."""

_NAMED = 20  # differences that are named; the others are counted
_VKEY_LIMIT = 4096


def verify_log(
    source: Source,
    *,
    trust: Trust | None = None,
    since: bytes | None = None,
    progress: Progress = lambda _what, _done, _size: None,
) -> Report:
    """Make all checks on the log at a source; the checkpoint `since` limits them to its growth.

    `trust` is what check 9 stands on, which never comes from the log.
    """
    run = _Run(source, trust, since, progress)
    checks = tuple(
        make_check(number, title, check)
        for number, (title, check) in enumerate(run.checks, start=1)
    )
    head = run.head
    facts = {"source": str(source), "size": head.size if head else None}
    return Report(Subject.LOG, head.origin if head else None, checks, trust=9, facts=facts)


class _Run:
    """One verification: each check leaves here what later ones stand on."""

    def __init__(
        self, source: Source, trust: Trust | None, since: bytes | None, progress: Progress
    ) -> None:
        self._source = source
        self._trust = trust
        self._since = since
        self._progress = progress
        self._signed: bytes | None = None
        self._links: list[bytes] | None = None
        self._chain: Followed | None = None
        self._claim: keychain.Link | None = None
        self._edge: list[bytes] | None = None
        self._walk: Walk | None = None
        self.head: checkpoint.Checkpoint | None = None
        self.checks: list[tuple[str, Callable[[], str]]] = [
            ("The checkpoint can be read", self._checkpoint_is_read),
            ("The key chain leads to the key shown", self._chain_is_sound),
            ("The checkpoint is signed by the log", self._checkpoint_is_signed),
            ("The tiles make the signed root", self._tiles_make_the_root),
            ("Every tile and bundle is under the root", self._files_are_under_the_root),
            ("What else lies there agrees", self._other_files_agree),
            ("The key chain's links are in the log", self._links_are_logged),
            ("No succession is claimed, or it holds", self._succession_is_confirmed),
            ("The log's key is one that you trust", self._key_is_trusted),
        ]
        if since is not None:
            self.checks.append(("The log has grown from the checkpoint saved", self._has_grown))

    # 1.
    def _checkpoint_is_read(self) -> str:
        try:
            signed = self._source.read(CHECKPOINT, note.MAX_SIZE)
        except NotThereError as error:
            raise ProofError("log-file-missing", f"no log: {error}") from error
        self.head = checkpoint.parse(note.parse(signed).text)
        self._signed = signed
        return f"{self.head.origin}, entries: {self.head.size}"

    # 2.
    def _chain_is_sound(self) -> str:
        head = known(self.head, 1)
        self._links = read_links(self._source)
        try:
            data = self._source.read(VKEY, _VKEY_LIMIT)
        except NotThereError:
            return self._chain_of_the_policy()
        shown = note.parse_vkey(data.decode("utf-8", "replace").removesuffix("\n"))
        if shown.name != head.origin or shown.kind != note.ED25519:
            raise ProofError("log-key", f"{VKEY} is the key of {shown.name!a}, not of this log")
        own = self._own_links(head.origin)
        followed = keychain.follow(_starting_with(shown, own), own)
        if any(step.effect is Effect.PASSED_OVER for step in followed.steps):
            raise ProofError("key-chain-broken", "a link is signed by no key that the chain has")
        reached = {log.key for log in followed.policy.logs if log.until is None}
        if shown not in reached:
            raise ProofError("key-chain-broken", f"the links do not lead to {VKEY}")
        self._chain = followed
        return f"links: {len(followed.steps)}, keys that count: {len(reached)}"

    def _own_links(self, origin: str) -> list[bytes]:
        """Return the links of this log; the others must be of the log that it says it succeeds."""
        own: list[bytes] = []
        others: set[str] = set()
        for number, data in enumerate(known(self._links, 2), start=1):
            try:
                link = keychain.parse_link(data)
            except ProofError as error:
                raise ProofError(error.code, f"link {number}: {error.message}") from error
            if link.kind == keychain.SUCCEEDED:
                self._claim = link
            if link.head.origin == origin:
                own.append(data)
            else:
                others.add(link.head.origin)
        closed = {str(self._claim.values["origin"])} if self._claim else set()
        if others - closed:
            raise ProofError(
                "key-chain-broken", f"a link is of another log, {min(others - closed)}"
            )
        return own

    def _chain_of_the_policy(self) -> str:
        """Follow the links from the pinned keys, where a log shows none."""
        if self._trust is None:
            raise NotKnownError(f"the log shows no key ({VKEY}), and no trust policy was given")
        self._chain = keychain.follow(self._trust.extended(), known(self._links, 2))
        return f"no {VKEY}; links from the policy's keys: {len(self._chain.steps)}"

    # 3.
    def _checkpoint_is_signed(self) -> str:
        signed, shown = known(self._signed, 1), known(self._chain, 2)
        result = shown.policy.check(signed)
        return "key " + ", ".join(key.key_id.hex() for key in result.logs)

    # 4.
    def _tiles_make_the_root(self) -> str:
        head = known(self.head, 1)
        tree = LogTree(self._source, head.size)
        try:
            edge = tree.edge()
        except ProofError as error:
            self._edge = _rebuilt(tree, head.root)
            raise ProofError(error.code, error.message) from error
        if root_of_edge(head.size, edge) == head.root:
            self._edge = edge
            return f"partial tiles: {sum(map(bool, edge))}"
        self._edge = below = _rebuilt(tree, head.root)
        if below is None:
            raise ProofError("root-mismatch", "the tiles do not make the signed root")
        wrong = [
            tile.hash_path(one.level, one.full, one.partial)
            for one in tile.tiles_for(head.size)
            if edge[one.level] != below[one.level]
        ]
        raise ProofError("root-mismatch", f"altered: {', '.join(wrong)}")

    # 5.
    def _files_are_under_the_root(self) -> str:
        head, edge = known(self.head, 1), known(self._edge, 4)
        since = self._saved().size if self._since is not None else 0
        walk = Walk(
            LogTree(self._source, head.size),
            edge,
            since=since,
            count=lambda done: self._progress("entries", done, head.size),
        )
        _refuse(walk.differences())
        self._walk = walk
        return f"entries: {head.size}" + (f", looked at from entry {since} on" if since else "")

    # 6.
    def _other_files_agree(self) -> str:
        head, walk = known(self.head, 1), known(self._walk, 5)
        if not isinstance(self._source, Folder):
            return "over a network no files can be listed: those of this checkpoint were looked at"
        beyond = 0

        def strange(folder: Folder) -> Iterator[Difference]:
            nonlocal beyond
            for path in folder.paths("tile"):
                try:
                    named = tile.parse_path(path)
                except ProofError:
                    yield Difference(path, "is no file of a log")
                    continue
                first = named.index * tile.WIDTH << tile.HEIGHT * (named.level or 0)
                beyond += first >= head.size

        _refuse(chain((*walk.older,), strange(self._source)))
        return f"partial files: {walk.looked_at}, files beyond this checkpoint: {beyond}"

    # 7.
    def _links_are_logged(self) -> str:
        head, links = known(self.head, 1), known(self._links, 2)
        known(self._edge, 4)
        tree = LogTree(self._source, head.size)
        for number, data in enumerate(links, start=1):
            link = keychain.parse_link(data)
            try:
                grown(tree, link.head, head, succeeded=self._succeeded())
            except ProofError as error:
                raise ProofError(error.code, f"link {number}: {error.message}") from error
        return f"links: {len(links)}"

    # 8.
    def _succession_is_confirmed(self) -> str:
        head, links, claim = known(self.head, 1), known(self._links, 2), self._claim
        if claim is None:
            return "it claims none"
        if claim.index:
            known(self._edge, 4)
            closed = checkpoint.parse(note.parse(str(claim.values["checkpoint"]).encode()).text)
            _extends(LogTree(self._source, head.size), closed, head)
        trust = self._trust or Trust(policy.Policy((), {}, {}, policy.NO_QUORUM))
        origin = trust.confirm(claim, links)
        return f"it succeeds {origin} at {claim.values['size']} entries"

    def _succeeded(self) -> str | None:
        return str(self._claim.values["origin"]) if self._claim else None

    # 9.
    def _key_is_trusted(self) -> str:
        if self._trust is None:
            raise NotKnownError(
                "no trust policy was given; the key that the log shows proves little"
            )
        result = self._trust.extended(self._links or ()).check(known(self._signed, 1))
        return str(result)

    # 10.
    def _has_grown(self) -> str:
        head, shown = known(self.head, 1), known(self._chain, 2)
        known(self._edge, 4)
        saved = self._saved()
        trusted = self._trust.extended(self._links or ()) if self._trust else shown.policy
        if not keychain.signers_of(trusted, saved, note.parse(self._since or b"")):
            raise NotKnownError("the checkpoint saved is signed by no key of this log")
        return grown(LogTree(self._source, head.size), saved, head)

    def _saved(self) -> checkpoint.Checkpoint:
        return checkpoint.parse(note.parse(self._since or b"").text)


SPLIT_VIEW = "SPLIT VIEW. It has shown two histories. Keep both checkpoints: they prove it"


def grown(
    tree: LogTree,
    saved: checkpoint.Checkpoint,
    head: checkpoint.Checkpoint,
    *,
    succeeded: str | None = None,
) -> str:
    """Say how a log has grown from a saved checkpoint to `head`, whose root its tiles make.

    `succeeded` is the origin of the log whose leaves this one took over, if any. Refuses another
    log, a log that is behind, and one whose history is another (SPLIT VIEW).
    """
    if saved.origin not in (head.origin, succeeded):
        raise ProofError(
            "checkpoint-origin", f"{saved.origin!a} is another log than {head.origin!a}"
        )
    if saved.size > head.size:
        raise ProofError(
            "rollback",
            f"ROLLBACK. The log shows {head.size} entries, and has signed {saved.size} before",
        )
    root = tree.root(saved.size)
    hashes = tile.consistency_proof_from_tiles(tree.tile, saved.size, head.size)
    # First with the root that the tiles make, so that a broken tile is not taken for a fork.
    merkle.verify_consistency(saved.size, head.size, root, head.root, hashes)
    if root != saved.root:
        raise ProofError("split-view", f"{SPLIT_VIEW} (at {saved.size} entries)")
    return f"entries: {saved.size} then, {head.size} now; hashes in the proof: {len(hashes)}"


def _extends(tree: LogTree, closed: checkpoint.Checkpoint, head: checkpoint.Checkpoint) -> None:
    """Refuse a successor whose first entries are not those of the log that was closed."""
    try:
        grown(tree, closed, head, succeeded=closed.origin)
    except ProofError as error:
        if error.code not in {"split-view", "rollback"}:
            raise
        raise ProofError(
            "succession-differs",
            f"its first {closed.size} entries are not those of {closed.origin}",
        ) from error


def _rebuilt(tree: LogTree, root: bytes) -> list[bytes] | None:
    """Return the partial tiles as what lies below makes them, if they make the root."""
    try:
        below = tree.edge_from_below()
    except ProofError:
        return None
    return below if root_of_edge(tree.size, below) == root else None


def _starting_with(shown: note.Key, links: list[bytes]) -> policy.Policy:
    """Return a policy of the key with which the chain begins: the one first replaced."""
    for link in map(keychain.parse_link, links):
        if link.kind == keychain.ADDED and isinstance(link.values["replaces"], str):
            shown = note.parse_vkey(link.values["replaces"])
            break
    return policy.Policy((policy.Trusted(shown, None),), {}, {}, policy.NO_QUORUM)


def _refuse(differences: Iterator[Difference]) -> None:
    """Refuse what differs, naming the first of them; what cannot be read does not hide them."""
    named: list[str] = []
    count = 0
    try:
        for one in differences:
            count += 1
            if count <= _NAMED:
                named.append(str(one))
    except OSError:
        if not named:
            raise
    if named:
        least = "at least " if count == MOST else ""
        more = f"; and {least}{count - len(named)} more" if count > len(named) else ""
        raise ProofError("log-differs", f"{'; '.join(named)}{more}")
