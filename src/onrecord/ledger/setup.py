"""Making a home's log: its key, its checkpoint store, and the checkpoint of the empty tree."""

from onrecord.ledger.checkpoint_store import Stored, make_store, read_store, store_stands
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import LedgerBehind, OriginRefused
from onrecord.ledger.keys import load_key, make_key_text
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import TEST_ORIGIN_PREFIX, Home
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError
from onrecord_proof.merkle import EMPTY_ROOT


def check_origin(origin: str) -> None:
    """Raise OriginRefused for an origin of another kind than the demo's."""
    if not origin.removeprefix(TEST_ORIGIN_PREFIX) or not origin.startswith(TEST_ORIGIN_PREFIX):
        raise OriginRefused(
            f"Origin {origin!r}: give one under {TEST_ORIGIN_PREFIX}, such as "
            f"{TEST_ORIGIN_PREFIX}example-city. Real origins are refused until the checks of G28 "
            "exist."
        )


def create_log(home: Home, origin: str) -> None:
    """Make the log of a home, under its permanent origin such as `demo.invalid/example-city`.

    Called again after an interruption it finishes what is missing. Raises OriginRefused for an
    origin of another kind than the demo's, or another than the home has, and LedgerBehind where
    a published log has lost its checkpoint store.
    """
    check_origin(origin)
    disk = Disk()
    folder = LogFolder(home.log)
    if not home.log_key.exists() and not folder.vkey_file.exists():
        try:
            text = make_key_text(origin)
        except ProofError as error:
            raise OriginRefused(f"Origin {origin!r}: {error.message}.") from error
        home.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        disk.replace(home.log_key, f"{text}\n".encode("ascii"), mode=0o600)
    key = load_key(home.log_key)
    if key.origin != origin:
        raise OriginRefused(
            f"This home's log is {key.origin} for good; {origin!r} needs a home of its own."
        )
    if not folder.vkey_file.exists():
        disk.replace(folder.vkey_file, f"{key.public.vkey()}\n".encode("ascii"))
    if not store_stands(home):
        if folder.checkpoint_file.exists():
            raise LedgerBehind(
                f"The checkpoint store is gone, but {folder.checkpoint_file} is published. "
                "Restore the store from a backup; a store made anew could fork the log."
            )
        empty = key.sign(Checkpoint(origin, 0, EMPTY_ROOT))
        make_store(home, Stored(0, EMPTY_ROOT, empty))
    stored = read_store(home).latest()
    if stored.size == 0 and not folder.checkpoint_file.exists():
        disk.replace(folder.checkpoint_file, stored.note)
