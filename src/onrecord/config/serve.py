"""`onrecord serve`: found an empty home, then run web, sequencer and worker as one tree.

`onrecord serve` replaces itself with this module, so that it starts on the home as it then is.
"""

import argparse
import fcntl
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from onrecord.cli.city.people import ROSTER
from onrecord.cli.exits import Exit
from onrecord.cli.serve import add_arguments
from onrecord.config.process_tree import Child, ProcessTree, command_of
from onrecord.ledger.errors import LedgerError, StoreUnfit
from onrecord.storage.blobs import StorageError
from onrecord.storage.home import DEMO, DEMO_PASSWORD, Home, HomeError, home_from_environment

LOCK = "serve.lock"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until asked to end; return the exit code."""
    parser = argparse.ArgumentParser(prog="onrecord serve")
    add_arguments(parser)
    given = parser.parse_args(arguments)
    os.umask(0o077)
    home = home_from_environment()
    try:
        _require_free_port(given.host, given.port)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.config.settings")
        django.setup()
        code = _found_or_migrate(home, empty=given.empty)
        if code:
            return code
        with _alone(home):
            return _run(home, given.host, given.port)
    except HomeError as error:
        _tell(f"onrecord serve: {error}")
        return Exit.CANNOT_RUN
    except (StorageError, StoreUnfit) as error:
        _tell(f"onrecord serve: {error}")
        return Exit.CANNOT_RUN
    except LedgerError as error:
        _tell(f"onrecord serve: {error}")
        return Exit.DOES_NOT_HOLD


def _found_or_migrate(home: Home, *, empty: bool) -> int:
    from onrecord.cli.founding import needs_founding, prepare_database  # noqa: PLC0415 - loaded apps
    from onrecord.ledger import restored, triggers  # noqa: PLC0415 - likewise
    from onrecord.ledger.checkpoint_store import open_store  # noqa: PLC0415 - likewise

    if needs_founding(home):
        return _onrecord("setup" if empty else "demo")
    if empty and home.record().mode == DEMO:
        raise HomeError(
            f"{home.root} holds the demo city. Name another folder in ONRECORD_HOME for a trial."
        )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        prepare_database()
    triggers.check()
    store = open_store(home)  # one that cannot keep checkpoints is refused before all else
    if restored.restored_mark(home):
        restored.check_restored(home, store.latest())
    connection.close()
    return Exit.DONE


def _run(home: Home, host: str, port: int) -> int:
    where = ("--host", host, "--port", str(port))
    tree = ProcessTree(
        [
            Child("web server", command_of("web", *where)),
            Child("sequencer", command_of("sequencer")),
            Child("worker", command_of("worker")),
        ],
        is_ready=lambda: _answers(host, port),
        when_ready=lambda: _greet(home, host, port),
        say=_tell,
    )
    return Exit.DONE if tree.run() else Exit.FAILED


def _onrecord(*arguments: str) -> int:
    """Run a command of our own in a process of its own; its lines go where ours go."""
    ran = subprocess.run([sys.executable, "-m", "onrecord.cli", *arguments], check=False)  # noqa: S603 - our own command
    return ran.returncode


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Hold the home's lock: a home is served once at a time."""
    with (home.root / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise HomeError(
                f"{home.root} is being served already. Stop that server, or name another folder "
                "in ONRECORD_HOME."
            ) from error
        yield


def _require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise HomeError(
                f"Port {port} on {host} cannot be used ({_reason(error)}). Choose another with "
                "--port."
            ) from error


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _answers(host: str, port: int) -> bool:
    asked = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=1)
    try:
        asked.request("GET", "/", headers={"Host": "localhost"})
        asked.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        asked.close()


def _greet(home: Home, host: str, port: int) -> None:
    record = home.record()
    name = f"[{host}]" if ":" in host else host
    lines = [
        f"OnRecord is at http://{name}:{port}/",
        record.notice,
        f"Everything is kept in {home.root}",
    ]
    if record.mode == DEMO:
        lines += ["", f"Sign in as any of these; the password of all is: {DEMO_PASSWORD}"]
        lines += [
            f"  {person.username:<10} {person.role.value.replace('-', ' '):<18} {person.name}"
            for person in ROSTER
        ]
    else:
        lines += ["Open the address to make the first administrator, if there is none yet."]
    for line in (*lines, "", "Ctrl-C stops it."):
        print(line, flush=True)  # noqa: T201 - what the person at the terminal reads


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    sys.exit(main())
