"""One round: look at the log and its witnesses, judge, keep, and tell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onrecord.monitor import alarms, keys, tree, watch, witnesses
from onrecord.monitor.alarms import Channel
from onrecord.monitor.errors import NothingToTrust
from onrecord.monitor.kinds import Outcome, plain
from onrecord.monitor.memory import CHECKPOINTS, WITNESSES, Memory
from onrecord.monitor.sights import LOG, Missed, Seen, Shown, Sighting, Why, witness
from onrecord.monitor.state import Alarm, Pending, State
from onrecord.monitor.witnesses import NOTE_LIMIT, Read
from onrecord_proof import checkpoint, note, policy
from onrecord_proof.errors import ProofError
from onrecord_proof.source import NotThereError, Source

FIRST_USE = b"# Taken on first use from the log itself; compare it with its operator.\n"
"""The first line of a trust policy that did not come from its reader."""

_TEXT_LIMIT = 65_536


@dataclass(frozen=True, slots=True)
class Watched:
    """What is followed and how: a log, whom its reader trusts, how long it may be silent.

    `full` reads all tiles in every round; `progress` is told of leaves read and of how many.
    """

    source: Source
    trust: policy.Policy
    silence_seconds: int
    channels: tuple[Channel, ...] = ()
    full: bool = False
    progress: tree.Progress = lambda _done, _of: None


@dataclass(frozen=True, slots=True)
class Round:
    """How one round ended; `over` are the alarms that ended in it."""

    state: State
    seen: Seen
    outcome: Outcome
    notices: tuple[str, ...]
    over: tuple[Alarm, ...]
    undelivered: tuple[str, ...]

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Return what is wrong now."""
        return tuple(one for one in self.state.alarms if one.ended is None)


def trust(memory: Memory, source: Source, given: bytes | None) -> policy.Policy:
    """Return the trust policy of a folder; begin the folder where nothing is in it.

    `given` is its reader's policy file; without one, the log's own `log.vkey` is trusted on first
    use, with the witnesses of its `policy.txt`. Raises NothingToTrust, MemoryForeign and
    MemoryDamaged.
    """
    if memory.is_begun:
        if given is not None:
            memory.require_policy(given)
        return _parse(memory.policy())
    text = given if given is not None else FIRST_USE + _own_policy(source)
    parsed = _parse(text)
    memory.begin(text)
    return parsed


def look(memory: Memory, watched: Watched, at: int) -> Round:
    """Make one round at a POSIX time, and keep what came of it.

    Raises MemoryDamaged, and OSError where the folder cannot be written.
    """
    before = _recovered(memory)
    taken = keys.take(memory, watched.source, watched.trust)
    before = _with(before, taken.shown, at)
    watched = replace(watched, trust=taken.policy)
    log = _log(memory, watched, before.origin)
    origin = before.origin
    if isinstance(log, Sighting):
        origin = origin or _origin(memory, log)
    before = replace(before, origin=origin)
    voices = _witnesses(memory, watched, origin) if origin else {}
    now = [one for one in (log, *voices.values()) if isinstance(one, Sighting)]
    sizes = frozenset(one.shown.head.size for one in now)
    seen = Seen(at, log, voices, memory.of_sizes(sizes, _folders(watched.trust)))
    answers = tree.answer(watched.source, watch.asks(before, seen))
    if watched.full and isinstance(log, Sighting):
        memory.check()
        found = tree.read_whole(watched.source, log.shown.head, watched.progress)
        seen = replace(seen, full=found)
    judged = watch.judge(before, seen, answers, watched.silence_seconds)
    for evidence in judged.evidence:
        memory.keep_evidence(evidence)
    memory.save(judged.state)
    told, undelivered = alarms.deliver(judged.state, str(watched.source), watched.channels)
    if told != judged.state:
        memory.save(told)
    over = tuple(one for one in judged.state.alarms if one.ended == at)
    notices = (*map(plain, taken.notices), *judged.notices)
    return Round(told, seen, judged.outcome, notices, over, undelivered)


def is_first_use(memory: Memory) -> bool:
    """Say whether the folder's trust policy came from the log itself."""
    return memory.policy().startswith(FIRST_USE)


def _recovered(memory: Memory) -> State:
    """Return the state, in which a checkpoint kept just before a crash has its place."""
    state = memory.state()
    kept = memory.largest()
    if kept is None or kept.head.size <= state.largest:
        return state
    return _with(state, (kept,), state.at)


def _with(state: State, shown: tuple[Shown, ...], at: int) -> State:
    """Return the state in which the log has shown these checkpoints besides."""
    largest = max([state.largest, *(one.head.size for one in shown)])
    more = (Pending(one, at) for one in shown)
    return replace(state, largest=largest, pending=(*state.pending, *more))


def _log(memory: Memory, watched: Watched, origin: str) -> Sighting | Missed:
    """Read the log's checkpoint; keep it where a trusted key signed it."""
    try:
        data = watched.source.read("checkpoint", NOTE_LIMIT)
    except OSError as error:
        return Missed(Why.UNREACHABLE, plain(str(error)))
    try:
        seen_origin = checkpoint.parse(note.parse(data).text).origin
    except ProofError as error:
        return Missed(Why.UNREACHABLE, f"what it shows is no checkpoint: {error.message}")
    try:
        read = _believed(data, seen_origin, origin or seen_origin, watched.trust)
    except ProofError as error:
        return Missed(Why.UNTRUSTED, f"its checkpoint does not count: {error.message}")
    return _sighting(memory, watched.trust, read, LOG, CHECKPOINTS)


def _believed(data: bytes, origin: str, expected: str, trusted: policy.Policy) -> Read:
    """Return the log's checkpoint once a trusted key signed it, or raise ProofError."""
    if origin != expected:
        raise ProofError("checkpoint-origin", f"it is of {origin!a}, not of {expected!a}")
    logs = _log_keys(trusted, origin)
    if not logs:
        raise ProofError("policy-unknown-log", f"your trust policy names no log {origin!a}")
    read = witnesses.read_note(data, origin, (*logs, *_witness_keys(trusted)))
    if not witnesses.counting(trusted, read):
        raise ProofError(
            "policy-unsigned", "no key of the log that you trust, and that counts, signed it"
        )
    return read


def _witnesses(memory: Memory, watched: Watched, origin: str) -> dict[str, Sighting | Missed]:
    """Ask every witness of the policy that has a URL; keep what counts."""
    voices: dict[str, Sighting | Missed] = {}
    for name, trusted in watched.trust.witnesses.items():
        if trusted.url is None:
            continue
        read = witnesses.ask(trusted.url, origin, watched.trust, trusted.key)
        if isinstance(read, Read):
            folder = _folder(trusted.key)
            shown = _sighting(memory, watched.trust, read, witness(plain(name)), folder)
            voices[plain(name)] = replace(shown, lacking="")
        else:
            voices[plain(name)] = replace(read, words=plain(read.words))
    return voices


def _sighting(memory: Memory, trusted: policy.Policy, read: Read, by: str, folder: str) -> Sighting:
    names = {one.key: plain(name) for name, one in trusted.witnesses.items()}
    times = {names[key]: seconds for key, seconds in read.times.items()}
    try:
        trusted.check(read.data)
        lacking = ""
    except ProofError as error:
        lacking = error.message
    return Sighting(memory.keep(by, folder, read.head, read.data), times, lacking)


def _origin(memory: Memory, log: Sighting) -> str:
    """Return the origin that a kept note names."""
    return checkpoint.parse(note.parse(memory.note(log.shown.note)).text).origin


def _folders(trusted: policy.Policy) -> Mapping[str, str]:
    """Return whose each folder of witnesses' checkpoints is."""
    return {_folder(one.key): witness(plain(name)) for name, one in trusted.witnesses.items()}


def _folder(key: note.Key) -> str:
    return f"{WITNESSES}/{key.key_id.hex()}"


def _log_keys(trusted: policy.Policy, origin: str) -> tuple[note.Key, ...]:
    return tuple(one.key for one in trusted.logs if one.key.name == origin)


def _witness_keys(trusted: policy.Policy) -> tuple[note.Key, ...]:
    return tuple(one.key for one in trusted.witnesses.values())


def _own_policy(source: Source) -> bytes:
    """Return the policy that the log itself offers."""
    try:
        vkey = source.read("log.vkey", _TEXT_LIMIT).decode("utf-8").strip("\n")
        key = note.parse_vkey(vkey)
    except (OSError, UnicodeDecodeError, ProofError) as error:
        raise NothingToTrust(
            f"{plain(str(source))} gives no key to begin with ({plain(str(error))}). Give the "
            "log's trust policy with --policy FILE."
        ) from error
    try:
        offered = source.read("policy.txt", _TEXT_LIMIT)
    except NotThereError:
        return f"log {vkey}\nquorum none\n".encode()
    except OSError as error:
        raise NothingToTrust(f"policy.txt cannot be read ({plain(str(error))}).") from error
    if key not in [one.key for one in _parse(offered).logs]:
        raise NothingToTrust(
            f"{plain(str(source))}: policy.txt does not name the key in log.vkey. Ask its operator "
            "for the trust policy, and give it with --policy FILE."
        )
    return offered


def _parse(text: bytes) -> policy.Policy:
    try:
        return policy.parse(text)
    except ProofError as error:
        raise NothingToTrust(f"The trust policy cannot be read: {error}.") from error
