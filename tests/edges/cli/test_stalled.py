"""A stalled log on the command line: one line that says why, and the command that cures it."""

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.ledger.models import Entry
from stalling import stalled_log

pytestmark = pytest.mark.usefixtures("committed", "people", "home")
OPEN = ("incident", "open", "--as", "avery", "--origin", "seen", "--district", "District 4")


def test_acts_end_with_one_line_and_publishing_cures_it(run: Run) -> None:
    with stalled_log():
        before = Entry.objects.count()
        refused = run(*OPEN, "--summary", "A van stopped.")
        assert refused.code == Exit.CANNOT_RUN
        assert "Nothing was recorded: entries have waited" in refused.err
        assert "onrecord log publish" in refused.err
        assert run("exhibit", "list", "2026-0001", "--as", "gray").code == Exit.CANNOT_RUN
        assert Entry.objects.count() == before
        health = run("log", "health", "--as", "gray", "--json").json
        assert health["stalled_since"]
        assert run("log", "publish", "--as", "frankie").code == Exit.DONE
        assert run(*OPEN, "--summary", "A van stopped.").code == Exit.DONE
    health = run("log", "health", "--as", "gray").out
    assert "stalled since: Not recorded" in health
    assert "skews: none" in health


def test_health_is_for_those_who_watch(run: Run) -> None:
    refused = run("log", "health", "--as", "avery")
    assert refused.code == Exit.REFUSED
