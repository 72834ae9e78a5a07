"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports app."""

    name = "onrecord.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have a destruction wait for reports."""
        from onrecord.ledger.destroying import registry  # noqa: PLC0415 - needs loaded apps
        from onrecord.reports import destroying  # noqa: PLC0415 - likewise

        registry.register_hold_check("reports", destroying.holds)
