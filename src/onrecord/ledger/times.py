"""Time and randomness, asked for at the edge of an act and handed inwards."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def utc_text(moment: datetime) -> str:
    """Return RFC 3339 text in UTC with six decimals, such as `2026-03-03T21:14:05.123456Z`."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give one.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def salt() -> bytes:
    """Return 128 random bits (G29)."""
    return secrets.token_bytes(16)
