"""`onrecord monitor` as somebody runs it who has nothing else of OnRecord."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edges.cli.commands_for_tests import Run
from monitor.listeners import mail_server, webhook
from monitor.logs_for_tests import Log, Witness, leaves, trusting
from onrecord.cli import alone
from onrecord.cli.exits import Exit
from onrecord.cli.tree import COMMANDS
from onrecord_proof.report import MEANING
from pure.proof.loopback import files, serving

HONEST = leaves(300)
Watch = Callable[..., tuple[str, ...]]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    made = Log(tmp_path / "log")
    made.publish(HONEST[:9])
    return made


@pytest.fixture
def once(tmp_path: Path, log: Log) -> Watch:
    """Return the words of a round, with more options."""

    def words(*more: str) -> tuple[str, ...]:
        return ("monitor", str(log.root), "--keep", str(tmp_path / "kept"), "--once", *more)

    return words


def test_a_round_for_people_says_what_it_shows_and_never_shows(run: Run, once: Watch) -> None:
    ran = run(*once())
    assert ran.code == Exit.DONE
    assert MEANING in ran.out
    assert "trust on first use" in ran.out
    assert "demo.invalid/watched-city  size 9  holds" in ran.out


def test_a_round_for_programs_is_one_line(run: Run, once: Watch, log: Log) -> None:
    ran = run(*once("--json", "--full"))
    assert ran.code == Exit.DONE
    assert ran.out.count("\n") == 1
    assert ran.json["outcome"] == "holds"
    assert ran.json["checkpoint"]["size"] == "9"
    assert ran.json["trust_on_first_use"] is True
    assert MEANING in ran.json["meaning"]
    log.publish(HONEST[:4])
    ran = run(*once("--json"))
    assert ran.code == Exit.DOES_NOT_HOLD
    assert [one["kind"] for one in ran.json["alarms"]] == ["rollback"]


def test_over_http_with_witnesses_and_a_policy_of_ones_own(
    run: Run, log: Log, tmp_path: Path
) -> None:
    one = Witness("one", tmp_path / "w")
    one.show(log.note(HONEST[:9]), 1_700_000_000)
    with serving(files(tmp_path)) as url:
        policy = tmp_path / "mine.policy"
        policy.write_bytes(trusting(log, (one, f"{url}/w/one")))
        words = ("monitor", f"{url}/log/", "--keep", str(tmp_path / "kept"), "--once")
        ran = run(*words, "--policy", str(policy), "--json")
        assert ran.code == Exit.DONE
        assert ran.json["witnesses"]["one"]["size"] == "9"
        assert ran.json["trust_on_first_use"] is False
        one.show(log.note(leaves(7, "another")), 1_700_000_001)
        ran = run(*words, "--policy", str(policy))
        assert ran.code == Exit.DOES_NOT_HOLD
        assert "DOES NOT HOLD" in ran.out
        assert "ALARM split-view" in ran.out


@pytest.mark.parametrize("place", ["absent folder", "http://127.0.0.1:1/log"])
def test_a_log_that_cannot_be_read_has_an_exit_code_of_its_own(
    run: Run, log: Log, tmp_path: Path, place: str
) -> None:
    policy = tmp_path / "mine.policy"
    policy.write_bytes(trusting(log))
    words = ("monitor", place, "--keep", str(tmp_path / "kept"), "--once")
    ran = run(*words, "--policy", str(policy), "--json")
    assert ran.code == Exit.SILENT
    assert ran.json["checkpoint"]["seen"] is False
    assert ran.json["alarms"] == []


def test_silence_is_told_and_ends_with_its_code(
    run: Run, once: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_772_000_000
    monkeypatch.setattr("onrecord.cli.monitor.time.time", lambda: now)
    with mail_server() as mail, webhook() as hook:
        words = once(
            "--silence",
            "0.5",
            "--webhook",
            hook.url,
            "--mail-to",
            "editor@example.org",
            "--mail-from",
            "monitor@example.org",
            "--mail-server",
            f"127.0.0.1:{mail.port}",
        )
        assert run(*words).code == Exit.DONE
        now += 1_801
        ran = run(*words)
        assert ran.code == Exit.SILENT
        assert "ALARM silence" in ran.out
        assert [one["kind"] for one in hook.told] == ["silence"]
        assert len(mail.mails) == 1


def test_an_alarm_that_is_not_delivered_is_said_on_stderr(run: Run, once: Watch, log: Log) -> None:
    run(*once())
    log.publish(HONEST[:4])
    ran = run(*once("--webhook", "http://127.0.0.1:1/secret"))
    assert ran.code == Exit.DOES_NOT_HOLD
    assert "not delivered" in ran.err
    assert "secret" not in ran.err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--mail-to", "a@example.org"), "together"),
        (
            (*["--mail-to", "nobody", "--mail-from", "m@example.org", "--mail-server", "h:25"],),
            "no e-mail address",
        ),
        (("--webhook", "ftp://example.org/"), "no http or https URL"),
        (("--policy", "no-such-file"), "cannot be read"),
    ],
)
def test_what_cannot_stand_is_said(
    run: Run, once: Watch, tmp_path: Path, more: tuple[str, ...], words: str
) -> None:
    ran = run(*once(*more))
    assert ran.code == Exit.BAD_INPUT
    assert words in ran.err
    assert not (tmp_path / "kept").exists()


def test_a_rehearsal_reaches_whom_alarms_reach_and_touches_nothing(
    run: Run, once: Watch, tmp_path: Path
) -> None:
    with webhook() as hook:
        ran = run(*once("--rehearse", "--webhook", hook.url, "--json"))
        assert ran.code == Exit.DONE
        assert ran.json == {"delivered": 1, "undelivered": []}
        (told,) = hook.told
        assert told["event"] == "rehearsal"
        assert "nothing is wrong" in told["words"]
        assert told["wrong"] is False
    ran = run(*once("--rehearse", "--webhook", hook.url))
    assert ran.code == Exit.CANNOT_RUN
    assert "delivered: 0 of 1" in ran.out
    assert run(*once("--rehearse")).code == Exit.BAD_INPUT
    assert not (tmp_path / "kept").exists()


def test_a_wrong_url_is_said(run: Run, tmp_path: Path) -> None:
    ran = run("monitor", "ftp://example.org/log", "--keep", str(tmp_path / "kept"))
    assert ran.code == Exit.BAD_INPUT


@pytest.mark.parametrize(
    "more",
    [
        ("--every", "0"),
        ("--every", "x"),
        ("--silence", "-1"),
        ("--silence", "nan"),
        ("--silence", "inf"),
        ("--mail-server", "host"),
        ("--mail-server", "host:0"),
        ("--mail-server", "host:99999"),
    ],
)
def test_usage(run: Run, once: Watch, more: tuple[str, ...]) -> None:
    assert run(*once(*more)).code == Exit.USAGE


def test_a_folder_that_cannot_be_used_is_said(run: Run, once: Watch, tmp_path: Path) -> None:
    run(*once())
    (tmp_path / "kept/state.json").write_text("{")
    ran = run(*once())
    assert ran.code == Exit.CANNOT_RUN
    assert "state.json is torn or altered" in ran.err
    assert "onrecord: " in ran.err
    (tmp_path / "other").write_text("a file")
    words = ("monitor", str(tmp_path / "log"), "--keep", str(tmp_path / "other"), "--once")
    assert run(*words).code == Exit.CANNOT_RUN


def test_another_policy_is_refused(run: Run, once: Watch, tmp_path: Path) -> None:
    run(*once())
    other = tmp_path / "other.policy"
    other.write_bytes(trusting(Log(tmp_path / "other", "demo.invalid/another-city")))
    ran = run(*once("--policy", str(other)))
    assert ran.code == Exit.BAD_INPUT
    assert "another trust policy" in ran.err


def test_it_goes_round_until_something_is_wrong(
    run: Run, once: Watch, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []

    def wait(seconds: int) -> None:
        waited.append(seconds)
        log.publish(HONEST[: 9 + len(waited)] if len(waited) < 3 else leaves(20, "another"))

    monkeypatch.setattr("onrecord.cli.monitor.time.sleep", wait)
    words = [word for word in once("--every", "7", "--json") if word != "--once"]
    ran = run(*words)
    assert ran.code == Exit.DOES_NOT_HOLD
    outcomes = [json.loads(line)["outcome"] for line in ran.out.splitlines()]
    assert outcomes == ["holds", "holds", "holds", "wrong"]
    assert waited == [7, 7, 7]


def test_with_go_on_it_goes_on_until_it_is_interrupted(
    run: Run, once: Watch, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []

    def wait(seconds: int) -> None:
        waited.append(seconds)
        log.publish(HONEST[:4])
        if len(waited) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("onrecord.cli.monitor.time.sleep", wait)
    words = [word for word in once("--go-on", "--json") if word != "--once"]
    ran = run(*words)
    assert ran.code == Exit.INTERRUPTED
    outcomes = [json.loads(line)["outcome"] for line in ran.out.splitlines()]
    assert outcomes == ["holds", "wrong", "wrong"]


def test_it_needs_no_django_no_home_and_no_database(once: Watch, tmp_path: Path) -> None:
    """In a process in which importing any of them fails."""
    code = (
        "import sys\n"
        "for name in ('django', 'sqlite3', 'cryptography', 'psycopg'): sys.modules[name] = None\n"
        "from onrecord.cli.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    environment = {**os.environ, "ONRECORD_HOME": str(tmp_path / "no home")}
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, *once()],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == Exit.DONE, ran.stderr
    assert "holds" in ran.stdout
    assert not (tmp_path / "no home").exists()


def test_control_c_ends_it_between_rounds(once: Watch) -> None:
    words = [word for word in once("--json", "--every", "600") if word != "--once"]
    # Where the tests run in the background Ctrl-C is ignored, and children inherit that.
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    heeding += "from onrecord.cli.__main__ import main; sys.exit(main())"
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", heeding, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["outcome"] == "holds"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
        assert process.returncode == Exit.INTERRUPTED
        assert told == "onrecord: interrupted.\n"


def test_every_command_that_stands_alone_is_in_the_tree() -> None:
    names = {command.noun for command in COMMANDS}
    assert set(alone.MODULES) <= names


def test_a_fault_is_one_line(run: Run, once: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("onrecord.cli.monitor.look", broken)
    ran = run(*once())
    assert ran.code == Exit.FAILED
    assert "failed unexpectedly (ZeroDivisionError)" in ran.err
