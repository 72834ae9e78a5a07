"""The timeline's layout: every row drawn once, nothing overlaps, the axis breaks rightly."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.web.timeline_chart import (
    CHARACTER,
    LANE_NAMES,
    LONGEST,
    SHAPES,
    WIDTH,
    Lane,
    Row,
    in_order,
    lay_out,
    scene_end,
    shape_points,
)

ZONE = ZoneInfo("America/Chicago")
START = datetime(2026, 3, 3, 21, 12, tzinfo=ZONE)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


rows = st.lists(
    st.builds(
        Row,
        lane=st.sampled_from(Lane),
        at=st.integers(0, 40).map(minutes) | st.integers(1, 120).map(lambda d: minutes(d * 1440)),
        text=st.text("abcdefg ", min_size=1, max_size=60),
    ),
    min_size=1,
    max_size=25,
)


def test_nothing_to_draw_gives_no_chart() -> None:
    assert lay_out([], ZONE) is None


@given(rows)
def test_every_row_is_one_mark_and_no_two_marks_of_a_lane_meet(given_rows: list[Row]) -> None:
    chart = lay_out(given_rows, ZONE)
    assert chart is not None
    assert [band.name for band in chart.bands] == [lane.value for lane in Lane]
    assert sum(len(band.marks) for band in chart.bands) == len(given_rows)
    for band in chart.bands:
        by_track: dict[float, list[tuple[float, float]]] = {}
        for mark in band.marks:
            assert LANE_NAMES < mark.x <= WIDTH
            assert band.y < mark.y < band.y + band.height
            room = len(mark.label) * CHARACTER
            reach = (
                (mark.label_x - room, mark.x)
                if mark.anchor == "end"
                else (mark.x, mark.label_x + room)
            )
            by_track.setdefault(mark.y, []).append(reach)
        for reaches in by_track.values():
            ordered = sorted(reaches)
            for left, right in pairwise(ordered):
                assert left[1] <= right[0] + 0.2


@given(rows)
def test_later_is_never_drawn_further_left(given_rows: list[Row]) -> None:
    chart = lay_out(given_rows, ZONE)
    assert chart is not None
    for band in chart.bands:
        xs = [mark.x for mark in band.marks]
        assert xs == sorted(xs)


def test_the_axis_breaks_between_the_scene_and_the_days_since() -> None:
    chart = lay_out(
        [
            Row(Lane.HAPPENED, START, "stops"),
            Row(Lane.AID, minutes(12), "asked"),
            Row(Lane.CUSTODY, minutes(1440 * 30), "intake"),
        ],
        ZONE,
    )
    assert chart is not None
    assert chart.split_x is not None
    happened, aid, _, _, custody, _ = chart.bands
    assert happened.marks[0].x < aid.marks[0].x < chart.split_x < custody.marks[0].x
    scene = [tick for tick in chart.ticks if tick.x < chart.split_x]
    since = [tick for tick in chart.ticks if tick.x > chart.split_x]
    assert [tick.label for tick in scene] == ["21:12", "21:14", "21:16", "21:18", "21:20", "21:22",
                                              "21:24"]  # fmt: skip
    assert [tick.label for tick in since] == ["10 Mar", "17 Mar", "24 Mar", "31 Mar"]


def test_the_axis_is_whole_where_all_happened_at_the_scene() -> None:
    chart = lay_out([Row(Lane.HAPPENED, START, "a"), Row(Lane.AID, minutes(5), "b")], ZONE)
    assert chart is not None
    assert chart.split_x is None
    assert chart.breaks == ()


def test_a_clock_of_ninety_days_does_not_lengthen_the_scene() -> None:
    ordered = in_order(
        [
            Row(Lane.CLOCKS, START, "term", until=START + timedelta(days=90)),
            Row(Lane.CAMERAS, START, "runs", until=minutes(9)),
        ]
    )
    assert scene_end(ordered) == minutes(9)


@pytest.mark.parametrize(("hours", "at_scene"), [(5.9, True), (6, False)])
def test_a_pause_of_six_hours_ends_the_scene(hours: float, at_scene: bool) -> None:
    later = START + timedelta(hours=hours)
    end = scene_end(in_order([Row(Lane.HAPPENED, START, "a"), Row(Lane.AID, later, "b")]))
    assert end == (later if at_scene else START)


def test_a_long_label_is_cut_and_the_whole_text_kept() -> None:
    chart = lay_out([Row(Lane.AID, START, "x" * 80)], ZONE)
    assert chart is not None
    mark = chart.bands[1].marks[0]
    assert mark.label == "x" * (LONGEST - 1) + "…"
    assert mark.text == "x" * 80


def test_a_gap_in_the_footage_is_drawn_as_an_absence_with_its_length() -> None:
    chart = lay_out(
        [
            Row(Lane.CAMERAS, START, "runs", until=minutes(5)),
            Row(Lane.CAMERAS, minutes(5), "No camera", until=minutes(10), absent=True),
        ],
        ZONE,
    )
    assert chart is not None
    runs, none = chart.bands[3].marks
    assert (runs.kind, none.kind) == ("span", "absent")
    assert none.width == pytest.approx(runs.width, abs=0.2)


def test_each_lane_has_a_shape_of_its_own() -> None:
    assert len(set(SHAPES.values())) == len(Lane)
    polygons = {shape: shape_points(shape, 0, 0) for shape in SHAPES.values()}
    assert polygons["circle"] == polygons["ring"] == ""
    drawn = [points for points in polygons.values() if points]
    assert len(set(drawn)) == len(drawn) == 4


def test_ticks_follow_the_zone_of_the_city_not_the_rows() -> None:
    chart = lay_out(
        [
            Row(Lane.HAPPENED, START.astimezone(UTC), "a"),
            Row(Lane.AID, minutes(10).astimezone(UTC), "b"),
        ],
        ZONE,
    )
    assert chart is not None
    assert chart.ticks[0].label == "21:12"
