"""What was asked for: the things named on a command line, told apart by what they are.

1. `http://` or `https://`: a log.
2. A folder with `checkpoint` or `tile` in it, and without `bagit.txt`: a log. Any other: a packet.
3. A file whose name ends in `.tlog-proof`, or that begins as a proof file does, or as a receipt:
   a proof.
4. A file that reads as a signed note: a checkpoint. Any other: a packet (a zip).

One packet, one proof, or one log is checked by itself; checkpoints together, with or without the
log that they are of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord_proof import bag, note, proof
from onrecord_proof.errors import ProofError
from onrecord_proof.report import Subject

RECEIPT_STARTS = (b"OnRecord receipt\n", b"OnRecord: proof of intake ")
"""How the texts begin that the web hands out with a proof in them."""


class UsageError(Exception):
    """What was named is not there, or does not go together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked: one path or URL, or checkpoints by the names that were given."""

    subject: Subject
    one: str
    checkpoints: tuple[str, ...] = ()


def tell(texts: Sequence[str]) -> Asked:
    """Return what these texts name together; raises UsageError, and OSError for a file."""
    found = [(text, _tell_one(text)) for text in texts]
    saved = tuple(text for text, subject in found if subject is Subject.CHECKPOINTS)
    others = [(text, subject) for text, subject in found if subject is not Subject.CHECKPOINTS]
    if saved and not others:
        return Asked(Subject.CHECKPOINTS, "", saved)
    if saved and [subject for _, subject in others] == [Subject.LOG]:
        return Asked(Subject.CHECKPOINTS, others[0][0], saved)
    if len(found) == 1:
        return Asked(others[0][1], others[0][0])
    named = ", ".join(f"{text!a} (a {subject.removesuffix('s')})" for text, subject in found)
    raise UsageError(
        f"these are not checked together: {named}. Name one packet, proof or log, or checkpoints "
        "and the log that they are of"
    )


def _tell_one(text: str) -> Subject:
    if "://" in text:
        return Subject.LOG
    path = Path(text)
    if not path.exists():
        raise UsageError(f"there is no {text!a}")
    if path.is_dir():
        is_log = (path / "checkpoint").exists() or (path / "tile").exists()
        return Subject.LOG if is_log and not (path / bag.BAGIT).exists() else Subject.PACKET
    with path.open("rb") as stream:
        start = stream.read(note.MAX_SIZE + 1)
    begins = (proof.FIRST_LINE.encode(), *RECEIPT_STARTS)
    if path.suffix == ".tlog-proof" or start.startswith(begins):
        return Subject.PROOF
    try:
        note.parse(start)
    except ProofError:
        return Subject.PACKET
    return Subject.CHECKPOINTS
