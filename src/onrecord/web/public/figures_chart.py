"""The picture of the figures: one bar a quarter, a hatched stub where a count is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
ROW = 76
LABEL = 40  # the label stands above its bar, where it has room at every size of letter
BAR = 28
END = 96
STUB = 48


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its text, and where it is drawn, in SVG units."""

    label: str
    text: str
    hidden: bool
    y: int
    width: int

    @property
    def label_y(self) -> int:
        """The line on which the label stands."""
        return self.y - 10

    @property
    def middle(self) -> int:
        """The line on which the text beside the bar stands."""
        return self.y + BAR // 2

    @property
    def end(self) -> int:
        """Where the text beside the bar begins."""
        return self.width + 12


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH
    thickness: int = BAR


def lay_out(counts: Sequence[tuple[str, int | str]]) -> Chart:
    """Place a bar for each period; hidden counts get a stub of one fixed length."""
    longest = max((count for _, count in counts if isinstance(count, int)), default=0) or 1
    room = WIDTH - END
    bars = tuple(
        Bar(
            label=label,
            text=str(count),
            hidden=not isinstance(count, int),
            y=at * ROW + LABEL,
            width=max(2, room * count // longest) if isinstance(count, int) else STUB,
        )
        for at, (label, count) in enumerate(counts)
    )
    return Chart(bars=bars, height=ROW * len(bars))
