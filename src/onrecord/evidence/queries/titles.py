"""What incidents' search holds of exhibits: their titles, once nobody is named in them."""

from uuid import UUID

from onrecord.authority import HandlingClass
from onrecord.evidence.models import Exhibit


def titles_of(incident: UUID) -> tuple[str, ...]:
    """Return the titles of an incident's ordinary exhibits, for `incidents.searching` alone."""
    rows = Exhibit.objects.filter(incident_id=incident, handling_class=HandlingClass.ORDINARY.value)
    return tuple(rows.order_by("received_at").values_list("title", flat=True))
