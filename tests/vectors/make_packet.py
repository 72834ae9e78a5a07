"""Write the packet and zip vectors anew: `python tests/vectors/make_packet.py [FOLDER]`.

One JSON a case, named for the attack, below FOLDER (default: beside this file); always the same
files. What must come of a case is written beside it by hand, never taken from the verifier.
"""

import json
import sys
from pathlib import Path

from making import packet_inside, packet_outside, zips


def main(folder: Path) -> None:
    made = {
        f"packet/{name}": case
        for module in (packet_outside, packet_inside)
        for name, case in module.cases().items()
    } | {f"zip/{name}": case for name, case in zips.cases().items()}
    for kind in ("packet", "zip"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for path in (folder / kind).glob("*.json"):
            if f"{kind}/{path.stem}" not in made:
                path.unlink()
    for name, case in made.items():
        content = json.dumps(case.value(), indent=1) + "\n"
        (folder / f"{name}.json").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
