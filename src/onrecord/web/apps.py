"""The web edge as a Django application: templates, static files and template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Staff pages and the public site; it owns no table."""

    name = "onrecord.web"
    label = "web"
    verbose_name = "OnRecord on the web"
