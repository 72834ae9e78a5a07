"""The witness's folder and its key: made once by setup, read by whoever serves.

    DIR/witness.key       the private key, a C2SP note key text of type 0x04, mode 0600
    DIR/witness.sqlite3   the store: the logs' keys, and the last checkpoint of each
    DIR/witness.lock      held while the witness is set up or serves

A folder is a witness's once the key is in it, which setup writes last.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.witness.errors import WitnessFolderRefused
from onrecord_proof import cosignature, note
from onrecord_proof.errors import ProofError

_MODE = 0o600


@dataclass(frozen=True)
class WitnessKey:
    """The private key of a witness; it signs in constant time."""

    public: note.Key
    _seed: bytes = field(repr=False)

    def cosign(self, text: str, seconds: int) -> note.Signature:
        """Return the line that cosigns a checkpoint's text at a time (POSIX seconds, not 0)."""
        private = Ed25519PrivateKey.from_private_bytes(self._seed)
        payload = cosignature.sign(private.sign, seconds, text)
        return note.Signature(self.public.name, self.public.key_id, payload)


def key_file(folder: Path) -> Path:
    """Return where the private key of a witness lies."""
    return folder / "witness.key"


def store_file(folder: Path) -> Path:
    """Return where the store of a witness lies."""
    return folder / "witness.sqlite3"


def make(folder: Path, name: str, make_store: Callable[[Path], object]) -> WitnessKey:
    """Make a witness of this name in a new or empty folder, and return its key.

    `make_store` makes the store at a path. What a crash left of an earlier attempt is begun anew.
    Raises WitnessFolderRefused, and changes nothing, for a folder that holds something else or a
    name that no key may have.
    """
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    try:
        text = note.encode_private(name, seed, note.COSIGNATURE)
    except ProofError as error:
        raise WitnessFolderRefused(
            f"{name!r} cannot be a witness's name: {error.message}. Give one such as "
            "witness.example/newspaper."
        ) from None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_empty(folder)
        with exclusive(folder):
            _require_empty(folder)
            store_file(folder).unlink(missing_ok=True)
            make_store(store_file(folder))
            _write_key(key_file(folder), f"{text}\n".encode())
    except OSError as error:
        raise WitnessFolderRefused(
            f"{folder} cannot be used ({error.strerror}). Name a folder that you may write in."
        ) from error
    return load(folder)


def load(folder: Path) -> WitnessKey:
    """Read the key of a witness's folder, or raise WitnessFolderRefused."""
    try:
        text = key_file(folder).read_text("utf-8").removesuffix("\n")
        public, seed = note.parse_private(text)
    except (FileNotFoundError, NotADirectoryError):
        raise WitnessFolderRefused(
            f"{folder} is no witness's folder. Make one: `onrecord witness setup DIR --name NAME`."
        ) from None
    except (OSError, UnicodeDecodeError, ProofError) as error:
        raise WitnessFolderRefused(
            f"{key_file(folder)} cannot be read ({error}). Restore it from a copy; a new key is a "
            "new witness."
        ) from error
    if public.kind != note.COSIGNATURE:
        raise WitnessFolderRefused(f"{key_file(folder)} is not the key of a witness (type 0x04).")
    return WitnessKey(public, seed)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold a witness's folder, or raise WitnessFolderRefused at once."""
    try:
        descriptor = os.open(folder / "witness.lock", os.O_RDWR | os.O_CREAT, _MODE)
    except OSError as error:
        raise WitnessFolderRefused(f"{folder} cannot be used ({error.strerror}).") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WitnessFolderRefused(
                f"{folder} is in use by another witness process. Stop that one first."
            ) from None
        yield
    finally:
        os.close(descriptor)


def _require_empty(folder: Path) -> None:
    """Refuse a folder that holds more than what an interrupted setup leaves."""
    remains = {"witness.lock", "witness.sqlite3", "witness.sqlite3-journal", ".witness.key.new"}
    other = sorted(path.name for path in folder.iterdir() if path.name not in remains)
    if key_file(folder).name in other:
        raise WitnessFolderRefused(f"{folder} is a witness's folder already; its key stays.")
    if other:
        raise WitnessFolderRefused(f"{folder} holds {other[0]!r}. Name a new or empty folder.")


def _write_key(path: Path, data: bytes) -> None:
    """Put the key in its place, durably, at once."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
