"""Fields of closed words, which the database keeps closed."""

from collections.abc import Iterable
from typing import Any

from django.db import models


def word(words: Iterable[str], **options: Any) -> "models.CharField[str, str]":  # noqa: ANN401 - as Django's field takes them
    """Return a field that holds one of these words."""
    listed = [(str(value), str(value)) for value in words]
    return models.CharField(max_length=32, choices=listed, **options)


def one_of(name: str, field: str, words: Iterable[str]) -> models.CheckConstraint:
    """Return the constraint under which the database refuses any other word."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [str(value) for value in words]}), name=name
    )
