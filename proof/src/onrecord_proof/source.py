"""Where a log is read from: a folder on this machine, or a URL. Neither is trusted.

A path is relative to the log's prefix, such as `checkpoint` or `tile/0/x001/067`: segments of
`A-Z a-z 0-9 . _ -` joined by `/`, none of which begins with a full stop. Nothing else is asked
of a file system or a network, so that no path leads out of the log.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from onrecord_proof import http
from onrecord_proof.errors import ProofError

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_GONE = frozenset({404, 410})
_OK = 200


class SourceError(OSError):
    """The log's file is there, but is not what a log may have: a link, or too large."""


class NotThereError(SourceError):
    """The log has no such file."""


class Source(Protocol):
    """The files of one log, wherever they lie."""

    def read(self, path: str, limit: int) -> bytes:
        """Return a file of at most `limit` bytes, whole.

        Raises NotThereError where the log has none, and OSError for whatever else is in the way:
        a file that is larger, a network that is down.
        """


class Folder:
    """A log in a folder of this machine. Links are not followed: a log is plain files."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        if not self.root.is_dir():
            raise NotThereError(f"there is no folder {str(root)!a}")

    def __str__(self) -> str:
        return str(self.root)

    def read(self, path: str, limit: int) -> bytes:
        """Return a file of at most `limit` bytes, as Source.read has it."""
        _check_path(path)
        place = self.root / path
        try:
            if os.path.realpath(place, strict=True) != str(place):
                raise SourceError(f"{place} is, or lies behind, a link; a log is plain files")
            data = _read_plain(place, limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            raise NotThereError(f"{place} is not there") from None
        if len(data) > limit:
            raise SourceError(f"{place} has more than {limit} bytes")
        return data

    def paths(self, under: str) -> Iterator[str]:
        """Yield the path of every file below a folder of the log, in order; none if it is absent.

        Whatever is neither file nor folder is yielded too: read refuses it.
        """
        place = self.root / under
        if not place.is_dir() or place.is_symlink():
            return
        with os.scandir(place) as found:
            entries = sorted((one.name, one.is_dir(follow_symlinks=False)) for one in found)
        for name, is_folder in entries:
            if is_folder:
                yield from self.paths(f"{under}/{name}")
            else:
                yield f"{under}/{name}"


class Web:
    """A log behind an http or https URL; redirects are not followed."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        """Take the URL under which `checkpoint` lies, and the seconds to wait for each answer.

        Raises ProofError for a text that is no such URL.
        """
        http.check_url(url)
        if "?" in url or "#" in url:
            raise ProofError("url", f"{url!r} has a query or a fragment; name the log's folder")
        self.url = url.rstrip("/") + "/"
        self._timeout = timeout

    def __str__(self) -> str:
        return self.url

    def read(self, path: str, limit: int) -> bytes:
        """Return a file of at most `limit` bytes, as Source.read has it."""
        _check_path(path)
        answer = http.request(self.url + path, timeout=self._timeout, limit=limit)
        if answer.status in _GONE:
            raise NotThereError(f"{self.url}{path} is not there (status {answer.status})")
        if answer.status != _OK:
            raise http.HttpError(f"{self.url}{path} answers with status {answer.status}, not 200")
        return answer.body


def open_source(text: str) -> Folder | Web:
    """Return the source that a text names: a URL if it has `://`, else a folder.

    Raises ProofError for a wrong URL, and NotThereError where there is no such folder.
    """
    return Web(text) if "://" in text else Folder(Path(text))


def _check_path(path: str) -> None:
    if not _PATH.fullmatch(path):
        raise SourceError(f"{path[:100]!a} is no path of a log's file")


def _read_plain(place: Path, most: int) -> bytes:
    """Return the first `most` bytes of a plain file; a link in its place is refused."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(place, flags | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceError(f"{place} is no plain file")
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(most)
