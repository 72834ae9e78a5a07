"""Naming the log's witnesses: an act with its entry, and a file that is there once it is done."""

from uuid import uuid4

import pytest

from onrecord.authority import Actor, Refused, Role
from onrecord.ledger import queries, witness_policy
from onrecord.ledger.actions.witnesses import set_witnesses
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import FieldTooLarge, WitnessesRefused
from onrecord.ledger.models import Entry
from onrecord.storage.home import Home
from onrecord_proof import policy
from record.ledger.witnesses_for_tests import Network

ADMINISTRATOR = Actor(id=uuid4(), username="i", name="I", roles=frozenset({Role.ADMINISTRATOR}))
OFFICER = Actor(id=uuid4(), username="o", name="O", roles=frozenset({Role.OFFICER}))
NETWORK = Network.of("a", "b", "c")
POLICY = "# whom we ask\n\n" + NETWORK.policy("group\ttwo 2 a  b c", "quorum two").decode()

pytestmark = pytest.mark.usefixtures("committed")


def entries() -> list[dict[str, object]]:
    found = Entry.objects.filter(kind="log.witnesses_set/1").values_list("id", flat=True)
    return [dict(one.values()) for one in queries.opened_entries(found)]


def test_the_witnesses_are_an_entry_and_a_file_and_published(home: Home) -> None:
    assert queries.witnesses() == queries.WitnessesView("quorum none\n", is_recorded=True)
    assert set_witnesses(actor=ADMINISTRATOR, policy=POLICY) == POLICY
    (entry,) = entries()
    assert (entry["policy"], entry["role"]) == (POLICY, "administrator")
    assert home.witness_policy.read_text() == POLICY
    assert queries.witnesses() == queries.WitnessesView(POLICY, is_recorded=True)
    published = queries.policy_text()
    assert "#" not in published
    assert "\t" not in published
    trusted = policy.parse(published)
    assert (list(trusted.witnesses), trusted.quorum) == (["a", "b", "c"], "two")
    assert trusted.logs[0].key.vkey() == queries.vkey()


def test_they_can_be_named_anew_and_taken_away(home: Home) -> None:
    set_witnesses(actor=ADMINISTRATOR, policy=POLICY)
    set_witnesses(actor=ADMINISTRATOR, policy="quorum none\n")
    assert [entry["policy"] for entry in entries()] == [POLICY, "quorum none\n"]
    assert witness_policy.present(home).witnesses == {}
    assert queries.policy_text() == f"log {queries.vkey()}\nquorum none\n"


A = NETWORK.witnesses["a"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "exactly one quorum line"),
        (f"{A.line}quorum b\n", "line 2: 'b' is not defined above"),
        (f"{A.line}quorum a", "ends in a newline"),
        (f"witness a {A.key.vkey()}\nquorum a\n", "The witness a has no URL"),
        (f"witness a {A.key.vkey()} ftp://a.invalid/\nquorum a\n", "no http or https URL"),
        (f"witness a {A.key.vkey()} http://u:p@a.invalid/\nquorum a\n", "no http or https URL"),
        (f"{A.line}quorum a\n# é\n", "beyond ASCII"),
        (f"log x+{A.key.vkey().partition('+')[2]}\nquorum none\n", "line 1"),
        (f"{A.line}{A.line}quorum a\n", "line 2"),
        ("quorum none\n\ud800", "cannot stand"),
    ],
)
def test_a_policy_that_cannot_stand_changes_nothing(home: Home, text: str, words: str) -> None:
    with pytest.raises(WitnessesRefused) as found:
        set_witnesses(actor=ADMINISTRATOR, policy=text)
    assert words in str(found.value)
    assert entries() == []
    assert not home.witness_policy.exists()


def test_a_log_line_is_refused(home: Home) -> None:
    with pytest.raises(WitnessesRefused, match="log's keys are known here"):
        set_witnesses(actor=ADMINISTRATOR, policy=f"log {queries.vkey()}\nquorum none\n")
    assert not home.witness_policy.exists()


def test_a_policy_beyond_a_field_is_refused(home: Home) -> None:
    with pytest.raises(FieldTooLarge):
        set_witnesses(actor=ADMINISTRATOR, policy=f"# {'x' * 65_536}\nquorum none\n")
    assert not home.witness_policy.exists()


def test_only_who_may_configures_the_log(home: Home) -> None:
    with pytest.raises(Refused):
        set_witnesses(actor=OFFICER, policy=POLICY)
    assert entries() == []
    assert not home.witness_policy.exists()


def test_a_file_that_was_not_written_is_said_and_mended(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Disk, "replace", full)
        with pytest.raises(WitnessesRefused, match="set the witnesses again"):
            set_witnesses(actor=ADMINISTRATOR, policy=POLICY)
    assert queries.witnesses() == queries.WitnessesView("quorum none\n", is_recorded=False)
    set_witnesses(actor=ADMINISTRATOR, policy=POLICY)
    assert queries.witnesses().is_recorded
    home.witness_policy.write_text("quorum none\n")
    assert not queries.witnesses().is_recorded
