"""Who acts: anybody's name in the demo; elsewhere a token or an administrator's mapping."""

import pytest

from conftest import People
from edges.cli.commands_for_tests import Run
from onrecord.accounts.actions import issue_token, map_account
from onrecord.cli.acting import operating_account
from onrecord.cli.exits import Exit
from onrecord.ledger.models import Disclosure
from onrecord.storage.home import Home

LIST = ("incident", "list")


@pytest.fixture
def trial(home: Home) -> Home:
    """Make the current home a trial."""
    home.record_file.write_text(home.record_file.read_text().replace('"demo"', '"trial"'))
    return home


@pytest.mark.usefixtures("home", "people")
def test_in_the_demo_a_name_is_enough(run: Run) -> None:
    assert run(*LIST, "--as", "avery").code == Exit.DONE


@pytest.mark.usefixtures("home", "people")
def test_a_name_is_needed(run: Run) -> None:
    ran = run(*LIST)
    assert ran.code == Exit.BAD_INPUT
    assert "Say who acts: --as USER" in ran.err


@pytest.mark.usefixtures("home", "people")
def test_a_name_that_nobody_has_is_not_found(run: Run) -> None:
    assert run(*LIST, "--as", "nobody").code == Exit.NOT_FOUND


@pytest.mark.usefixtures("trial", "people")
def test_outside_the_demo_a_name_alone_is_refused(run: Run) -> None:
    ran = run(*LIST, "--as", "avery")
    assert ran.code == Exit.REFUSED
    assert f"onrecord account map {operating_account()} avery" in ran.err


@pytest.mark.usefixtures("trial")
def test_a_token_is_its_persons_and_nobody_elses(
    run: Run, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_TOKEN", issue_token(actor=people.avery, label="commands"))
    assert run(*LIST).code == Exit.DONE
    assert run(*LIST, "--as", "avery").code == Exit.DONE
    other = run(*LIST, "--as", "blake")
    assert other.code == Exit.REFUSED
    assert "avery's, not blake's" in other.err
    monkeypatch.setenv("ONRECORD_TOKEN", "made up")
    assert run(*LIST).code == Exit.REFUSED


@pytest.mark.usefixtures("trial")
def test_an_administrator_maps_and_unmaps_the_operating_account(run: Run, people: People) -> None:
    account = operating_account()
    map_account(actor=people.indigo, operating_account=account, username="indigo")
    assert run("account", "map", account, "avery", "--as", "indigo").code == Exit.DONE
    assert run(*LIST, "--as", "avery").code == Exit.DONE
    assert run("account", "map", account, "avery", "--end", "--as", "indigo").code == Exit.DONE
    assert run(*LIST, "--as", "avery").code == Exit.REFUSED
    assert run("account", "map", account, "nobody", "--as", "indigo").code == Exit.NOT_FOUND
    mapped = Disclosure.objects.filter(name="operating_account", entry__kind="account.mapped/1")
    assert mapped.count() == 3


@pytest.mark.usefixtures("trial")
def test_only_an_administrator_maps(run: Run, people: People) -> None:
    map_account(actor=people.indigo, operating_account=operating_account(), username="avery")
    ran = run("account", "map", "somebody", "avery", "--as", "avery")
    assert ran.code == Exit.REFUSED
    assert "administrator" in ran.err


@pytest.mark.usefixtures("trial", "db")
def test_the_first_account_is_the_administrators(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    add = ("account", "add", "robin", "--name", "Robin Example", "--agency", "Example")
    typed(monkeypatch, "a long fictional password\n")
    assert run(*add, "--role", "officer", "--password-stdin").code == Exit.BAD_INPUT
    assert run(*add, "--role", "administrator").code == Exit.BAD_INPUT  # no terminal to ask at
    typed(monkeypatch, "short\n")
    assert run(*add, "--role", "administrator", "--password-stdin").code == Exit.BAD_INPUT
    typed(monkeypatch, "a long fictional password\n")
    made = run(*add, "--role", "administrator", "--password-stdin")
    assert made.code == Exit.DONE
    assert operating_account() in made.out
    listed = run("account", "list", "--as", "robin", "--json")
    assert [person["username"] for person in listed.json] == ["robin"]
    typed(monkeypatch, "another long fictional password\n")
    second = ("account", "add", "sam", "--name", "Sam Example", "--agency", "Example")
    ran = run(*second, "--role", "officer", "--password-stdin", "--as", "robin")
    assert ran.code == Exit.DONE


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    import io  # noqa: PLC0415 - only here

    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.usefixtures("home", "people")
def test_a_refused_reading_is_recorded(run: Run) -> None:
    before = Disclosure.objects.filter(entry__kind="act.refused/1", name="permission").count()
    ran = run(*LIST, "--as", "jordan")
    assert ran.code == Exit.REFUSED
    assert "published data only" in ran.err
    refused = Disclosure.objects.filter(entry__kind="act.refused/1", name="permission")
    assert refused.count() == before + 1


@pytest.mark.usefixtures("people")
def test_a_home_that_is_not_set_up_is_one_clear_line(
    run: Run, settings: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings.HOME = Home(tmp_path_factory.mktemp("empty"))  # type: ignore[attr-defined] # Django's
    ran = run(*LIST, "--as", "avery")
    assert ran.code == Exit.CANNOT_RUN
    assert "Run `onrecord setup` or `onrecord demo` first." in ran.err
