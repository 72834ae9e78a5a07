"""A process that does one thing at a time on a home, as it is told: the benchmark's hands.

    ONRECORD_HOME=FOLDER python driven.py

A line on standard input is a JSON list, a command and its arguments; the answer is one line of
JSON. So what is compared runs in turn, in processes that are warm, and none waits for another.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.ledger.sequencing import Sequencer

BENCHMARKS = Path(__file__).resolve().parents[1]
AIDS_EACH = 10


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process that works on this home."""
    path = [str(BENCHMARKS), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "ONRECORD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "onrecord.config.settings",
        "PYTHONPATH": os.pathsep.join(path),
    }


class Driven:
    """The other end of the line: a process on one home."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, str(BENCHMARKS / "speed" / "driven.py")],
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, command: str, *arguments: object) -> None:
        """Begin a command."""
        assert self.process.stdin is not None  # noqa: S101 - it was asked for above
        self.process.stdin.write(json.dumps([command, *arguments]) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:  # noqa: ANN401 - JSON
        """Wait for the end of the command, and return its answer."""
        assert self.process.stdout is not None  # noqa: S101 - it was asked for above
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A process of the benchmark ended early; its words stand above.")
        return json.loads(line)

    def ask(self, command: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
        """Do a command, and return its answer."""
        self.tell(command, *arguments)
        return self.answer()

    def end(self) -> None:
        """Let the process end."""
        self.process.communicate()


def found() -> None:
    """Make the home, and a small table for bare commits."""
    from django.db import connection  # noqa: PLC0415 - likewise

    import synthetic  # noqa: PLC0415 - needs Django set up

    synthetic.found()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (words text NOT NULL)")


def fill(count: int) -> None:
    """Fill the home's log with so many entries, and publish them."""
    import synthetic  # noqa: PLC0415 - needs Django set up

    def show(done: int) -> None:
        if done % 100_000 == 0 or done == count:
            sys.stderr.write(f"  {done:,} of {count:,} entries written\n")

    synthetic.fill(count, on_progress=show)
    sys.stderr.write("  growing the tree over them\n")
    synthetic.publish()


def sequence(batch: int) -> dict[str, float]:
    """Append a batch, then sequence and publish it; return the seconds of both steps."""
    from onrecord.ledger import lock  # noqa: PLC0415 - needs Django set up
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise

    _note(0, batch)
    with lock.exclusive(current_home()):
        sequencer = _sequencer()
        began = time.perf_counter()
        sequencer.assign()
        assigned = time.perf_counter()
        head = sequencer.publish()
        ended = time.perf_counter()
    return {"assign": assigned - began, "publish": ended - assigned, "size": head.size}


@cache
def _sequencer() -> "Sequencer":
    """Return one sequencer for all batches, as the sequencer's process has."""
    from onrecord.ledger.sequencing import Sequencer  # noqa: PLC0415 - needs Django set up
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise

    made = Sequencer.open(current_home())
    made.finish()
    return made


def index() -> int:
    """Give all entries their indices, as the sequencer does; return how many got one."""
    from onrecord.ledger import lock  # noqa: PLC0415 - needs Django set up
    from onrecord.ledger.sequencing import Sequencer  # noqa: PLC0415 - likewise
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise

    with lock.exclusive(current_home()):
        return Sequencer.open(current_home()).assign()


def notes(writer: int, count: int) -> list[float]:
    """Do so many acts of one entry each; return the seconds of each."""
    return [_seconds(lambda: _note(writer, 1)) for _ in range(count)]


def open_incidents(count: int) -> int:
    """Open so many incidents as an officer; return how many wait for aid to be recorded."""
    from onrecord.accounts.actions import create_account  # noqa: PLC0415 - needs Django set up
    from onrecord.accounts.queries import actor_named  # noqa: PLC0415 - likewise
    from onrecord.authority import SYSTEM, Channel, Role  # noqa: PLC0415 - likewise
    from onrecord.directive import Answer, Origin  # noqa: PLC0415 - likewise
    from onrecord.incidents import actions  # noqa: PLC0415 - likewise
    from onrecord.incidents.states import ForceUsed  # noqa: PLC0415 - likewise

    username = f"avery{os.getpid()}"
    create_account(
        actor=SYSTEM.SETUP,
        username=username,
        password=None,
        name="Avery Example",
        agency="Example City Police",
        roles=[Role.OFFICER],
    )
    _officer.append(actor_named(username, channel=Channel.WEB))
    for _ in range(count):
        opened = actions.open_incident(
            actor=_officer[0],
            origin=Origin.SEEN,
            district="District 4",
            summary="A fictional incident of a benchmark.",
            force_used=ForceUsed.FORCE,
            answers={"injured": Answer.YES, "death": Answer.NO},
        )
        _incidents.append(opened.reference)
    return len(_incidents)


def aids(count: int) -> list[float]:
    """Record aid so many times, at most AIDS_EACH an incident; return the seconds of each act."""
    from onrecord.incidents.actions import record_aid  # noqa: PLC0415 - needs Django set up
    from onrecord.ledger.times import now  # noqa: PLC0415 - likewise

    def record(number: str) -> None:
        record_aid(
            actor=_officer[0],
            number=number,
            person_described="a fictional person",
            ems_asked_at=now(),
            note="Aid was asked for.",
        )

    numbers = [_incidents.pop() for _ in range(0, count, AIDS_EACH)]
    return [_seconds(partial(record, numbers[n // AIDS_EACH])) for n in range(count)]


def bare(count: int) -> list[float]:
    """Commit so many single small rows, without Django: what the database itself can do."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    connection.ensure_connection()
    raw = connection.connection
    begin, insert = (
        ("BEGIN IMMEDIATE", "INSERT INTO bare VALUES (?)")
        if connection.vendor == "sqlite"
        else ("BEGIN", "INSERT INTO bare VALUES (%s)")
    )

    def commit() -> None:
        cursor = raw.cursor()
        cursor.execute(begin)
        cursor.execute(insert, ["x" * 100])
        cursor.execute("COMMIT")

    return [_seconds(commit) for _ in range(count)]


def queries() -> dict[str, int]:
    """Return how many statements an act of one entry sends to the database, commit included."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    with CaptureQueriesContext(connection) as captured:
        _note(0, 1)
    return {"note": len(captured)}


def inclusion(indices: list[int], *, cold: bool) -> list[float]:
    """Prove inclusion of these indices; return the seconds of each. Cold: no tile in memory."""
    from onrecord.ledger.queries import inclusion as prove  # noqa: PLC0415 - needs Django set up
    from onrecord.ledger.tiles import LogFolder  # noqa: PLC0415 - likewise
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise

    folder = LogFolder(current_home().log)

    def once(index: int) -> float:
        if cold:
            _forget(folder.root)
        return _seconds(lambda: prove(index))

    return [once(index) for index in indices]


def proof_sizes(index: int) -> dict[str, int]:
    """Return the bytes of the offline proof of an index, and those with three cosignatures."""
    from onrecord.ledger.queries import prove  # noqa: PLC0415 - needs Django set up
    from onrecord_proof import cosignature, ed25519, note, proof  # noqa: PLC0415 - likewise

    alone = prove(index)
    held = proof.parse(alone)
    lines = held.checkpoint
    text = note.parse(lines).text
    for number in range(3):
        seed = bytes([number]) * 32
        public = ed25519.public_key(seed)
        key = note.make_key(f"witness-{number}.invalid/city", public, note.COSIGNATURE)
        payload = cosignature.sign(note.sign_ed25519(seed), 1_770_000_000, text)
        lines += note.Signature(key.name, key.key_id, payload).line().encode()
    witnessed = proof.TlogProof(held.index, held.hashes, lines).encode()
    return {"alone": len(alone), "witnessed": len(witnessed), "hashes": len(held.hashes)}


def read_rows() -> float:
    """Return the seconds that reading every entry's and disclosure's text takes, and no more."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    connection.ensure_connection()
    cursor = connection.connection.cursor()
    began = time.perf_counter()
    cursor.execute('SELECT id, statement FROM ledger_entry ORDER BY "index"')
    while cursor.fetchmany(1_000):
        pass
    cursor.execute("SELECT entry_id, name, text FROM ledger_disclosure ORDER BY entry_id")
    while cursor.fetchmany(1_000):
        pass
    return time.perf_counter() - began


def fields() -> int:
    """Return how many disclosures there are."""
    from onrecord.ledger.models import Disclosure  # noqa: PLC0415 - needs Django set up

    return Disclosure.objects.count()


_officer: list[Any] = []
_incidents: list[str] = []
_acts: list[Callable[..., Any]] = []


def _note(writer: int, count: int) -> None:
    if not _acts:
        _acts.append(_declare_act())
    from onrecord.authority import SYSTEM  # noqa: PLC0415 - needs Django set up

    _acts[0](actor=SYSTEM.SETUP, chain=f"benchmark/{writer}", count=count)


def _declare_act() -> Callable[..., None]:
    from onrecord.authority import Permission  # noqa: PLC0415 - needs Django set up
    from onrecord.ledger.act import act  # noqa: PLC0415 - likewise
    from onrecord.ledger.kinds import declare  # noqa: PLC0415 - likewise

    # Twelve fields with the envelope, as the audit's entries have.
    noted = declare("benchmark.noted", 1, ("words", "number"), "A benchmark noted something.")

    @act(Permission.HOME_SET_UP)
    def note_some(act: Any, *, actor: Any, chain: str, count: int) -> None:  # noqa: ANN401, ARG001 - act's own types need Django
        for number in range(count):
            act.note(noted, subject=chain, chain=chain, words="said by a benchmark", number=number)

    return note_some


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _forget(folder: Path) -> None:
    """Ask the system to drop the pages of the log's files (Linux)."""
    advise = getattr(os, "posix_fadvise", None)
    for path in (folder / "tile").rglob("*"):
        if advise and path.is_file() and "entries" not in path.parts:
            descriptor = os.open(path, os.O_RDONLY)
            advise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


COMMANDS: dict[str, Callable[..., object]] = {
    work.__name__: work
    for work in (
        found,
        fill,
        sequence,
        index,
        notes,
        open_incidents,
        aids,
        bare,
        queries,
        inclusion,
        proof_sizes,
        read_rows,
        fields,
    )
}


def main() -> None:
    """Do what each line says."""
    import django  # noqa: PLC0415 - set up only where this runs as a script

    django.setup()
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        if command == "inclusion":
            answer: object = inclusion(arguments[0], cold=bool(arguments[1]))
        else:
            answer = COMMANDS[command](*arguments)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
