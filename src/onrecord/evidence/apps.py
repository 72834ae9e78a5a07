"""The evidence app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Exhibits and their custody; each audit checks their bytes."""

    name = "onrecord.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every audit check the exhibits' blobs, and every backup hold them."""
        from onrecord.evidence.fixity import blobs_named, check_exhibits  # noqa: PLC0415 - needs loaded apps
        from onrecord.ledger.audit import register_blob_check  # noqa: PLC0415 - likewise
        from onrecord.ledger.backup.contents import register_blobs  # noqa: PLC0415 - likewise

        register_blob_check("exhibits", check_exhibits)
        register_blobs("exhibits", blobs_named)
