"""The evidence app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence app."""

    name = "onrecord.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
