"""Every URL of the product."""

from django.urls import URLPattern, URLResolver, include, path

from onrecord.api.urls import PUBLIC_PATTERNS, TOKEN_PATTERNS
from onrecord.web.rule import by_token, public

for _pattern, _permissions in TOKEN_PATTERNS:
    by_token(_pattern.callback, _permissions)
for _pattern in PUBLIC_PATTERNS:
    public(_pattern.callback)

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "api/v1/", include(([*(pattern for pattern, _ in TOKEN_PATTERNS), *PUBLIC_PATTERNS], "api"))
    ),
    path("", include("onrecord.web.session.urls")),
    path("", include("onrecord.web.accounts.urls")),
    path("", include("onrecord.web.public.urls")),
    path("", include("onrecord.web.referrals.urls")),
    path("", include("onrecord.web.audit.urls")),
    path("", include("onrecord.web.destruction.urls")),
    path("", include("onrecord.web.dispatch.urls")),
    path("", include("onrecord.web.closures.urls")),
    path("", include("onrecord.web.receipts.urls")),
    path("", include("onrecord.web.desk.urls")),
    path("", include("onrecord.web.scene.urls")),
    path("", include("onrecord.web.incidents.urls")),
    path("", include("onrecord.web.evidence.urls")),
    path("", include("onrecord.web.reports.urls")),
]

handler400 = "onrecord.web.failures.bad_request"
handler500 = "onrecord.web.failures.server_error"
