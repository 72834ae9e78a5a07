"""The files of a packet, read strictly: from a directory here, from a zip in `zipped`.

A packet is a BagIt 1.0 directory in which nothing may stand that its manifests do not list.
Reading refuses, before any digest is computed:

1. a link, a device, a socket: anything but plain files and directories;
2. a directory that holds no file;
3. a path of more than 16 segments, or a segment outside [A-Za-z0-9._-], or one that begins or
   ends with a full stop or begins with a hyphen: systems differ in what they make of such;
4. two names that differ in case only, or a name that is both file and directory;
5. the absence of a file that every packet has;
6. a file that gives BagIt a further meaning (fetch.txt, a manifest by another algorithm).
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol

from onrecord_proof import bag
from onrecord_proof.errors import ProofError

SEAL = "seal.tlog-proof"
POLICY = "policy.txt"
INDEX = "index.html"
VERIFY_TXT = "VERIFY.txt"
VERIFY_PYZ = "verify.pyz"
DATA = "data/"
CONTENTS = "data/packet.json"
ENTRIES = "data/ledger/entries.jsonl"
CHECKPOINT = "data/ledger/checkpoint"
EXHIBITS = "data/exhibits/"

UNLISTED = frozenset({bag.TAG_MANIFEST, SEAL})
REQUIRED_TAGS = frozenset(
    {
        *(bag.BAGIT, bag.BAG_INFO, bag.MANIFEST, bag.TAG_MANIFEST),
        *(SEAL, POLICY, INDEX, VERIFY_TXT, VERIFY_PYZ),
    },
)
LEDGER_PAYLOAD = frozenset({CONTENTS, ENTRIES, CHECKPOINT})

BLOCK = 1 << 20
"""Bytes read at a time: memory does not grow with the size of an exhibit."""

WHOLE_LIMIT = 16 * BLOCK
"""The largest file that is read whole (manifests, policy, proofs): more is refused."""

_DEPTH = 16
_SEGMENT = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9_-])?")
_FOREIGN = re.compile(r"fetch\.txt|(?:tag)?manifest-.*\.txt")


class Files(Protocol):
    """The files of one packet, wherever they lie; paths are relative to the packet."""

    @property
    def top(self) -> str | None:
        """The name of the folder inside a zip; None for a directory, whose name is no content."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """The size in bytes of every file by its path."""

    def open(self, path: str) -> BinaryIO:
        """Return a stream of the file's bytes; the caller closes it."""


class Folder:
    """A packet that lies in a directory; scanned once, by rules 1 to 4 above."""

    top = None

    def __init__(self, root: Path) -> None:
        self._root = root
        self.sizes: Mapping[str, int] = dict(sorted(_scan(root, "").items()))
        check_paths(self.sizes)

    def open(self, path: str) -> BinaryIO:
        """Open a file found by the scan, refusing a link that took its place since."""
        try:
            descriptor = os.open(self._root / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError as error:
            raise ProofError("file-missing", f"{path} is not in the packet") from error
        return os.fdopen(descriptor, "rb")


def check_paths(paths: Iterable[str]) -> None:
    """Rules 3 and 4: every path well-formed, none that another system would take for another."""
    seen: dict[str, str] = {}
    for path in paths:
        segments = path.split("/")
        if len(segments) > _DEPTH or not all(map(is_segment, segments)):
            raise ProofError("name-refused", f"{path!a} is not a name a packet may hold")
        for depth in range(1, len(segments) + 1):
            whole = depth == len(segments)
            prefix = "/".join(segments[:depth]) + ("" if whole else "/")
            key = prefix.rstrip("/").lower()
            if seen.get(key, prefix) != prefix or (whole and key in seen):
                raise ProofError("name-collision", f"{path} and {seen[key]} are one name elsewhere")
            seen[key] = prefix


def is_segment(name: str) -> bool:
    """Whether a packet may use this name for a file or a folder."""
    return _SEGMENT.fullmatch(name) is not None


def check_layout(files: Files) -> None:
    """Rules 5 and 6: the files that make a packet are there, and none that BagIt would act on."""
    missing = sorted((REQUIRED_TAGS | LEDGER_PAYLOAD) - files.sizes.keys())
    if missing:
        raise ProofError("file-missing", f"the packet lacks {', '.join(missing)}")
    for path in files.sizes:
        if path not in REQUIRED_TAGS and _FOREIGN.fullmatch(path.lower()):
            raise ProofError("tag-file-foreign", f"a packet has no {path}")


def read_whole(files: Files, path: str) -> bytes:
    """Return the bytes of a small file; refuses one that is absent or above `WHOLE_LIMIT`."""
    size = files.sizes.get(path)
    if size is None:
        raise ProofError("file-missing", f"the packet lacks {path}")
    if size > WHOLE_LIMIT:
        raise ProofError("file-too-large", f"{path} has {size} bytes, more than {WHOLE_LIMIT}")
    with files.open(path) as stream:
        data = stream.read(size + 1)
        data += stream.read(1)
    if len(data) != size:
        raise ProofError("file-changed", f"{path} changed while it was read")
    return data


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Return the bytes of a stream, at most `BLOCK` at a time."""
    while block := stream.read(BLOCK):
        yield block


def digest(
    data: Iterable[bytes],
    *,
    target: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[str, int]:
    """Lower-case hexadecimal SHA-256 and size of the data, copied to `target` on the way.

    `progress` is told the size of each block as it is done.
    """
    running = hashlib.sha256()
    size = 0
    for block in data:
        running.update(block)
        size += len(block)
        if target is not None:
            target.write(block)
        if progress is not None:
            progress(len(block))
    return running.hexdigest(), size


def _scan(folder: Path, prefix: str) -> dict[str, int]:
    """Sizes of all files below a directory by path, by rules 1 and 2; order is the system's."""
    if prefix.count("/") >= _DEPTH:
        raise ProofError("name-refused", f"{prefix[:80]!a}... is nested too deep")
    sizes: dict[str, int] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                sizes[path] = status.st_size
            elif stat.S_ISDIR(status.st_mode):
                sizes |= _scan(folder / entry.name, path + "/")
            else:
                raise ProofError("not-a-file", f"{path!a} is neither file nor directory")
    if not sizes:
        raise ProofError("directory-empty", f"{prefix or '.'!a} holds no file")
    return sizes
