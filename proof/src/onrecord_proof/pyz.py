"""verify.pyz: this package as one file that any Python 3.11 runs, with the same bytes each time.

The archive is stored, not compressed (compressors differ), its files ascend by name and bear one
time, so that equal sources give equal bytes, and the file in a packet can be compared with one
built from the published source.
"""

import io
import zipfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

PACKAGE = "onrecord_proof"

MAIN = """\
import sys

if sys.version_info < (3, 11):
    sys.exit("verify.pyz needs Python 3.11 or newer; this is " + sys.version.split()[0])

from pathlib import Path

from onrecord_proof.__main__ import main

sys.exit(main(beside=Path(__file__).resolve().parent.parent))
"""

_SHEBANG = b"#!/usr/bin/env python3\n"
_TIME = (1980, 1, 1, 0, 0, 0)


def content() -> bytes:
    """Return the bytes of verify.pyz."""
    sources = {f"{PACKAGE}/{name}": data for name, data in _sources(files(PACKAGE))}
    sources["__main__.py"] = MAIN.encode()
    buffer = io.BytesIO()
    buffer.write(_SHEBANG)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        for name in sorted(sources):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, sources[name])
    return buffer.getvalue()


def build(path: Path) -> None:
    """Write verify.pyz, executable."""
    path.write_bytes(content())
    path.chmod(0o755)


def _sources(folder: Traversable) -> list[tuple[str, bytes]]:
    """Names and bytes of the package's Python files; the package has no folders."""
    return [
        (entry.name, entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".py")
    ]
