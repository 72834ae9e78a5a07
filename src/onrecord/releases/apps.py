"""The releases app."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """The releases app."""

    name = "onrecord.releases"
    label = "releases"
    default_auto_field = "django.db.models.BigAutoField"
