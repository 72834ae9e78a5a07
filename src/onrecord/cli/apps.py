"""The cli app."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """The cli app."""

    name = "onrecord.cli"
    label = "cli"
    default_auto_field = "django.db.models.BigAutoField"
