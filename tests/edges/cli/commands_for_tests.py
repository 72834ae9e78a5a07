"""Running commands in this process, as a person at a terminal would."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is any of a few types
        """Return what it printed, as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]
