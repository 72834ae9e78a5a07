"""`onrecord aid`: aid to a person, timed."""

import argparse

from onrecord.cli.arguments import add_incident, add_passages, add_texts, choices, moment
from onrecord.cli.command import Command, Given
from onrecord.cli.receipts import recorded
from onrecord.incidents import actions

TEXTS = ("person_described", "aid_given_by", "note")
TIMES = {
    "injury_seen_at": "when the injury was seen",
    "ems_asked_at": "when emergency medical services were asked",
    "ems_arrived_at": "when they arrived",
    "aid_given_at": "when aid was given",
    "aid_refused_at": "when the person refused aid",
}


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--party", type=int, default=None, help="the person's number, where known")
    add_texts(
        parser,
        person_described="who was hurt, where the person has no number",
        aid_given_by="who gave aid",
        note="what else bears on it",
    )
    for name, about in TIMES.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=moment, default=None, help=about)
    add_passages(parser)


def _record(given: Given) -> object:
    texts = {name: given.text(name) for name in TEXTS}
    line = given.line
    made = actions.record_aid(
        actor=given.actor,
        number=given.word("incident"),
        party=line.party,
        person_described=texts["person_described"],
        injury_seen_at=line.injury_seen_at,
        ems_asked_at=line.ems_asked_at,
        ems_arrived_at=line.ems_arrived_at,
        aid_given_at=line.aid_given_at,
        aid_given_by=texts["aid_given_by"],
        aid_refused_at=line.aid_refused_at,
        note=texts["note"],
        choices=choices(line, **texts),
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="aid",
        verb="record",
        about="Record aid to a person, with at least one time.",
        calls="incidents.actions.record_aid",
        run=_record,
        arguments=_record_arguments,
    ),
)
