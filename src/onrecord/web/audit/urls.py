"""Addresses of the audit pages."""

from django.urls import path

from onrecord.web.audit import views

urlpatterns = [
    path("audit/", views.audit_page, name="audit"),
    path("audit/run/", views.run_audit, name="audit-run"),
    path("audit/progress/", views.progress_fragment, name="audit-progress"),
]
