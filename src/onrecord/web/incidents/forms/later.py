"""Later assertions beside what was first recorded: basis, decisions of bodies, age."""

from django import forms

from onrecord.incidents.findings import REASONED, DecisionStep, Reason, Result
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import answer, line, long_text, one_of
from onrecord.web.incidents.words import BASIS, Words

STEP: Words = {
    DecisionStep.RECOMMENDED: "A recommended finding",
    DecisionStep.FINAL: "A final finding",
    DecisionStep.OUTCOME: "An outcome",
}


def _listed(words: type[Result] | type[Reason]) -> list[tuple[str, str]]:
    return [("", "Choose one"), *((w.value, w.value.replace("-", " ").capitalize()) for w in words)]


class BasisForm(ActForm):
    """A further basis of one allegation, and its source."""

    basis = one_of("On what does it rest as well?", BASIS)
    source = long_text(
        "By which source?",
        rows=3,
        missing="Enter who says so, or the exhibit and its second.",
        help_text="Such as: E-1 at 00:04:31; statement of person 2.",
    )


class DecisionForm(ActForm):
    """What a body decided: who, when, what, and why where nothing was charged."""

    step = one_of("What is it?", STEP)
    body = line("Which body decided?", 160, missing="Enter the body that decided.")
    decided_by = line("By whom, for that body?", 160, required=False)
    decided_on = forms.DateField(
        label="Decided on",
        error_messages={
            "required": "Enter the day of the decision.",
            "invalid": "Enter a date, such as 2026-03-03.",
        },
    )
    result = forms.ChoiceField(
        label="What was decided?",
        choices=_listed(Result),
        error_messages={"required": "Choose what was decided, as the body put it."},
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=_listed(Reason),
        required=False,
        help_text="Only where it was declined or dismissed; not stated is an answer.",
    )
    words = long_text("In the body's words", rows=3, required=False)

    def clean(self) -> None:
        """Ask for the reason of what was declined or dismissed."""
        needs = self.cleaned_data.get("result") in {result.value for result in REASONED}
        if needs and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Choose why; not stated is an answer.")


class AgeForm(ActForm):
    """What a source says of a person's being under 18."""

    under_18 = answer("Known or believed to be under 18?", help_text="Not known counts as yes.")
    source = long_text(
        "How is it known?",
        rows=3,
        missing="Enter how it is known, without a date of birth.",
        help_text="Never a date of birth.",
    )
