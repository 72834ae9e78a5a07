"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals and their packets."""

    name = "onrecord.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every backup hold the sealed packets."""
        from onrecord.ledger.backup.contents import register_packets  # noqa: PLC0415 - loaded apps
        from onrecord.referrals.keeping import packets_named  # noqa: PLC0415 - likewise

        register_packets("referrals", packets_named)
