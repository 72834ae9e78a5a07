"""Commands of draws and of links."""

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit

pytestmark = pytest.mark.usefixtures("home", "people")
OPEN = ("incident", "open", "--as", "avery", "--origin", "seen", "--district", "District 4")


def test_incidents_are_linked_listed_and_unlinked(run: Run) -> None:
    one, two = (run(*OPEN, "--summary", "A van.", "--json").json["reference"] for _ in "ab")
    add = ("link", "add", one, two, "--relation", "follow-up", "--reason", "The next day.")
    assert run(*add, "--as", "avery").code == Exit.REFUSED
    assert run(*add, "--as", "ellis").code == Exit.DONE
    (link,) = run("link", "list", two, "--as", "ellis", "--json").json
    assert (link["number"], link["relation"]) == (one, "follow-up")
    undo = ("link", "undo", one, link["reference"], "--reason", "Another van.")
    assert run(*undo, "--as", "ellis").code == Exit.DONE
    assert run(*undo, "--as", "ellis").code == Exit.NOT_FOUND


def test_a_draw_says_why_it_cannot_be_made(run: Run) -> None:
    period = ("--first", "2026-01-01", "--last", "2026-03-31", "--size", "2")
    assert run("closure", "draw", "--as", "ellis", *period).code == Exit.REFUSED
    drawn = run("closure", "draw", "--as", "hollis", *period)
    assert drawn.code == Exit.BAD_INPUT
    assert drawn.err.startswith("onrecord: first: nothing was closed")
    assert run("closure", "list", "--as", "hollis", "--json").json == []
    review = ("closure", "review", "C-1", "x", "--result", "stands", "--reason", "so")
    assert run(*review, "--as", "hollis").code == Exit.NOT_FOUND
