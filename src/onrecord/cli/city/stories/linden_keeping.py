"""Linden Street's evidence where it lies: asked for, confirmed, copied, or not there (G3, G4)."""

from datetime import date

from onrecord.authority import Actor
from onrecord.cli.city.playing import Story
from onrecord.evidence.actions import record_copy_held
from onrecord.incidents.actions import (
    ask_holder,
    confirm_preservation,
    end_preservation,
    record_holder_answer,
)
from onrecord.incidents.queries import preservation
from onrecord.incidents.states import PreservationStep

UNIT = "Evidence unit of the department (fictional)"


def _task(actor: Actor, number: str, source: str) -> int:
    tasks = preservation(actor=actor, number=number)
    return next(task.number for task in tasks if task.evidence_source == source)


def asking(number: str) -> Story:
    """Ask the holders on the morning after; one confirms, one has nothing, one has not decided."""
    casey = yield "04-23 10:12", "casey"
    worn = _task(casey, number, "body-worn-video")
    ask_holder(actor=casey, number=number, task=worn, with_whom=UNIT, way="hold request by e-mail")
    yield "+95", "casey"
    radio = _task(casey, number, "dispatch-audio")
    ask_holder(
        actor=casey,
        number=number,
        task=radio,
        with_whom="Records desk of the dispatch centre",
        way="hold request by e-mail",
    )
    casey = yield "04-23 10:41", "casey"
    confirm_preservation(
        actor=casey,
        number=number,
        task=worn,
        holder_evidence_number="BWC-2026-0417",
        new_expiry_on=date(2028, 4, 23),
        with_whom=UNIT,
        words="Flagged; kept for two years from today.",
    )
    yield "+140", "casey"
    record_holder_answer(
        actor=casey,
        number=number,
        task=radio,
        with_whom="Records desk of the dispatch centre",
        words="We are looking for the channel and will write again.",
    )
    yield "+180", "casey"
    end_preservation(
        actor=casey,
        number=number,
        task=_task(casey, number, "fixed-camera-video"),
        ended=PreservationStep.NONE_EXISTED,
        words="No city camera stands within sight of numbers 408 to 416.",
        with_whom="The city's office of cameras, by telephone",
    )


def copied(number: str) -> Story:
    """State that the bystander's recording is held here, bit for bit."""
    casey = yield "04-24 14:46", "casey"
    record_copy_held(
        actor=casey,
        number=number,
        task=_task(casey, number, "private-video"),
        exhibit_number="E-3",
    )
