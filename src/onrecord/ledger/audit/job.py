"""One audit: what it covers, from which point on, under which checkpoint."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Min

from onrecord.ledger import key_files
from onrecord.ledger.audit.findings import AuditResult, Finding
from onrecord.ledger.errors import LedgerError, SinceRefused
from onrecord.ledger.kinds import declared
from onrecord.ledger.models import Disclosure, Entry, Json
from onrecord.ledger.tiles import LogFolder, Published
from onrecord.ledger.times import now, utc_text
from onrecord.storage.home import Home, HomeError
from onrecord_proof import checkpoint, note, tile
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError

FULL = "full"
INCREMENTAL = "incremental"
BLOBS = ("all", "new", "none")


@dataclass(frozen=True)
class Since:
    """The audited checkpoint from which an incremental audit goes on: size, root and its time."""

    size: int
    root: bytes
    at: str = ""


@dataclass
class Job:
    """An audit under way.

    `first` and `latest` are the ids of the first entry that it recomputes and of the last,
    `first_disclosure` and `latest_disclosure` likewise. `head` is the published checkpoint, or
    None where it does not stand. `blobs` is one of BLOBS.
    """

    home: Home
    result: AuditResult
    head: Published | None
    since: Since | None
    first: int
    latest: int
    first_disclosure: int
    latest_disclosure: int
    blobs: str
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """The index at which it begins: whole tiles before it are taken as audited."""
        return self.since.size // tile.WIDTH * tile.WIDTH if self.since else 0

    @property
    def first_new(self) -> int:
        """The id of the first entry after the audited checkpoint."""
        if self.since is None:
            return 0
        return first_id(self.since.size, self.latest)

    @property
    def newer_than(self) -> datetime | None:
        """The time of the audited checkpoint's audit; blobs taken in before were checked then."""
        return datetime.fromisoformat(self.since.at) if self.since and self.since.at else None

    @classmethod
    def begin(cls, home: Home, since: Since | None, blobs: str) -> "Job":
        """Begin an audit; what is wrong with the checkpoint is its first finding.

        Raises SinceRefused where the published log is not an extension of `since`.
        """
        result = AuditResult(began_at=utc_text(now()), scope=INCREMENTAL if since else FULL)
        head = _head(home, result)
        if since is not None:
            result.since = since.size
            _check_since(home, head, since)
        if head is not None:
            result.size, result.root = head.size, base64.b64encode(head.root).decode()
        with connection.cursor() as cursor:  # one statement: both of one moment
            cursor.execute(
                "SELECT (SELECT max(id) FROM ledger_entry), (SELECT max(id) FROM ledger_disclosure)"
            )
            latest, latest_disclosure = (value or 0 for value in cursor.fetchone())
        job = cls(home, result, head, since, 0, latest, 0, latest_disclosure, blobs, _names())
        if job.start:
            job.first = first_id(job.start, latest)
            job.first_disclosure = first_disclosure(job.first, latest_disclosure)
        return job

    def kept(self) -> dict[str, Json]:
        """Return the job as JSON, from which `of` makes it again."""
        return {
            "head": None if self.head is None else base64.b64encode(self.head.note).decode(),
            "published_at": None if self.head is None else utc_text(self.head.at),
            "since": None
            if self.since is None
            else [self.since.size, self.since.root.hex(), self.since.at],
            "first": self.first,
            "latest": self.latest,
            "first_disclosure": self.first_disclosure,
            "latest_disclosure": self.latest_disclosure,
            "blobs": self.blobs,
            "result": self.result.kept(),
        }

    @classmethod
    def of(cls, home: Home, kept: Mapping[str, object]) -> "Job":
        """Return a job from its JSON; raises ValueError, KeyError or TypeError for another's."""
        head: Published | None = None
        since: Since | None = None
        if isinstance(kept["head"], str):
            data = base64.b64decode(kept["head"])
            said = checkpoint.parse(note.parse(data).text)
            at = datetime.fromisoformat(str(kept["published_at"]))
            head = Published(said.size, said.root, data, at)
        if isinstance(kept["since"], list):
            size, root, when = kept["since"]
            since = Since(int(size), bytes.fromhex(root), str(when))
        if not isinstance(kept["result"], Mapping):
            raise TypeError("An audit that broke off has a result.")
        return cls(
            home=home,
            result=AuditResult.of(kept["result"]),
            head=head,
            since=since,
            first=int(str(kept["first"])),
            latest=int(str(kept["latest"])),
            first_disclosure=int(str(kept["first_disclosure"])),
            latest_disclosure=int(str(kept["latest_disclosure"])),
            blobs=str(kept["blobs"]),
            kinds=_names(),
        )


def first_id(index: int, latest: int) -> int:
    """Return the id of the first entry of an index from this one on, else what follows the last."""
    ids = Entry.objects.filter(index__gte=index).order_by("index").values_list("id", flat=True)
    return min(ids.first() or latest + 1, latest + 1)


def first_disclosure(entry: int, latest: int) -> int:
    """Return the least id of the disclosures of the first entry, from this id on, that has one."""
    later = Disclosure.objects.filter(entry_id__gte=entry).order_by("entry_id")
    first = later.values_list("entry_id", flat=True).first()
    if first is None:
        return latest + 1
    least = Disclosure.objects.filter(entry_id=first).aggregate(least=Min("id"))["least"]
    return min(int(least), latest + 1)


def since_file(home: Home, data: bytes) -> Since:
    """Read a checkpoint that an auditor kept; raise SinceRefused unless this log signed it."""
    try:
        said = own_checkpoint(home, data)
    except (ProofError, LedgerError, HomeError) as error:
        raise SinceRefused(
            f"This is no checkpoint that this log signed: {error}. Give the file as it was "
            "published (`checkpoint`)."
        ) from error
    return Since(said.size, said.root)


def own_keys(home: Home) -> list[note.Key]:
    """Return every public key that the log ever had, the newest first; its own file's must read."""
    newest = LogFolder(home.log).key()
    known = [note.parse_vkey(vkey) for vkey in key_files.known_vkeys(home)]
    return [newest, *(key for key in known if key != newest)]


def own_checkpoint(home: Home, data: bytes) -> Checkpoint:
    """Return the checkpoint that a key of this log, or of the one it succeeds, has signed.

    Raises ProofError for any other note, LedgerError or HomeError where the keys cannot be read.
    """
    origin = checkpoint.parse(note.parse(data).text).origin
    keys = [key for key in own_keys(home) if key.name == origin]
    if not keys:
        raise ProofError("checkpoint-origin", f"{origin!r} is not this log")
    return checkpoint.open_checkpoint(data, origin, *keys)


def _names() -> dict[str, tuple[str, ...]]:
    return {kind.id: kind.names for kind in declared()}


def _head(home: Home, result: AuditResult) -> Published | None:
    """Return the published checkpoint if the log's key signed it."""
    folder = LogFolder(home.log)
    try:
        own_keys(home)
    except (ProofError, LedgerError, HomeError, UnicodeDecodeError) as error:
        result.add(Finding("log", folder.vkey_file.name, "", str(error)))
        return None
    try:
        published = folder.published()
        own_checkpoint(home, published.note)
    except (ProofError, LedgerError, HomeError) as error:
        result.add(Finding("log", folder.checkpoint_file.name, "", str(error)))
        return None
    return published


def _check_since(home: Home, head: Published | None, since: Since) -> None:
    """Refuse to go on from a checkpoint of which the published log is no extension."""
    if head is None or head.size < since.size:
        raise SinceRefused(
            f"The published log does not hold the audited {since.size} entries. Run a full audit."
        )
    try:
        root = tile.root_from_tiles(LogFolder(home.log).tile, since.size)
    except (ProofError, LedgerError) as error:
        raise SinceRefused(
            f"The tiles do not make the audited checkpoint of {since.size} entries: {error}. Run a "
            "full audit."
        ) from error
    if root != since.root:
        raise SinceRefused(
            f"The tiles make another root of {since.size} entries than was audited. Run a full "
            "audit, and keep the checkpoint that you have: it shows that the log was rewritten."
        )
