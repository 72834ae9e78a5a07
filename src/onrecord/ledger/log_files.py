"""What the published log holds beside its tiles, and under which names.

`checkpoint`, `log.vkey`, `policy.txt`; `keys/<4 digits>.tlog-proof`, the links of the key chain;
`timestamp/<size>/checkpoint.txt` and `timestamp/<size>/<authority>.tsr`, RFC 3161 tokens.
"""

import re
from collections.abc import Iterator
from pathlib import Path

TIMESTAMPS = "timestamp"
TEXT_FILE = "checkpoint.txt"
TOKEN_SUFFIX = ".tsr"  # noqa: S105 - a file's ending
_SIZE = r"(0|[1-9][0-9]{0,18})"
_LASTING = re.compile(
    rf"keys/[0-9]{{4}}\.tlog-proof|{TIMESTAMPS}/{_SIZE}/"
    rf"(?:checkpoint\.txt|[a-z0-9](?:[a-z0-9-]{{0,38}}[a-z0-9])?\.tsr)"
)


def is_lasting(name: str) -> bool:
    """Say whether a name is of a key link, a stamped text or a token: files that never change."""
    return _LASTING.fullmatch(name) is not None


def lasting_files(root: Path, size: int) -> Iterator[str]:
    """Yield the names of such files in a published log, those of tokens up to a tree size."""
    for folder in ("keys", TIMESTAMPS):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            match = _LASTING.fullmatch(name)
            if match and path.is_file() and int(match[1] or 0) <= size:
                yield name
