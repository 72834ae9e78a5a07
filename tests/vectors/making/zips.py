"""Zip vectors: the canonical zip of the small packet, and zips that differ from it.

This is a writer of its own (PKWARE APPNOTE 6.3.10), so that the strict reader is not compared
with itself: each case turns one knob of it.
"""

import base64
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from making.packets import POLICY, Files, close, draft

TOP = "P-2026-001"
SAMPLE = f"{TOP}/data/report.txt"


@dataclass(frozen=True)
class Knobs:
    """How one zip is written; the defaults are the canonical zip."""

    flags: int = 0
    method: int = 0
    version: int = 45
    made_by: int = 45
    time: int = 0
    date: int = 0x21
    disk: int = 0
    internal: int = 0
    external: int = 0
    local_crc_off: int = 0
    local_size_off: int = 0
    central_size_off: int = 0
    central_offset_off: int = 0
    central_name: bytes | None = None
    local_extra: bytes = b""
    central_extra: bytes = b""
    entry_comment: bytes = b""
    comment: bytes = b""
    before: bytes = b""
    gap: bytes = b""
    after_files: bytes = b""
    after: bytes = b""
    plain_sizes: bool = False
    count_off: int = 0
    end_count: int = 0xFFFF
    end_size: int = 0xFFFFFFFF
    locator_disks: int = 1
    end_64: bool = True


def write(members: list[tuple[str, bytes]], knobs: Knobs = Knobs()) -> bytes:
    """Return a zip of the members in the order given."""
    out = knobs.before
    central = b""
    for name, data in members:
        offset, crc, raw = len(out), zlib.crc32(data), name.encode()
        stored = zlib.compress(data, 9)[2:-4] if knobs.method else data
        size_64 = struct.pack(
            "<HHQQ", 1, 16, len(data) + knobs.local_size_off, len(stored) + knobs.local_size_off
        )
        extra = (b"" if knobs.plain_sizes else size_64) + knobs.local_extra
        shown = (len(stored), len(data)) if knobs.plain_sizes else (0xFFFFFFFF, 0xFFFFFFFF)
        start = (knobs.flags, knobs.method, knobs.time, knobs.date)
        out += struct.pack(
            "<IHHHHHIIIHH",
            *(0x04034B50, knobs.version, *start),
            *((crc + knobs.local_crc_off) & 0xFFFFFFFF, *shown, len(raw), len(extra)),
        )
        out += raw + extra + stored + knobs.gap
        size_off = knobs.central_size_off
        extra = (
            struct.pack(
                "<HHQQQ",
                *(1, 24, len(data) + size_off, len(stored) + size_off),
                offset + knobs.central_offset_off,
            )
            + knobs.central_extra
        )
        told = knobs.central_name if knobs.central_name and name == SAMPLE else raw
        central += struct.pack(
            "<IHHHHHHIIIHHHHHII",
            *(0x02014B50, knobs.made_by, knobs.version, *start),
            *(crc, 0xFFFFFFFF, 0xFFFFFFFF, len(told), len(extra), len(knobs.entry_comment)),
            *(knobs.disk, knobs.internal, knobs.external, 0xFFFFFFFF),
        )
        central += told + extra + knobs.entry_comment
    out += knobs.after_files
    start_of_central, count = len(out), len(members) + knobs.count_off
    out += central
    if knobs.end_64:
        end_64 = len(out)
        out += struct.pack(
            "<IQHHIIQQQQ",
            *(0x06064B50, 44, knobs.made_by, knobs.version, 0, 0),
            *(count, count, len(central), start_of_central),
        )
        out += struct.pack("<IIQI", 0x07064B50, 0, end_64, knobs.locator_disks)
    out += struct.pack(
        "<IHHHHIIH",
        *(0x06054B50, 0, 0, knobs.end_count, knobs.end_count),
        *(knobs.end_size, knobs.end_size, len(knobs.comment)),
    )
    return out + knobs.comment + knobs.after


@dataclass(frozen=True)
class Case:
    """A vector: the zip's bytes, the pinned policy, the first check that fails and its code."""

    about: str
    data: bytes
    code: str | None
    check: int = 1

    def value(self) -> dict[str, object]:
        """Return the case as its JSON file holds it."""
        failed = {"check": self.check, "code": self.code} if self.code else None
        return {
            "about": self.about,
            "policy": POLICY,
            "zip": base64.b64encode(self.data).decode(),
            "expected": {"exit": 1 if self.code else 0, "first_failed": failed},
        }


def named(files: Files, top: str = TOP) -> list[tuple[str, bytes]]:
    """Return the members of a packet's zip, ascending by name."""
    return sorted(((f"{top}/{path}", data) for path, data in files.items()), key=by_bytes)


def by_bytes(member: tuple[str, bytes]) -> bytes:
    return member[0].encode()


def cases() -> dict[str, Case]:
    """Return every vector by its name."""
    members = named(close(draft()))
    turned: dict[str, tuple[str, str, Knobs]] = {
        "compressed": ("Files are deflated.", "zip-local-header", Knobs(method=8)),
        "flag-utf8": ("The flag for UTF-8 names is set.", "zip-local-header", Knobs(flags=1 << 11)),
        "flag-descriptor": (
            "The flag for a data descriptor is set.",
            "zip-local-header",
            Knobs(flags=1 << 3),
        ),
        "flag-encrypted": ("The flag for encryption is set.", "zip-local-header", Knobs(flags=1)),
        "other-time": ("A time stands in the headers.", "zip-local-header", Knobs(time=1)),
        "other-date": (
            "Another day stands there.",
            "zip-local-header",
            Knobs(date=0x5C21),
        ),
        "other-version": ("Version 2.0 is needed.", "zip-local-header", Knobs(version=20)),
        "made-by-unix": ("Made by Unix.", "zip-central-header", Knobs(made_by=3 << 8 | 45)),
        "attributes": (
            "File attributes stand in it.",
            "zip-central-header",
            Knobs(external=0o100644 << 16),
        ),
        "internal-attributes": (
            "A file claims to be text.",
            "zip-central-header",
            Knobs(internal=1),
        ),
        "other-disk": ("A file claims another disk.", "zip-central-header", Knobs(disk=1)),
        "no-zip64-sizes": (
            "Sizes stand in the 32-bit fields.",
            "zip-local-header",
            Knobs(plain_sizes=True),
        ),
        "no-zip64-end": (
            "The Zip64 end records are left out.",
            "zip-end",
            Knobs(end_64=False, end_count=len(members), end_size=0),
        ),
        "end-count-plain": (
            "The end record counts the files itself.",
            "zip-end",
            Knobs(end_count=len(members)),
        ),
        "local-extra": (
            "A second extra field stands in local headers.",
            "zip-local-header",
            Knobs(local_extra=b"UT\1\0\0"),
        ),
        "central-extra": (
            "A second extra field stands in the directory.",
            "zip-central-header",
            Knobs(central_extra=b"UT\1\0\0"),
        ),
        "entry-comment": ("Files bear comments.", "zip-central-header", Knobs(entry_comment=b"x")),
        "comment": ("The zip bears a comment.", "zip-end", Knobs(comment=b"x")),
        "prefix": ("Octets stand before the first file.", "zip-end", Knobs(before=b"x")),
        "prefix-program": (
            "A program stands before the first file.",
            "zip-end",
            Knobs(before=b"#!/bin/sh\nexit\n"),
        ),
        "gap": ("A gap follows each file.", "zip-central-header", Knobs(gap=b"x")),
        "gap-before-directory": (
            "A gap stands before the directory.",
            "zip-central-header",
            Knobs(after_files=b"x"),
        ),
        "suffix": ("Octets follow the end.", "zip-end", Knobs(after=b"x")),
        "local-crc": (
            "Local headers state another CRC-32.",
            "zip-central-header",
            Knobs(local_crc_off=1),
        ),
        "local-size": (
            "Local headers state a larger size.",
            "zip-central-header",
            Knobs(local_size_off=1),
        ),
        "central-size": (
            "The directory states another size.",
            "zip-central-header",
            Knobs(central_size_off=1),
        ),
        "central-offset": (
            "The directory points elsewhere.",
            "zip-central-header",
            Knobs(central_offset_off=1),
        ),
        "central-name": (
            "The directory names a file otherwise than its header.",
            "zip-central-header",
            Knobs(central_name=SAMPLE.replace("report", "rep0rt").encode()),
        ),
        "count": ("The end counts one file more.", "zip-end", Knobs(count_off=1)),
        "two-disks": ("The locator speaks of two disks.", "zip-end", Knobs(locator_disks=2)),
    }
    made = {
        name: Case(about, write(members, knobs), code)
        for name, (about, code, knobs) in turned.items()
    }
    return made | member_cases(members)


def member_cases(members: list[tuple[str, bytes]]) -> dict[str, Case]:
    """Return what depends on which files a zip holds, in which order, under which names."""
    sound = write(members)
    folder = [(f"{TOP}/data/", b""), *members]
    python = io.BytesIO()
    with zipfile.ZipFile(python, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    at = sound.index(b"A fictional report.")
    altered = sound[:at] + b"B" + sound[at + 1 :]
    return {
        "sound": Case("The canonical zip.", sound, None),
        "order": Case("Files do not ascend.", write(members[::-1]), "zip-order"),
        "file-twice": Case("A file stands twice.", write([members[0], *members]), "zip-order"),
        "folder-entry": Case(
            "A folder has an entry of its own.",
            write(sorted(folder, key=by_bytes)),
            "name-refused",
        ),
        "two-folders": Case(
            "A file lies in a second folder.",
            write([*members, ("Q-2026-001/x.txt", b"x")]),
            "zip-top",
        ),
        "no-folder": Case(
            "Files lie at the top.",
            write([(name.removeprefix(f"{TOP}/"), data) for name, data in members]),
            "zip-top",
        ),
        "other-folder": Case(
            "The folder is not named as the packet.",
            write(named(close(draft()), "P-2026-002")),
            "zip-top",
            check=5,
        ),
        "name-climbs": Case(
            "A name climbs out of the folder.",
            write([(f"{TOP}/../x", b"x"), *members]),
            "name-refused",
        ),
        "name-absolute": Case(
            "A name is absolute.", write([("/etc/x", b"x"), *members]), "zip-top"
        ),
        "name-backslash": Case(
            "A name has a backslash.",
            write(sorted([*members, (f"{TOP}/data\\x", b"x")], key=by_bytes)),
            "name-refused",
        ),
        "name-case": Case(
            "Two names differ in case only.",
            write(sorted([*members, (f"{TOP}/DATA/x", b"x")], key=by_bytes)),
            "name-collision",
        ),
        "truncated": Case("The last byte is gone.", sound[:-1], "zip-end"),
        "truncated-in-file": Case("The zip ends within a file.", sound[: at + 5], "zip-truncated"),
        "empty": Case("The zip holds no file.", write([]), "zip-top"),
        "not-a-zip": Case("It is no zip.", b"fictional\n", "zip-end"),
        "content-altered": Case("A file's content is altered.", altered, "zip-crc", check=4),
        "by-python-zipfile": Case(
            "An ordinary zip of the same files.", python.getvalue(), "zip-local-header"
        ),
    }
