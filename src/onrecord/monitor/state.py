"""What a monitor knows between its rounds, and the one form in which it is written down.

The file is JSON: a format, the SHA-256 of the state's compact JSON, and the state. The digest
finds a torn write and a slip of the hand; somebody who means to deceive can compute it too.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from onrecord.monitor.sights import Head, Shown
from onrecord_proof import strict
from onrecord_proof.errors import ProofError

FORMAT = "onrecord-monitor/1"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something wrong that lasts, under a key of its own.

    `since` and `ended` are POSIX seconds; `sent` says when each channel last heard of it.
    """

    key: str
    kind: str
    words: str
    since: int
    evidence: str = ""
    ended: int | None = None
    sent: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pending:
    """A checkpoint that is not yet shown to belong with the others, and since when."""

    shown: Shown
    since: int


@dataclass(frozen=True, slots=True)
class Voice:
    """What a witness showed last, and when it was last reached."""

    last: Shown | None
    reached: int


@dataclass(frozen=True, slots=True)
class State:
    """What is known after a round.

    `latest` is the largest checkpoint that the log showed and that follows from all before it;
    `largest` the largest size it ever showed; `news` when it last showed something new, and
    `cosigned` the latest time of a cosignature then; `reached` when it last answered.
    """

    origin: str = ""
    began: int = 0
    at: int = 0
    latest: Shown | None = None
    largest: int = 0
    news: int = 0
    cosigned: int = 0
    reached: int = 0
    voices: Mapping[str, Voice] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()
    alarms: tuple[Alarm, ...] = ()

    def sent(self, key: str, channel: str, at: int) -> "State":
        """Return the state in which a channel has heard of an alarm at that time."""
        alarms = (
            replace(one, sent={**one.sent, channel: at}) if one.key == key else one
            for one in self.alarms
        )
        return replace(self, alarms=tuple(alarms))

    def without(self, keys: frozenset[str]) -> "State":
        """Return the state without these alarms."""
        return replace(self, alarms=tuple(one for one in self.alarms if one.key not in keys))


def encode(state: State) -> bytes:
    """Return the file of a state."""
    value = _from_state(state)
    outer = {"format": FORMAT, "sha256": _digest(value), "state": value}
    return json.dumps(outer, indent=1, ensure_ascii=False).encode() + b"\n"


def decode(data: bytes) -> State:
    """Read the file of a state; raises ProofError for one that is torn, altered or not ours."""
    outer = strict.decode_json(data, "the state")
    if not isinstance(outer, dict) or set(outer) != {"format", "sha256", "state"}:
        raise ProofError("state-format", "it is no state of a monitor")
    if outer["format"] != FORMAT:
        raise ProofError("state-format", f"it is of the format {outer['format']!a}, not {FORMAT}")
    if outer["sha256"] != _digest(outer["state"]):
        raise ProofError("state-altered", "its digest is not that of what it says")
    try:
        return _to_state(outer["state"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProofError("state-format", f"it lacks or misspells something ({error})") from None


def _digest(value: strict.Json) -> str:
    return hashlib.sha256(strict.encode_json(value)).hexdigest()


def _from_state(state: State) -> dict[str, strict.Json]:
    return {
        "origin": state.origin,
        "began": state.began,
        "at": state.at,
        "latest": _from_shown(state.latest),
        "largest": str(state.largest),
        "news": state.news,
        "cosigned": state.cosigned,
        "reached": state.reached,
        "witnesses": {
            name: {"last": _from_shown(voice.last), "reached": voice.reached}
            for name, voice in state.voices.items()
        },
        "pending": [{"shown": _from_shown(one.shown), "since": one.since} for one in state.pending],
        "alarms": [
            {
                "key": one.key,
                "kind": one.kind,
                "words": one.words,
                "since": one.since,
                "evidence": one.evidence,
                "ended": one.ended,
                "sent": dict(one.sent),
            }
            for one in state.alarms
        ],
    }


def _to_state(value: strict.Json) -> State:
    table = _table(value)
    return State(
        origin=_text(table["origin"]),
        began=_count(table["began"]),
        at=_count(table["at"]),
        latest=_to_shown(table["latest"]),
        largest=strict.decode_decimal(_text(table["largest"]), "the largest size"),
        news=_count(table["news"]),
        cosigned=_count(table["cosigned"]),
        reached=_count(table["reached"]),
        voices={
            name: Voice(_to_shown(_table(one)["last"]), _count(_table(one)["reached"]))
            for name, one in _table(table["witnesses"]).items()
        },
        pending=tuple(
            Pending(_needed(_to_shown(_table(one)["shown"])), _count(_table(one)["since"]))
            for one in _list(table["pending"])
        ),
        alarms=tuple(_to_alarm(_table(one)) for one in _list(table["alarms"])),
    )


def _to_alarm(table: Mapping[str, strict.Json]) -> Alarm:
    return Alarm(
        key=_text(table["key"]),
        kind=_text(table["kind"]),
        words=_text(table["words"]),
        since=_count(table["since"]),
        evidence=_text(table["evidence"]),
        ended=None if table["ended"] is None else _count(table["ended"]),
        sent={channel: _count(at) for channel, at in _table(table["sent"]).items()},
    )


def _from_shown(shown: Shown | None) -> strict.Json:
    if shown is None:
        return None
    head = {"size": str(shown.head.size), "root": shown.head.root.hex()}
    return {"by": shown.by, **head, "note": shown.note}


def _to_shown(value: strict.Json) -> Shown | None:
    if value is None:
        return None
    table = _table(value)
    size = strict.decode_decimal(_text(table["size"]), "a size")
    return Shown(
        _text(table["by"]), Head(size, bytes.fromhex(_text(table["root"]))), _text(table["note"])
    )


def _needed(shown: Shown | None) -> Shown:
    if shown is None:
        raise ValueError("a pending checkpoint is null")
    return shown


def _table(value: strict.Json) -> Mapping[str, strict.Json]:
    if not isinstance(value, dict):
        raise TypeError("an object is something else")
    return value


def _list(value: strict.Json) -> list[strict.Json]:
    if not isinstance(value, list):
        raise TypeError("a list is something else")
    return value


def _text(value: strict.Json) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is something else")
    return value


def _count(value: strict.Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("a number is something else")
    return value
