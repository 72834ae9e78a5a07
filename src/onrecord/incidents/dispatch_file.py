"""Reading a file of dispatch events (docs/spec/dispatch-events.md): strict, and piece by piece.

1. The file is UTF-8, CSV with a header or one JSON array of objects, and no longer than LONGEST.
2. A column that the format lacks, or a required one that is missing, refuses the file.
3. Each row is read by itself; what cannot stand is a fault with its line, column and remedy.
4. No event stands twice. One fault, and nothing of the file is given back.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from onrecord.incidents.errors import DispatchFault, DispatchFileRefused
from onrecord.incidents.status_text import find

LONGEST = 16 * 1024 * 1024
"""Bytes of a file."""
MOST = 5_000
"""Events of a file: they are written in one act, and everybody else waits for it."""
LONGEST_ROW = 64 * 1024
"""Characters of one object of a JSON array."""
FAULTS = 20
"""Faults that are listed before reading stops."""
MOST_MEMBERS = 60
TEXTS = {"number": 40, "code": 40, "district": 80, "place": 300}
TIMES = ("received_at", "dispatched_at", "on_scene_at", "cleared_at")
COLUMNS = (*TEXTS, *TIMES, "members")
REQUIRED = ("number", "code", "district", "received_at")
MEMBER_LENGTH = 80
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class FileForm(StrEnum):
    """The two forms in which dispatch systems give events away."""

    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class EventRow:
    """One event, as a row of a file states it."""

    number: str
    code: str
    district: str
    place: str
    received_at: datetime
    dispatched_at: datetime | None
    on_scene_at: datetime | None
    cleared_at: datetime | None
    members: tuple[str, ...]


@dataclass(frozen=True)
class EventFile:
    """The events of a file, and the SHA-256 (hex) of its bytes."""

    rows: tuple[EventRow, ...]
    sha256: str


Fault = Callable[[str, str], None]


class _Raw(NamedTuple):
    line: int
    values: dict[str, object]


def read_events(file: BinaryIO, form: FileForm, latest: datetime) -> EventFile:
    """Return a file's events; no time in it may lie after `latest`.

    Raises DispatchFileRefused, which lists what cannot stand.
    """
    bytes_read = _Bounded(file)
    text = io.TextIOWrapper(io.BufferedReader(bytes_read), encoding="utf-8-sig", newline="")
    faults: list[DispatchFault] = []
    rows: dict[str, EventRow] = {}
    lines: dict[str, int] = {}
    try:
        for raw in _csv(text) if form is FileForm.CSV else _Array(text).rows():
            row, found = _row(raw, latest)
            if row is not None and row.number in rows:
                again = (
                    f"{row.number} stands in line {lines[row.number]} already. Keep one of both."
                )
                found = [DispatchFault(raw.line, "number", again)]
            faults += found
            if row is not None and not found:
                rows[row.number], lines[row.number] = row, raw.line
            if len(rows) > MOST:
                faults.append(_whole(f"The file has more than {MOST:,} events. Split it, by day."))
            if len(faults) >= FAULTS or len(rows) > MOST:
                break
    except DispatchFileRefused as refused:
        faults += refused.faults
    except UnicodeDecodeError:
        faults.append(_whole("The file is not UTF-8. Save it as UTF-8."))
    if not faults and not rows:
        faults.append(_whole("The file has no event. Check what the dispatch system exported."))
    if faults:
        raise DispatchFileRefused(tuple(faults))
    return EventFile(tuple(rows.values()), bytes_read.digest())


def _whole(words: str) -> DispatchFault:
    return DispatchFault(0, "", words)


class _Bounded(io.RawIOBase):
    """Hands bytes on, counts and digests them, and refuses a file that is too long."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        view = memoryview(into)  # type: ignore[arg-type] # a buffer, by the protocol
        data = self._file.read(len(view))
        self._size += len(data)
        if self._size > LONGEST:
            size = f"{LONGEST // 1024 // 1024} MB"
            raise DispatchFileRefused((_whole(f"The file is longer than {size}. Split it."),))
        self._sha256.update(data)
        view[: len(data)] = data
        return len(data)

    def digest(self) -> str:
        """Return the SHA-256 (hex) of all that was read: the whole file, once rows have ended."""
        return self._sha256.hexdigest()


def _csv(text: io.TextIOWrapper) -> Iterator[_Raw]:
    reader = csv.reader(text, strict=True)
    last = 0
    header: list[str] | None = None
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            fault = f"is no CSV ({error}). Check quotes and line ends."
            raise DispatchFileRefused((DispatchFault(last + 1, "", fault),)) from None
        if cells is None:
            return
        line, last = last + 1, reader.line_num
        if header is None:
            header = _columns([cell.strip() for cell in cells], line)
        elif cells and len(cells) != len(header):
            words = f"has {len(cells)} cells, the header {len(header)}. Give every cell, or quote."
            raise DispatchFileRefused((DispatchFault(line, "", words),))
        elif cells:
            values: dict[str, object] = dict(zip(header, cells, strict=True))
            members = str(values.get("members", ""))
            values["members"] = [part for part in members.split(";") if part.strip()]
            yield _Raw(line, values)


def _columns(names: list[str], line: int) -> list[str]:
    """Return the header's columns, or refuse the file: nothing is guessed from other names."""
    faults = [
        DispatchFault(line, name or "(empty)", f"is no column. Use {', '.join(COLUMNS)}.")
        for name in names
        if name not in COLUMNS
    ]
    faults += [
        DispatchFault(line, name, "stands twice in the header. Leave one out.")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    faults += [
        DispatchFault(line, name, "is missing in the header. Every event has it.")
        for name in REQUIRED
        if name not in names
    ]
    if faults:
        raise DispatchFileRefused(tuple(faults[:FAULTS]))
    return names


class _Pairs(list[tuple[str, object]]):
    """An object's pairs as they stand, so that a key given twice is seen."""


class _Array:
    """One JSON array of objects, of which a piece at a time is held."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._held = ""
        self._line = 1
        self._decoder = json.JSONDecoder(object_pairs_hook=_Pairs)

    def rows(self) -> Iterator[_Raw]:
        """Yield each object with the line on which it begins."""
        if self._take() != "[":
            raise self._refused('must be one array of objects: begin with "[".')
        sign = self._peek()
        if sign == "]":
            self._take()
        else:
            while True:
                yield self._object()
                sign = self._take()
                if sign == "]":
                    break
                if sign != ",":
                    raise self._refused('must have "," or "]" after an object.')
        if self._peek():
            raise self._refused("goes on after the end of the array. Leave one array.")

    def _object(self) -> _Raw:
        if self._peek() != "{":
            raise self._refused("must have an object here: one event in braces.")
        while True:
            try:
                pairs, end = self._decoder.raw_decode(self._held)
            except (ValueError, RecursionError):
                if len(self._held) > LONGEST_ROW or not self._more():
                    raise self._refused(
                        "has an object that is no JSON, or is longer than 64 KiB. Mend it."
                    ) from None
                continue
            break
        line = self._line
        self._drop(end)
        values = dict(pairs)
        if len(values) < len(pairs):
            raise DispatchFileRefused((DispatchFault(line, "", "names a key twice."),))
        unknown = sorted(values.keys() - set(COLUMNS))
        if unknown:
            words = f"is no column. Use {', '.join(COLUMNS)}."
            raise DispatchFileRefused((DispatchFault(line, unknown[0], words),))
        return _Raw(line, values)

    def _peek(self) -> str:
        """Return the next sign that is no blank; empty at the end."""
        while True:
            blanks = len(self._held) - len(self._held.lstrip(" \t\r\n"))
            self._drop(blanks)
            if self._held:
                return self._held[0]
            if not self._more():
                return ""

    def _take(self) -> str:
        sign = self._peek()
        self._drop(len(sign))
        return sign

    def _drop(self, length: int) -> None:
        self._line += self._held.count("\n", 0, length)
        self._held = self._held[length:]

    def _more(self) -> bool:
        piece = self._text.read(8192)
        self._held += piece
        return bool(piece)

    def _refused(self, words: str) -> DispatchFileRefused:
        return DispatchFileRefused((DispatchFault(self._line, "", words),))


def _row(raw: _Raw, latest: datetime) -> tuple[EventRow | None, list[DispatchFault]]:
    faults: list[DispatchFault] = []

    def fault(column: str, words: str) -> None:
        faults.append(DispatchFault(raw.line, column, words))

    texts = _texts(raw, fault)
    times = _times(raw, latest, fault)
    members = _members(raw.values.get("members"))
    if members is None:
        fault("members", f"must list at most {MOST_MEMBERS} names, each a short text.")
    elif any(find(member) for member in members):
        fault("members", _STATUS)
    received = times["received_at"]
    if faults or received is None or members is None:
        return None, faults
    return EventRow(
        number=texts["number"],
        code=texts["code"],
        district=texts["district"],
        place=texts["place"],
        received_at=received,
        dispatched_at=times["dispatched_at"],
        on_scene_at=times["on_scene_at"],
        cleared_at=times["cleared_at"],
        members=members,
    ), []


def _texts(raw: _Raw, fault: Fault) -> dict[str, str]:
    texts = {}
    for name, longest in TEXTS.items():
        value = raw.values.get(name)
        given = "" if value is None else value
        words = _fault_of_text(given, longest)
        if words:
            fault(name, words)
            continue
        texts[name] = str(given).strip()
        if name in REQUIRED and not texts[name]:
            fault(name, _EMPTY)
    if texts.get("number") and not _NUMBER.fullmatch(texts["number"]):
        fault("number", "may hold letters, digits and . _ : - alone. Write it so.")
    return texts


def _times(raw: _Raw, latest: datetime, fault: Fault) -> dict[str, datetime | None]:
    times: dict[str, datetime | None] = {}
    for name in TIMES:
        given = raw.values.get(name)
        times[name] = at = _moment(given)
        if given in (None, ""):
            if name in REQUIRED:
                fault(name, _EMPTY)
        elif at is None:
            fault(name, "is no time with its zone. Write 2026-03-03T21:14:05-06:00.")
        elif at > latest:
            fault(name, "has not come yet. Check the clock of the dispatch system.")
    received = times["received_at"]
    for name in TIMES[1:]:
        at = times[name]
        if received is not None and at is not None and at < received:
            fault(name, "lies before received_at. Check both.")
    return times


_EMPTY = "is empty. Every event has it."
_STATUS = (
    "seems to state somebody's immigration status, which is never recorded. Take the words out of "
    "the file."
)


def _fault_of_text(value: object, longest: int) -> str:
    """Return why a value cannot stand as a text of its column; empty where it can."""
    if not isinstance(value, str):
        return "must be a text, in quotes."
    if len(value.strip()) > longest:
        return f"is longer than {longest} characters. Shorten it."
    if _NO_TEXT.search(value.strip()):
        return "holds a sign that is no text. Take it out."
    return _STATUS if find(value) else ""


def _moment(value: object) -> datetime | None:
    """Return a time with its zone, of the one form that the format has; None for another."""
    if not isinstance(value, str) or len(value) < len("2026-03-03T21:14:05Z"):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return at if at.utcoffset() is not None and "T" in value else None


def _members(value: object) -> tuple[str, ...] | None:
    if value is None:
        return ()
    if not isinstance(value, list) or isinstance(value, _Pairs) or len(value) > MOST_MEMBERS:
        return None
    if not _all_short(value):
        return None
    return tuple(str(member).strip() for member in value)


def _all_short(values: Iterable[object]) -> bool:
    return all(
        isinstance(v, str) and 0 < len(v.strip()) <= MEMBER_LENGTH and not _NO_TEXT.search(v)
        for v in values
    )
