"""Serving a witness: `python -m onrecord.witness.serving DIR`, which the command line becomes.

The process that holds the folder starts one worker with threads; both end together. What the
worker must know comes in the environment, as it is started afresh.
"""

import argparse
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from onrecord.witness import keys
from onrecord.witness.arguments import add_arguments
from onrecord.witness.errors import WitnessError, WitnessFolderRefused
from onrecord.witness.server import Limits, Witness
from onrecord.witness.store import WitnessStore

THREADS = 8
REQUESTS_WAITING = 64  # beyond these, new requests wait before they are read
KILL_SECONDS = 5
HEADER_SECONDS = 10
_FOLDER = "ONRECORD_WITNESS_FOLDER"
_RATE = "ONRECORD_WITNESS_RATE"
_LOG_RATE = "ONRECORD_WITNESS_LOG_RATE"
_PROXY = "ONRECORD_WITNESS_PROXY"
_PARENT = "ONRECORD_WITNESS_PARENT"
CANNOT_RUN = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until asked to end; return the exit code."""
    parser = argparse.ArgumentParser(prog="onrecord witness serve")
    add_arguments(parser)
    given = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        key = keys.load(given.folder)
        with keys.exclusive(given.folder):
            logs = WitnessStore(keys.store_file(given.folder)).logs()
            _require_free_port(given.host, given.port)
            name = f"[{given.host}]" if ":" in given.host else given.host
            _tell(f"The witness {key.public.name} is at http://{name}:{given.port}/")
            _tell(f"Its key: {key.public.vkey()}")
            _tell(f"Logs that it knows: {', '.join(log.origin for log in logs) or 'none yet'}")
            _serve(given)
    except WitnessError as error:
        sys.stderr.write(f"onrecord witness serve: {error}\n")
        return CANNOT_RUN
    return 0


def _serve(given: argparse.Namespace) -> None:
    os.environ[_FOLDER] = str(given.folder.absolute())
    os.environ[_RATE], os.environ[_LOG_RATE] = str(given.rate), str(given.log_rate)
    os.environ[_PROXY] = "1" if given.behind_proxy else ""
    os.environ[_PARENT] = str(os.getpid())
    Granian(
        "onrecord.witness.serving:application",
        factory=True,
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=1,  # the limits of rate are the worker's own
        blocking_threads=THREADS,
        backpressure=REQUESTS_WAITING,
        workers_kill_timeout=KILL_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        log_level=LogLevels.error,
    ).serve()


def application() -> Witness:
    """Return the application of a worker, from its environment."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    threading.Thread(target=_end_with_parent, args=(int(os.environ[_PARENT]),), daemon=True).start()
    folder = Path(os.environ[_FOLDER])
    return Witness(
        keys.load(folder),
        WitnessStore(keys.store_file(folder)),
        Limits.of(int(os.environ[_RATE]), int(os.environ[_LOG_RATE])),
        is_behind_proxy=bool(os.environ[_PROXY]),
    )


def _end_with_parent(parent: int) -> None:
    """End this worker once the process that holds the folder is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


def _require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise WitnessFolderRefused(
                f"Port {port} on {host} cannot be used ({error.strerror or error}). Choose another "
                "with --port."
            ) from error


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
