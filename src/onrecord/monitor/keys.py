"""Following a log from one key to the next: its key chain, of which every link is kept.

Whoever serves the links can hold back the last ones, so what was once taken stays taken. A link's
checkpoint is one more that the log has signed, and has to belong with all others.
"""

from dataclasses import dataclass

from onrecord.monitor.memory import CHECKPOINTS, Memory
from onrecord.monitor.sights import LOG, Head, Shown
from onrecord_proof import keychain
from onrecord_proof.errors import ProofError
from onrecord_proof.keychain import Effect, Followed
from onrecord_proof.policy import Policy
from onrecord_proof.source import NotThereError, Source

LINK_LIMIT = 4 << 20
MOST_LINKS = 100
"""How many links are followed: enough for a key a year, too few to fill a disk."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The trust policy as the chain leaves it, checkpoints that new links bear, and what to say."""

    policy: Policy
    shown: tuple[Shown, ...] = ()
    notices: tuple[str, ...] = ()


def take(memory: Memory, source: Source, trusted: Policy) -> Taken:
    """Follow the links kept, and any new one that the log shows; keep those.

    A link that is refused is noticed, and changes nothing. Raises MemoryDamaged for a kept one.
    """
    links = memory.links()
    try:
        known = keychain.follow(trusted, links)
    except ProofError as error:
        raise memory.damaged("keys", error.message) from error
    policy, shown, notices = known.policy, [], []
    while len(links) < MOST_LINKS:
        try:
            data = source.read(keychain.link_path(len(links) + 1), LINK_LIMIT)
            followed = keychain.follow(trusted, [*links, data])
        except NotThereError:
            break
        except OSError as error:
            notices.append(f"the log's key chain cannot be read: {error}")
            break
        except ProofError as error:
            notices.append(f"the log's key chain is refused: {error.message}")
            break
        memory.keep_link(len(links) + 1, data)
        links.append(data)
        policy = followed.policy
        notices.append(_words(followed))
        shown += _signed(memory, followed)
    return Taken(policy, tuple(shown), tuple(notices))


def _signed(memory: Memory, followed: Followed) -> list[Shown]:
    """Keep the checkpoint of the newest link, where a trusted key signed it."""
    step = followed.steps[-1]
    if step.effect not in (Effect.ADDED, Effect.RETIRED):
        return []
    head = Head(step.link.head.size, step.link.head.root)
    return [memory.keep(LOG, CHECKPOINTS, head, step.link.signed.encode())]


def _words(followed: Followed) -> str:
    step = followed.steps[-1]
    return f"the log's key chain: {step.effect} ({step.link.key.vkey()}, entry {step.link.index})"
