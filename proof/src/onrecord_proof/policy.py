"""Trust policies: C2SP tlog-policy, which logs and which quorum of witnesses are believed.

A policy file is octets. Names are compared as octets: what is not UTF-8 is kept apart, never
normalised. Log keys are of type 0x01 (Ed25519), witness keys of type 0x04 (cosignature/v1).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from onrecord_proof import checkpoint, cosignature, note
from onrecord_proof.errors import ProofError
from onrecord_proof.strict import decode_decimal

NO_QUORUM = "none"
_LAST_SECOND = 253_402_300_799  # the end of the year 9999
_WHITESPACE = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key that the policy names, and the URL beside it if there is one.

    until is the largest tree size at which a log's key counts; None unless the log has retired it.
    """

    key: note.Key
    url: str | None
    until: int | None = None

    def counts(self, size: int) -> bool:
        """Say whether the key counts in a checkpoint of so many entries."""
        return self.until is None or size <= self.until


@dataclass(frozen=True, slots=True)
class Group:
    """At least threshold of these members (witnesses or groups) have to have cosigned."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What a policy accepted: the checkpoint, the log keys that signed, witness name to time.

    The times are POSIX seconds; where a witness cosigned more than once, the latest.
    """

    checkpoint: checkpoint.Checkpoint
    logs: tuple[note.Key, ...]
    witnesses: Mapping[str, int]

    def __str__(self) -> str:
        """Name the log, and the witnesses with their times, for people."""
        times = "".join(
            f"; witness {name} at "
            + (datetime.fromtimestamp(seconds, UTC).isoformat() if seconds <= _LAST_SECOND else "?")
            for name, seconds in sorted(self.witnesses.items())
        )
        return f"log {self.checkpoint.origin}{times or '; no witness'}"


@dataclass(frozen=True, slots=True)
class Policy:
    """The logs, the witnesses and groups by name, and the name whose word is the quorum."""

    logs: tuple[Trusted, ...]
    witnesses: Mapping[str, Trusted]
    groups: Mapping[str, Group]
    quorum: str

    def check(self, checkpoint_note: bytes, *, strict: bool = False) -> PolicyResult:
        """Return what holds of a signed checkpoint, or refuse it.

        A log's key counts only for checkpoints whose origin is the key's name. strict, for
        packets, wants of the signature lines that none is by another key, none is repeated, and
        that they stand in order: logs, then witnesses, each by name and key ID as bytes.
        """
        signed = note.parse(checkpoint_note)
        head = checkpoint.parse(signed.text)
        logs = {log.key: log for log in self.logs if log.key.name == head.origin}
        if not logs:
            raise ProofError("policy-unknown-log", f"the policy names no log {head.origin!r}")
        witness_names = {trusted.key: name for name, trusted in self.witnesses.items()}
        verified = note.verify(signed, [*logs, *witness_names], strict=strict)
        if strict and verified != sorted(verified, key=_line_order):
            raise ProofError("policy-line-order", "the signature lines are not in their order")
        signing = [logs[key] for key in verified if key in logs]
        if not signing:
            raise ProofError("policy-unsigned", f"no key of the log {head.origin!r} has signed")
        signing_logs = tuple(log.key for log in signing if log.counts(head.size))
        if not signing_logs:
            raise ProofError(
                "policy-key-retired",
                f"only a key that the log {head.origin!r} retired at {signing[0].until} entries "
                f"has signed, and this checkpoint has {head.size}",
            )
        times = _times(
            signed, {key: name for key, name in witness_names.items() if key in verified}
        )
        if not self.is_met(times):
            raise ProofError("policy-quorum", f"the cosignatures do not meet {self.quorum!r}")
        return PolicyResult(head, signing_logs, times)

    def is_met(self, cosigned: Iterable[str]) -> bool:
        """Say whether the cosignatures of these witnesses, by name, make the quorum."""
        return self.quorum in self._met(cosigned)

    def _met(self, cosigned: Iterable[str]) -> set[str]:
        """Return the names that hold, given the witnesses that cosigned.

        A group's members are defined above it, so one pass in the order of the file is enough.
        """
        met = {NO_QUORUM, *cosigned}
        for name, group in self.groups.items():
            if len(met.intersection(group.members)) >= group.threshold:
                met.add(name)
        return met


def parse(text: bytes | str) -> Policy:
    """Read a policy file, or refuse it with the number of the line."""
    try:
        content = (text.encode() if isinstance(text, str) else text).decode(
            "utf-8", "surrogateescape"
        )
    except UnicodeEncodeError:
        raise ProofError("policy-octets", "a policy is text that UTF-8 can write") from None
    if any((mark < " " and mark not in "\t\n") or mark == "\x7f" for mark in content):
        raise ProofError("policy-octets", "a policy has no control octet but tab and newline")
    if content and not content.endswith("\n"):
        raise ProofError("policy-format", "each line of a policy ends in a newline, the last too")
    draft = _Draft()
    for number, line in enumerate(content.split("\n"), start=1):
        words = [word for word in _WHITESPACE.split(line) if word]
        if words and not words[0].startswith("#"):
            try:
                draft.read(words)
            except ProofError as error:
                raise ProofError(error.code, f"line {number}: {error.message}") from None
    return draft.finish()


@dataclass(slots=True)
class _Draft:
    """What the lines read so far have defined."""

    logs: list[Trusted] = field(default_factory=list)
    witnesses: dict[str, Trusted] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    grouped: set[str] = field(default_factory=set)
    quorum: str | None = None

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self.logs.append(_trusted(vkey, url, note.ED25519, self.logs))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._check_new(name)
                self.witnesses[name] = _trusted(
                    vkey, url, note.COSIGNATURE, self.witnesses.values()
                )
            case ["group", name, threshold, *members] if members:
                self._check_new(name)
                self.groups[name] = self._group(threshold, members)
            case ["quorum", name]:
                self._set_quorum(name)
            case _:
                raise ProofError("policy-format", f"no line of a policy: {' '.join(words)[:80]!r}")

    def finish(self) -> Policy:
        if self.quorum is None:
            raise ProofError("policy-no-quorum", "a policy has exactly one quorum line")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _check_new(self, name: str) -> None:
        if name == NO_QUORUM or name in self.witnesses or name in self.groups:
            raise ProofError("policy-name-repeated", f"the name {name!r} is taken")

    def _group(self, threshold: str, members: list[str]) -> Group:
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise ProofError("policy-name-unknown", f"{member!r} is not defined above")
            if member in self.grouped:
                raise ProofError("policy-member-repeated", f"{member!r} is a member already")
            self.grouped.add(member)
        words = {"all": len(members), "any": 1}
        count = words.get(threshold)
        if count is None:
            count = decode_decimal(threshold, "the threshold of a group")
        if not 1 <= count <= len(members):
            raise ProofError("policy-threshold", f"{count} of {len(members)} is no threshold")
        return Group(count, tuple(members))

    def _set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise ProofError("policy-quorum-repeated", "a policy has exactly one quorum line")
        if name != NO_QUORUM and name not in self.witnesses and name not in self.groups:
            raise ProofError("policy-name-unknown", f"{name!r} is not defined above")
        self.quorum = name


def _trusted(vkey: str, url: list[str], kind: int, others: Iterable[Trusted]) -> Trusted:
    key = note.parse_vkey(vkey)
    if key.kind != kind:
        raise ProofError("policy-key-type", f"the key of {key.name!r} is not of type 0x{kind:02x}")
    if any(other.key.public == key.public for other in others):
        raise ProofError("policy-key-repeated", f"the key of {key.name!r} stands here already")
    return Trusted(key, url[0] if url else None)


def _line_order(key: note.Key) -> tuple[int, bytes, bytes]:
    """Order logs (0x01) before witnesses (0x04), then by name and key ID."""
    return key.kind, key.name.encode(), key.key_id


def _times(signed: note.Note, names: Mapping[note.Key, str]) -> dict[str, int]:
    """Return the latest time of each witness that cosigned a note that has been verified."""
    by_line = {(key.name, key.key_id): name for key, name in names.items()}
    times: dict[str, int] = {}
    for one in signed.signatures:
        name = by_line.get((one.name, one.key_id))
        if name is not None:
            times[name] = max(times.get(name, 0), cosignature.timestamp(one.signature))
    return times
