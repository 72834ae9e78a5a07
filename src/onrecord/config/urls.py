"""Every URL of the product."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("onrecord.web.session.urls")),
    path("", include("onrecord.web.accounts.urls")),
    path("", include("onrecord.web.public.urls")),
    path("", include("onrecord.web.referrals.urls")),
    path("", include("onrecord.web.audit.urls")),
    path("", include("onrecord.web.destruction.urls")),
    path("", include("onrecord.web.dispatch.urls")),
    path("", include("onrecord.web.receipts.urls")),
    path("", include("onrecord.web.desk.urls")),
    path("", include("onrecord.web.incidents.urls")),
    path("", include("onrecord.web.evidence.urls")),
    path("", include("onrecord.web.reports.urls")),
]

handler400 = "onrecord.web.failures.bad_request"
handler500 = "onrecord.web.failures.server_error"
