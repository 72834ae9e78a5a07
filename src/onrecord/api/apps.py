"""The api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The interface for programs; its one table keeps answers for a day, to be given again."""

    name = "onrecord.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
