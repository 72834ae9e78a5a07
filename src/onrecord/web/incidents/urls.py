"""Addresses of incident pages."""

from django.urls import path

from onrecord.web.incidents.views import (
    incident,
    later,
    links,
    listing,
    matter,
    others,
    people,
    preservation,
    reporting,
    scene,
    whole,
)

ONE = "incidents/<str:number>/"

urlpatterns = [
    path("incidents/", listing.incidents_page, name="incidents"),
    path("incidents/new/", incident.open_page, name="incident-new"),
    path(ONE, whole.incident_page, name="incident"),
    path(f"{ONE}correct/", incident.correct_page, name="incident-correct"),
    path(f"{ONE}reopen/", incident.reopen_page, name="incident-reopen"),
    path(f"{ONE}legal-authority/", incident.legal_authority_page, name="legal-authority-new"),
    path(f"{ONE}people/new/", people.person_page, name="person-new"),
    path(f"{ONE}people/<int:person>/identity/", people.identity_page, name="identity-new"),
    path(f"{ONE}allegations/new/", people.allegation_page, name="allegation-new"),
    path(
        f"{ONE}allegations/<str:allegation>/classify/",
        people.classify_page,
        name="allegation-classify",
    ),
    path(f"{ONE}links/new/", links.link_page, name="link-new"),
    path(f"{ONE}links/<str:link>/undo/", links.unlink_page, name="link-undo"),
    path(f"{ONE}allegations/<str:allegation>/basis/", later.basis_page, name="allegation-basis"),
    path(
        f"{ONE}allegations/<str:allegation>/decisions/",
        later.decision_page,
        name="allegation-decision",
    ),
    path(f"{ONE}people/<int:person>/age/", later.age_page, name="person-age"),
    path(f"{ONE}identification/new/", scene.attempt_page, name="identification-new"),
    path(f"{ONE}aid/new/", scene.aid_page, name="aid-new"),
    path(f"{ONE}acts/new/", scene.act_page, name="act-new"),
    path(f"{ONE}replies/new/", others.ask_reply_page, name="reply-new"),
    path(f"{ONE}replies/<int:reply>/", others.reply_page, name="reply"),
    path(f"{ONE}preservation/", preservation.tasks_page, name="preservation"),
    path(f"{ONE}preservation/new/", preservation.new_task_page, name="preservation-new"),
    path(f"{ONE}preservation/<int:task>/", preservation.task_page, name="preservation-task"),
    path(
        f"{ONE}preservation/<int:task>/request/",
        preservation.request_page,
        name="preservation-request",
    ),
    path(
        f"{ONE}preservation/<int:task>/<str:way>/",
        preservation.step_page,
        name="preservation-step",
    ),
    path(f"{ONE}contacts/", others.contacts_page, name="contacts"),
    path(f"{ONE}steering/", others.steer_incident, name="incident-steering"),
    path(f"{ONE}event/", others.event_page, name="event"),
    path(f"{ONE}event/<str:statement>/confirm/", others.confirm_event_page, name="event-confirm"),
    path(f"{ONE}reporting/", reporting.reporters_page, name="reporters"),
    path(f"{ONE}reporting/new/", reporting.new_page, name="reporter-new"),
    path(f"{ONE}reporting/<int:reporter>/", reporting.contact_page, name="reporter"),
    path(f"{ONE}reporting/<int:reporter>/forget/", reporting.forget_page, name="reporter-forget"),
    path(f"{ONE}matter/", matter.matters_page, name="matters"),
    path(f"{ONE}matter/new/", matter.new_page, name="matter-new"),
    path(f"{ONE}matter/<uuid:matter>/", matter.open_page, name="matter"),
    path(f"{ONE}matter/<uuid:matter>/readers/", matter.readers_page, name="matter-readers"),
    path("steering/", others.steering_page, name="steering"),
]
