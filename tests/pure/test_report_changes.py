"""Changes of a narrative: both texts can be read from them."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.web.reports.changes import Change, changes


@given(st.text(), st.text())
def test_both_texts_are_in_the_changes(older: str, newer: str) -> None:
    pieces = changes(older, newer)
    assert "".join(p.words for p in pieces if p.change is not Change.REMOVED) == newer
    assert "".join(p.words for p in pieces if p.change is not Change.ADDED) == older


def test_a_word_is_marked_and_the_rest_stays() -> None:
    marked = [(p.change.value, p.words) for p in changes("a van stops", "a car stops")]
    assert marked == [("same", "a "), ("removed", "van"), ("added", "car"), ("same", " stops")]
