"""Processes that recompute pieces beside each other; on one core, or for few entries, none."""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from itertools import cycle
from pathlib import Path
from typing import Any

from django.db import connection

from onrecord.ledger.recompute.piece import Piece, Recomputed, recompute
from onrecord.ledger.recompute.source import Source
from onrecord.ledger.recompute.template import Template
from onrecord.ledger.recompute.worker import DAMAGE

MOST_WORKERS = 4
WORTH_IT = 40_000  # entries from which starting processes pays
_AHEAD = 2  # pieces that each worker is given beforehand
_COMMAND = [sys.executable, "-P", "-m", "onrecord.ledger.recompute.worker"]


class Pool:
    """Recomputes pieces in their order, and looks for damage of the database's file meanwhile."""

    def __init__(self, kinds: Mapping[str, tuple[str, ...]], log: Path, entries: int) -> None:
        """`kinds` are the field names by kind; `entries` says how many will come, about."""
        self._kinds = kinds
        self._log = log
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        alone = entries < WORTH_IT or connection.in_atomic_block  # which others cannot see into
        self._workers = (
            [] if alone else [self._start() for _ in range(min(cores or 1, MOST_WORKERS))]
        )
        self._inspector = None if alone else self._start()
        if self._inspector is not None:
            _ask(self._inspector, DAMAGE)

    def close(self) -> None:
        """End the processes."""
        for worker in (*self._workers, *filter(None, [self._inspector])):
            worker.kill()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):  # what it did not read any more
                        pipe.close()

    def recomputed(self, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Recomputed]]:
        """Yield each piece with what came of it, in the order given."""
        if not self._workers:
            for piece in pieces:
                yield piece, self._here(piece)
            return
        waiting: deque[tuple[subprocess.Popen[str], Piece]] = deque()
        for worker, piece in zip(cycle(self._workers), pieces, strict=False):
            _ask(worker, piece.__dict__)
            waiting.append((worker, piece))
            if len(waiting) >= _AHEAD * len(self._workers):
                yield self._answered(*waiting.popleft())
        while waiting:
            yield self._answered(*waiting.popleft())

    def damage(self) -> list[str]:
        """Return what the database finds wrong with its file."""
        if self._inspector is None:
            with connection.cursor() as cursor:
                return Source(cursor, connection.vendor).damage()
        answer = _answer(self._inspector)
        return answer if answer is not None else ["its file could not be checked"]

    def _answered(self, worker: "subprocess.Popen[str]", piece: Piece) -> tuple[Piece, Recomputed]:
        answer = _answer(worker)
        # A worker that was killed, or could not connect, leaves its pieces to this process.
        return piece, self._here(piece) if answer is None else Recomputed(**answer)

    def _here(self, piece: Piece) -> Recomputed:
        templates = {kind: Template(kind, names) for kind, names in self._kinds.items()}
        with closing(connection.cursor()) as cursor:
            return recompute(Source(cursor, connection.vendor), piece, templates, self._log)

    def _start(self) -> "subprocess.Popen[str]":
        worker = subprocess.Popen(  # noqa: S603 - this interpreter and a module of ours
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        given = {
            "vendor": connection.vendor,
            "database": _database(),
            "kinds": self._kinds,
            "log": str(self._log),
        }
        _ask(worker, given)
        return worker


def _database() -> dict[str, Any]:
    """Return how a process of its own connects to the database."""
    if connection.vendor == "sqlite":
        return {"path": str(connection.settings_dict["NAME"])}
    given = connection.get_connection_params()
    plain = ("dbname", "user", "password", "host", "port", "options", "sslmode")
    return {name: given[name] for name in plain if given.get(name)}


def _ask(worker: "subprocess.Popen[str]", question: object) -> None:
    if worker.stdin is None:
        raise TypeError("The worker was started without a pipe.")
    try:
        worker.stdin.write(f"{json.dumps(question)}\n")
        worker.stdin.flush()
    except BrokenPipeError:
        pass  # it has ended: its answers are missed, and made here


def _answer(worker: "subprocess.Popen[str]") -> Any:  # noqa: ANN401 - JSON of the worker's
    """Return a worker's next answer, or None where it has ended."""
    if worker.stdout is None:
        raise TypeError("The worker was started without a pipe.")
    line = worker.stdout.readline()
    return json.loads(line) if line.endswith("\n") else None
