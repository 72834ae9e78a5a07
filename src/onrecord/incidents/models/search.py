"""What can be searched: a working table, made anew from the record at any time."""

from django.db import models

from onrecord.incidents.models.incident import Incident


class SearchText(models.Model):
    """The words of one incident, without anybody's name, badge, plate or description (G9).

    `words` is for whoever may open the incident; `with_offences` adds the offences suggested, for
    those who may see them (G6). An index of the database follows both columns.
    """

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="search_text")
    words = models.TextField(blank=True)
    with_offences = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"words of {self.incident_id}"
