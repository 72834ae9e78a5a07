"""Replacing the log's key, with both signing for a time; and a successor where the key is lost.

An entry says each step, so that whoever trusts one key learns of the next from the log itself
(docs/spec/key-chain.md). The files follow the entries (`settle_keys`), also after a crash.
"""

from dataclasses import dataclass

from django.conf import settings

from onrecord.authority import Actor, Permission
from onrecord.ledger import key_files, lock, setup
from onrecord.ledger.act import Act, act, demand_first
from onrecord.ledger.checkpoint_store import WITNESS, Stored, read_store
from onrecord.ledger.errors import KeyRefused, OriginRefused
from onrecord.ledger.keys import LogKey, load_keys
from onrecord.ledger.kinds import declare
from onrecord.ledger.models import Entry
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.words import fit
from onrecord.storage.home import Home, current_home
from onrecord_proof import note, strict
from onrecord_proof.errors import ProofError

ADDED = declare(
    "log.key_added", 1, ("vkey", "replaces", "reason"), "A further key signs for the log."
)
RETIRED = declare("log.key_retired", 1, ("vkey", "reason"), "A key does not count any more.")
SUCCEEDED = declare(
    "log.succeeded",
    1,
    ("origin", "vkey", "size", "root", "checkpoint", "reason"),
    "The log goes on under another origin and key: the former key was lost.",
)
CHAIN = "log/keys"
_SUBJECT = "log-key/"


@dataclass(frozen=True)
class LogKeyView:
    """A public key of the log: `state` is `signs`, `signs beside` or `retired`."""

    key_id: str
    vkey: str
    state: str


def log_keys() -> tuple[LogKeyView, ...]:
    """Return every public key that the log ever had, the newest first; they are public."""
    home = current_home()
    active = [key.vkey() for key in load_keys(home).active]
    states = {vkey: "signs" if vkey == active[0] else "signs beside" for vkey in active}
    return tuple(
        LogKeyView(note.parse_vkey(vkey).key_id.hex(), vkey, states.get(vkey, "retired"))
        for vkey in key_files.known_vkeys(home)
    )


def rotate_key(*, actor: Actor, reason: str) -> LogKeyView:
    """Make a new key; from the next checkpoint on both sign, until the former is retired.

    Raises KeyRefused while a former key is still being replaced, and Refused.
    """
    demand_first(actor, Permission.LOG_KEYS)
    fit("reason", reason)
    home = current_home()
    keys = load_keys(home)
    if keys.others:
        raise KeyRefused(
            f"The key {keys.others[0].public.key_id.hex()} is being replaced already. Retire it "
            "first: `onrecord log retire-key`."
        )
    fresh = key_files.prepare(home, keys.origin)
    _add(actor=actor, fresh=fresh, replaces=keys.public.vkey(), reason=reason)
    settle_keys(home)
    return LogKeyView(fresh.public.key_id.hex(), fresh.public.vkey(), "signs")


@act(Permission.LOG_KEYS)
def _add(act: Act, *, actor: Actor, fresh: LogKey, replaces: str, reason: str) -> int:
    return act.note(
        ADDED,
        subject=_subject(fresh.public),
        chain=CHAIN,
        vkey=fresh.public.vkey(),
        replaces=replaces,
        reason=fit("reason", reason),
    ).id


@act(Permission.LOG_KEYS)
def retire_key(act: Act, *, actor: Actor, key_id: str, reason: str) -> int:
    """End the overlap: the key of this ID (8 hex digits) signs nothing after the next checkpoint.

    Raises KeyRefused for a key that does not sign beside a newer one, or whose successor no
    published checkpoint has announced yet.
    """
    home = current_home()
    keys = load_keys(home)
    key = next((k.public for k in keys.others if k.public.key_id.hex() == key_id), None)
    if key is None:
        raise KeyRefused(
            f"No key {key_id!r} signs beside the newest. `onrecord log keys` lists them; the "
            "newest is replaced first: `onrecord log rotate-key`."
        )
    added = Entry.objects.filter(kind=ADDED.id).order_by("-id").first()
    if added is None or added.index is None or added.index >= LogFolder(home.log).published().size:
        raise KeyRefused(
            "No checkpoint has announced the newer key yet. Publish first: `onrecord log publish`."
        )
    words = fit("reason", reason)
    return act.note(RETIRED, subject=_subject(key), chain=CHAIN, vkey=key.vkey(), reason=words).id


def succeed(*, actor: Actor, origin: str, reason: str) -> LogKeyView:
    """Let the log go on under a new origin and key, where its key is lost.

    The successor takes the leaves over: its tree extends the closed log's, and its first own entry
    commits to the closed log's last checkpoint. Raises KeyRefused where the key is here, or the
    origin is not a new one; SequencerRuns while the home is served.
    """
    demand_first(actor, Permission.LOG_KEYS)
    fit("reason", reason)
    home = current_home()
    with lock.exclusive(home):
        if home.log_key.exists() or any(home.keys.glob("log-*.key")):
            raise KeyRefused(
                f"A key of this log lies in {home.keys}: the log can go on. If it is damaged and "
                "no copy is left anywhere, move it away first."
            )
        if settings.CHECKPOINT_STORE.startswith(WITNESS):
            raise KeyRefused(
                "The checkpoint store is a witness, which keeps each origin by itself. Go on with "
                "another store first: leave ONRECORD_CHECKPOINT_STORE out, and restore a backup."
            )
        closed = read_store(home).latest()
        former = home.record().origin
        if origin == former:
            raise KeyRefused(f"{origin} is the closed log's origin. Give the successor a new one.")
        setup.check_origin(origin)
        try:
            fresh = key_files.prepare(home, origin)
        except ProofError as error:
            raise OriginRefused(f"Origin {origin!r}: {error.message}.") from error
        _succeed(actor=actor, fresh=fresh, former=former, closed=closed, reason=reason)
        settle_keys(home)
    return LogKeyView(fresh.public.key_id.hex(), fresh.public.vkey(), "signs")


@act(Permission.LOG_KEYS)
def _succeed(
    act: Act,
    *,
    actor: Actor,
    fresh: LogKey,
    former: str,
    closed: Stored,
    reason: str,
) -> int:
    keys = [note.parse_vkey(vkey) for vkey in key_files.known_vkeys(current_home())]
    signed = note.parse(closed.note)
    own = note.verify(signed, [key for key in keys if key.name == former])[0]
    return act.note(
        SUCCEEDED,
        subject=_subject(fresh.public),
        chain=CHAIN,
        origin=former,
        vkey=own.vkey(),
        size=closed.size,
        root=strict.encode_base64(closed.root),
        checkpoint=closed.note.decode("utf-8"),
        reason=fit("reason", reason),
    ).id


def settle_keys(home: Home) -> None:
    """Let the key files follow the entries: promote what was added, remove what is retired.

    Called by whoever sequences, after each publication, and by the acts above; whatever a crash
    broke off is finished by the next call.
    """
    entries = Entry.objects.filter(chain=CHAIN).order_by("id")
    for kind, subject, index in entries.values_list("kind", "subject", "index"):
        key_id = subject.removeprefix(_SUBJECT)
        if kind != RETIRED.id:
            key_files.promote(home, key_id)
        elif index is not None and index < LogFolder(home.log).published().size:
            key_files.remove(home, key_id)


def _subject(key: note.Key) -> str:
    return f"{_SUBJECT}{key.key_id.hex()}"
