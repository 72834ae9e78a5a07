"""Two processes on one store, and a process killed at each step: never a fork, never a rollback."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.witness import keys
from onrecord.witness.server import Witness
from onrecord.witness.store import WitnessStore
from onrecord_proof import note
from pure.witness.asking import Answered, ask, plenty
from pure.witness.logs import ShownLog

LOG = ShownLog()
TESTS = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "witness"
    keys.make(made, "witness.invalid/paper", WitnessStore.create)
    WitnessStore(keys.store_file(made)).add_log(LOG.key.vkey())
    return made


def witness(folder: Path) -> Witness:
    return Witness(keys.load(folder), WitnessStore(keys.store_file(folder)), plenty())


def in_process(folder: Path, program: str, *arguments: str) -> subprocess.Popen[str]:
    """Run a program that has `app`, `LOG`, `ask` and `arguments`, in a process of its own."""
    lines = [
        "import os, signal, sys",
        "from pathlib import Path",
        "from edges.witness.test_races import LOG, ask, witness",
        "from onrecord.witness.store import Turn, WitnessStore",
        "app, arguments = witness(Path(sys.argv[1])), sys.argv[2:]",
        program,
    ]
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", "\n".join(lines), str(folder), *arguments],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


RACE = """
log = LOG.fork if arguments[0] == "fork" else LOG
print("ready", flush=True)
sys.stdin.readline()
for size in range(1, 31):
    answered = ask(app, data=log.request(size - 1, size))
    print(size, answered.status, flush=True)
"""


def test_of_two_processes_with_a_fork_each_only_one_is_cosigned(folder: Path) -> None:
    """Both grow their own tree by one, thirty times, from wherever the other has come."""
    racers = {way: in_process(folder, RACE, way) for way in ("true", "fork")}
    for racer in racers.values():
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers.values():
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    cosigned = {}
    for way, racer in racers.items():
        printed = racer.communicate(timeout=60)[0]
        rows = [line.split() for line in printed.splitlines()]
        assert len(rows) == 30
        assert {status for _, status in rows} <= {"200", "409", "422"}
        cosigned[way] = [int(size) for size, status in rows if status == "200"]
    winner = "true" if cosigned["true"] else "fork"
    loser = "fork" if winner == "true" else "true"
    assert cosigned == {winner: list(range(1, 31)), loser: []}
    (log,) = WitnessStore(keys.store_file(folder)).logs()
    grown = LOG if winner == "true" else LOG.fork
    assert (log.size, log.root) == (30, grown.root(30))


KILLS = {
    "before it keeps": "Turn.keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
    "between keeping and committing": (
        "kept = Turn.keep\n"
        "def keep(*given):\n"
        "    kept(*given)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "Turn.keep = keep"
    ),
    "between committing and answering": (
        "turn = WitnessStore.turn\n"
        "from contextlib import contextmanager\n"
        "@contextmanager\n"
        "def killed(*given):\n"
        "    with turn(*given) as held:\n"
        "        yield held\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "WitnessStore.turn = killed"
    ),
}


def killed(folder: Path, when: str) -> int:
    """Have a process cosign 5 to 9 entries and be killed meanwhile; return what is held then."""
    program = f"{KILLS[when]}\nprint(ask(app, data=LOG.request(5, 9)).status)"
    process = in_process(folder, program)
    assert process.communicate(timeout=60)[0] == ""
    assert process.returncode == -signal.SIGKILL
    (log,) = WitnessStore(keys.store_file(folder)).logs()
    assert log.root == LOG.root(log.size)
    return log.size


def cosigned(answered: Answered, folder: Path, log: ShownLog, size: int) -> bool:
    signed = note.parse(f"{note.parse(log.note(size)).text}\n".encode() + answered.body)
    return note.verify(signed, [keys.load(folder).public]) != []


@pytest.mark.crash
@pytest.mark.parametrize("when", list(KILLS)[:2])
def test_killed_before_the_commit_nothing_is_kept(folder: Path, when: str) -> None:
    app = witness(folder)
    ask(app, data=LOG.request(0, 5))
    assert killed(folder, when) == 5
    assert cosigned(ask(app, data=LOG.request(5, 9)), folder, LOG, 9)


@pytest.mark.crash
def test_killed_before_it_answers_it_goes_on_from_what_it_kept(folder: Path) -> None:
    app = witness(folder)
    ask(app, data=LOG.request(0, 5))
    assert killed(folder, "between committing and answering") == 9
    asked_again = ask(app, data=LOG.request(5, 9))
    assert (asked_again.status, asked_again.body) == (409, b"9\n")
    assert ask(app, data=LOG.fork.request(9, 9)).status == 422
    assert cosigned(ask(app, data=LOG.request(9, 9)), folder, LOG, 9)
    assert cosigned(ask(app, data=LOG.request(9, 12)), folder, LOG, 12)
