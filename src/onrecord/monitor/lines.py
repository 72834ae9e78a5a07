"""What a round says: one line for people, with what is wrong below it; one JSON object."""

from onrecord.monitor.alarms import SHOWS
from onrecord.monitor.follow import Round
from onrecord.monitor.kinds import WRONG, Outcome, moment, plain
from onrecord.monitor.sights import Missed, Sighting

_WORDS = {
    Outcome.HOLDS: "holds",
    Outcome.SILENT: "silent, or cannot be asked",
    Outcome.WRONG: "DOES NOT HOLD",
}


def for_people(done: Round) -> list[str]:
    """Return the round's line, then one line for each alarm, ending, notice and failed message."""
    state, log = done.state, done.seen.log
    head = f"size {log.shown.head.size}" if isinstance(log, Sighting) else "not seen"
    parts = [
        moment(done.seen.at),
        plain(state.origin) or "(log not known yet)",
        head,
        _WORDS[done.outcome],
        f"followed since {moment(state.began)}",
        *(f"{plain(name)}: {_brief(one)}" for name, one in done.seen.witnesses.items()),
    ]
    return [
        "  ".join(parts),
        *(f"  ALARM {one.kind}: {plain(one.words)}" for one in done.alarms),
        *(f"  over: {one.kind}: {plain(one.words)}" for one in done.over),
        *(f"  note: {plain(words)}" for words in done.notices),
        *(f"  NOT SENT: {plain(words)}" for words in done.undelivered),
    ]


def for_programs(done: Round) -> dict[str, object]:
    """Return the round as one JSON object; times are RFC 3339, roots hex, sizes texts."""
    return {
        "at": moment(done.seen.at),
        "log": done.state.origin,
        "outcome": done.outcome.name.lower(),
        "checkpoint": _full(done.seen.log),
        "witnesses": {name: _full(one) for name, one in done.seen.witnesses.items()},
        "followed_since": moment(done.state.began),
        "last_news": moment(done.state.news),
        "waiting_for_proof": len(done.state.pending),
        "alarms": [
            {
                "kind": one.kind,
                "wrong": one.kind in WRONG,
                "since": moment(one.since),
                "words": one.words,
                "evidence": one.evidence,
            }
            for one in done.alarms
        ],
        "over": [one.kind for one in done.over],
        "notices": list(done.notices),
        "undelivered": list(done.undelivered),
        "meaning": SHOWS,
    }


def _brief(one: Sighting | Missed) -> str:
    return f"size {one.shown.head.size}" if isinstance(one, Sighting) else "not seen"


def _full(one: Sighting | Missed) -> dict[str, object]:
    if isinstance(one, Missed):
        return {"seen": False, "why": one.why.value, "words": one.words}
    head = one.shown.head
    return {
        "seen": True,
        "size": str(head.size),
        "root": head.root.hex(),
        "note": one.shown.note,
        "cosigned": {name: moment(seconds) for name, seconds in one.times.items()},
    }
