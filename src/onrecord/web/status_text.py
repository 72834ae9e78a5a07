"""What a page does with words that seem to state immigration status (G7); for forms of all nouns.

An act that is given such words raises `StatusTextFound`, and nothing is recorded. The page that
`ask` returns explains the rule, marks the words, and asks for each passage: remove it, keep it as
a quotation, or keep it as the legal authority claimed. Everything else that was posted travels
along hidden and is posted again to the same address, so nothing typed is lost.

Most views need only `onrecord.web.acting.perform`, which does all of this. By hand:

    form = ThingForm(request.POST or None)
    if form.is_valid() and not wants_to_change(request):
        try:
            receipt = record_thing(..., choices=choices_in(request.POST))
        except StatusTextFound as found:
            return ask(request, found, text=form.cleaned_data["narrative"])

An act of another app that takes the choices of one text: `choices_in(request.POST)["narrative"]`,
under the last part of the field's name (`report.narrative` asks as `narrative`).

A file does not travel: settle the texts of an upload before its bytes, or leave them in staging.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from onrecord.incidents.errors import Span, StatusTextFound
from onrecord.incidents.states import KeepAs
from onrecord.incidents.status_text import PassageChoice, find

CHANGE = "passage-change"
"""Posted by the button that goes back to the words themselves."""
_PART = re.compile(r"passage\.(?P<field>[\w.-]+)\.(?P<span>\d+-\d+)\.(?P<part>keep|kind|number)")
_HINTS = {
    KeepAs.REMOVE.value: "The words are not recorded at all.",
    KeepAs.QUOTATION.value: (
        "Word for word, as somebody said them. Kept apart: opened by counsel and in the "
        "prosecutor's packet alone."
    ),
    KeepAs.LEGAL_AUTHORITY.value: (
        "The warrant or order that somebody claimed or showed: its kind and number, below. "
        "Kept apart likewise."
    ),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text as the page shows it; `place` numbers a marked passage, else None."""

    words: str
    place: int | None = None


class PassagesForm(forms.Form):
    """For each passage of one text: what becomes of it, and the authority it claims."""

    def __init__(self, data: QueryDict | None, field: str, spans: Sequence[Span]) -> None:
        super().__init__(data)
        self.spans = [(span, f"passage.{field}.{span.start}-{span.end}") for span in spans]
        for place, (span, name) in enumerate(self.spans, start=1):
            self.fields[f"{name}.keep"] = forms.ChoiceField(
                label=f"{place}. “{span.words}”",
                choices=[
                    (KeepAs.REMOVE.value, "Remove these words"),
                    (KeepAs.QUOTATION.value, "Keep them as a quotation"),
                    (KeepAs.LEGAL_AUTHORITY.value, "Keep them as the legal authority claimed"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose what becomes of these words."},
            )
            self.fields[f"{name}.kind"] = forms.CharField(
                label=f"Kind of authority, for passage {place}",
                required=False,
                max_length=200,
                help_text="Only for a legal authority claimed: who signed it, and what it orders.",
            )
            self.fields[f"{name}.number"] = forms.CharField(
                label=f"Its number, for passage {place}", required=False, max_length=80
            )

    def clean(self) -> None:
        """Ask for the kind of an authority where one is claimed."""
        for _, name in self.spans:
            claimed = self.cleaned_data.get(f"{name}.keep") == KeepAs.LEGAL_AUTHORITY
            if claimed and not self.cleaned_data.get(f"{name}.kind"):
                self.add_error(f"{name}.kind", "Enter its kind, such as who signed it.")


def choices_in(data: QueryDict) -> dict[str, list[PassageChoice]]:
    """Return the choices that a post bears, by the field's name; incomplete ones are left out.

    A field without choices reads as an empty list.
    """
    parts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for key, value in data.items():
        if matched := _PART.fullmatch(key):
            parts[matched["field"], matched["span"]][matched["part"]] = str(value)
    choices: dict[str, list[PassageChoice]] = defaultdict(list)
    for (field, span), given in parts.items():
        kind = given.get("kind", "").strip()
        keep = given.get("keep", "")
        if keep not in set(KeepAs) or (keep == KeepAs.LEGAL_AUTHORITY and not kind):
            continue
        start, end = span.split("-")
        claimed = keep == KeepAs.LEGAL_AUTHORITY
        choices[field].append(
            PassageChoice(
                start=int(start),
                end=int(end),
                keep_as=KeepAs(keep),
                authority_kind=kind if claimed else "",
                authority_number=given.get("number", "").strip() if claimed else "",
            )
        )
    return choices


def wants_to_change(request: HttpRequest) -> bool:
    """Say whether the author goes back to change the words: show the form again, as typed."""
    return CHANGE in request.POST


def short_name(field: str) -> str:
    """Return the name under which choices for an act's field are posted."""
    return field.rpartition(".")[2] if not field.rpartition(".")[2].isdigit() else field


def ask(
    request: HttpRequest, found: StatusTextFound, *, text: str, label: str = "", button: str = ""
) -> HttpResponse:
    """Return the page that asks what becomes of each passage of a text (status 422).

    text: the field's text as the act was given it. label: what the form calls the field.
    """
    field = short_name(found.field)
    text = text.strip()
    spans = find(text)
    own = f"passage.{field}."
    shown_before = any(key.startswith(own) for key in request.POST)
    carried = [
        (key, value)
        for key, values in request.POST.lists()
        if key not in {"csrfmiddlewaretoken", CHANGE} and not key.startswith(own)
        for value in values
    ]
    context = {
        "form": PassagesForm(request.POST if shown_before else None, field, spans),
        "label": label or field.replace("_", " ").capitalize(),
        "button": button or "Record with these choices",
        "pieces": _pieces(text, spans),
        "carried": carried,
        "address": request.get_full_path(),
        "change": CHANGE,
        "hints": _HINTS,
    }
    return render(request, "onrecord/status_text.html", context, status=422)


def _pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    position = 0
    for place, span in enumerate(spans, start=1):
        pieces += [Piece(text[position : span.start]), Piece(span.words, place)]
        position = span.end
    return [*pieces, Piece(text[position:])]
