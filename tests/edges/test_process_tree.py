"""The process tree over small children of its own making."""

import signal
import sys
import threading
import time
from collections.abc import Sequence

from onrecord.cli.exits import Exit
from onrecord.config import process_tree
from onrecord.config.process_tree import Child, ProcessTree

SLEEP = "import time; time.sleep(60)"


def tree(*programs: str) -> tuple[ProcessTree, list[Child], list[str]]:
    children = [Child(f"child {i}", (sys.executable, "-c", p)) for i, p in enumerate(programs)]
    said: list[str] = []
    whole = ProcessTree(
        children, is_ready=lambda: True, when_ready=lambda: said.append("ready"), say=said.append
    )
    return whole, children, said


def signal_after(seconds: float, numbers: Sequence[signal.Signals]) -> None:
    def send() -> None:
        for number in numbers:
            time.sleep(seconds)
            signal.raise_signal(number)

    threading.Thread(target=send, daemon=True).start()


def test_a_signal_ends_every_child() -> None:
    whole, children, said = tree(SLEEP, SLEEP)
    signal_after(0.5, [signal.SIGTERM])
    assert whole.run() is True
    assert said == ["ready"]
    assert not any(child.runs() for child in children)


def test_a_child_that_dies_again_and_again_ends_the_tree() -> None:
    whole, children, said = tree(SLEEP, "raise SystemExit(9)")
    assert whole.run() is False
    assert len([line for line in said if "starting it again" in line]) == process_tree.DEATHS - 1
    assert "exit 9" in said[1]
    assert not any(child.runs() for child in children)


def test_a_record_that_does_not_hold_is_not_tried_again() -> None:
    whole, _children, said = tree(SLEEP, f"raise SystemExit({int(Exit.DOES_NOT_HOLD)})")
    assert whole.run() is False
    assert said == ["ready"]


def test_who_ignores_the_signal_is_killed_after_the_drain() -> None:
    ignoring = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    whole, _children, _said = tree(ignoring)
    signal_after(0.7, [signal.SIGTERM])
    began = time.monotonic()
    assert whole.run() is True
    took = time.monotonic() - began
    assert process_tree.DRAIN_SECONDS < took < process_tree.DRAIN_SECONDS + 2


def test_the_second_signal_kills_at_once() -> None:
    ignoring = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    whole, _children, _said = tree(ignoring)
    signal_after(0.7, [signal.SIGINT, signal.SIGINT])
    began = time.monotonic()
    assert whole.run() is True
    assert time.monotonic() - began < process_tree.DRAIN_SECONDS / 2


def test_old_deaths_are_forgotten() -> None:
    child = Child("child", ())
    for moment in range(0, 1001, 100):
        assert not child.has_died_too_often(float(moment))
    for _ in range(process_tree.DEATHS - 2):
        assert not child.has_died_too_often(1000.0)
    assert child.has_died_too_often(1001.0)
