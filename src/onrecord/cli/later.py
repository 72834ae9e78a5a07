"""Commands for what is asserted later: basis, decisions of bodies, age, and where it all stands."""

import argparse

from onrecord.cli.arguments import add_incident, add_passages, add_texts, add_word, choices, day
from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.directive import Answer, EvidentialBasis
from onrecord.incidents import actions, queries
from onrecord.incidents.findings import DecisionStep, Reason, Result


def _allegation(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("allegation", help="the allegation's number, such as A1")


def _basis_arguments(parser: argparse.ArgumentParser) -> None:
    _allegation(parser)
    add_word(parser, "--basis", EvidentialBasis, "on what it rests as well")
    parser.add_argument("--source", required=True, help="who says so, or the exhibit (text)")
    add_passages(parser)


def _basis(given: Given) -> object:
    source = given.text("source")
    made = actions.assert_basis(
        actor=given.actor,
        number=given.word("incident"),
        allegation=given.word("allegation"),
        basis=EvidentialBasis(given.word("basis")),
        source=source,
        choices=choices(given.line, source=source),
    )
    return recorded(made.reference, made.entry_id)


def _decision_arguments(parser: argparse.ArgumentParser) -> None:
    _allegation(parser)
    add_word(parser, "--step", DecisionStep, "recommended, final, or an outcome")
    parser.add_argument("--body", required=True, help="the body that decided (text)")
    add_word(parser, "--result", Result, "what was decided")
    parser.add_argument("--decided-on", type=day, required=True, help="the day of the decision")
    parser.add_argument(
        "--reason",
        choices=[reason.value for reason in Reason],
        default="",
        help="why it was declined or dismissed",
    )
    add_texts(parser, decided_by="by whom, for that body", words="in the body's words")
    add_passages(parser)


def _decision(given: Given) -> object:
    texts = {name: given.text(name) for name in ("body", "decided_by", "words")}
    reason = given.word("reason")
    made = actions.record_decision(
        actor=given.actor,
        number=given.word("incident"),
        allegation=given.word("allegation"),
        step=DecisionStep(given.word("step")),
        result=Result(given.word("result")),
        decided_on=given.line.decided_on,
        reason=Reason(reason) if reason else None,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _age_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("party", type=int, help="the person's number, such as 1")
    add_word(parser, "--under-18", Answer, "known or believed under 18; unknown counts as yes")
    parser.add_argument("--source", required=True, help="how it is known (text)")
    add_passages(parser)


def _age(given: Given) -> object:
    source = given.text("source")
    made = actions.assert_age(
        actor=given.actor,
        number=given.word("incident"),
        party=given.line.party,
        under_18=Answer(given.word("under_18")),
        source=source,
        choices=choices(given.line, source=source),
    )
    return recorded(made.reference, made.entry_id)


def _later(given: Given) -> object:
    return read(queries.later_assertions, actor=given.actor, number=given.word("incident"))


COMMANDS = (
    Command(
        noun="allegation",
        verb="basis",
        about="Name a further basis of an allegation with its source; the first one stays.",
        calls="incidents.actions.assert_basis",
        run=_basis,
        arguments=_basis_arguments,
    ),
    Command(
        noun="allegation",
        verb="decision",
        about="Record what a body recommended, found or did; it is that body's.",
        calls="incidents.actions.record_decision",
        run=_decision,
        arguments=_decision_arguments,
    ),
    Command(
        noun="party",
        verb="age",
        about="Record what a source says of a person's being under 18.",
        calls="incidents.actions.assert_age",
        run=_age,
        arguments=_age_arguments,
    ),
    Command(
        noun="incident",
        verb="later",
        about="Show what was asserted later, and where each identity stands.",
        calls="incidents.queries.later_assertions",
        run=_later,
        arguments=add_incident,
    ),
)
