"""Suppression: nobody can be told from the figures, and no hidden count can be worked out."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from onrecord.releases.figures import COMPLEMENT, EXCLUSIVE, OUTCOMES, SMALL, Counted, Row, tabulate

K = 10


def incidents(period: str, **outcomes: int) -> list[Counted]:
    received = outcomes.pop("received")
    sets: list[set[str]] = [set() for _ in range(received)]
    start = 0
    for word, count in outcomes.items():
        name = word.replace("_", " ")
        first = start if name in EXCLUSIVE else 0
        for found in sets[first : first + count]:
            found.add(name)
        if name in EXCLUSIVE:
            start += count
    return [Counted(period, frozenset(found)) for found in sets]


def one(period: str, **outcomes: int) -> Row:
    (row,) = tabulate(incidents(period, **outcomes), [period], K)
    return row


def test_a_small_period_shows_nothing() -> None:
    row = one("2026-Q1", received=9, corroborated=9)
    assert row.received.count is None
    assert row.received.mark == SMALL
    assert all(cell.count is None for cell in row.outcomes.values())


def test_a_period_without_incidents_shows_nought() -> None:
    (row,) = tabulate([], ["2026-Q1"], K)
    assert row.received.count == 0
    assert all(cell.count == 0 for cell in row.outcomes.values())


def test_nought_of_many_is_shown_so_that_all_no_is_seen() -> None:
    assert one("2026-Q1", received=11).outcomes["referred"].count == 0


def test_a_small_outcome_is_hidden() -> None:
    cell = one("2026-Q1", received=30, corroborated=3).outcomes["corroborated"]
    assert (cell.count, cell.mark) == (None, SMALL)


def test_an_outcome_of_all_but_a_few_is_hidden_too() -> None:
    cell = one("2026-Q1", received=30, referred=28).outcomes["referred"]
    assert (cell.count, cell.mark) == (None, COMPLEMENT)


def test_two_shown_outcomes_do_not_give_the_hidden_rest_away() -> None:
    row = one("2026-Q1", received=30, corroborated=15, not_corroborated=12)
    shown = [name for name in EXCLUSIVE if row.outcomes[name].count]
    assert shown == ["corroborated"]
    assert row.outcomes["not corroborated"].mark == COMPLEMENT


def solutions(row: Row, counts: dict[str, int]) -> dict[str, set[int]]:
    """Every value that each hidden exclusive outcome could have, from what is shown alone."""
    received = row.received.count
    assert received is not None
    names = [*EXCLUSIVE, "other"]
    ranges = []
    for name in EXCLUSIVE:
        cell = row.outcomes[name]
        if cell.count is not None:
            ranges.append([cell.count])
        elif cell.mark == SMALL:
            ranges.append(list(range(1, K)))
        else:
            ranges.append(list(range(1, received + 1)))
    found: dict[str, set[int]] = {name: set() for name in names}
    for values in product(*ranges):
        other = received - sum(values)
        if other >= 0:
            for name, value in zip(names, (*values, other), strict=True):
                found[name].add(value)
    assert counts["corroborated"] in found["corroborated"]
    return found


@given(st.integers(0, 45), st.integers(0, 45), st.integers(0, 45), st.integers(0, 45))
def test_no_hidden_count_follows_from_the_shown_ones(a: int, b: int, c: int, rest: int) -> None:
    received = a + b + c + rest
    counts = {"corroborated": a, "not corroborated": b, "unfounded": c}
    row = one("2026-Q1", received=received, corroborated=a, not_corroborated=b, unfounded=c)
    assert set(row.outcomes) == set(OUTCOMES)
    if row.received.count is None:
        return
    shown = sum(row.outcomes[name].count or 0 for name in EXCLUSIVE)
    hidden = received - shown
    assert hidden == 0 or hidden >= K
    found = solutions(row, counts)
    for name in EXCLUSIVE:
        if row.outcomes[name].count is None:
            assert len(found[name]) > 1, f"{name} can be worked out"
