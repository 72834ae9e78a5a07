"""The checkpoint store in S3: one object, replaced only while it is the version that was read.

Everything rests on the service's honouring If-Match, which not every service does. So it is proved
before the store is written (`prove_fit`), and a service that fails is refused.
If-None-Match is not used: there are services that ignore it. The object is made by setup alone.
"""

import json
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from onrecord.ledger.checkpoint_store import Prove, Stored, check_extends
from onrecord.ledger.errors import CheckpointConflict, LedgerBehind, StoreUnfit
from onrecord.storage.s3 import Address, Held, S3Away, S3Object

FORMAT = "onrecord-checkpoint-store/1"
TRIES = 3  # of a write whose answer was lost
ROUNDS = 4  # of two writers at once, in the proof

Open = Callable[[Address], S3Object]


class S3CheckpointStore:
    """One object that holds one checkpoint. `opening` makes the object's client."""

    def __init__(self, address: Address, opening: Open = S3Object) -> None:
        self._address = address
        self._opening = opening
        self._object = opening(address)

    def __str__(self) -> str:
        return str(self._address)

    @classmethod
    def create(
        cls, address: Address, first: Stored, opening: Open = S3Object
    ) -> "S3CheckpointStore":
        """Return the store, once `make` has made it."""
        store = cls(address, opening)
        store.make(first)
        return store

    def make(self, first: Stored) -> None:
        """Make the object; only setup does this, and only where none stands.

        Raises FileExistsError where one does, StoreUnfit, and S3Away.
        """
        self.prove_fit()
        if self.stands():
            raise FileExistsError(f"{self} holds a checkpoint already.")
        self._object.put(_encode(first))
        if self.latest() != first:
            raise CheckpointConflict(f"{self} was made by another setup at the same moment.")

    def stands(self) -> bool:
        """Say whether the object is there; raise S3Away."""
        return self._object.get() is not None

    def latest(self) -> Stored:
        """Return the checkpoint; raise LedgerBehind where it is gone, S3Away without an answer."""
        return self._read()[1]

    def swap(self, expected: Stored, fresh: Stored, prove: Prove) -> None:  # noqa: ARG002 - the bucket is ours
        """Put `fresh` in the place of `expected`; see `CheckpointStore.swap`.

        A write whose answer is lost is read back, and repeated on the same condition: it is stored
        once or not at all. Raises S3Away where that stays unknown; nothing else is lost by it.
        """
        held, stored = self._read()
        if stored != expected:
            raise _conflict(stored, expected)
        check_extends(stored, fresh)
        data = _encode(fresh)  # bears a number of its own, so that it is known when read back
        lost: S3Away | None = None
        for _ in range(TRIES):
            try:
                if self._object.put(data, if_match=held.etag):
                    return
                # Refused: by another's write, or by an earlier one of ours whose answer was lost.
                now, stored = self._read()
                if now.data == data:
                    return
                if now.etag != held.etag:
                    raise _conflict(stored, expected)
            except S3Away as error:
                lost = error
        why = lost or "refused, and yet nothing changed"
        raise S3Away(f"Whether the swap was stored is not known: {why}")

    def prove_fit(self) -> None:
        """Show, on an object that goes again, that If-Match is honoured; raise StoreUnfit.

        1. A write on a wrong condition is refused and changes nothing.
        2. A write on the right condition is stored, and read at once.
        3. A write on the condition that was right before is refused.
        4. Of two writes at once on one condition exactly one is stored, and it is the one read.
        """
        name = f"{self._address.key}.probe-{secrets.token_hex(8)}"
        probe = self._opening(replace(self._address, key=name))
        try:
            self._prove(probe)
        finally:
            with suppress(S3Away):  # it is small, and nobody reads it
                probe.delete()

    def _prove(self, probe: S3Object) -> None:
        probe.put(b"first")
        first = self._seen(probe, b"first", "a write is not read back")
        if probe.put(b"forged", if_match='"00000000000000000000000000000000"'):
            raise self._unfit("it stored a write whose If-Match was wrong")
        self._seen(probe, b"first", "it changed the object though it refused the write")
        if not probe.put(b"second", if_match=first.etag):
            raise self._unfit("it refused a write whose If-Match was right")
        second = self._seen(probe, b"second", "a conditional write is not read back")
        if second.etag == first.etag:
            raise self._unfit("two versions have one ETag")
        if probe.put(b"late", if_match=first.etag):
            raise self._unfit("it stored a write whose If-Match was of an older version")
        held = self._seen(probe, b"second", "it changed the object though it refused the write")
        other = self._opening(probe.address)
        other.get()  # the way there is open before the two begin
        for number in range(ROUNDS):
            held = self._race(probe, other, held, number)

    def _race(self, probe: S3Object, other: S3Object, held: Held, number: int) -> Held:
        """Write twice at once on one condition; return what stands afterwards."""
        start = threading.Barrier(2)
        stored: list[bytes] = []
        failed: list[Exception] = []

        def write(writer: S3Object, data: bytes) -> None:
            start.wait()
            try:
                if writer.put(data, if_match=held.etag):
                    stored.append(data)
            except Exception as error:  # noqa: BLE001 - raised again below
                failed.append(error)

        writers = [
            threading.Thread(target=write, args=[writer, b"%d of round %d" % (which, number)])
            for which, writer in enumerate((probe, other))
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        for error in failed:
            raise error
        if len(stored) != 1:
            raise self._unfit(f"of two writes at once on one If-Match it stored {len(stored)}")
        return self._seen(probe, stored[0], "the write that it stored is not the one read back")

    def _seen(self, probe: S3Object, data: bytes, fault: str) -> Held:
        for _ in range(TRIES):  # a copy that lags may answer one reading, and not the next
            held = probe.get()
            if held is None or held.data != data:
                raise self._unfit(fault)
        return held  # type: ignore[return-value] # the loop ran

    def _unfit(self, fault: str) -> StoreUnfit:
        return StoreUnfit(
            f"{self._address} cannot keep checkpoints: {fault}. A log kept there could fork. Use a "
            "service with conditional writes, or leave ONRECORD_CHECKPOINT_STORE out."
        )

    def _read(self) -> tuple[Held, Stored]:
        held = self._object.get()
        if held is None:
            raise LedgerBehind(
                f"The checkpoint store {self._address} is gone. Restore the object's newest "
                "version; a store made anew could fork the log."
            )
        return held, self._decode(held.data)

    def _decode(self, data: bytes) -> Stored:
        try:
            told = json.loads(data)
            known = told["format"] == FORMAT
            stored = Stored(told["size"], bytes.fromhex(told["root"]), told["note"].encode("utf-8"))
        except (ValueError, KeyError, TypeError, AttributeError):
            known, stored = False, Stored(0, b"", b"")
        if not known:
            raise LedgerBehind(
                f"The checkpoint store {self._address} holds something that is no checkpoint of "
                "ours. Restore the object's newest version."
            )
        return stored


def _encode(stored: Stored) -> bytes:
    """Return an object's bytes; no two are the same, so that each write has an ETag of its own."""
    told = {
        "format": FORMAT,
        "size": stored.size,
        "root": stored.root.hex(),
        "note": stored.note.decode("utf-8"),
        "write": secrets.token_hex(16),
    }
    return f"{json.dumps(told, indent=1, ensure_ascii=False)}\n".encode()


def _conflict(stored: Stored, expected: Stored) -> CheckpointConflict:
    return CheckpointConflict(
        f"The checkpoint store holds size {stored.size}, not size {expected.size}: another "
        "sequencer has published. Stop one of the two."
    )
