"""Each write of sequencing broken, as "failed, not stored" and "failed, but stored"; then restart.

Afterwards every acknowledged act is in the log once, versions ascend, and every checkpoint that was
ever signed is consistent with the last.
"""

import pytest

from crash.faults import NOT_STORED, STEPS, STORED, TORN, Fault, Faults, FaultySequencer
from crash.proving import assert_all_is_well
from onrecord.authority import SYSTEM
from onrecord.ledger.disk import Disk
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint
from record.ledger.acts_for_tests import note_words

pytestmark = [pytest.mark.crash, pytest.mark.usefixtures("committed")]

WAYS = [
    *[(step, when) for step in STEPS for when in (NOT_STORED, STORED)],
    *[(step, TORN) for step in ("assign", "put", "remove")],
]


def publish(sequencer: Sequencer) -> Checkpoint:
    sequencer.assign()
    return sequencer.publish()


def break_each(home: Home, step: str, when: str, *, acts: int) -> None:
    """Break the first such write, restart; then the second, and so on until there are no more."""
    acknowledged: list[int] = []
    checkpoints: list[Checkpoint] = [publish(Sequencer.open(home))]
    occurrence, broke = 0, True
    while broke:
        acknowledged += note_words(actor=SYSTEM.SETUP, count=acts)
        faults, broke = Faults(step, when, occurrence), False
        try:
            publish(FaultySequencer(home, faults))
        except Fault:
            broke = True
        acknowledged += note_words(actor=SYSTEM.SETUP)
        checkpoints += [*faults.signed, publish(Sequencer.open(home))]
        assert not list((home.staging / "log").glob("*"))
        occurrence += 1
    assert occurrence > 1, f"no {step} was ever broken"
    assert_all_is_well(home, acknowledged, checkpoints)


@pytest.mark.parametrize(("step", "when"), WAYS)
def test_a_broken_step(home: Home, step: str, when: str) -> None:
    break_each(home, step, when, acts=2)


@pytest.mark.parametrize(
    ("step", "when"),
    [("put", TORN), ("swap", STORED), ("link", NOT_STORED), ("link", STORED)],
)
def test_a_broken_step_where_tiles_fill_up(home: Home, step: str, when: str) -> None:
    note_words(actor=SYSTEM.SETUP, count=254)
    break_each(home, step, when, acts=2)


def test_breaking_twice(home: Home) -> None:
    """The restart after a lost answer is itself broken, at each of its writes."""
    acknowledged: list[int] = []
    checkpoints: list[Checkpoint] = []
    occurrence, broke = 0, True
    while broke:
        acknowledged += note_words(actor=SYSTEM.SETUP, count=2)
        first, second = Faults("swap", STORED, 0), Faults("link", STORED, occurrence)
        with pytest.raises(Fault):
            publish(FaultySequencer(home, first))
        broke = False
        try:
            publish(FaultySequencer(home, second))
        except Fault:
            broke = True
        checkpoints += [*first.signed, *second.signed, publish(Sequencer.open(home))]
        occurrence += 1
    assert occurrence > 1
    assert_all_is_well(home, acknowledged, checkpoints)


@pytest.mark.parametrize(
    ("step", "when"),
    [("put", NOT_STORED), ("put", TORN), ("rename", NOT_STORED), ("rename", STORED)],
)
def test_breaking_while_lost_staged_files_are_made_again(home: Home, step: str, when: str) -> None:
    """The checkpoint is in the store, its staged files are gone, and making them again breaks."""
    acknowledged: list[int] = []
    checkpoints: list[Checkpoint] = []
    occurrence, broke = 0, True
    while broke:
        acknowledged += note_words(actor=SYSTEM.SETUP, count=2)
        first, second = Faults("swap", STORED, 0), Faults(step, when, occurrence)
        with pytest.raises(Fault):
            publish(FaultySequencer(home, first))
        for staged in (home.staging / "log").iterdir():
            Disk().remove(staged)
        broke = False
        try:
            publish(FaultySequencer(home, second))
        except Fault:
            broke = True
        checkpoints += [*first.signed, *second.signed, publish(Sequencer.open(home))]
        occurrence += 1
    assert occurrence > 1
    assert_all_is_well(home, acknowledged, checkpoints)
