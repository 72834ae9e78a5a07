"""An entry with some of its values opened, as it travels in the extra line of a proof file.

The extra line is not authenticated by the proof file; it is what the leaf is made from, and the
leaf's place in the log then authenticates it. It has one encoding.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord_proof import disclosure, strict
from onrecord_proof.errors import ProofError
from onrecord_proof.statement import Statement, leaf
from onrecord_proof.statement import parse as parse_statement
from onrecord_proof.strict import Json

_WHAT = "the extra line"


@dataclass(frozen=True, slots=True)
class Opened:
    """A statement's bytes, and the disclosures of opened names, in the statement's order."""

    statement: bytes
    disclosures: Mapping[str, str]

    @property
    def leaf(self) -> bytes:
        """The 33 bytes that stand in the log for the entry."""
        return leaf(self.statement)

    def encode(self) -> bytes:
        """Return the bytes of the extra line before its base64."""
        value = {
            "statement": strict.encode_base64(self.statement),
            "disclosures": dict(self.disclosures),
        }
        return strict.encode_json(value)

    def match(self) -> tuple[Statement, dict[str, Json]]:
        """Return the statement and the opened values by name, or refuse one it did not commit to.

        Refuses names that do not stand in the statement's order.
        """
        said = parse_statement(self.statement)
        values = disclosure.match(said, self.disclosures)
        if list(values) != [name for name in said.names if name in values]:
            raise ProofError("opened-order", f"{_WHAT}: names not in the statement's order")
        return said, values


def parse(extra: bytes) -> Opened:
    """Read the decoded extra line of a proof file, matching nothing, or refuse it."""
    shape = {"statement": str, "disclosures": dict}
    value = strict.members(strict.decode_json(extra, _WHAT), shape, _WHAT)
    if not all(isinstance(text, str) for text in value["disclosures"].values()):
        raise ProofError("json-shape", f"{_WHAT}: a disclosure is not a text")
    found = Opened(
        strict.decode_base64(value["statement"], f"{_WHAT}: statement"), value["disclosures"]
    )
    if found.encode() != extra:
        raise ProofError("opened-encoding", f"{_WHAT} is not in its one encoding")
    return found
