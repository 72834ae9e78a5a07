"""The canonical zip of a packet, read strictly: the same files have one zip and no other.

Every byte outside the files' own is determined by their names, sizes and CRC-32. So the reader
rebuilds each header from those facts and compares bytes; it never interprets a zip. What it
refuses is therefore everything that differs: compression, encryption, comments, gaps, other
times, other order, directory entries, headers that contradict each other.

Layout (all numbers little-endian; field names of PKWARE APPNOTE 6.3.10):

1. for each file, ascending by the bytes of its name: local header, Zip64 field, bytes;
2. for each file in the same order: central header, Zip64 field;
3. Zip64 end record, Zip64 end locator, end record, and then nothing.
"""

import io
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from onrecord_proof.errors import ProofError
from onrecord_proof.packet import check_paths, is_segment

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

VERSION = 45
"""Version 4.5 of the format, the first with Zip64; as "made by" it also says MS-DOS attributes."""

DATE = (1980 - 1980) << 9 | 1 << 5 | 1
"""1 January 1980, the first day a zip can name; the time is 0."""

LOCAL = struct.Struct("<4s5H3I2H")
LOCAL_64 = struct.Struct("<2H2Q")
CENTRAL = struct.Struct("<4s6H3I5H2I")
CENTRAL_64 = struct.Struct("<2H3Q")
END_64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR = struct.Struct("<4sIQI")
END = struct.Struct("<4s4H2IH")

_IN_ZIP64 = 0xFFFFFFFF
_IN_ZIP64_SHORT = 0xFFFF
_NAME_LIMIT = 4096
_MEMBER_LIMIT = 1_000_000


class Member(NamedTuple):
    """One file of the zip: its whole name, CRC-32, size in bytes, offset of its local header."""

    name: bytes
    crc: int
    size: int
    offset: int


def local_header(name: bytes, crc: int, size: int) -> bytes:
    """Return what stands before a file's bytes (APPNOTE 4.3.7); sizes in the Zip64 field."""
    fixed = LOCAL.pack(
        *(b"PK\3\4", VERSION, 0, 0, 0, DATE),
        *(crc, _IN_ZIP64, _IN_ZIP64, len(name), LOCAL_64.size),
    )
    return fixed + name + LOCAL_64.pack(1, LOCAL_64.size - 4, size, size)


def central_header(member: Member) -> bytes:
    """Return a file's line of the central directory (APPNOTE 4.3.12 with 4.5.3)."""
    fixed = CENTRAL.pack(
        *(b"PK\1\2", VERSION, VERSION, 0, 0, 0, DATE),
        *(member.crc, _IN_ZIP64, _IN_ZIP64, len(member.name), CENTRAL_64.size),
        *(0, 0, 0, 0, _IN_ZIP64),
    )
    sizes = (member.size, member.size, member.offset)
    return fixed + member.name + CENTRAL_64.pack(1, CENTRAL_64.size - 4, *sizes)


def end_records(count: int, start: int, size: int) -> bytes:
    """Return the end of the zip (APPNOTE 4.3.14 to 4.3.16) after its central directory."""
    end_64 = END_64.pack(
        *(b"PK\6\6", END_64.size - 12, VERSION, VERSION, 0, 0),
        *(count, count, size, start),
    )
    locator = LOCATOR.pack(b"PK\6\7", 0, start + size, 1)
    end = END.pack(
        *(b"PK\5\6", 0, 0, _IN_ZIP64_SHORT, _IN_ZIP64_SHORT, _IN_ZIP64, _IN_ZIP64, 0),
    )
    return end_64 + locator + end


class Zipped:
    """A packet that lies in a canonical zip.

    The layout is checked when it is made; the CRC-32 of a file when its stream is read to the
    end. Any other zip is refused with a ProofError of a code that begins with `zip-`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as stream:
            length = os.fstat(stream.fileno()).st_size
            members, start = _read_members(stream, length)
            _check_tail(stream, start, length, members)
        self.top: str | None = _common_top(members)
        prefix = len(self.top or "") + 1
        self._members = {member.name.decode()[prefix:]: member for member in members}
        check_paths(member.name.decode()[prefix:] for member in members)
        self.sizes: Mapping[str, int] = {path: m.size for path, m in self._members.items()}

    def open(self, path: str) -> BinaryIO:
        """Return a stream of a file's bytes that at its end refuses a false CRC-32."""
        member = self._members.get(path)
        if member is None:
            raise ProofError("file-missing", f"{path} is not in the packet")
        return io.BufferedReader(_MemberStream(self._path, member))


class _MemberStream(io.RawIOBase):
    """The bytes of one member; each stream has a file handle of its own."""

    def __init__(self, path: Path, member: Member) -> None:
        super().__init__()
        self._member = member
        self._left = member.size
        self._crc = 0
        self._file = path.open("rb")
        header = local_header(member.name, member.crc, member.size)
        self._file.seek(member.offset + len(header))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        block = self._file.read(min(len(view), self._left))
        view[: len(block)] = block
        self._crc = zlib.crc32(block, self._crc)
        self._left -= len(block)
        if not block and (self._left or self._crc != self._member.crc):
            raise ProofError("zip-crc", f"{self._member.name.decode()!a} has another CRC-32")
        return len(block)

    def close(self) -> None:
        self._file.close()
        super().close()


def _read_members(stream: BinaryIO, length: int) -> tuple[list[Member], int]:
    """Walk the local headers: part 1 of the layout, and the offset at which it ends."""
    members: list[Member] = []
    offset = 0
    while True:
        stream.seek(offset)
        fixed = stream.read(LOCAL.size)
        if fixed[:4] != b"PK\3\4" or len(fixed) < LOCAL.size:
            break
        _, _, _, _, _, _, crc, _, _, name_length, _ = LOCAL.unpack(fixed)
        rest = stream.read(min(name_length, _NAME_LIMIT) + LOCAL_64.size)
        name, field = rest[: -LOCAL_64.size], rest[-LOCAL_64.size :]
        size = LOCAL_64.unpack(field)[2] if len(field) == LOCAL_64.size else 0
        header = local_header(name, crc, size)
        if header != fixed + rest:
            raise ProofError("zip-local-header", f"the header at byte {offset} is not canonical")
        if members and name <= members[-1].name:
            raise ProofError("zip-order", f"{name!a} stands after {members[-1].name!a}")
        members.append(Member(name, crc, size, offset))
        offset += len(header) + size
        if offset > length or len(members) > _MEMBER_LIMIT:
            raise ProofError("zip-truncated", f"{name!a} ends beyond the end of the zip")
    return members, offset


def _check_tail(stream: BinaryIO, start: int, length: int, members: list[Member]) -> None:
    """Compare parts 2 and 3 of the layout with what the members determine."""
    stream.seek(start)
    size = 0
    for member in members:
        expected = central_header(member)
        if stream.read(len(expected)) != expected:
            code = "zip-central-header"
            raise ProofError(code, f"the entry of {member.name!a} is not canonical")
        size += len(expected)
    ends = end_records(len(members), start, size)
    if stream.read(len(ends) + 1) != ends or length != start + size + len(ends):
        raise ProofError("zip-end", "the end of the zip is not canonical")


def _common_top(members: list[Member]) -> str:
    """Return the one folder that holds every file."""
    tops = {member.name.partition(b"/")[0] for member in members}
    top = ascii(min(tops, default=b""))[2:-1]
    if len(tops) != 1 or not is_segment(top):
        raise ProofError("zip-top", "the zip does not hold exactly one well-named folder")
    if any(b"/" not in member.name or not member.name.isascii() for member in members):
        raise ProofError("zip-top", "the zip holds a file outside its folder")
    return top
