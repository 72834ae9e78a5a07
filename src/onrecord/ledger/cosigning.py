"""What the sequencer asks of witnesses: that none is ahead, and that they cosign what comes out."""

from typing import Protocol

from onrecord.ledger.checkpoint_store import Prove, Stored


class Cosigners(Protocol):
    """The witnesses of a home, or none."""

    def ahead(self, stored: Stored, prove: Prove) -> None:
        """Raise LedgerBehind where a witness knows a larger tree than the store, or another."""
        ...

    def cosign(self, note: bytes, prove: Prove) -> bytes:
        """Return the checkpoint with the witnesses' lines after the log's.

        Raises QuorumMissing where the home's policy wants more of them than answered.
        """
        ...


class NoCosigners:
    """A home without witnesses: the log's word alone."""

    def ahead(self, stored: Stored, prove: Prove) -> None:
        """Ask nobody."""

    def cosign(self, note: bytes, prove: Prove) -> bytes:  # noqa: ARG002 - nobody wants a proof
        """Return the checkpoint as it is."""
        return note
