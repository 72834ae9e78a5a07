"""The log's key: made once by setup, kept in a file that the service's account alone reads."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.ledger.errors import LedgerBehind
from onrecord_proof import note
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError


@dataclass(frozen=True)
class LogKey:
    """The private key of a log, whose name is the log's origin."""

    public: note.Key
    _seed: bytes = field(repr=False)

    @property
    def origin(self) -> str:
        """The log's permanent name, such as `demo.invalid/example-city`."""
        return self.public.name

    def sign(self, checkpoint: Checkpoint) -> bytes:
        """Return the signed note of a checkpoint of this log (C2SP tlog-checkpoint)."""
        private = Ed25519PrivateKey.from_private_bytes(self._seed)
        return note.sign(checkpoint.body(), [(self.public, private.sign)])


def make_key_text(origin: str) -> str:
    """Return the text of a new private key for a log of this origin; raise ProofError."""
    return note.encode_private(origin, Ed25519PrivateKey.generate().private_bytes_raw())


def load_key(path: Path) -> LogKey:
    """Read the log's private key, or raise LedgerBehind."""
    try:
        public, seed = note.parse_private(path.read_text("ascii").removesuffix("\n"))
    except FileNotFoundError:
        raise LedgerBehind(
            f"The log's key {path} is gone. Restore it from the copy made at setup; without it "
            "this log can sign nothing more."
        ) from None
    except (ProofError, UnicodeDecodeError) as error:
        raise LedgerBehind(
            f"The log's key {path} is damaged ({error}). Restore it from the copy made at setup."
        ) from error
    return LogKey(public, seed)
