"""The key chain of a log: how whoever trusts one key of a log comes to trust the next.

A link is the proof of an entry that says so, in a checkpoint that a trusted key has signed. These
are the rules; the code below bears their numbers (docs/spec/key-chain.md has them at length).

1. A link is a sound proof file; its extra line opens every field of one of three kinds; the entry
   is under the root of the link's checkpoint. The indices of the entries ascend.
2. A link says something only if a key signed its checkpoint that is trusted so far, and counts at
   that size; otherwise it is passed over. A false line by any known key refuses the chain.
3. `log.key_added/1` adds a key of the same log.
4. `log.key_retired/1` in entry i: the key does not count in checkpoints of more than i entries.
5. `log.succeeded/1` claims that this log succeeds another, in entry 0, or, where it took over
   the other's leaves, after these. The claim changes no trust. It is confirmed where both logs are
   trusted already and the other's last checkpoint is the one that it names.

Nothing here reads a file, a network or a clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from onrecord_proof import checkpoint, merkle, note, opened, proof, statement, strict
from onrecord_proof.errors import ProofError
from onrecord_proof.policy import Policy, Trusted
from onrecord_proof.report import NotKnownError
from onrecord_proof.strict import Json

ADDED = "log.key_added/1"
RETIRED = "log.key_retired/1"
SUCCEEDED = "log.succeeded/1"
FIELDS: Mapping[str, tuple[str, ...]] = {
    ADDED: ("vkey", "replaces", "reason"),
    RETIRED: ("vkey", "reason"),
    SUCCEEDED: ("origin", "vkey", "size", "root", "checkpoint", "reason"),
}
"""The fields of each kind of link, after the envelope, in their order."""

FOLDER = "keys"
"""Where a log publishes its links, below its prefix."""

_OPTIONAL = frozenset({"replaces", "reason"})


def link_path(number: int) -> str:
    """Return the path of a link by its number, from 1: `keys/0001.tlog-proof`."""
    if not 1 <= number <= 9999:  # noqa: PLR2004 - four digits
        raise ProofError("key-chain-number", f"a link's number is 1 to 9999, not {number}")
    return f"{FOLDER}/{number:04}.tlog-proof"


class Effect(StrEnum):
    """What a link did to the trust of whoever followed it."""

    ADDED = "key added"
    RETIRED = "key retired"
    SUCCESSOR = "successor claimed"
    PASSED_OVER = "passed over: no trusted key has signed it"


@dataclass(frozen=True, slots=True)
class Link:
    """A sound link: its entry, opened, under the root of a checkpoint whose signer is not known.

    key is that of the field `vkey`; head and signed are the checkpoint, read, and its note.
    """

    index: int
    kind: str
    key: note.Key
    values: Mapping[str, Json]
    leaf: bytes
    head: checkpoint.Checkpoint
    signed: note.Note


@dataclass(frozen=True, slots=True)
class Step:
    """A link, and what it did."""

    link: Link
    effect: Effect


@dataclass(frozen=True, slots=True)
class Followed:
    """A policy as a chain left it, and each step on the way."""

    policy: Policy
    steps: tuple[Step, ...]

    @property
    def claim(self) -> Link | None:
        """The link that claims a succession, if there is one, whoever signed it."""
        return next((s.link for s in self.steps if s.effect is Effect.SUCCESSOR), None)


def encode_link(
    *,
    index: int,
    hashes: Sequence[bytes],
    checkpoint: bytes,
    statement_bytes: bytes,
    disclosures: Mapping[str, str],
) -> bytes:
    """Return the link of an entry at an index: its proof file, with the entry opened.

    hashes are the inclusion proof, 32 bytes each, from the leaf's sibling upward, in the tree of
    the signed checkpoint. disclosures are by field name, in any order. Refuses what `parse_link`
    would.
    """
    names = statement.parse(statement_bytes).names
    ordered = {name: disclosures[name] for name in names if name in disclosures}
    extra = opened.Opened(statement_bytes, ordered).encode()
    data = proof.TlogProof(index, tuple(hashes), checkpoint, extra).encode()
    parse_link(data)
    return data


# 1.
def parse_link(data: bytes) -> Link:
    """Read a link and check all of it but who signed its checkpoint, or refuse it."""
    found = proof.parse(data)
    if found.extra is None:
        raise ProofError("key-chain-extra", "a link of a key chain has an extra line")
    entry = opened.parse(found.extra)
    said, values = entry.match()
    fields = FIELDS.get(said.kind)
    if fields is None:
        raise ProofError("key-chain-kind", f"an entry of the kind {said.kind} is no link")
    if said.names != (*statement.ENVELOPE, *fields):
        raise ProofError("key-chain-field", f"the entry has not the fields of {said.kind}")
    for name in fields:
        _check_field(name, values)
    signed = note.parse(found.checkpoint)
    head = checkpoint.parse(signed.text)
    merkle.verify_inclusion(
        merkle.leaf_hash(entry.leaf), found.index, head.size, found.hashes, head.root
    )
    key = note.parse_vkey(str(values["vkey"]))
    own = {name: values[name] for name in fields}
    link = Link(found.index, said.kind, key, own, entry.leaf, head, signed)
    named = own["origin"] if said.kind == SUCCEEDED else head.origin
    if key.kind != note.ED25519 or key.name != named:
        raise ProofError("key-chain-key", f"{key.name!r} is not the key of the log {named!r}")
    if said.kind == SUCCEEDED:
        _check_claim(link)
    return link


def follow(policy: Policy, links: Iterable[bytes]) -> Followed:
    """Return the policy as these links extend it, in their order, or refuse the chain."""
    steps: list[Step] = []
    for number, data in enumerate(links, start=1):
        try:
            link = parse_link(data)
            policy, effect = _take(policy, link, steps[-1].link.index if steps else -1)
        except ProofError as error:
            raise ProofError(
                error.code, f"link {number} of the key chain: {error.message}"
            ) from error
        steps.append(Step(link, effect))
    return Followed(policy, tuple(steps))


def confirm(policy: Policy, claim: Link, last: bytes | None) -> str:
    """Return which log is succeeded, once the claim is confirmed; rule 5.

    policy is what trusts both logs; last is the note of the other log's last checkpoint. Raises
    NotKnownError where something for a confirmation is missing, ProofError where it contradicts.
    """
    origin = str(claim.values["origin"])
    named = note.parse(str(claim.values["checkpoint"]).encode())
    open_end = (
        f"successor claimed; not confirmed: {claim.head.origin} says that it succeeds {origin}"
    )
    if not signers_of(policy, claim.head, claim.signed):
        raise NotKnownError(f"{open_end}, and no key of {claim.head.origin} is trusted")
    if not signers_of(policy, checkpoint.parse(named.text), named):
        raise NotKnownError(f"{open_end}, and no key of {origin} that signed is trusted")
    if last is None:
        raise NotKnownError(f"{open_end}; give the last checkpoint of {origin}")
    if note.parse(last).text != named.text:
        raise ProofError(
            "succession-differs",
            f"{claim.head.origin} succeeds another checkpoint of {origin} than the one given",
        )
    return origin


def _take(policy: Policy, link: Link, after: int) -> tuple[Policy, Effect]:
    """Return the policy after one link that comes after an index, and what the link did."""
    if link.index <= after:
        raise ProofError("key-chain-order", f"entry {link.index} does not come after {after}")
    # 2.
    signers = signers_of(policy, link.head, link.signed)
    if link.kind == SUCCEEDED:
        return policy, Effect.SUCCESSOR
    if not signers:
        return policy, Effect.PASSED_OVER
    known = next((log for log in policy.logs if log.key == link.key), None)
    # 3.
    if link.kind == ADDED:
        if known is None:
            return replace(policy, logs=(*policy.logs, Trusted(link.key, None))), Effect.ADDED
        if known.until is not None:
            raise ProofError("key-chain-retired", "a key that was retired is added again")
        return policy, Effect.ADDED
    # 4.
    if signers == [link.key]:
        raise ProofError("key-chain-retires-itself", "no key but the retired one has signed")
    if known is None or not known.counts(link.index + 1):
        return policy, Effect.RETIRED
    logs = tuple(replace(log, until=link.index) if log is known else log for log in policy.logs)
    return replace(policy, logs=logs), Effect.RETIRED


def signers_of(policy: Policy, head: checkpoint.Checkpoint, signed: note.Note) -> list[note.Key]:
    """Return a log's trusted keys that signed a checkpoint and count at its size.

    There are none if no key has signed that the policy names. The quorum is not asked for.

    Refuses a false line by any key that the policy names.
    """
    logs = {log.key: log for log in policy.logs if log.key.name == head.origin}
    if not logs:
        return []
    try:
        verified = note.verify(signed, [*logs, *(one.key for one in policy.witnesses.values())])
    except ProofError as error:
        if error.code == "note-unsigned":
            return []
        raise
    return [key for key in verified if key in logs and logs[key].counts(head.size)]


def _check_field(name: str, values: Mapping[str, Json]) -> None:
    if name not in values:
        raise ProofError("key-chain-field", f"the link does not open {name}")
    value = values[name]
    kind = int if name == "size" else str
    if type(value) is not kind and not (value is None and name in _OPTIONAL):
        raise ProofError("key-chain-field", f"the link's {name} is not {kind.__name__}")


def _number(value: Json) -> int:
    return value if isinstance(value, int) else 0  # its type was looked at before


# 5.
def _check_claim(link: Link) -> None:
    """Refuse a succession that does not hold in itself."""
    values = link.values
    strict.decode_hash(str(values["root"]), "the root of a succession")
    comes_first = link.index == 0 or link.index >= _number(values["size"])
    if not comes_first or values["origin"] == link.head.origin:
        raise ProofError(
            "succession",
            "a succession is entry 0 or comes after the leaves taken over, and is of a log of "
            "another origin",
        )
    signed = note.parse(str(values["checkpoint"]).encode())
    note.verify(signed, [link.key])
    head = checkpoint.parse(signed.text)
    stated = (values["origin"], values["size"], values["root"])
    if (head.origin, head.size, strict.encode_base64(head.root)) != stated:
        raise ProofError("succession", "origin, size and root are not those of the checkpoint")
