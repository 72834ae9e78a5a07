"""What others say: replies, contacts, attempts to steer, statements about the event."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.authority import Facts, Permission, Refused
from onrecord.incidents.actions import (
    Choices,
    Receipt,
    confirm_event,
    record_contact,
    record_reply,
    record_steering,
    request_reply,
    state_event,
)
from onrecord.incidents.errors import InvalidIncident
from onrecord.incidents.queries import contact_register
from onrecord.incidents.states import ReplyState
from onrecord.ledger.act import demand
from onrecord.web import pieces
from onrecord.web.acting import new_once, perform
from onrecord.web.incidents.forms.others import (
    AskReplyForm,
    ConfirmEventForm,
    ContactForm,
    EventForm,
    ReplyForm,
    SteeringForm,
)
from onrecord.web.incidents.opening import opened
from onrecord.web.incidents.shown import statements
from onrecord.web.incidents.views.incident import FORM_METHODS
from onrecord.web.incidents.views.page import form_page
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs


@needs(Permission.REPLY_RECORD)
@require_http_methods(FORM_METHODS)
def ask_reply_page(request: StaffRequest, number: str) -> HttpResponse:
    """Record that an agency was asked to reply, once the prosecutor does not object (G24)."""
    view = opened(request, number, Permission.REPLY_RECORD)
    form = AskReplyForm(request.POST or None, view)

    def act(choices: Choices) -> Receipt:
        data = form.cleaned_data
        try:
            return request_reply(
                actor=request.actor,
                number=number,
                agency=data["agency"],
                asked_by_way=data["asked_by_way"],
                allegations=data["allegations"],
                asked_at=data["asked_at"],
                reply_due_on=data["reply_due_on"],
                no_objection_on=data["no_objection_on"],
                choices=choices,
            )
        except Refused as refusal:
            if refusal.code != "no-objection-needed":
                raise
            raise InvalidIncident("no_objection_on", refusal.reason) from refusal

    answer = perform(request, form, act, done=f"/incidents/{number}/")
    return answer or form_page(
        request,
        view,
        form,
        title="Ask an agency to reply",
        button="Record the request",
        guide=(
            "The request goes to the agency's counsel and names date, area and conduct only. "
            "A local officer who is a party is never asked for a statement here."
        ),
    )


@needs(Permission.REPLY_RECORD)
@require_http_methods(FORM_METHODS)
def reply_page(request: StaffRequest, number: str, reply: int) -> HttpResponse:
    """Record a reply word for word, or that none came."""
    view = opened(request, number, Permission.REPLY_RECORD)
    asked = next((r for r in view.replies if r.number == reply), None)
    if asked is None:
        raise Http404
    form = ReplyForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: record_reply(
            actor=request.actor,
            number=number,
            reply=reply,
            state=ReplyState(form.cleaned_data["state"]),
            words=form.cleaned_data["words"],
            replied_at=form.cleaned_data["replied_at"],
            authenticated_how=form.cleaned_data["authenticated_how"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request,
        view,
        form,
        title=f"Reply of {asked.agency}",
        lead=asked.line,
        button="Record what came",
    )


@needs(Permission.INCIDENT_READ)
@require_http_methods(FORM_METHODS)
def contacts_page(request: StaffRequest, number: str) -> HttpResponse:
    """Show the contact register, and record a communication."""
    view = opened(request, number)
    form = ContactForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: record_contact(
            actor=request.actor,
            number=number,
            office=form.cleaned_data["office"],
            words=form.cleaned_data["words"],
            person_named=form.cleaned_data["person_named"],
            way=form.cleaned_data["way"],
            at=form.cleaned_data["at"],
            choices=choices,
        ),
        done=f"/incidents/{number}/contacts/",
    )
    return answer or form_page(
        request,
        view,
        form,
        template="onrecord/incidents/contacts.html",
        title="Contact register",
        lead="Every communication about this incident with an elected office, its staff or the "
        "law department. What another officer of the police asks is no contact.",
        button="Record this contact",
        receipt_given=receipt_shown(request),
        steering_once=new_once(),
        columns=(("When", "time"), "Office", "Person", "How", "Words", "Recorded by"),
        rows=[
            (
                pieces.moment(c.at),
                f"{c.office} (attempt to steer)" if c.steering else c.office,
                c.person_named,
                c.way,
                c.words,
                c.recorded_by,
            )
            for c in contact_register(actor=request.actor, number=number)
        ],
    )


@needs(Permission.STEERING_RECORD)
@require_POST
def steer_incident(request: StaffRequest, number: str) -> HttpResponse:
    """Record, in one click, that somebody tried to steer this incident."""
    view = opened(request, number, Permission.STEERING_RECORD)
    form = SteeringForm(request.POST)
    answer = perform(
        request,
        form,
        lambda choices: record_steering(
            actor=request.actor,
            number=view.number,
            office=form.cleaned_data["office"],
            words=form.cleaned_data["words"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request, view, form, title="Attempt to steer", button="Record the attempt"
    )


@needs(Permission.STEERING_RECORD)
@require_http_methods(FORM_METHODS)
def steering_page(request: StaffRequest) -> HttpResponse:
    """Record an attempt to steer that names no incident; every field may stay empty."""
    demand(request.actor, Permission.STEERING_RECORD, Facts())
    form = SteeringForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: record_steering(
            actor=request.actor,
            office=form.cleaned_data["office"],
            words=form.cleaned_data["words"],
            choices=choices,
        ),
        done="/steering/",
    )
    context = {"form": form, "receipt_given": receipt_shown(request)}
    return answer or render(request, "onrecord/incidents/steering.html", context)


@needs(Permission.EVENT_STATE)
@require_http_methods(FORM_METHODS)
def event_page(request: StaffRequest, number: str) -> HttpResponse:
    """State what is known of the event."""
    view = opened(request, number, Permission.EVENT_STATE)
    form = EventForm(request.POST or None)
    names = (
        {f"sources.{i}": f"source_{place}" for i, place in enumerate(form.given())}
        if form.is_bound and form.is_valid()
        else {}
    )
    answer = perform(
        request,
        form,
        lambda choices: state_event(
            actor=request.actor,
            number=number,
            stated=form.cleaned_data["stated"],
            sources=form.sources(),
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
        names=names,
    )
    hints = {
        "corroborated": "Two different sources, or one that was authenticated.",
        "not-corroborated": "Closes; a second person countersigns.",
        "unfounded": "Closes; a second person countersigns.",
        "without-allegation": "Closes; a second person countersigns.",
    }
    return answer or form_page(
        request,
        view,
        form,
        title="What is known of the event",
        lead="Of the event, never of a person. It does not show that an allegation is true.",
        button="Record this",
        hints=hints,
    )


@needs(Permission.EVENT_CONFIRM)
@require_http_methods(FORM_METHODS)
def confirm_event_page(request: StaffRequest, number: str, statement: str) -> HttpResponse:
    """Confirm, as a second person, what closes the incident (G13)."""
    view = opened(request, number, Permission.EVENT_CONFIRM)
    waiting = next((s for s in view.event_statements if s.reference == statement), None)
    if waiting is None:
        raise Http404
    form = ConfirmEventForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: confirm_event(
            actor=request.actor,
            number=number,
            statement=statement,
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    said = statements(view, may_confirm=False, reader=request.actor.name)
    place = view.event_statements.index(waiting)
    return answer or form_page(
        request,
        view,
        form,
        template="onrecord/incidents/confirm.html",
        title=f"Countersign: {said[place].words}",
        button="Countersign and close the incident",
        stated=said[place],
        back_url=f"/incidents/{number}/",
    )
