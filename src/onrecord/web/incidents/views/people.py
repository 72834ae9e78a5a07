"""People, allegations, and what an investigator makes of them."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from onrecord.authority import Permission
from onrecord.directive import Answer, EvidentialBasis, Offence, SubjectKind, Track, cautions
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    confirm_identity,
)
from onrecord.incidents.queries import offences
from onrecord.incidents.states import ConfirmationResult
from onrecord.storage.directives import load_directive
from onrecord.web.acting import perform
from onrecord.web.incidents.forms.parts import whole
from onrecord.web.incidents.forms.people import (
    DESCRIBED,
    AllegationForm,
    ClassifyForm,
    PersonForm,
)
from onrecord.web.incidents.forms.scene import IdentityForm
from onrecord.web.incidents.opening import opened
from onrecord.web.incidents.shown import people as people_shown
from onrecord.web.incidents.views.incident import FORM_METHODS
from onrecord.web.incidents.views.page import form_page
from onrecord.web.rule import StaffRequest, needs

_FELONY = {"yes": True, "no": False}


@needs(Permission.PARTY_ADD)
@require_http_methods(FORM_METHODS)
def person_page(request: StaffRequest, number: str) -> HttpResponse:
    """Describe a person of the incident."""
    view = opened(request, number, Permission.PARTY_ADD)
    form = PersonForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: add_party(
            actor=request.actor,
            number=number,
            kind=SubjectKind(form.cleaned_data["kind"]),
            described=Description(**{name: form.cleaned_data[name] for name in DESCRIBED}),
            face_covered=Answer(form.cleaned_data["face_covered"]),
            believed_minor=Answer(form.cleaned_data["believed_minor"]),
            is_scene_supervisor=form.cleaned_data["is_scene_supervisor"],
            affected=form.cleaned_data["affected"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request,
        view,
        form,
        title="Add a person",
        button="Add this person",
        guide=(
            "Only what was seen or given on duty that day. Never a home, a family, off-duty "
            "life, social media, a religion or an affiliation. Empty reads “Not recorded”."
        ),
    )


@needs(Permission.ALLEGATION_ADD)
@require_http_methods(FORM_METHODS)
def allegation_page(request: StaffRequest, number: str) -> HttpResponse:
    """Record what is alleged of a person."""
    view = opened(request, number, Permission.ALLEGATION_ADD)
    form = AllegationForm(request.POST or None, view)
    answer = perform(
        request,
        form,
        lambda choices: add_allegation(
            actor=request.actor,
            number=number,
            party=int(form.cleaned_data["party"]),
            conduct=form.cleaned_data["conduct"],
            basis=EvidentialBasis(form.cleaned_data["basis"]),
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request,
        view,
        form,
        template="onrecord/incidents/allegation.html",
        title="Add an allegation",
        button="Record what is alleged",
        nobody=not view.parties,
        guide=(
            "An allegation is not a finding, whoever makes it. Speech and assembly are no "
            "allegation. A civilian is a subject only for conduct in this incident."
        ),
    )


@needs(Permission.ALLEGATION_CLASSIFY)
@require_http_methods(FORM_METHODS)
def classify_page(request: StaffRequest, number: str, allegation: str) -> HttpResponse:
    """Set an allegation's track and offence, with what speaks against its applying."""
    view = opened(request, number, Permission.ALLEGATION_CLASSIFY)
    table = offences(actor=request.actor, number=number)
    found = next((a for a in view.allegations if a.number == allegation.upper()), None)
    if found is None:
        raise Http404
    directive = load_directive(view.directive)
    initial = {
        "track": found.track,
        found.track.replace("-", "_"): found.offence,
        "felony": {True: "yes", False: "no", None: ""}[found.felony],
    }
    form = ClassifyForm(request.POST or None, table, directive, initial)
    answer = perform(
        request,
        form,
        lambda _choices: classify_allegation(
            actor=request.actor,
            number=number,
            allegation=found.number,
            track=Track(form.cleaned_data["track"]),
            offence=form.offence,
            felony=_FELONY.get(form.cleaned_data["felony"]),
        ),
        done=f"/incidents/{number}/",
        names={"offence": "criminal"},
    )
    every, sheets = _sheets(table, SubjectKind(found.party_kind))
    return answer or form_page(
        request,
        view,
        form,
        template="onrecord/incidents/classify.html",
        title=f"Classify allegation {found.number}",
        button="Record the classification",
        allegation=found,
        every=every,
        sheets=sheets,
        guide=(
            "Factual and without opinion on guilt: the defence will read it. Only a "
            "prosecutor charges. Crimes, civil rules and local duties never share a list."
        ),
    )


Sheet = tuple[str, str, list[str]]


def _sheets(table: Sequence[Offence], subject: SubjectKind) -> tuple[list[str], list[Sheet]]:
    """Return what to weigh about every offence, and about each: title, statute, cautions."""
    of_each = [cautions(offence, subject) for offence in table]
    every = [c for c in of_each[0] if all(c in some for some in of_each)] if of_each else []
    return every, [
        (o.title, f"{o.statute}. {o.grade}.", [c for c in some if c not in every])
        for o, some in zip(table, of_each, strict=True)
    ]


@needs(Permission.IDENTIFICATION_RECORD)
@require_http_methods(FORM_METHODS)
def identity_page(request: StaffRequest, number: str, person: int) -> HttpResponse:
    """Record who answered later for a person's identity; nothing is overwritten."""
    view = opened(request, number, Permission.IDENTIFICATION_RECORD)
    subject = next((p for p in people_shown(view) if p.number == person), None)
    if subject is None:
        raise Http404
    form = IdentityForm(request.POST or None, view, person)
    answer = perform(
        request,
        form,
        lambda choices: confirm_identity(
            actor=request.actor,
            number=number,
            party=person,
            attempt=whole(form.cleaned_data["attempt"]),
            with_whom=form.cleaned_data["with_whom"],
            result=ConfirmationResult(form.cleaned_data["result"]),
            agency_stated=form.cleaned_data["agency_stated"],
            name_stated=form.cleaned_data["name_stated"],
            badge_stated=form.cleaned_data["badge_stated"],
            note=form.cleaned_data["note"],
            at=form.cleaned_data["at"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request,
        view,
        form,
        title=f"Identity of {subject.label}",
        button="Record the answer",
        lead="A later answer stands beside what was recorded at the scene; nothing is overwritten.",
    )
