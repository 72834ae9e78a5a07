"""The interface's one table: a working table, of answers that may be given again."""

from django.db import models


class GivenAnswer(models.Model):
    """An act's answer under the key that its sender chose; kept a day, never in an entry.

    `status` is 0 while the act is under way. Where `body` must not be kept, it is empty.
    """

    person = models.UUIDField()
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="given_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.status or 'under way'}"
