"""`onrecord party`: people of an incident, as seen on duty that day."""

import argparse
from dataclasses import fields

from onrecord.cli.arguments import add_incident, add_passages, add_texts, add_word, choices
from onrecord.cli.command import Command, Given
from onrecord.cli.receipts import recorded
from onrecord.directive import Answer, SubjectKind
from onrecord.incidents import actions

DESCRIBED = tuple(field.name for field in fields(actions.Description))


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    add_word(parser, "--kind", SubjectKind, "whose member the person is")
    add_texts(parser, **{name: f"{name.replace('_', ' ')}, as seen or given" for name in DESCRIBED})
    add_word(parser, "--face-covered", Answer, "whether the face was covered", Answer.UNKNOWN)
    add_word(
        parser,
        "--believed-minor",
        Answer,
        "whether known or believed under 18; unknown counts as yes",
        Answer.UNKNOWN,
    )
    parser.add_argument(
        "--scene-supervisor", action="store_true", help="the on-scene supervisor of the agents"
    )
    parser.add_argument("--affected", action="store_true", help="was affected by what happened")
    add_passages(parser)


def _add(given: Given) -> object:
    texts = {name: given.text(name) for name in DESCRIBED}
    made = actions.add_party(
        actor=given.actor,
        number=given.word("incident"),
        kind=SubjectKind(given.word("kind")),
        described=actions.Description(**texts),
        face_covered=Answer(given.word("face_covered")),
        believed_minor=Answer(given.word("believed_minor")),
        is_scene_supervisor=given.flag("scene_supervisor"),
        affected=given.flag("affected"),
        choices=choices(given.line, **texts),
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="party",
        verb="add",
        about="Describe a person of an incident.",
        calls="incidents.actions.add_party",
        run=_add,
        arguments=_add_arguments,
    ),
)
