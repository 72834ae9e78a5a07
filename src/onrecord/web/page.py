"""What every page shows: the home's notice and the reader's navigation."""

from typing import Any

from django.http import HttpRequest


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context that base templates need."""
    return {"path": request.path}
