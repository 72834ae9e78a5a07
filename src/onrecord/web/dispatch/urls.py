"""Addresses of the pages of dispatch events."""

from django.urls import path

from onrecord.web.dispatch import explaining, views

ONE = "dispatch/<str:event>/"

urlpatterns = [
    path("dispatch/", views.dispatch_page, name="dispatch"),
    path("dispatch/import/", views.import_page, name="dispatch-import"),
    path(ONE, views.event_page, name="dispatch-event"),
    path(f"{ONE}match/", views.match_page, name="dispatch-match"),
    path(f"{ONE}explain/", explaining.explain_page, name="dispatch-explain"),
    path(
        f"{ONE}explanations/<str:statement>/",
        explaining.confirm_page,
        name="dispatch-explanation",
    ),
]
