"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals and their packets."""

    name = "onrecord.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"
