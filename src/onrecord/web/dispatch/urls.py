"""Addresses of the pages of dispatch events."""

from django.urls import path

from onrecord.web.dispatch import views

ONE = "dispatch/<str:event>/"

urlpatterns = [
    path("dispatch/", views.dispatch_page, name="dispatch"),
    path("dispatch/import/", views.import_page, name="dispatch-import"),
    path(ONE, views.event_page, name="dispatch-event"),
    path(f"{ONE}match/", views.match_page, name="dispatch-match"),
]
