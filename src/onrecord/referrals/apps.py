"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals and their packets; each audit verifies those that were sealed."""

    name = "onrecord.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every backup hold the sealed packets, and every audit verify them."""
        from onrecord.ledger.audit import (  # noqa: PLC0415 - needs loaded apps
            register_packet_check,
        )
        from onrecord.ledger.backup.contents import register_packets  # noqa: PLC0415 - likewise
        from onrecord.referrals.keeping import packets_named  # noqa: PLC0415 - likewise
        from onrecord.referrals.kept_packets import check_packets  # noqa: PLC0415 - likewise

        register_packets("referrals", packets_named)
        register_packet_check("packets", check_packets)
