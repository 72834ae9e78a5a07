"""Making the search index anew: of working rows, so no entry."""

from collections.abc import Callable

from django.db import transaction

from onrecord.authority import Actor, Permission
from onrecord.incidents.models import Incident, SearchText
from onrecord.incidents.searching import forget_deleted, index
from onrecord.ledger.act import demand_first

_AT_ONCE = 200


def rebuild_search(*, actor: Actor, on_progress: Callable[[int], None] | None = None) -> int:
    """Make the words of every incident anew from the record; return how many there are."""
    demand_first(actor, Permission.SEARCH_REBUILD)
    ids = list(Incident.objects.values_list("id", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        with transaction.atomic():
            for incident in Incident.objects.filter(id__in=ids[start : start + _AT_ONCE]):
                index(incident)
        if on_progress is not None:
            on_progress(min(start + _AT_ONCE, len(ids)))
    forget_deleted()
    return SearchText.objects.count()
