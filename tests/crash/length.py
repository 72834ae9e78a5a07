"""How long the crash suite runs: ONRECORD_LONG=1 (`script/test --long`) is the long form.

The long form draws a new seed at each run and prints it; ONRECORD_SEED=N repeats one.
"""

import os
import secrets

LONG = os.environ.get("ONRECORD_LONG") == "1"
KILLS = 1000 if LONG else 50
SEED = 20260131


def seed() -> int:
    """Return what the moments of the kills and the ways of tearing are drawn from."""
    given = os.environ.get("ONRECORD_SEED")
    if given:
        return int(given)
    return secrets.randbits(32) if LONG else SEED
