"""A process that recomputes pieces: `python -m onrecord.ledger.recompute.worker`.

It reads one line of JSON that says where the database and the log are and which kinds there are,
then a piece a line, and answers each with a line. It ends when its input does.
"""

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from onrecord.ledger.recompute.piece import Piece, recompute
from onrecord.ledger.recompute.source import connect
from onrecord.ledger.recompute.template import Template

DAMAGE = "damage"
"""Asked in the place of a piece: what the database finds wrong with its own file."""


def main() -> None:
    """Answer until the input ends; an interrupt at the terminal is the audit's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given = json.loads(sys.stdin.readline())
    source = connect(given["vendor"], given["database"])
    templates = {kind: Template(kind, names) for kind, names in given["kinds"].items()}
    for line in sys.stdin:
        asked = json.loads(line)
        answer: Any
        if asked == DAMAGE:
            answer = source.damage()
        else:
            answer = asdict(recompute(source, Piece(**asked), templates, Path(given["log"])))
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
