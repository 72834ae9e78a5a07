"""Lay out an incident's timeline as coordinates; a template turns them into SVG.

The axis is split: minutes at the scene on the left, days since on the right, so that four
minutes and ninety days both stay readable. Rows in, frozen coordinates out: no clock, no I/O.
All lengths are in SVG user units (one is one CSS pixel at full width).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from onrecord.web.moments import MONTHS

WIDTH = 1120.0
LANE_NAMES = 104.0
"""Room on the left for the names of the lanes."""
TOP = 48.0
TRACK = 26.0
PAD = 8.0
CHARACTER = 7.2
"""Width of an average character of a label; an estimate, generous enough not to overlap."""
LONGEST = 30
"""Labels are cut here; the table beside the chart has the whole text."""
SCENE_GAP = timedelta(hours=6)
"""A pause as long as this ends the scene."""
SCENE_SHARE = 0.58
GAP = 28.0
"""Width of the split itself."""
MINUTE_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240)
DAY_STEPS = (1, 2, 7, 14, 30, 60, 90, 180, 365, 730)
MOST_TICKS = 7


class Lane(StrEnum):
    """The lanes, in the order in which they are drawn; each has a mark of its own shape."""

    HAPPENED = "Happened"
    AID = "Aid"
    IDENTITY = "Identity"
    CAMERAS = "Cameras"
    CUSTODY = "Custody"
    CLOCKS = "Clocks"


SHAPES = {
    Lane.HAPPENED: "circle",
    Lane.AID: "cross",
    Lane.IDENTITY: "diamond",
    Lane.CAMERAS: "ring",
    Lane.CUSTODY: "square",
    Lane.CLOCKS: "triangle",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened, ran or ends.

    at: aware datetime; until: end of a span (footage, a clock), else None; text: the whole
    sentence of the table; short: the label of the chart (text where empty); absent: the span
    names something that is missing ("no camera"); url: where the row leads, or empty.
    """

    lane: Lane
    at: datetime
    text: str
    short: str = ""
    until: datetime | None = None
    absent: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawn row: a shape at (x, y), or a bar of that width where width is over 0.

    inside is true where the bar is long enough to bear its label.
    """

    x: float
    y: float
    width: float
    shape: str
    kind: str
    label: str
    label_x: float
    anchor: str
    inside: bool
    text: str

    @property
    def bar_top(self) -> float:
        """Upper edge of a bar, 20 units high."""
        return self.y - 10

    @property
    def label_y(self) -> float:
        """Baseline of the label."""
        return self.y + 5

    @property
    def points(self) -> str:
        """Return the polygon of a diamond, square, triangle or cross around (x, y)."""
        return shape_points(self.shape, self.x, self.y)


@dataclass(frozen=True, slots=True)
class Band:
    """One lane: its name, its upper edge, its height and its marks."""

    name: str
    y: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def name_y(self) -> float:
        """Baseline of the lane's name, level with its first track."""
        return self.y + PAD + TRACK / 2 + 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A vertical line of the axis with its label."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole drawing. split_x is None where everything happened at the scene."""

    width: float
    height: float
    top: float
    left: float
    split_x: float | None
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]

    @property
    def bottom(self) -> float:
        """Where the lowest lane ends."""
        return self.height - PAD

    @property
    def breaks(self) -> tuple[float, ...]:
        """Return the two lines that break the axis; none where it is whole."""
        return () if self.split_x is None else (self.split_x - 4, self.split_x + 4)


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime
    left: float
    right: float

    def __call__(self, moment: datetime) -> float:
        whole = (self.end - self.start).total_seconds()
        share = (moment - self.start).total_seconds() / whole if whole else 0.5
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class _Axis:
    scene: _Scale
    since: _Scale | None

    def side(self, moment: datetime) -> _Scale:
        if self.since is None or moment <= self.scene.end:
            return self.scene
        return self.since

    def x(self, moment: datetime) -> float:
        return self.side(moment)(moment)


def shape_points(shape: str, x: float, y: float) -> str:
    """Return the points of a polygon of about 12 units around (x, y); empty for round shapes."""
    outlines = {
        "diamond": ((0, -7), (7, 0), (0, 7), (-7, 0)),
        "square": ((-5.5, -5.5), (5.5, -5.5), (5.5, 5.5), (-5.5, 5.5)),
        "triangle": ((-6, -6), (6, -6), (0, 6)),
        "cross": (
            (-2, -6.5), (2, -6.5), (2, -2), (6.5, -2), (6.5, 2), (2, 2),
            (2, 6.5), (-2, 6.5), (-2, 2), (-6.5, 2), (-6.5, -2), (-2, -2),
        ),
    }  # fmt: skip
    return " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in outlines.get(shape, ()))


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows by time; rows of one moment in the order of the lanes."""
    lanes = list(Lane)
    return tuple(sorted(rows, key=lambda row: (row.at, lanes.index(row.lane), row.text)))


def scene_end(rows: Sequence[Row]) -> datetime:
    """Return the last moment before the first pause of SCENE_GAP; rows must be in order."""
    end = rows[0].at
    for row in rows:
        if row.at - end >= SCENE_GAP:
            break
        end = max(end, row.at)
        if row.until is not None and row.until - row.at < SCENE_GAP:
            end = max(end, row.until)
    return end


def lay_out(rows: Iterable[Row], zone: tzinfo) -> Chart | None:
    """Lay out the rows in the zone's local time; None where there is nothing to draw.

    Every row becomes exactly one mark, and lanes without a row stay in the chart, empty: what
    is absent shows as absent.
    """
    ordered = in_order(rows)
    if not ordered:
        return None
    axis = _axis(ordered)
    bands: list[Band] = []
    y = TOP
    for lane in Lane:
        band = _band(lane, [row for row in ordered if row.lane is lane], axis, y)
        bands.append(band)
        y += band.height
    split = None if axis.since is None else round((axis.scene.right + axis.since.left) / 2, 1)
    return Chart(
        width=WIDTH,
        height=y + PAD,
        top=TOP,
        left=LANE_NAMES,
        split_x=split,
        ticks=_ticks(axis, zone),
        bands=tuple(bands),
    )


def _axis(ordered: Sequence[Row]) -> _Axis:
    start = ordered[0].at
    end = scene_end(ordered)
    last = max(row.until or row.at for row in ordered)
    left, right = LANE_NAMES + 16, WIDTH - 16
    if last <= end:
        return _Axis(_Scale(start, end, left, right), None)
    middle = left + (right - left) * SCENE_SHARE
    return _Axis(
        _Scale(start, end, left, middle - GAP / 2),
        _Scale(end, last, middle + GAP / 2, right),
    )


def _kind(row: Row) -> str:
    if row.absent:
        return "absent"
    if row.until is None:
        return "hollow" if row.lane is Lane.CAMERAS else "point"
    return "clock" if row.lane is Lane.CLOCKS else "span"


def _band(lane: Lane, rows: Sequence[Row], axis: _Axis, y: float) -> Band:
    """Put each row on the first track where neither mark nor label meets another."""
    free_from: list[float] = []
    marks: list[Mark] = []
    for row in rows:
        x = axis.x(row.at)
        width = 0.0 if row.until is None else max(axis.x(row.until) - x, 4.0)
        label = row.short or row.text
        if len(label) > LONGEST:
            label = label[: LONGEST - 1].rstrip() + "…"
        room = len(label) * CHARACTER
        side = axis.side(row.until or row.at)
        inside = width > room + 16
        label_x, anchor = (x + 8 if inside else x + width + 11), "start"
        if not inside and label_x + room > side.right + 12 and x - 11 - room > LANE_NAMES:
            label_x, anchor = x - 11, "end"
        begins = (label_x - room if anchor == "end" else x) - 10
        ends = x + width + 8 if inside or anchor == "end" else label_x + room
        for track, free in enumerate(free_from):  # noqa: B007 - the track is used below
            if free <= begins:
                break
        else:
            free_from.append(0.0)
            track = len(free_from) - 1
        free_from[track] = ends
        marks.append(
            Mark(
                x=round(x, 1),
                y=y + PAD + track * TRACK + TRACK / 2,
                width=round(width, 1),
                shape=SHAPES[lane],
                kind=_kind(row),
                label=label,
                label_x=round(label_x, 1),
                anchor=anchor,
                inside=inside,
                text=row.text,
            )
        )
    height = 2 * PAD + TRACK * max(len(free_from), 1)
    return Band(name=lane.value, y=y, height=height, marks=tuple(marks))


def _step(units: float, steps: Sequence[int]) -> int:
    """Return the smallest step that needs at most MOST_TICKS ticks, else an even division."""
    for step in steps:
        if units / step <= MOST_TICKS:
            return step
    return math.ceil(units / MOST_TICKS)


def _ticks(axis: _Axis, zone: tzinfo) -> tuple[Tick, ...]:
    """Round minutes (as HH:MM) at the scene, then whole days since (as "3 Mar")."""
    ticks: list[Tick] = []
    scene = axis.scene
    minutes = (scene.end - scene.start).total_seconds() / 60
    step = timedelta(minutes=_step(minutes, MINUTE_STEPS))
    local = scene.start.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + math.ceil((local - midnight) / step) * step
    while moment <= scene.end:
        ticks.append(Tick(round(scene(moment), 1), f"{moment.astimezone(zone):%H:%M}"))
        moment += step
    if axis.since is not None:
        since = axis.since
        days = (since.end - since.start).total_seconds() / 86400
        stride = timedelta(days=_step(days, DAY_STEPS))
        moment = since.start + stride
        while moment <= since.end:
            shown = moment.astimezone(zone)
            ticks.append(Tick(round(since(moment), 1), f"{shown.day} {MONTHS[shown.month - 1]}"))
            moment += stride
    return tuple(ticks)
