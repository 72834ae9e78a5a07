"""`ONRECORD_DATABASE_URL` as Django's settings: SQLite in the home by default, or PostgreSQL."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from onrecord.storage.home import Home, HomeError

SQLITE_OPTIONS: dict[str, Any] = {
    # One writer at a time, from the first statement on: an act never loses its lock half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    # REPLACE must not delete past the triggers that keep the record.
    "PRAGMA recursive_triggers=ON;",
}


def database_settings(home: Home, url: str) -> dict[str, Any]:
    """Return Django's DATABASES["default"]; raise HomeError for a URL that cannot be used."""
    if not url:
        return {
            "ENGINE": "onrecord.ledger.sqlite3",
            "NAME": str(home.database),
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise HomeError(
            "ONRECORD_DATABASE_URL: give postgresql://user:password@host:port/database, "
            "or leave it out for SQLite."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {"options": "-c synchronous_commit=on"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
