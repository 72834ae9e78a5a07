"""The incidents app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The incidents app."""

    name = "onrecord.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
