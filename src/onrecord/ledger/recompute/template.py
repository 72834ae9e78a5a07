"""The one text that a statement of a kind can have, rebuilt from its disclosures.

A statement is canonical (`onrecord_proof.statement`): beside the nonce and the digests every byte
follows from the kind. So where the rebuilt bytes are the stored ones, kind, names, digests and
encoding hold at once, and nothing need be parsed.
"""

import re
from base64 import b64encode
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from hashlib import sha256

from onrecord.ledger.recompute.source import Row
from onrecord_proof.statement import ENVELOPE, VERSION
from onrecord_proof.strict import encode_json

_NONCE_LENGTH = 22
_NONCE = re.compile(rb"[A-Za-z0-9_-]{21}[AQgw]")
_DIGEST_LENGTH = 43
_BETWEEN = b'"},{"...":"'
_END = b'"}]}'
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_VALUE_AT = 26
"""Where a disclosure's value begins: after the bracket, the quoted salt and the comma."""
_SUBJECT, _VERSION, _TIME, _PREV = map(
    ENVELOPE.index, ("subject", "subject_version", "time", "prev")
)
_SECONDS = 19


class Template:
    """What every statement of one kind shares."""

    def __init__(self, kind: str, names: Sequence[str]) -> None:
        self.count = len(names)
        self._names = tuple(names)
        self._positions = tuple(range(len(names)))
        opening, names_text = f'{{"statement":"{VERSION}","kind":"{kind}","nonce":"', [*names]
        self._head = opening.encode()
        self._middle = b'","names":' + encode_json(names_text) + b',"fields":[{"...":"'
        self._nonce = slice(len(self._head), len(self._head) + _NONCE_LENGTH)

    def holds(self, entry: Row, disclosures: Sequence[Row]) -> bool:
        """Say whether an entry is what its disclosures make, and its columns what they say.

        The tuples are those of `Source.entries` and `Source.disclosures`.
        """
        (id_, _, _, subject, version, stated, leaf_hash, time, previous, prev, *_) = entry
        if len(disclosures) != self.count:
            return False
        owners, positions, names, texts, _ = zip(*disclosures, strict=True)
        if owners.count(id_) != self.count:
            return False
        if names != self._names or positions != self._positions:
            return False
        if isinstance(texts[0], str):
            texts = tuple([text.encode() for text in texts])
        digests = [
            b2a_base64(sha256(text).digest(), newline=False)[:_DIGEST_LENGTH] for text in texts
        ]
        nonce = stated[self._nonce]
        made = self._head + nonce + self._middle + _BETWEEN.join(digests).translate(_TO_URL) + _END
        link = b"null" if previous is None else b'"' + b64encode(prev or b"") + b'"'
        moment = time if len(time) > _SECONDS else time + ".000000"
        return (
            made == stated
            and _NONCE.fullmatch(nonce) is not None
            and len(set(digests)) == self.count
            and leaf_hash == sha256(b"\x00\x01" + sha256(stated).digest()).digest()
            and _value(texts[_SUBJECT]) == b'"' + subject.encode() + b'"'
            and _value(texts[_VERSION]) == b"%d" % version
            and _value(texts[_TIME]) == b'"' + moment.replace(" ", "T").encode() + b'Z"'
            and _value(texts[_PREV]) == link
        )


def is_linked(entry: Row) -> bool:
    """Say whether an entry stands where it belongs: in its chain, and among its subject's."""
    id_, index, _, _, version, _, _, _, previous, _, same_chain, prev_index, before, start = entry
    if previous is None:
        follows = start == id_
    else:
        in_order = index is None or (prev_index is not None and prev_index < index)
        follows = same_chain and previous < id_ and in_order
    return bool(follows and (version == 1 if before is None else before < id_))


def _value(text: bytes) -> bytes:
    """Return the JSON of a disclosure's value; the digest has shown that this was recorded."""
    return a2b_base64(text.translate(_FROM_URL) + b"==")[_VALUE_AT:-1]
