"""The log's keys: made by setup and by rotation, in files that the service's account alone reads.

`keys/log.key` is the newest. While an older one is being replaced, both sign: the older lies beside
it as `log-<key ID>.key`.
"""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.ledger.errors import LedgerBehind
from onrecord.storage.home import Home
from onrecord_proof import note
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError


@dataclass(frozen=True)
class LogKey:
    """The private key of a log, whose name is the log's origin, and those that sign beside it."""

    public: note.Key
    _seed: bytes = field(repr=False)
    others: tuple["LogKey", ...] = ()

    @property
    def origin(self) -> str:
        """The log's permanent name, such as `demo.invalid/example-city`."""
        return self.public.name

    @property
    def active(self) -> tuple[note.Key, ...]:
        """The public keys that sign, the newest first."""
        return (self.public, *(other.public for other in self.others))

    def sign(self, checkpoint: Checkpoint) -> bytes:
        """Return the signed note of a checkpoint of this log (C2SP tlog-checkpoint)."""
        signers = [(key.public, key._private().sign) for key in (self, *self.others)]  # noqa: SLF001 - our own class
        return note.sign(checkpoint.body(), signers)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._seed)


def make_key_text(origin: str) -> str:
    """Return the text of a new private key for a log of this origin; raise ProofError."""
    return note.encode_private(origin, Ed25519PrivateKey.generate().private_bytes_raw())


def stamp(home: Home) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a key file does: names, times and inodes."""
    found = ((path.name, path.stat()) for path in sorted(home.keys.glob("*.key")))
    return tuple((name, stat.st_mtime_ns, stat.st_ino) for name, stat in found)


def load_keys(home: Home) -> LogKey:
    """Read every key that signs for a home's log, or raise LedgerBehind."""
    newest = load_key(home.log_key)
    older = {key.public: key for key in map(load_key, sorted(home.keys.glob("log-*.key")))}
    older.pop(newest.public, None)
    beside = tuple(key for key in older.values() if key.origin == newest.origin)
    return LogKey(newest.public, newest._seed, beside)  # noqa: SLF001 - our own class


def load_key(path: Path) -> LogKey:
    """Read one private key of the log, or raise LedgerBehind."""
    try:
        public, seed = note.parse_private(path.read_text("ascii").removesuffix("\n"))
    except FileNotFoundError:
        raise LedgerBehind(
            f"The log's key {path} is gone. Restore it from the copy made at setup; without it "
            "this log can sign nothing more. If no copy is left: `onrecord log succeed`."
        ) from None
    except (ProofError, UnicodeDecodeError) as error:
        raise LedgerBehind(
            f"The log's key {path} is damaged ({error}). Restore it from the copy made at setup."
        ) from error
    return LogKey(public, seed)
