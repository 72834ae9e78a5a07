"""What many stories name: the fictional agency, and how answers and accounts are given."""

from onrecord.authority import Actor
from onrecord.directive import Answer
from onrecord.incidents.actions import Choices
from onrecord.incidents.actions.within import NO_CHOICES
from onrecord.reports.actions import lock_narrative, save_draft

SERVICE = "Federal Interior Enforcement Service (fictional)"
PROMPTS = ("who", "what", "where", "injuries", "aid", "said")


def answers(*, yes: str = "", no: str = "") -> dict[str, Answer]:
    """Return answers to the questions of an incident; those in neither list stay unknown."""
    return {
        **dict.fromkeys(yes.split(), Answer.YES),
        **dict.fromkeys(no.split(), Answer.NO),
    }


def write(actor: Actor, number: str, text: str, choices: Choices = NO_CHOICES) -> None:
    """Write and lock a narrative: one draft on the way, every prompt of the directive beside it."""
    begun, _, _ = text.partition("\n")
    save_draft(actor=actor, number=number, text=begun)
    lock_narrative(actor=actor, number=number, text=text, prompts_shown=PROMPTS, choices=choices)
