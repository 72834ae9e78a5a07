"""Write the vectors anew: `python tests/vectors/make.py`, always the same files.

The expected values come from hashlib, json and `cryptography`, never from the code under test.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from making import (
    checkpoints,
    disclosures,
    key_chains,
    notes,
    policies,
    policy_checks,
    proofs,
    signatures,
    statements,
    trees,
    witnesses,
)

HERE = Path(__file__).parent
MODULES = (
    statements,
    disclosures,
    notes,
    checkpoints,
    trees,
    policies,
    policy_checks,
    proofs,
    key_chains,
    signatures,
    witnesses,
)


def vectors() -> Iterator[tuple[Path, str]]:
    """Yield path and content of every vector."""
    for module in MODULES:
        for folder, name, case in module.cases():
            content = json.dumps(case, ensure_ascii=False, indent=2) + "\n"
            yield HERE / folder / f"{name}.json", content


def main() -> None:
    written = set()
    for path, content in vectors():
        if path in written:
            raise ValueError(f"two cases are called {path.relative_to(HERE)}")
        written.add(path)
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for folder in {path.parent for path in written}:
        for stale in set(folder.glob("*.json")) - written:
            stale.unlink()


if __name__ == "__main__":
    main()
