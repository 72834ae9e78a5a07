"""What lies beside the tables: the checkpoint, its store, the key, and the files of the log."""

import time
from collections.abc import Container, Iterator
from pathlib import Path

from django.db import DatabaseError, connection

from onrecord.ledger import key_files, keys, triggers
from onrecord.ledger.audit.findings import Cursor, Finding, Progress, Steps
from onrecord.ledger.audit.job import Job, own_keys
from onrecord.ledger.checkpoint_store import Stored, read_store
from onrecord.ledger.errors import LedgerError, TriggersMissing
from onrecord.ledger.log_files import TIMESTAMPS, TOKEN_SUFFIX
from onrecord.ledger.queries import policy_text
from onrecord.ledger.recompute.piece import DIFFERS, IS_MISSING
from onrecord.ledger.tiles import LogFolder, Published
from onrecord.ledger.tokens import timestamps
from onrecord.storage.home import HomeError
from onrecord_proof import keychain, note, policy, tile
from onrecord_proof.errors import ProofError

_TRIES = 5  # a publication may be under way between two readings
_PAUSE_SECONDS = 0.2
_LEFT_OVER_SECONDS = 3_600
_POLICY = "policy.txt"
_AT_ONCE = 500
_END = "~"  # after every name


def audit_places(job: Job, cursor: Cursor) -> Steps:
    """Check checkpoint, store, key, policy, triggers and references."""
    if cursor:
        return
    job.result.add(*_check_key(job), *_check_store(job), *_check_policy(job))
    job.result.add(*_check_timestamps(), *_check_key_chain(job))
    job.result.add(*_check_staging(job), *_check_database())
    yield Progress("Checkpoint, key and database", 1, 1), {"done": 1}


def audit_files(job: Job, cursor: Cursor) -> Steps:
    """Check the tiles and bundles that were published before they were full, or are beyond."""
    if job.head is None or job.since is not None:
        return
    after, done = str(cursor.get("after", "")), int(str(cursor.get("done", 0)))
    if after == _END:
        return
    files = {str(p.relative_to(job.home.log)): p for p in (job.home.log / "tile").rglob("*")}
    for name, path in sorted(files.items()):
        if name <= after or path.is_dir():
            continue
        job.result.add(*_check_file(job, job.head, path, name))
        job.result.add(*_check_pair(job.head, name, files))
        done += 1
        if done % _AT_ONCE == 0:
            yield Progress("Files of the log", done, 0), {"after": name, "done": done}
    yield Progress("Files of the log", done, done), {"after": _END, "done": done}


def _check_key(job: Job) -> Iterator[Finding]:
    """Check that the public key is that of the private one, which signs."""
    folder = LogFolder(job.home.log)
    try:
        signing = keys.load_keys(job.home)
        if folder.vkey_file.read_bytes() != f"{signing.public.vkey()}\n".encode("ascii"):
            yield Finding("log", folder.vkey_file.name, "", "is not the key that signs")
        if signing.origin != job.home.record().origin:
            words = f"says another origin than the key, {signing.origin}"
            yield Finding("home", job.home.record_file.name, "origin", words)
    except (LedgerError, OSError) as error:
        yield Finding("log", folder.vkey_file.name, "", str(error))


def _check_store(job: Job) -> Iterator[Finding]:
    """Check that the store's checkpoint is signed, and the published one is it or an earlier."""
    try:
        stored = read_store(job.home).latest()
        said = key_files.open_own(job.home, keys.load_keys(job.home), stored.note)
    except (ProofError, LedgerError) as error:
        yield Finding("checkpoint store", "", "note", str(error))
        return
    if (said.size, said.root) != (stored.size, stored.root):
        field = "size" if said.size != stored.size else "root"
        yield Finding("checkpoint store", "", field, "is not that of its note")
        return
    if job.head is not None:
        yield from _check_published(job, stored)


def _check_published(job: Job, stored: Stored) -> Iterator[Finding]:
    """Compare the published checkpoint with the stored one: the same, with cosignatures."""
    published = _settled(job, stored)
    if published is None:
        return  # it was a finding already
    if stored.size < published.size or (
        stored.size == published.size and stored.root != published.root
    ):
        words = f"size {stored.size} is not the published log's"
        yield Finding("checkpoint store", "", "", words)
        return
    if stored.size == published.size and not published.note.startswith(stored.note):
        yield Finding("log", "checkpoint", "", "is not the one in the checkpoint store")
    try:
        trusted = policy.parse(policy_text())
        known = [*own_keys(job.home), *(one.key for one in trusted.witnesses.values())]
        note.verify(note.parse(published.note), known, strict=True)
    except (ProofError, LedgerError) as error:
        yield Finding("log", "checkpoint", "", f"bears a line that does not stand: {error}")


def _settled(job: Job, stored: Stored) -> Published | None:
    """Return the published checkpoint once it is not in the middle of being replaced."""
    published = None
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        try:
            published = LogFolder(job.home.log).published()
        except (LedgerError, HomeError):
            return None
        if stored.size >= published.size:
            break
        stored = read_store(job.home).latest()
    return published


def _check_policy(job: Job) -> Iterator[Finding]:
    file = job.home.log / _POLICY
    try:
        if file.exists() and file.read_bytes() != policy_text().encode():
            yield Finding("log", file.name, "", "is not the policy of this home")
    except (ProofError, LedgerError, HomeError) as error:
        yield Finding("log", file.name, "", str(error))


def _check_timestamps() -> Iterator[Finding]:
    """Check the kept timestamp tokens; one whose authority is not configured cannot be."""
    try:
        for token in timestamps():
            if token.holds is False:
                row = f"{TIMESTAMPS}/{token.size}/{token.authority}{TOKEN_SUFFIX}"
                yield Finding("log", row, "", token.words)
    except LedgerError as error:
        yield Finding("log", TIMESTAMPS, "", str(error))


def _check_key_chain(job: Job) -> Iterator[Finding]:
    """Check that each link of the key chain is sound; whom it adds is the verifier's to follow."""
    for path in sorted((job.home.log / keychain.FOLDER).glob("*")):
        try:
            keychain.parse_link(path.read_bytes())
        except (ProofError, OSError) as error:
            yield Finding("log", f"{keychain.FOLDER}/{path.name}", "", str(error))


def _check_staging(job: Job) -> Iterator[Finding]:
    """Name what a batch left behind: the sequencer clears it within moments."""
    folder = job.home.staging / "log"
    for path in sorted(folder.glob("*")):
        if time.time() - path.stat().st_mtime > _LEFT_OVER_SECONDS:
            yield Finding("staging", f"log/{path.name}", "", "was left over by a broken batch")


def _check_database() -> Iterator[Finding]:
    try:
        triggers.check()
    except TriggersMissing as error:
        yield Finding("database", "triggers", "", str(error))
    if connection.vendor != "sqlite":
        return  # PostgreSQL never holds a row that points nowhere
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            for table, rowid, parent, _ in cursor.fetchmany(_AT_ONCE):
                own = connection.ops.quote_name(table)
                cursor.execute(f"SELECT * FROM {own} WHERE rowid = %s", [rowid])  # noqa: S608 - a table's own name
                row = cursor.fetchone() or (rowid,)
                yield Finding(table, f"{row[0]}", "", f"points to a row of {parent} that is not")
    except DatabaseError as error:
        yield Finding("database", "", "", f"cannot be read: {error}")


def _check_file(job: Job, head: Published, path: Path, name: str) -> Iterator[Finding]:
    """Compare a published file with the widest of its place, which the entries have made."""
    try:
        said = tile.parse_path(name)
    except ProofError:
        yield Finding("log", name, "", "is no file of a log")
        return
    level = said.level or 0
    widest = _widest(head.size, level, said.index)
    if said.width > widest:
        # What the store holds already may be in the middle of being published.
        if said.width > _widest(read_store(job.home).latest().size, level, said.index):
            yield Finding("log", name, "", "is beyond the published checkpoint")
        return
    if said.width == widest:
        return  # compared with the entries
    whole = (
        tile.entries_path(said.index, widest)
        if said.level is None
        else tile.hash_path(level, said.index, widest)
    )
    try:
        data = path.read_bytes()
        if (
            not data
            or not (job.home.log / whole).read_bytes().startswith(data)
            or (len(data) != said.width * (35 if said.level is None else 32))
        ):
            yield Finding("log", name, "", DIFFERS)
    except OSError:
        yield Finding("log", whole, "", IS_MISSING)


def _check_pair(head: Published, name: str, files: Container[str]) -> Iterator[Finding]:
    """Find the other of a bundle and its tile, which were published together before full."""
    for one, other in (("tile/entries/", "tile/0/"), ("tile/0/", "tile/entries/")):
        beside = other + name.removeprefix(one)
        if not name.startswith(one) or ".p/" not in name or beside in files:
            continue
        try:
            said = tile.parse_path(beside)
        except ProofError:
            continue  # named already: no file of a log
        if said.width < _widest(head.size, 0, said.index):  # the widest was compared already
            yield Finding("log", beside, "", IS_MISSING)


def _widest(size: int, level: int, index: int) -> int:
    """Return how many hashes a tile has in a tree of that size; 0 or less: it has no such tile."""
    return min(tile.WIDTH, (size >> level * tile.HEIGHT) - index * tile.WIDTH)


def published_leaf(log: Path, index: int, size: int) -> bytes:
    """Return the leaf that the published bundle of a tree of that size holds; empty if none."""
    number, place = divmod(index, tile.WIDTH)
    try:
        return LogFolder(log).bundle(number, _widest(size, 0, number))[place]
    except (ProofError, LedgerError, IndexError, OSError):
        return b""
