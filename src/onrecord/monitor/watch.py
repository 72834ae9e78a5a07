"""What was known before and what is seen now give what is known, and what is wrong.

These are the rules. Nothing here reads, writes, waits or asks the time.

 1. A checkpoint counts only when a key of the trust policy signed it, for the log that is watched.
 2. Two checkpoints of one size have one root. Two that differ are a fork, whoever showed them.
 3. Every checkpoint ever shown is the beginning of the largest one that the log shows: its root is
    recomputed from the log's tiles. One that is not is a fork; one that could not be shown to be
    stays pending and is asked for again.
 4. The log never shows less than it once did; nor does a witness.
 5. A checkpoint that a witness holds and the log does not show may be on its way, for so long as
    the schedule lasts; then it is withheld.
 6. Something new, a larger size or a later cosignature under the policy's quorum, comes within the
    schedule. A cosignature dated in the future is no news, and is noticed.
 7. A log, or a witness, that does not answer is noticed, and past the schedule it is an alarm.

A fork stays an alarm for good: the two notes prove it. Others end when what they say has ended.
"""

from dataclasses import dataclass, replace

from onrecord.monitor.kinds import FORKS, WRONG, Kind, Outcome, moment, plain
from onrecord.monitor.links import Fork, Joined, all_shown, asks, join
from onrecord.monitor.sights import LOG, Answers, Missed, Seen, Shown, Sighting, Why
from onrecord.monitor.state import Alarm, Pending, State, Voice
from onrecord_proof.strict import Json, encode_base64

__all__ = ["Evidence", "Judged", "asks", "judge"]

SKEW_SECONDS = 60
"""How far ahead of this machine's clock a cosignature's time may be."""

MOST_PENDING = 1_000
"""How many checkpoints may wait for their proof; the oldest are kept."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a fork: a file's name, and the JSON that belongs in it."""

    name: str
    value: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Judged:
    """A round's end: the new state, what is proved, and what people should know besides."""

    state: State
    outcome: Outcome
    notices: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def judge(state: State, seen: Seen, answers: Answers, silence_seconds: int) -> Judged:
    """Return what a round comes to; `silence_seconds` is how long the log may say nothing new."""
    return _Round(state, seen, join(state, seen, answers), silence_seconds).judged()


class _Round:
    """One round under way: each rule adds what it found."""

    def __init__(self, state: State, seen: Seen, joined: Joined, silence: int) -> None:
        self._before = state
        self._seen = seen
        self._joined = joined
        self._silence = silence
        self._found: dict[str, Alarm] = {}
        self._notices: list[str] = []
        self._evidence: list[Evidence] = []
        self._log = seen.log.shown if isinstance(seen.log, Sighting) else None
        self._state = replace(state, at=seen.at)
        if not state.began:
            now = seen.at
            self._state = replace(self._state, began=now, news=now, reached=now)

    def judged(self) -> Judged:
        self._own_clock()
        self._belonging()
        self._never_less()
        self._follow()
        self._waiting()
        self._clocks()
        self._news()
        self._log_answers()
        self._witnesses_answer()
        self._whole()
        alarms = self._alarms()
        return Judged(
            replace(self._state, alarms=alarms),
            self._outcome(alarms),
            tuple(dict.fromkeys(self._notices)),
            tuple(self._evidence),
        )

    # 2. and 3.
    def _belonging(self) -> None:
        for fork in self._joined.forks:
            self._fork(fork)
        for tree, answer in self._joined.unproved:
            if answer.differs and tree.by == LOG:
                words = f"the log's tiles do not make its checkpoint of {tree.head}: {answer.words}"
                self._raise(Kind.TILES_DIFFER, LOG, words)
            elif not answer.differs:
                self._notices.append(f"no tiles for {tree.head}: {answer.words}")

    def _fork(self, fork: Fork) -> None:
        first, second = fork.first, fork.second
        grown = fork.by == LOG and first.head.size != second.head.size
        kind = Kind.INCONSISTENT if grown else Kind.SPLIT_VIEW
        if f"{kind}:{fork.by}" in self._found:
            return
        evidence = Evidence(f"evidence/{kind}-{_name(first)}-{_name(second)}.json", _proof(fork))
        self._evidence.append(evidence)
        words = (
            "the log signed two trees of which neither is the beginning of the other: "
            f"{first.head} (shown by {_named(first.by)}, kept as {first.note}) and {second.head} "
            f"(shown by {_named(second.by)}, kept as {second.note}). No honest log does that; the "
            "two signed notes prove it. Keep them"
        )
        self._raise(kind, fork.by, words, evidence=evidence.name)

    # 4.
    def _never_less(self) -> None:
        log = self._log
        if log is not None and log.head.size < self._before.largest:
            words = (
                f"the log shows {log.head}, and once showed size {self._before.largest}. An old "
                "copy in a cache looks the same; ask its operator which it is"
            )
            self._raise(Kind.ROLLBACK, LOG, words)
        for name, one in self._seen.witnesses.items():
            voice = self._before.voices.get(name)
            if not isinstance(one, Sighting) or voice is None or voice.last is None:
                continue
            if one.shown.head.size < voice.last.head.size:
                words = f"{one.shown.by} holds {one.shown.head}, and once held {voice.last.head}"
                self._raise(Kind.ROLLBACK, one.shown.by, words)

    def _follow(self) -> None:
        """Follow the log where its checkpoint follows from all before it, and each witness."""
        log, latest = self._log, self._before.latest
        if log is not None:
            if self._joined.follows and (latest is None or log.head.size >= latest.head.size):
                self._state = replace(self._state, latest=log)
            largest = max(self._before.largest, log.head.size)
            self._state = replace(self._state, reached=self._seen.at, largest=largest)
        voices = dict(self._before.voices)
        for name, one in self._seen.witnesses.items():
            voice = voices.get(name, Voice(None, self._seen.at))
            if isinstance(one, Sighting):
                held = [last for last in (voice.last, one.shown) if last is not None]
                voice = Voice(max(held, key=lambda shown: shown.head.size), self._seen.at)
            voices[name] = voice
        self._state = replace(self._state, voices=voices)

    # 3. and 5.
    def _waiting(self) -> None:
        since = {one.shown.head: one.since for one in self._before.pending}
        followed = {one.head for one in (self._before.latest, self._state.latest) if one}
        settled = followed | self._joined.forked
        if self._joined.follows:
            settled |= self._joined.heads
        waiting: dict[object, Pending] = {}
        for one in all_shown(self._before, self._seen):
            if one.head not in settled:
                known = Pending(one, since.get(one.head, self._seen.at))
                waiting.setdefault(one.head, known)
        pending = tuple(sorted(waiting.values(), key=lambda one: one.since))[:MOST_PENDING]
        self._state = replace(self._state, pending=pending)
        if self._log is not None:
            for kept in pending:
                self._waits(kept, self._log)

    def _waits(self, pending: Pending, log: Shown) -> None:
        shown, since = pending.shown, moment(pending.since)
        late = self._seen.at - pending.since > self._silence
        ahead = shown.by != LOG and shown.head.size > log.head.size
        if not late:
            what = f"{shown.by} is ahead of the log: " if ahead else "not yet proved: "
            self._notices.append(f"{what}{shown.head}")
        elif ahead:
            words = (
                f"the log signed {shown.head} for {shown.by} (kept as {shown.note}) and does not "
                f"show it here, since {since}"
            )
            self._raise(Kind.WITHHELD, shown.by, words, since=pending.since)
        else:
            words = (
                f"the log gives no tiles that prove {shown.head} (kept as {shown.note}), since "
                f"{since}"
            )
            self._raise(Kind.UNPROVED, LOG, words, since=pending.since)

    # 6.
    def _clocks(self) -> None:
        for one in (self._seen.log, *self._seen.witnesses.values()):
            for name, seconds in one.times.items() if isinstance(one, Sighting) else ():
                if seconds > self._seen.at + SKEW_SECONDS:
                    self._notices.append(
                        f"a cosignature by {name} is dated {moment(seconds)}, in the future: its "
                        "clock or this machine's is wrong"
                    )

    def _own_clock(self) -> None:
        if self._before.at > self._seen.at + SKEW_SECONDS:
            before = moment(self._before.at)
            self._notices.append(f"this machine's clock went back: the last round was at {before}")

    def _news(self) -> None:
        lacking = ""
        if isinstance(self._seen.log, Sighting):
            lacking = self._seen.log.lacking
            if lacking:
                self._notices.append(f"no news by your trust policy: {lacking}")
            else:
                self._hear(self._seen.log)
        since = self._state.news
        if self._seen.at - since > self._silence and not self._is_away():
            accepted = f" that your trust policy accepts ({lacking})" if lacking else ""
            words = f"the log has said nothing new{accepted} since {moment(since)}"
            self._raise(Kind.SILENCE, LOG, words, since=since)

    def _hear(self, log: Sighting) -> None:
        sound = [at for at in log.times.values() if at <= self._seen.at + SKEW_SECONDS]
        cosigned = max([*sound, self._before.cosigned])
        if log.shown.head.size > self._before.largest or cosigned > self._before.cosigned:
            self._state = replace(self._state, news=self._seen.at, cosigned=cosigned)

    # 1. and 7.
    def _log_answers(self) -> None:
        if not isinstance(self._seen.log, Missed):
            return
        words = self._seen.log.words
        if self._seen.log.why is Why.UNTRUSTED:
            self._raise(Kind.UNTRUSTED, LOG, words)
        elif self._is_away():
            since = self._state.reached
            told = f"the log has not answered since {moment(since)}: {words}"
            self._raise(Kind.UNREACHABLE, LOG, told, since=since)
        else:
            self._notices.append(f"the log cannot be read: {words}")

    def _witnesses_answer(self) -> None:
        for name, one in self._seen.witnesses.items():
            if isinstance(one, Sighting):
                continue
            since = self._state.voices[name].reached
            if self._seen.at - since > self._silence:
                told = f"witness {name} has shown nothing since {moment(since)}: {one.words}"
                self._raise(Kind.WITNESS_SILENT, f"witness {name}", told, since=since)
            else:
                self._notices.append(f"witness {name} shows nothing: {one.words}")

    def _is_away(self) -> bool:
        away = isinstance(self._seen.log, Missed) and self._seen.log.why is Why.UNREACHABLE
        return away and self._seen.at - self._state.reached > self._silence

    def _whole(self) -> None:
        full = self._seen.full
        if full is not None and full.holds is False:
            self._raise(Kind.TILES_DIFFER, "full", f"of all the log's tiles: {full.words}")
        elif full is not None:
            self._notices.append(full.words)

    def _raise(
        self, kind: Kind, by: str, words: str, *, since: int | None = None, evidence: str = ""
    ) -> None:
        key = f"{kind}:{by}"
        at = self._seen.at if since is None else since
        self._found.setdefault(key, Alarm(key, kind.value, plain(words), at, evidence))

    def _alarms(self) -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        for old in self._before.alarms:
            fresh = self._found.pop(old.key, None)
            if fresh is not None:
                anew = old.ended is not None
                alarms.append(fresh if anew else replace(old, words=fresh.words))
            elif old.ended is None and not self._lasts(old):
                alarms.append(replace(old, ended=self._seen.at))
            else:
                alarms.append(old)
        return (*alarms, *self._found.values())

    def _lasts(self, old: Alarm) -> bool:
        """Say whether an alarm that was not found again stands: a fork, or nobody could look."""
        if old.kind in FORKS:
            return True
        by = old.key.partition(":")[2]
        if by == "full":
            return self._seen.full is None or self._seen.full.holds is None
        if old.kind in (Kind.WITNESS_SILENT, Kind.UNREACHABLE):
            return False
        if by == LOG or old.kind == Kind.WITHHELD:
            return self._log is None
        return isinstance(self._seen.witnesses.get(by.removeprefix("witness ")), Missed)

    def _outcome(self, alarms: tuple[Alarm, ...]) -> Outcome:
        lasting = [one for one in alarms if one.ended is None]
        if any(one.kind in WRONG for one in lasting):
            return Outcome.WRONG
        if lasting or self._log is None or self._log.head not in self._joined.heads:
            return Outcome.SILENT
        return Outcome.HOLDS


def _named(by: str) -> str:
    return "the log" if by == LOG else by


def _name(shown: Shown) -> str:
    return f"{shown.head.size}-{shown.head.root.hex()[:16]}"


def _proof(fork: Fork) -> dict[str, Json]:
    """Return what a fork's file says: the same bytes whenever the same fork is seen."""
    value: dict[str, Json] = {
        "first": _described(fork.first),
        "second": _described(fork.second),
    }
    if fork.inner:
        value["root_of_the_second_at_the_size_of_the_first"] = fork.inner
        value["consistency_proof"] = list(fork.path)
    return value


def _described(shown: Shown) -> dict[str, Json]:
    return {
        "shown_by": shown.by,
        "size": str(shown.head.size),
        "root": encode_base64(shown.head.root),
        "note": shown.note,
    }
