"""Wires the guard into every database connection."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The ledger's app."""

    name = "onrecord.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard each connection; reinstall the triggers once all migrations have run."""
        from onrecord.ledger import guard, triggers  # noqa: PLC0415 - apps must be loaded first

        connection_created.connect(guard.attach, dispatch_uid="ledger.guard")
        post_migrate.connect(
            triggers.install_after_migration, sender=self, dispatch_uid="ledger.triggers"
        )
