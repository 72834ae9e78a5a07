"""The vectors of transparency-dev/merkle, which lie beside the repository and not in it."""

import base64
import json
from pathlib import Path

import pytest

from onrecord_proof import merkle
from onrecord_proof.errors import ProofError

ROOT = Path(__file__).parents[3]
VECTORS = ROOT.parent / "shared" / "conformance" / "merkle"
CASES = sorted(VECTORS.rglob("*.json"))

pytestmark = pytest.mark.skipif(
    not CASES, reason="no vectors of transparency-dev/merkle in ../shared/conformance/merkle"
)


def decode(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(VECTORS)))
def test_case(path: Path) -> None:
    case = json.loads(path.read_bytes())
    proof = [decode(text) for text in case["proof"] or []]
    try:
        if "size1" in case:
            roots = decode(case["root1"]), decode(case["root2"])
            merkle.verify_consistency(case["size1"], case["size2"], *roots, proof)
        else:
            leaf, root = decode(case["leafHash"]), decode(case["root"])
            merkle.verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof, root)
    except ProofError:
        refused = True
    else:
        refused = False
    assert refused == case["wantErr"]
