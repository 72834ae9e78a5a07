"""`onrecord preservation`: have evidence kept where it lies, and record each step."""

import argparse
from collections.abc import Callable

from onrecord.cli.arguments import (
    add_incident,
    add_passages,
    add_texts,
    choices,
    day,
    moment,
)
from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.evidence.actions import record_copy_held
from onrecord.incidents import actions, queries
from onrecord.incidents.states import ENDS, PreservationStep


def _list(given: Given) -> object:
    return read(queries.preservation, actor=given.actor, number=given.word("incident"))


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument(
        "--source", required=True, help="id of the directive's evidence source, e.g. private-video"
    )
    add_texts(parser, holder="who holds it; by default the directive's holder")
    add_passages(parser)


def _open(given: Given) -> object:
    holder = given.text("holder")
    made = actions.open_preservation(
        actor=given.actor,
        number=given.word("incident"),
        evidence_source=given.word("source"),
        holder=holder,
        choices=choices(given.line, holder=holder),
    )
    return recorded(made.reference, made.entry_id)


def _task(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("task", type=int, help="the task's number, such as 1")


def _step_arguments(
    required: dict[str, str], optional: dict[str, str]
) -> Callable[[argparse.ArgumentParser], None]:
    def arguments(parser: argparse.ArgumentParser) -> None:
        _task(parser)
        for name, about in required.items():
            parser.add_argument(
                f"--{name.replace('_', '-')}", required=True, help=f"{about} (text)"
            )
        add_texts(parser, **optional)
        parser.add_argument("--at", type=moment, default=None, help="when; by default now")
        add_passages(parser)

    return arguments


def _texts(given: Given, *names: str) -> dict[str, str]:
    return {name: given.text(name) for name in names}


def _ask(given: Given) -> object:
    texts = _texts(given, "with_whom", "way", "words")
    made = actions.ask_holder(
        actor=given.actor,
        number=given.word("incident"),
        task=given.line.task,
        at=given.line.at,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _answer(given: Given) -> object:
    texts = _texts(given, "words", "with_whom", "way")
    made = actions.record_holder_answer(
        actor=given.actor,
        number=given.word("incident"),
        task=given.line.task,
        at=given.line.at,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _confirm_arguments(parser: argparse.ArgumentParser) -> None:
    _step_arguments(
        {
            "holder_evidence_number": "the holder's own evidence number",
            "with_whom": "the holder's person who confirmed it",
        },
        {"words": "in what words"},
    )(parser)
    parser.add_argument("--new-expiry-on", type=day, required=True, help="kept until this day")


def _confirm(given: Given) -> object:
    texts = _texts(given, "holder_evidence_number", "with_whom", "words")
    made = actions.confirm_preservation(
        actor=given.actor,
        number=given.word("incident"),
        task=given.line.task,
        new_expiry_on=given.line.new_expiry_on,
        at=given.line.at,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _copy_arguments(parser: argparse.ArgumentParser) -> None:
    _task(parser)
    parser.add_argument("--exhibit", required=True, help="the original exhibit, such as E-4")


def _copy(given: Given) -> object:
    made = record_copy_held(
        actor=given.actor,
        number=given.word("incident"),
        task=given.line.task,
        exhibit_number=given.word("exhibit"),
    )
    return recorded(made.reference, made.entry_id)


def _end_arguments(parser: argparse.ArgumentParser) -> None:
    _step_arguments({"words": "how it is known"}, {"with_whom": "who said so"})(parser)
    parser.add_argument("--ended", required=True, choices=[step.value for step in ENDS], help="how")


def _end(given: Given) -> object:
    texts = _texts(given, "words", "with_whom")
    made = actions.end_preservation(
        actor=given.actor,
        number=given.word("incident"),
        task=given.line.task,
        ended=PreservationStep(given.word("ended")),
        at=given.line.at,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="preservation",
        verb="list",
        about="List an incident's preservation tasks, each with its steps.",
        calls="incidents.queries.preservation",
        run=_list,
        arguments=add_incident,
    ),
    Command(
        noun="preservation",
        verb="open",
        about="Open a task for a further source of evidence.",
        calls="incidents.actions.open_preservation",
        run=_open,
        arguments=_open_arguments,
    ),
    Command(
        noun="preservation",
        verb="ask",
        about="Record that a holder was asked to keep a recording; that keeps nothing yet.",
        calls="incidents.actions.ask_holder",
        run=_ask,
        arguments=_step_arguments(
            {"with_whom": "who was asked", "way": "how"}, {"words": "what was asked for"}
        ),
    ),
    Command(
        noun="preservation",
        verb="answer",
        about="Record a holder's answer, word for word.",
        calls="incidents.actions.record_holder_answer",
        run=_answer,
        arguments=_step_arguments(
            {"words": "the answer, word for word"}, {"with_whom": "who answered", "way": "how"}
        ),
    ),
    Command(
        noun="preservation",
        verb="confirm",
        about="Record a holder's confirmation: its number, the new expiry, the person, the time.",
        calls="incidents.actions.confirm_preservation",
        run=_confirm,
        arguments=_confirm_arguments,
    ),
    Command(
        noun="preservation",
        verb="copied",
        about="Record that an exhibit held here is the recording, bit for bit.",
        calls="evidence.actions.record_copy_held",
        run=_copy,
        arguments=_copy_arguments,
    ),
    Command(
        noun="preservation",
        verb="end",
        about="Record that the holder refused, that none existed, or that it was lost.",
        calls="incidents.actions.end_preservation",
        run=_end,
        arguments=_end_arguments,
    ),
)
