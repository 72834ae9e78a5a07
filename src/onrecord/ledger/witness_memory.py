"""What is remembered of each witness: the size that it last cosigned, when, and what ails it.

A working file. Where it is lost or damaged the witnesses are asked from size 0 and say themselves
where they stand. A witness is known by its vkey, whatever the policy calls it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from onrecord.ledger.disk import Disk
from onrecord.storage.home import Home
from onrecord_proof.strict import MAX_COUNT


@dataclass(frozen=True)
class Remembered:
    """A witness as it was last asked: `size` in leaves, `at` in POSIX seconds, both 0 for never.

    `trouble` says why its latest cosignature is missing, or is empty.
    """

    size: int = 0
    at: int = 0
    trouble: str = ""


def recall(home: Home) -> dict[str, Remembered]:
    """Return what is remembered, by vkey; what cannot be read was never known."""
    try:
        read = json.loads(home.witness_memory.read_bytes())
        found = {str(vkey): Remembered(**fields) for vkey, fields in read.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {vkey: one for vkey, one in found.items() if _is_sound(one)}


def remember(home: Home, witnesses: Mapping[str, Remembered], disk: Disk) -> None:
    """Keep what is known of the witnesses, by vkey, in the place of what was kept."""
    fields = {vkey: asdict(one) for vkey, one in sorted(witnesses.items())}
    disk.replace(home.witness_memory, json.dumps(fields, indent=1).encode("ascii"))


def _is_sound(one: Remembered) -> bool:
    numbers = all(type(n) is int and 0 <= n <= MAX_COUNT for n in (one.size, one.at))
    return numbers and isinstance(one.trouble, str)
