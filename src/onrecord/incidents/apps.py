"""The incidents app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The incidents app."""

    name = "onrecord.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have a destruction wait for pending matters."""
        from onrecord.incidents import destroying  # noqa: PLC0415 - likewise
        from onrecord.ledger.destroying import registry  # noqa: PLC0415 - needs loaded apps

        registry.register_hold_check("incidents", destroying.holds)
