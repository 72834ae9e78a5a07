"""Public implementations in Go that run beside ours: whether they can, building and running them.

They are built from the pinned modules in `benchmarks/peers/`, which only call public interfaces.
"""

import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

PEERS = Path(__file__).resolve().parents[1] / "peers"
FSCK = "github.com/transparency-dev/tessera/cmd/fsck"
LEAST = (1, 25)
_BUILD_SECONDS = 300


class NoPeerError(Exception):
    """A peer cannot be built here; the text says why."""


@cache
def go() -> str:
    """Return the Go command, or raise NoPeerError."""
    found = shutil.which("go")
    if found is None:
        raise NoPeerError("Go is not installed here; 1.25 or newer builds the peers")
    said = subprocess.run([found, "env", "GOVERSION"], capture_output=True, text=True, check=False)  # noqa: S603 - Go itself
    version = re.match(r"go(\d+)\.(\d+)", said.stdout)
    if version is None or tuple(map(int, version.groups())) < LEAST:
        raise NoPeerError(f"Go 1.25 or newer builds the peers; here is {said.stdout.strip()!r}")
    return found


def build(module: str, folder: Path, package: str = ".") -> Path:
    """Build a package of a peer's module (`tessera` or `witness`); return the program.

    Raises NoPeerError where Go is missing or too old, or its modules cannot be had.
    """
    target = folder / (package.rpartition("/")[2] if package != "." else module)
    try:
        built = subprocess.run(  # noqa: S603 - Go, on our own module
            [go(), "build", "-mod=readonly", "-o", str(target), package],
            cwd=PEERS / module,
            capture_output=True,
            text=True,
            check=False,
            timeout=_BUILD_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NoPeerError(f"Go did not build {module} within {_BUILD_SECONDS} s") from None
    if built.returncode != 0:
        words = built.stderr.strip().splitlines() or ["it said nothing"]
        raise NoPeerError(f"Go could not build {module}: {words[-1]}")
    return target


def version(program: Path) -> str:
    """Return what a peer's program says of its version."""
    said = subprocess.run([str(program), "version"], capture_output=True, text=True, check=True)  # noqa: S603 - built above
    return said.stdout.strip()


class TesseraLog:
    """Tessera's POSIX log in a process of its own, which appends one batch when asked."""

    def __init__(self, program: Path, folder: Path, batch: int) -> None:
        self._words = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in `end`
        self._process = subprocess.Popen(  # noqa: S603 - built above
            [str(program), "append", str(folder), str(batch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            text=True,
        )

    def append(self) -> float:
        """Append one batch; return the seconds until it was sequenced and integrated."""
        assert self._process.stdin is not None  # noqa: S101 - it was asked for above
        assert self._process.stdout is not None  # noqa: S101 - likewise
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._words.seek(0)
            raise SystemExit(f"Tessera's log ended early: {self._words.read()[-500:]}")
        return int(line) / 1e9

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()
        self._words.close()


def fsck(program: Path, log: Path, url: str = "") -> tuple[bool, str]:
    """Check an exported log with Tessera's fsck; return whether it holds, and what it said.

    It is read from its folder, or from the URL at which its files are served.

    The program ends with 0 either way: its words say what it found.
    """
    said = subprocess.run(  # noqa: S603 - built above
        [
            str(program),
            "-ui=false",
            "-N=8",  # with one worker it never ends once a tile has differed
            f"-storage_url={url or f'file://{log}/'}",
            f"-public_key={log / 'log.vkey'}",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=_BUILD_SECONDS,
    )
    words = said.stderr
    return "Successfully fsck'd" in words and "fsck failed" not in words, words
