"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """The referrals app."""

    name = "onrecord.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"
