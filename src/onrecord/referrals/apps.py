"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals and their packets; each audit verifies those that were sealed."""

    name = "onrecord.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have backups hold the sealed packets, audits verify them, destructions reach them."""
        from onrecord.ledger.audit import register_packet_check  # noqa: PLC0415 - loaded apps
        from onrecord.ledger.backup.contents import register_packets  # noqa: PLC0415 - likewise
        from onrecord.ledger.destroying import registry  # noqa: PLC0415 - likewise
        from onrecord.referrals import destroying  # noqa: PLC0415 - likewise
        from onrecord.referrals.keeping import packets_named  # noqa: PLC0415 - likewise
        from onrecord.referrals.kept_packets import check_packets  # noqa: PLC0415 - likewise

        register_packets("referrals", packets_named)
        register_packet_check("packets", check_packets)
        registry.register_hold_check("referrals", destroying.holds)
        registry.register_keeper("referrals", destroying.destroy_files)
        registry.register_recipients("referrals", destroying.recipients)
