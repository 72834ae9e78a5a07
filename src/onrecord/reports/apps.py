"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports app."""

    name = "onrecord.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
