"""Searching incidents by words: only those that the reader may open, the newest first.

Grants are asked within the same question to the database. There is no weight of words: it would
tell of incidents that the reader may not open.
"""

from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from onrecord.authority import Actor, Facts, Permission
from onrecord.incidents.models import SearchText
from onrecord.incidents.queries.listing import incident_list, newest, open_to, own_and_unlocked
from onrecord.incidents.queries.views import IncidentRow
from onrecord.incidents.splitting import words
from onrecord.incidents.status_text import find
from onrecord.ledger.act import demand
from onrecord.ledger.paging import PAGE, Page

_IN_SQLITE = "SELECT rowid FROM incidents_search WHERE incidents_search MATCH %s"
_IN_POSTGRESQL = {
    "words": "SELECT id FROM incidents_searchtext WHERE words_vector @@ to_tsquery('simple', %s)",
    "with_offences": (
        "SELECT id FROM incidents_searchtext WHERE offences_vector @@ to_tsquery('simple', %s)"
    ),
}
_MOST_WORDS = 12


def incidents_matching(
    *,
    actor: Actor,
    words_wanted: str,
    state: str = "",
    district: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Page[IncidentRow]:
    """Return a page of the incidents open to the actor that hold every word, newest first.

    The last word may be the beginning of one. What the index holds names and describes nobody (G9);
    offences are searched where the actor may see them (G6). Without a word, all are listed.
    """
    demand(actor, Permission.INCIDENT_LIST, Facts())
    # Status is never searched (G7): words that state it find nothing, whatever stands beside them.
    wanted = [] if find(words_wanted) else words(words_wanted)[:_MOST_WORDS]
    if not wanted:
        if words_wanted.strip():
            return Page(())
        return incident_list(actor=actor, state=state, district=district, after=after, limit=limit)
    owed = own_and_unlocked(actor).values("id")
    rows = open_to(actor).filter(
        Q(id__in=_holding("with_offences", wanted)) & ~Q(id__in=owed)
        | Q(id__in=_holding("words", wanted))
    )
    return newest(rows, state=state, district=district, after=after, limit=limit)


def _holding(column: str, wanted: list[str]) -> QuerySet[SearchText, UUID]:
    """Return the incidents whose column holds every word; words are letters and digits alone."""
    *whole, begun = wanted
    if connection.vendor == "sqlite":
        said = " AND ".join([*(f'"{word}"' for word in whole), f'"{begun}"*'])
        found = RawSQL(_IN_SQLITE, [f"{column} : ({said})"])  # noqa: S611 - values are parameters
    else:
        said = " & ".join([*whole, f"{begun}:*"])
        found = RawSQL(_IN_POSTGRESQL[column], [said])  # noqa: S611 - likewise
    return SearchText.objects.filter(id__in=found).values_list("incident_id", flat=True)
