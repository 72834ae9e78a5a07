"""Verify a packet. These are the checks, in their order; the code below bears their numbers.

 1. The packet holds plain files with sound names only, and every file that a packet needs.
 2. The BagIt tag files are in their one form and list every file, each once, and no other.
 3. Each tag file has the SHA-256 that the tag manifest lists.
 4. Each payload file has the SHA-256 that the manifest lists; their number and size together are
    those of bag-info.txt.
 5. The contents (data/packet.json) name every payload file; the exhibits' digests and sizes are
    those of the files.
 6. The enclosed trust policy is sound and names one log.
 7. The seal is an entry of the kind packet.sealed/1 whose disclosed packet digest is the SHA-256
    of the tag manifest.
 8. The seal's entry is in the log under the seal's checkpoint (C2), which the log's key of the
    enclosed policy signed; every other signature line is by a witness of that policy, and holds.
 9. The entries' checkpoint (C1) is signed in the same way by the same log, and is older than the
    seal's entry.
10. Each entry's statement is canonical, and each disclosed value is the one it committed to.
11. Each entry is in the log under C1.
12. The disclosed chain links (prev) lead to earlier entries, and no two lead to the same one.
13. Each exhibit has an intake entry that recorded the file's SHA-256 and size.
14. The log's key, and a quorum of witnesses, are those of a trust policy from outside the packet.

A check holds, does not hold, or could not be checked: because a file could not be read, because
it stands on another that did not hold, or (14) because no trust policy was given. A packet that
holds shows what was recorded, when (to a publication interval), and unaltered since; not that it
is true. Nothing here raises an exception for what a packet contains.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from onrecord_proof import (
    bag,
    checkpoint,
    contents,
    disclosure,
    merkle,
    packet,
    policy,
    proof,
    statement,
    strict,
    zipped,
)
from onrecord_proof.errors import ProofError
from onrecord_proof.report import NotKnownError, Report, Subject, known, make_check

INTAKE_KIND = "exhibit.taken_in/1"

ENTRIES_LIMIT = 256 * packet.BLOCK
"""The largest entries file: what is kept of each entry stays in memory."""

Progress = Callable[[str, int, int], None]
"""Told path, bytes read so far and size in bytes, as a payload file is read."""

_KEPT = ("prev", "sha256", "size")


def verify(
    path: Path,
    *,
    pinned: policy.Policy | None = None,
    progress: Progress = lambda _path, _done, _size: None,
) -> Report:
    """Make all checks on the packet at `path`, a directory or a canonical zip.

    `pinned` is the trust policy of check 14, which never comes from the packet.
    """
    run = _Run(path, pinned, progress)
    checks = tuple(
        make_check(number, title, check)
        for number, (title, check) in enumerate(run.checks, start=1)
    )
    number = run.contents.number if run.contents else None
    return Report(
        Subject.PACKET, number, checks, trust=len(checks), facts={"packet_digest": run.digest}
    )


@dataclass(frozen=True, slots=True)
class _Opened:
    """What later checks need of an entry whose statement and disclosures matched."""

    index: int
    kind: str
    leaf_hash: bytes
    proof: tuple[bytes, ...]
    values: Mapping[str, strict.Json]


class _Run:
    """One verification: each check leaves here what later ones stand on."""

    def __init__(self, path: Path, pinned: policy.Policy | None, progress: Progress) -> None:
        self._path = path
        self._pinned = pinned
        self._progress = progress
        self._files: packet.Files | None = None
        self._tags: dict[str, str] | None = None
        self._payload: dict[str, str] | None = None
        self._policy: policy.Policy | None = None
        self._seal: tuple[proof.TlogProof, bytes] | None = None
        self._sealed_under: checkpoint.Checkpoint | None = None
        self._entries_under: checkpoint.Checkpoint | None = None
        self._entries: dict[int, _Opened] | None = None
        self.contents: contents.Contents | None = None
        self.digest: str | None = None
        self.checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("Files have sound names; none is missing", self._files_are_sound),
            ("The manifests list every file and no other", self._listing_is_complete),
            ("The tag files are unaltered", self._tag_files_match),
            ("The payload files are unaltered", self._payload_files_match),
            ("The contents name every payload file", self._contents_match),
            ("The enclosed trust policy is sound", self._policy_is_sound),
            ("The seal is of this packet", self._seal_is_of_this_packet),
            ("The seal is in the log", self._seal_is_logged),
            ("The entries' checkpoint is signed, and older than the seal", self._log_is_signed),
            ("The entries say what they committed to", self._entries_match),
            ("The entries are in the log", self._entries_are_logged),
            ("The chain links lead backward", self._links_hold),
            ("The exhibits are those taken in", self._exhibits_were_taken_in),
            ("The log's key is one that you trust", self._key_is_trusted),
        )

    # 1.
    def _files_are_sound(self) -> str:
        files = packet.Folder(self._path) if self._path.is_dir() else zipped.Zipped(self._path)
        packet.check_layout(files)
        self._files = files
        return f"files: {len(files.sizes)}"

    # 2.
    def _listing_is_complete(self) -> str:
        files = known(self._files, 1)
        listing = packet.read_whole(files, bag.TAG_MANIFEST)
        self.digest = hashlib.sha256(listing).hexdigest()
        tags = bag.parse_manifest(listing, bag.TAG_MANIFEST)
        payload = bag.parse_manifest(packet.read_whole(files, bag.MANIFEST), bag.MANIFEST)
        inside = {path for path in files.sizes if path.startswith(packet.DATA)}
        _same_files(payload, inside, bag.MANIFEST)
        _same_files(tags, files.sizes.keys() - inside - packet.UNLISTED, bag.TAG_MANIFEST)
        if packet.read_whole(files, bag.BAGIT) != bag.BAGIT_TXT:
            raise ProofError("bagit-txt", "bagit.txt is not the declaration of BagIt 1.0")
        self._tags, self._payload = tags, payload
        return f"packet digest {self.digest}"

    # 3.
    def _tag_files_match(self) -> str:
        return self._compare(known(self._tags, 2), "tag-digest")

    # 4.
    def _payload_files_match(self) -> str:
        files, payload = known(self._files, 1), known(self._payload, 2)
        seen = self._compare(payload, "payload-digest")
        sizes = [files.sizes[path] for path in payload]
        bag.check_info(packet.read_whole(files, bag.BAG_INFO), sizes)
        return seen

    # 5.
    def _contents_match(self) -> str:
        files, payload = known(self._files, 1), known(self._payload, 2)
        found = contents.parse_contents(self._listed(packet.CONTENTS))
        _same_files(found.payload, payload.keys(), packet.CONTENTS)
        for exhibit in found.exhibits:
            if (exhibit.sha256, exhibit.size) != (payload[exhibit.file], files.sizes[exhibit.file]):
                raise ProofError(
                    "exhibit-differs",
                    f"exhibit {exhibit.number}: the contents state another digest or size than "
                    f"{exhibit.file} has",
                )
        if files.top not in (None, found.number):
            raise ProofError("zip-top", f"the zip's folder is not named {found.number}")
        self.contents = found
        counts = f"exhibits: {len(found.exhibits)}, documents: {len(found.documents)}"
        return f"packet {found.number}, {counts}"

    # 6.
    def _policy_is_sound(self) -> str:
        found = policy.parse(self._listed(packet.POLICY))
        origins = {log.key.name for log in found.logs}
        if len(origins) != 1:
            raise ProofError("policy-logs", f"{packet.POLICY} must name one log")
        self._policy = found
        return f"log {min(origins)}, quorum {found.quorum}"

    # 7.
    def _seal_is_of_this_packet(self) -> str:
        found = proof.parse(packet.read_whole(known(self._files, 1), packet.SEAL))
        self._seal = (found, contents.check_seal(found, known(self.digest, 2)))
        return f"entry {found.index}"

    # 8.
    def _seal_is_logged(self) -> str:
        found, said = known(self._seal, 7)
        result = found.verify(statement.leaf(said), known(self._policy, 6), strict=True)
        self._sealed_under = result.checkpoint
        return f"entry {found.index}, size {result.checkpoint.size}, {result}"

    # 9.
    def _log_is_signed(self) -> str:
        sealed, _ = known(self._seal, 7)
        result = known(self._policy, 6).check(self._listed(packet.CHECKPOINT), strict=True)
        if result.checkpoint.origin != known(self._sealed_under, 8).origin:
            raise ProofError("checkpoint-origin", "entries and seal are of different logs")
        if result.checkpoint.size > sealed.index:
            raise ProofError(
                "checkpoint-order",
                f"the entries' checkpoint has {result.checkpoint.size} entries; it must have been "
                f"made before the seal, entry {sealed.index}",
            )
        self._entries_under = result.checkpoint
        return f"size {result.checkpoint.size}, {result}"

    # 10.
    def _entries_match(self) -> str:
        entries: dict[int, _Opened] = {}
        values = 0
        for number, line in enumerate(self._entry_lines(), start=1):
            entry = contents.parse_entry_line(line, f"{packet.ENTRIES} line {number}")
            if entries and entry.index <= next(reversed(entries)):
                raise ProofError("entries-order", f"entry {entry.index} stands out of order")
            entries[entry.index] = _open(entry)
            values += len(entry.disclosures)
        if not entries:
            raise ProofError("entries-empty", f"{packet.ENTRIES} holds no entry")
        self._entries = entries
        return f"entries: {len(entries)}, values opened: {values}"

    # 11.
    def _entries_are_logged(self) -> str:
        head, entries = known(self._entries_under, 9), known(self._entries, 10)
        for entry in entries.values():
            try:
                merkle.verify_inclusion(
                    entry.leaf_hash,
                    entry.index,
                    head.size,
                    entry.proof,
                    head.root,
                )
            except ProofError as error:
                raise ProofError(error.code, f"entry {entry.index}: {error.message}") from error
        return f"inclusion proofs: {len(entries)}"

    # 12.
    def _links_hold(self) -> str:
        entries = known(self._entries, 10)
        places = {entry.leaf_hash: entry.index for entry in entries.values()}
        taken: set[bytes] = set()
        inside = 0
        for entry in entries.values():
            link = entry.values.get("prev")
            if link is None:
                continue
            what = f"entry {entry.index}: prev"
            if not isinstance(link, str):
                raise ProofError("chain-link", f"{what} is not the hash of a leaf")
            target = strict.decode_hash(link, what)
            if target in taken:
                raise ProofError("chain-forked", f"{what} is that of another entry too")
            taken.add(target)
            if target not in places:
                continue
            if places[target] >= entry.index:
                raise ProofError("chain-order", f"{what} is entry {places[target]}, not earlier")
            inside += 1
        return (
            f"links between entries here: {inside}, to entries not enclosed: {len(taken) - inside}"
        )

    # 13.
    def _exhibits_were_taken_in(self) -> str:
        found, entries = known(self.contents, 5), known(self._entries, 10)
        used: set[int] = set()
        for exhibit in found.exhibits:
            entry = entries.get(exhibit.entry)
            if entry is None or entry.kind != INTAKE_KIND:
                raise ProofError(
                    "intake-missing",
                    f"exhibit {exhibit.number}: entry {exhibit.entry} is no intake enclosed here",
                )
            recorded = (entry.values.get("sha256"), entry.values.get("size"))
            if recorded != (exhibit.sha256, exhibit.size):
                raise ProofError(
                    "intake-differs",
                    f"exhibit {exhibit.number} is not what entry {exhibit.entry} recorded",
                )
            if exhibit.entry in used:
                raise ProofError("intake-shared", f"entry {exhibit.entry} is of two exhibits")
            used.add(exhibit.entry)
        return f"exhibits: {len(used)}"

    # 14.
    def _key_is_trusted(self) -> str:
        if self._pinned is None:
            raise NotKnownError("no trust policy was given; the enclosed one proves nothing")
        sealed, _ = known(self._seal, 7)
        known(self._entries_under, 9)
        self._pinned.check(self._listed(packet.CHECKPOINT))
        result = self._pinned.check(sealed.checkpoint)
        return str(result)

    def _listed(self, path: str) -> bytes:
        """Return the bytes of a small file, once they are those that a manifest lists."""
        listed = {**known(self._tags, 2), **known(self._payload, 2)}
        data = packet.read_whole(known(self._files, 1), path)
        if hashlib.sha256(data).hexdigest() != listed[path]:
            raise NotKnownError(f"it stands on {path}, which is altered")
        return data

    def _entry_lines(self) -> Iterator[bytes]:
        """Return the lines of the entries file, which must be the bytes the manifest lists."""
        files, listed = known(self._files, 1), known(self._payload, 2)
        if files.sizes[packet.ENTRIES] > ENTRIES_LIMIT:
            raise ProofError("file-too-large", f"{packet.ENTRIES} is above {ENTRIES_LIMIT} bytes")
        running = hashlib.sha256()
        with files.open(packet.ENTRIES) as stream:
            while line := stream.readline(packet.WHOLE_LIMIT):
                running.update(line)
                yield line
        if running.hexdigest() != listed[packet.ENTRIES]:
            raise NotKnownError(f"it stands on {packet.ENTRIES}, which is altered")

    def _compare(self, listed: Mapping[str, str], code: str) -> str:
        """Read every listed file and compare its digest; name all that differ."""
        files = known(self._files, 1)
        altered: list[str] = []
        unread: list[str] = []
        for path, expected in listed.items():
            try:
                if self._digest(files, path) != (expected, files.sizes[path]):
                    altered.append(path)
            except OSError:
                unread.append(path)
        if altered:
            raise ProofError(code, f"altered: {', '.join(altered)}")
        if unread:
            raise NotKnownError(f"the system cannot read {', '.join(unread)}")
        return f"files: {len(listed)}, bytes: {sum(files.sizes[path] for path in listed)}"

    def _digest(self, files: packet.Files, path: str) -> tuple[str, int]:
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            self._progress(path, done, files.sizes[path])

        with files.open(path) as stream:
            return packet.digest(packet.blocks(stream), progress=count)


def _same_files(named: Iterable[str], there: Iterable[str], by: str) -> None:
    """Refuse a difference between the files that are named and those that are there."""
    missing, strange = sorted(set(named) - set(there)), sorted(set(there) - set(named))
    if missing:
        raise ProofError("file-missing", f"{by} names {missing[0]!a}, which is not there")
    if strange:
        raise ProofError("file-unlisted", f"{by} does not name {strange[0]!a}, which is there")


def _open(entry: contents.EntryLine) -> _Opened:
    """Match an entry's disclosures with its statement."""
    try:
        said = statement.parse(entry.statement)
        values = disclosure.match(said, entry.disclosures)
    except ProofError as error:
        raise ProofError(error.code, f"entry {entry.index}: {error.message}") from error
    if list(values) != [name for name in said.names if name in values]:
        raise ProofError("entries-order", f"entry {entry.index}: values not in the order of names")
    kept = {name: values[name] for name in _KEPT if name in values}
    leaf_hash = merkle.leaf_hash(statement.leaf(entry.statement))
    return _Opened(entry.index, said.kind, leaf_hash, entry.proof, kept)
