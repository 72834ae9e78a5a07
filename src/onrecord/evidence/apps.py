"""The evidence app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Exhibits and their custody; each audit checks their bytes."""

    name = "onrecord.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every audit check the blobs, every backup hold them, a destruction reach them."""
        from onrecord.evidence import destroying  # noqa: PLC0415 - needs loaded apps
        from onrecord.evidence.fixity import (  # noqa: PLC0415 - likewise
            blobs_named,
            check_exhibits,
            check_unnamed,
        )
        from onrecord.evidence.queries.titles import titles_of  # noqa: PLC0415 - likewise
        from onrecord.incidents.searching import register_texts  # noqa: PLC0415 - likewise
        from onrecord.ledger.audit import register_blob_check  # noqa: PLC0415 - likewise
        from onrecord.ledger.backup.contents import register_blobs  # noqa: PLC0415 - likewise
        from onrecord.ledger.destroying import registry  # noqa: PLC0415 - likewise

        register_texts("exhibits", titles_of)
        register_blob_check("exhibits", check_exhibits)
        register_blob_check("unnamed", check_unnamed)
        register_blobs("exhibits", blobs_named)
        registry.register_hold_check("evidence", destroying.holds)
        registry.register_keeper("evidence", destroying.destroy_files)
