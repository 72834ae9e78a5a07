"""What a reader trusts, from outside the thing that is verified: a policy, and what extends it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord_proof import keychain, note, proof
from onrecord_proof.errors import ProofError
from onrecord_proof.policy import Policy, Trusted
from onrecord_proof.source import NotThereError, Source, SourceError

_MOST_LINKS = 9999
_MOST_BYTES = 64 << 20  # of all links together, which are kept while they are followed


@dataclass(frozen=True, slots=True)
class Trust:
    """A pinned policy, and the links of a key chain (`--keys`) by which it is extended.

    For a log that succeeds another: the key that is trusted for it, and the other log's last
    checkpoint, a note.
    """

    pinned: Policy
    links: tuple[bytes, ...] = ()
    successor: note.Key | None = None
    last: bytes | None = None

    def extended(self, links: Iterable[bytes] = ()) -> Policy:
        """Return the policy with the successor's key and what both chains of links prove."""
        policy = self.pinned
        if self.successor is not None:
            policy = replace(policy, logs=(*policy.logs, Trusted(self.successor, None)))
        policy = keychain.follow(policy, self.links).policy
        return keychain.follow(policy, links).policy

    def confirm(self, claim: keychain.Link, links: Iterable[bytes]) -> str:
        """Return which log is succeeded; raises as `keychain.confirm`."""
        return keychain.confirm(self.extended(links), claim, self.last)


def read_links(source: Source) -> list[bytes]:
    """Return the links of a log's key chain, by their numbers, until one is not there.

    Raises SourceError where they are more than 64 MiB together, and OSError as the source does.
    """
    links: list[bytes] = []
    size = 0
    while len(links) < _MOST_LINKS:
        try:
            links.append(source.read(keychain.link_path(len(links) + 1), proof.MAX_SIZE))
        except NotThereError:
            break
        size += len(links[-1])
        if size > _MOST_BYTES:
            raise SourceError(f"the key chain of {source} has more than {_MOST_BYTES} bytes")
    return links


def read_key(text: str) -> note.Key:
    """Read a log's vkey, or refuse it."""
    key = note.parse_vkey(text)
    if key.kind != note.ED25519:
        raise ProofError("key-type", f"the key of {key.name!r} is not that of a log (0x01)")
    return key
