"""The incidents app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The incidents app."""

    name = "onrecord.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have a destruction wait for pending matters, and the ledger's words checked (G7)."""
        from onrecord.incidents import destroying, searching  # noqa: PLC0415 - likewise
        from onrecord.incidents.status_text import find  # noqa: PLC0415 - likewise
        from onrecord.ledger import following, words  # noqa: PLC0415 - likewise
        from onrecord.ledger.destroying import registry  # noqa: PLC0415 - needs loaded apps

        registry.register_hold_check("incidents", destroying.holds)
        following.register("search", searching.follow, destroying.search_anew)
        registry.register_keeper("contacts", destroying.destroy_contacts)
        words.register_check("status", lambda text: _STATUS if find(text) else "")


_STATUS = (
    "This seems to state somebody's immigration status, which is never recorded. Leave it out."
)
