"""Write a packet directory from ready data, so that a crash leaves none or a whole one.

Everything is written and made durable under `<folder>.partial`, which then takes its name in one
rename. The seal comes later, when the log has published the seal's entry: `finish` adds it,
again by one rename. A `<folder>.partial` or `<folder>.seal.partial` left by a crash is replaced
by the next call; the caller sees to it that one process at a time writes one packet.
"""

import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Self

from onrecord_proof import bag, note, packet, policy, proof, statement
from onrecord_proof.contents import Contents, EntryLine, check_seal
from onrecord_proof.errors import ProofError


@dataclass(frozen=True)
class Part:
    """A payload file to copy: its path in the packet, the SHA-256 it must have, how to open it."""

    file: str
    sha256: str
    open: Callable[[], BinaryIO]

    @classmethod
    def of_bytes(cls, file: str, data: bytes) -> Self:
        """Return a part that was made in memory."""
        return cls(file, hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data))


def write_packet(
    folder: Path,
    *,
    contents: Contents,
    payload: Iterable[Part],
    entries: Iterable[EntryLine],
    checkpoint: bytes,
    policy_text: str,
    index_html: str,
    verify_txt: str,
    verify_pyz: bytes,
    bag_info: Sequence[tuple[str, str]],
) -> str:
    """Write all of a packet but its seal; return the packet digest, lower-case hexadecimal.

    `payload` brings, in any order, each file that `contents` names, and is read once. `entries`
    ascend by index and hold under `checkpoint` (C1), of which the lines that the policy names are
    taken. `bag_info` gets the Payload-Oxum appended.
    Raises ProofError if the folder exists, if a part is missing, strange, or not the bytes that
    its digest or the contents promise; OSError if the system cannot write.
    """
    if folder.exists():
        raise ProofError("packet-exists", f"{folder} exists; a packet is written once")
    staging = folder.with_name(folder.name + ".partial")
    if staging.exists():
        shutil.rmtree(staging)
    staging.mkdir(parents=True)
    try:
        data = _Writer(staging)
        data.write(packet.CONTENTS, [contents.encode()])
        data.write(packet.CHECKPOINT, [arrange(checkpoint, policy.parse(policy_text))])
        data.write(packet.ENTRIES, _lines(entries))
        _copy_payload(data, payload, contents)
        tags = _Writer(staging)
        tags.write(bag.BAGIT, [bag.BAGIT_TXT])
        oxum = (bag.OXUM, bag.oxum(data.sizes.values()))
        tags.write(bag.BAG_INFO, [bag.encode_info([*bag_info, oxum])])
        tags.write(packet.POLICY, [policy_text.encode()])
        tags.write(packet.INDEX, [index_html.encode()])
        tags.write(packet.VERIFY_TXT, [verify_txt.encode()])
        tags.write(packet.VERIFY_PYZ, [verify_pyz])
        tags.write(bag.MANIFEST, [bag.encode_manifest(data.digests)])
        listing = bag.encode_manifest(tags.digests)
        tags.write(bag.TAG_MANIFEST, [listing])
        for directory, _, _ in os.walk(staging, topdown=False):
            _make_durable(Path(directory))
        staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _make_durable(folder.parent)
    return hashlib.sha256(listing).hexdigest()


def finish(folder: Path, seal_proof: bytes) -> None:
    """Add seal.tlog-proof, or replace it by a further proof of the same seal.

    Of its checkpoint (C2) the lines that the enclosed policy names are taken. Refuses a proof
    that does not hold under that policy, or whose disclosure opens another packet's digest.
    """
    trust = policy.parse((folder / packet.POLICY).read_bytes())
    given = proof.parse(seal_proof)
    arranged = replace(given, checkpoint=arrange(given.checkpoint, trust))
    sealed = check_seal(arranged, packet_digest(folder))
    arranged.verify(statement.leaf(sealed), trust, strict=True)
    staging = folder.with_name(folder.name + ".seal.partial")
    with staging.open("wb") as stream:
        stream.write(arranged.encode())
        _flush(stream)
    staging.replace(folder / packet.SEAL)
    _make_durable(folder)


def arrange(checkpoint: bytes, trust: policy.Policy) -> bytes:
    """Return the checkpoint with the lines of the policy's keys only, each once and in order.

    The order is that of `Policy.check` when strict. Refuses a checkpoint that the policy refuses.
    """
    trust.check(checkpoint)
    signed = note.parse(checkpoint)
    keys = [one.key for one in (*trust.logs, *trust.witnesses.values())]
    keys.sort(key=lambda key: (key.kind, key.name.encode(), key.key_id))
    lines = {(line.name, line.key_id): line for line in signed.signatures}
    kept = [lines[key.name, key.key_id] for key in keys if (key.name, key.key_id) in lines]
    return replace(signed, signatures=tuple(kept)).encode()


def packet_digest(folder: Path) -> str:
    """Return the SHA-256 of the packet's tag manifest, lower-case hexadecimal."""
    return hashlib.sha256((folder / bag.TAG_MANIFEST).read_bytes()).hexdigest()


class _Writer:
    """Writes new files below a root, each made durable, and remembers digest and size."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.digests: dict[str, str] = {}
        self.sizes: dict[str, int] = {}

    def write(self, path: str, data: Iterable[bytes]) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            self.digests[path], self.sizes[path] = packet.digest(data, target=stream)
            _flush(stream)


def _copy_payload(data: _Writer, payload: Iterable[Part], contents: Contents) -> None:
    """Copy every part; afterwards exactly the files that the contents name are there."""
    exhibits = {exhibit.file: exhibit for exhibit in contents.exhibits}
    for part in payload:
        if part.file in data.digests or part.file not in contents.payload:
            raise ProofError("payload-strange", f"{part.file!a} is not named, or comes twice")
        with part.open() as source:
            data.write(part.file, packet.blocks(source))
        copied = (data.digests[part.file], data.sizes[part.file])
        exhibit = exhibits.get(part.file)
        expected = (exhibit.sha256, exhibit.size) if exhibit else (part.sha256, copied[1])
        if copied != expected or copied[0] != part.sha256:
            raise ProofError(
                "payload-digest",
                f"{part.file} has SHA-256 {copied[0]} and {copied[1]} bytes, not those promised",
            )
    missing = sorted(contents.payload - data.digests.keys())
    if missing:
        raise ProofError("payload-missing", f"no data was given for {', '.join(missing)}")


def _lines(entries: Iterable[EntryLine]) -> Iterator[bytes]:
    """Return the encoded lines; refuses indices that do not ascend, and none at all."""
    previous = -1
    for entry in entries:
        if entry.index <= previous:
            raise ProofError("entries-order", f"entry {entry.index} stands after {previous}")
        previous = entry.index
        yield entry.encode()
    if previous < 0:
        raise ProofError("entries-empty", "a packet holds at least one entry")


def _flush(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _make_durable(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
