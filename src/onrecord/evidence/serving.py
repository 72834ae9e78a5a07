"""Ranges of an exhibit's bytes over HTTP (RFC 9110 section 14): pure, headers in, a plan out.

The rules, in the order in which they are asked:

1. A Range header is heard with GET only, and with If-Range only where that is our own strong
   entity tag, which is the exhibit's digest; otherwise the whole is sent (200).
2. A unit other than bytes, a malformed range, or several ranges: the header is ignored, as
   section 14.2 allows, and the whole is sent (200). Players ask for one range.
3. A range that begins past the end, or an empty suffix: 416, with the size.
4. A range with both ends, or a suffix: 206 with what was asked for, cut at the end.
5. A range without an end: 206 with at most OPEN_ENDED bytes, so that a paused player holds no
   thread. Players ask again from where it stopped.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

OPEN_ENDED = 8 * 1024 * 1024
"""Bytes in answer to a range without an end."""

INLINE = frozenset(
    {
        "audio/flac",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
        "video/mp4",
        "video/ogg",
        "video/quicktime",
        "video/webm",
    }
)
"""Media types that a browser shows without running anything; others are offered as a file."""

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,19})-(\d{0,19})[ \t]*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Plan:
    """What to answer: a status, headers, and the bytes from `start` up to `stop` (exclusive)."""

    status: int
    headers: Mapping[str, str]
    start: int
    stop: int

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return self.stop - self.start


@dataclass(frozen=True)
class Served:
    """A plan under way: the body comes in blocks, read as they are sent.

    Hand `blocks` itself to the response: the server closes it when the client has gone.
    """

    status: int
    headers: Mapping[str, str]
    blocks: Iterator[bytes]


def entity_tag(sha256: str) -> str:
    """Return the strong entity tag of bytes with this digest (RFC 9110 section 8.8.3)."""
    return f'"{sha256}"'


def plan(
    *,
    size: int,
    sha256: str,
    media_type: str,
    file_name: str,
    method: str = "GET",
    range_header: str | None = None,
    if_range: str | None = None,
    attachment: bool = False,
) -> Plan:
    """Plan the answer to one request for an exhibit's bytes.

    `size` in bytes. `file_name` is ours, ASCII. `attachment` makes a browser save, not show.
    """
    tag = entity_tag(sha256)
    shown = media_type in INLINE and not attachment
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Cache-Control": "private, no-store",  # footage does not stay in a browser's cache
        "Content-Type": media_type,
        "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{file_name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    start, stop, status = 0, size, 200
    heard = method == "GET" and (if_range is None or if_range.strip() == tag)
    asked = _RANGE.fullmatch(range_header.strip()) if range_header and heard else None
    if asked is not None:
        found = _bounds(asked.group(1), asked.group(2), size)
        if found is None:
            headers["Content-Range"] = f"bytes */{size}"
            start, stop, status = 0, 0, 416
        elif found != IGNORED:
            start, stop = found
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
            status = 206
    headers["Content-Length"] = str(stop - start)
    if method == "HEAD":
        stop = start
    return Plan(status=status, headers=headers, start=start, stop=stop)


IGNORED = (-1, -1)


def _bounds(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Return start and stop; None where no byte is in the range, IGNORED where it is malformed."""
    if not first and not last:
        return IGNORED
    if not first:
        wanted = min(int(last), size)
        return (size - wanted, size) if wanted else None
    start = int(first)
    if last and int(last) < start:
        return IGNORED
    if start >= size:
        return None
    stop = int(last) + 1 if last else start + OPEN_ENDED
    return start, min(stop, size)


def serve(planned: Plan, open_range: Callable[[int, int], Iterator[bytes]]) -> Served:
    """Open the bytes of a plan; `open_range` takes start and stop (exclusive)."""
    blocks = open_range(planned.start, planned.stop) if planned.length else iter(())
    return Served(status=planned.status, headers=planned.headers, blocks=blocks)
