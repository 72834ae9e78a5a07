"""The files of a log's keys, and how they move when a key is replaced; each move may be done again.

1. `keys/next-<ID>.key`: a key that was made; it counts for nothing until an entry names it.
2. Named by an entry, it becomes `keys/log.key`; the former moves to `keys/log-<ID>.key`, and both
   sign (`promote`).
3. Retired by an entry that is published, the former's file goes (`remove`).

`log-keys.txt` in the home lists every public key that the log ever had, the newest first.
"""

import json
import tomllib
from pathlib import Path

from onrecord.ledger.disk import Disk
from onrecord.ledger.keys import LogKey, load_key, make_key_text
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, note
from onrecord_proof.checkpoint import Checkpoint


def prepare(home: Home, origin: str) -> LogKey:
    """Make a new key that counts for nothing yet; drop those that never came to count."""
    for leftover in home.keys.glob("next-*.key"):
        leftover.unlink()
    text = make_key_text(origin)
    public, _ = note.parse_private(text)
    path = _next(home, public.key_id.hex())
    Disk().write(path, f"{text}\n".encode("ascii"), mode=0o600)
    return load_key(path)


def promote(home: Home, key_id: str) -> None:
    """Make a prepared key (8 hex digits) the newest one; the former signs beside it.

    Nothing happens for a key that was promoted before.
    """
    prepared, disk = _next(home, key_id), Disk()
    if prepared.exists():
        if home.log_key.exists():
            former = _beside(home, load_key(home.log_key).public.key_id.hex())
            if not former.exists():
                disk.link(home.log_key, former)
                disk.sync(home.keys)
        prepared.replace(home.log_key)
        disk.sync(home.keys)
    elif not home.log_key.exists():
        return  # it was promoted once and is lost; the successor's turn comes after it
    newest = load_key(home.log_key).public
    if newest.key_id.hex() != key_id:
        return
    vkey = f"{newest.vkey()}\n".encode("ascii")
    known = known_vkeys(home)
    if known[0] != newest.vkey():
        listed = "".join(f"{key}\n" for key in (newest.vkey(), *known))
        disk.replace(_listed(home), listed.encode("ascii"))
    if LogFolder(home.log).vkey_file.read_bytes() != vkey:
        disk.replace(LogFolder(home.log).vkey_file, vkey)
    if home.record().origin != newest.name:
        _change_origin(home, newest.name)


def remove(home: Home, key_id: str) -> None:
    """Remove a retired private key; its public half stays listed."""
    path = _beside(home, key_id)
    if path.exists():
        path.unlink()
        Disk().sync(home.keys)


def known_vkeys(home: Home) -> tuple[str, ...]:
    """Return every public key that the log ever had, the newest first."""
    path = _listed(home)
    if not path.exists():
        return (LogFolder(home.log).key().vkey(),)
    return tuple(dict.fromkeys(path.read_text("ascii").split()))


def open_own(home: Home, signing: LogKey, data: bytes) -> Checkpoint:
    """Return the checkpoint that a key of this log has signed, or of the log that it succeeds.

    Raises ProofError for any other note.
    """
    known = {note.parse_vkey(vkey) for vkey in known_vkeys(home)}
    origin = checkpoint.parse(note.parse(data).text).origin
    keys = [key for key in known.union(signing.active) if key.name == origin]
    return checkpoint.open_checkpoint(data, origin if keys else signing.origin, *keys)


def _change_origin(home: Home, origin: str) -> None:
    """Write the successor's origin into `home.toml`, where it stands once for a log's life."""
    table = {**tomllib.loads(home.record_file.read_text("utf-8")), "origin": origin}
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in table.items()]
    Disk().replace(home.record_file, "".join(lines).encode(), mode=0o600)


def _listed(home: Home) -> Path:
    return home.root / "log-keys.txt"


def _next(home: Home, key_id: str) -> Path:
    return home.keys / f"next-{key_id}.key"


def _beside(home: Home, key_id: str) -> Path:
    return home.keys / f"log-{key_id}.key"
