"""The identification attempt, aid, and acts at the scene."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from onrecord.accounts.errors import UnknownPerson
from onrecord.authority import Permission
from onrecord.directive import ActKind, Asked, Outcome
from onrecord.evidence.queries import exhibits
from onrecord.incidents.actions import record_aid, record_identification, record_scene_act
from onrecord.incidents.errors import IncidentError
from onrecord.web.acting import perform
from onrecord.web.incidents.forms.parts import whole
from onrecord.web.incidents.forms.scene import AidForm, AttemptForm, SceneActForm
from onrecord.web.incidents.opening import opened
from onrecord.web.incidents.views.incident import FORM_METHODS
from onrecord.web.incidents.views.page import form_page
from onrecord.web.rule import StaffRequest, needs

TIMES = ("injury_seen_at", "ems_asked_at", "ems_arrived_at", "aid_given_at", "aid_refused_at")


@needs(Permission.IDENTIFICATION_RECORD)
@require_http_methods(FORM_METHODS)
def attempt_page(request: StaffRequest, number: str) -> HttpResponse:
    """Record an identification attempt in three steps; a refusal is an answer like the others."""
    view = opened(request, number, Permission.IDENTIFICATION_RECORD)
    held = exhibits(actor=request.actor, number=number)
    form = AttemptForm(request.POST or None, view, held)
    answer = perform(
        request,
        form,
        lambda choices: record_identification(
            actor=request.actor,
            number=number,
            asked=Asked(form.cleaned_data["asked"]),
            outcome=Outcome(form.cleaned_data["outcome"]) if form.cleaned_data["outcome"] else None,
            party=whole(form.cleaned_data["party"]),
            agency_given=form.cleaned_data["agency_given"],
            name_given=form.cleaned_data["name_given"],
            badge_given=form.cleaned_data["badge_given"],
            reason=form.cleaned_data["reason"],
            at=form.cleaned_data["at"],
            asked_by=form.cleaned_data["asked_by"],
            exhibit_number=form.cleaned_data["exhibit_number"],
            video_ms=form.cleaned_data["video_at"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
        names={"video_ms": "video_at"},
        errors=(IncidentError, UnknownPerson),
    )
    return answer or form_page(
        request,
        view,
        form,
        template="onrecord/incidents/attempt.html",
        title="Identification attempt",
        button="Record attempt",
        attempts=view.attempts,
        steps=[
            ("1", "Did you ask?", [form["asked"], form["at"]]),
            ("2", "What came of it?", [form[n] for n in
             ("outcome", "party", "agency_given", "name_given", "badge_given", "reason",
              "asked_by")]),
            ("3", "Second on video", [form["exhibit_number"], form["video_at"]]),
        ],
    )  # fmt: skip


@needs(Permission.AID_RECORD)
@require_http_methods(FORM_METHODS)
def aid_page(request: StaffRequest, number: str) -> HttpResponse:
    """Record aid to one person, timed, in the order in which it happens."""
    view = opened(request, number, Permission.AID_RECORD)
    form = AidForm(request.POST or None, view)
    answer = perform(
        request,
        form,
        lambda choices: record_aid(
            actor=request.actor,
            number=number,
            party=whole(form.cleaned_data["party"]),
            person_described=form.cleaned_data["person_described"],
            aid_given_by=form.cleaned_data["aid_given_by"],
            note=form.cleaned_data["note"],
            choices=choices,
            **{name: form.cleaned_data[name] for name in TIMES},
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request,
        view,
        form,
        template="onrecord/incidents/aid.html",
        title="Aid",
        lead="One person a record. At least one time; leave empty what is not known.",
        button="Record aid",
        who=[form["party"], form["person_described"]],
        times=[form[name] for name in TIMES],
        rest=[form["aid_given_by"], form["note"]],
    )


@needs(Permission.SCENE_RECORD)
@require_http_methods(FORM_METHODS)
def act_page(request: StaffRequest, number: str) -> HttpResponse:
    """Record something that members of the department did."""
    view = opened(request, number, Permission.SCENE_RECORD)
    form = SceneActForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: record_scene_act(
            actor=request.actor,
            number=number,
            act_kind=ActKind(form.cleaned_data["act_kind"]),
            at=form.cleaned_data["at"],
            words=form.cleaned_data["words"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request, view, form, title="Act at the scene", button="Record this act"
    )
