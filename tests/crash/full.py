"""A home on a disk of its own that really is full, and really read-only; see test_full.

    python full.py MOUNT-POINT

Runs where MOUNT-POINT is a small tmpfs that this process may mount again. A sequencer runs beside
the acts all the time. Prints what was refused, as JSON; ends with 1 where anything does not hold.
"""

import gc
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MOUNTED = Path(sys.argv[1])
os.environ["ONRECORD_HOME"] = str(MOUNTED / "home")
os.environ["DJANGO_SETTINGS_MODULE"] = "onrecord.config.settings"
import django  # noqa: E402 - the home must be named first

django.setup()
from django.core.management import call_command  # noqa: E402 - needs loaded apps
from django.db import DatabaseError, connection  # noqa: E402 - likewise

from crash.proving import assert_all_is_well  # noqa: E402 - likewise
from onrecord.authority import SYSTEM  # noqa: E402 - likewise
from onrecord.ledger import publication, sequencer  # noqa: E402 - likewise
from onrecord.ledger.sequencing import Sequencer  # noqa: E402 - likewise
from onrecord.ledger.setup import create_log  # noqa: E402 - likewise
from onrecord.ledger.tiles import LogFolder  # noqa: E402 - likewise
from onrecord.storage.home import Home  # noqa: E402 - likewise
from onrecord_proof.checkpoint import Checkpoint  # noqa: E402 - likewise
from record.ledger.acts_for_tests import note_words  # noqa: E402 - likewise

ORIGIN = "demo.invalid/example-city"
PATIENCE_SECONDS = 60
SPARE = (0, 4096, 12 * 1024, 40 * 1024, 120 * 1024, 300 * 1024)
acknowledged: list[int] = []
checkpoints: list[Checkpoint] = []
warnings: list[str] = []


class Warned(logging.Handler):
    """Keeps what the sequencer warned of."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        warnings.append(record.getMessage())


def found(home: Home) -> None:
    """Set a home up."""
    home.root.mkdir()
    home.record_file.write_text(
        f'mode = "demo"\norigin = "{ORIGIN}"\ndirective = "chicago-2026-01"\n'
        'created = "2026-01-31T12:00:00Z"\n'
    )
    call_command("migrate", verbosity=0)
    create_log(home, ORIGIN)


@contextmanager
def sequencing(home: Home) -> Iterator[None]:
    """Run the sequencer's process as a thread; whatever ends it fails this program."""
    stop, failed = threading.Event(), []

    def run() -> None:
        try:
            sequencer.run(stop.is_set, home)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        gc.collect()  # the checkpoint store's file is closed with its sequencer
        if failed:
            sys.stderr.write(f"The sequencer ended by itself: {failed}\n")
            sys.exit(1)


def until(holds: Callable[[], object], what: str) -> None:
    """Wait."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < ends, f"{what} did not come about; warned: {warnings[-3:]}"
        time.sleep(0.02)


def catch_up(home: Home) -> None:
    """Wait until everything acknowledged so far is published, by the sequencer alone."""
    acknowledged.append(publication.request(actor=SYSTEM.SETUP))
    size = len(acknowledged)
    folder = LogFolder(home.log)
    until(lambda: folder.published().size >= size, f"a checkpoint of {size} entries")
    head = folder.published()
    checkpoints.append(Checkpoint(ORIGIN, head.size, head.root))


def act_until_refused() -> str:
    """Act until an act cannot be written; return what it says."""
    for number in range(400):
        try:
            if number % 4 == 3:
                acknowledged.append(publication.request(actor=SYSTEM.SETUP))
            else:
                acknowledged.extend(note_words(actor=SYSTEM.SETUP, words="x" * 20_000))
        except DatabaseError as error:
            return str(error)
    raise AssertionError("the disk is not full")


def fill_up(spare: int) -> Path:
    """Fill the disk but for so many bytes."""
    ballast = MOUNTED / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(64 * 1024))
        except OSError:
            pass
        file.truncate(max(0, file.tell() - spare))
    return ballast


def mount_again(how: str) -> None:
    """Make the disk read-only (`ro`) or writable (`rw`)."""
    subprocess.run(["mount", "-o", f"remount,{how}", MOUNTED], check=True)  # noqa: S603, S607 - the system's own


def main() -> None:
    """Fill the disk six times and make it read-only once; each time the home goes on by itself."""
    home = Home(MOUNTED / "home")
    sequencer.ROUND_SECONDS = 0.02
    sequencer.PATIENCE_SECONDS = 0.05
    sequencer.is_due = lambda *_: True  # so that the log is written all the time
    logging.getLogger("onrecord.ledger.sequencer").addHandler(Warned())
    found(home)
    refused = []
    with sequencing(home):
        catch_up(home)
        for spare in SPARE:
            ballast = fill_up(spare)
            for _ in range(5):
                refused.append(act_until_refused())
                time.sleep(0.05)  # so that the sequencer meets the full disk too
            ballast.unlink()
            catch_up(home)
    acknowledged.extend(note_words(actor=SYSTEM.SETUP))
    connection.close()
    mount_again("ro")
    with sequencing(home):
        seen = len(warnings)
        refused.append(act_until_refused())
        connection.close()
        until(lambda: len(warnings) > seen, "a warning")
        mount_again("rw")
        catch_up(home)
    last = Sequencer.open(home)
    last.assign()
    last.publish()
    assert_all_is_well(home, acknowledged, checkpoints)
    sys.stdout.write(json.dumps({"refused": sorted(set(refused)), "warned": sorted(set(warnings))}))


if __name__ == "__main__":
    main()
