"""Pages for what Django answers by itself: a malformed or too large request, a fault of ours.

Django renders these without the request, and so without the home's notice, which stands on every
page; here they get it.
"""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from onrecord.web.page import home_context


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read; one that is too large says so, with status 413."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    status = 413 if too_large else 400
    return render(request, f"{status}.html", status=status)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, asking neither session nor database: they may be the fault."""
    return HttpResponse(render_to_string("500.html", home_context()), status=500)
