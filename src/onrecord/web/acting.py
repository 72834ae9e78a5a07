"""From a posted form to one act, its receipt, and the page that shows it; for forms of all nouns.

    form = PersonForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: add_party(actor=request.actor, number=number, choices=choices, ...),
        done=f"/incidents/{number}/#people",
    )
    return answer or render(request, "onrecord/form.html", {"form": form, ...})

`perform` answers a post that was done (redirect to `done`, where the receipt is shown), a double
post (to the first one's receipt), and words that need a choice (G7). It returns None where the
form is to be shown: asked for, faulty, refused by the act for a field, or to be changed.
"""

import secrets
from collections.abc import Callable, Mapping

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst

from onrecord.incidents.actions import Choices
from onrecord.incidents.errors import IncidentError, StatusTextFound, UnknownIncident
from onrecord.ledger.errors import UnfitField
from onrecord.web.receipts.given import HasEntry, done_before, remember
from onrecord.web.rule import StaffRequest
from onrecord.web.status_text import ask, choices_in, short_name, wants_to_change

SAME: Mapping[str, str] = {}


def new_once() -> str:
    """Return what tells one showing of a form from another."""
    return secrets.token_urlsafe(9)


class ActForm(forms.Form):
    """A form whose post is done once: shown again, it bears another `once`."""

    once = forms.CharField(
        required=False, max_length=40, widget=forms.HiddenInput, initial=new_once
    )


def perform(
    request: StaffRequest,
    form: forms.Form,
    act: Callable[[Choices], HasEntry],
    *,
    done: str | Callable[[HasEntry], str],
    names: Mapping[str, str] = SAME,
    errors: tuple[type[Exception], ...] = (IncidentError,),
) -> HttpResponse | None:
    """Carry out a valid posted form as one act.

    act: takes the choices of G7, called after the form is valid. names: the form's field for each
    field of the act that is named otherwise. errors: what the act raises for bad input; with an
    attribute `field`, the fault stands at that field.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    if earlier := done_before(request):
        return HttpResponseRedirect(earlier)
    if wants_to_change(request):
        return None
    expected: tuple[type[Exception], ...] = (*errors, UnfitField)
    try:
        receipt = act(choices_in(request.POST))
    except UnknownIncident:
        raise
    except StatusTextFound as found:
        name = names.get(found.field, short_name(found.field))
        label = str(form.fields[name].label) if name in form.fields else ""
        return ask(request, found, text=str(form.cleaned_data.get(name, "")), label=label)
    except expected as error:
        place_fault(form, error, names)
        return None
    address = done if isinstance(done, str) else done(receipt)
    return HttpResponseRedirect(remember(request, receipt, address))


def place_fault(form: forms.Form, error: Exception, names: Mapping[str, str] = SAME) -> None:
    """Put an act's complaint at the form's field that it names, else above the form."""
    field = str(getattr(error, "field", ""))
    words = str(error)
    if field and words.startswith(f"{field}: "):
        words = capfirst(words.removeprefix(f"{field}: "))
    name = names.get(field, field)
    form.add_error(name if name in form.fields else None, words)
