"""How a moment is written, by audience.

Staff read a 24-hour clock with seconds and zone ("3 Mar 2026, 21:14:09 CST"); evidence adds a
UTC line; the public reads "9:14 PM CST, Mar 3, 2026". Every function takes an aware datetime and
the zone to show it in, so that nothing depends on where the server stands.
"""

from datetime import UTC, datetime, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"moment {moment.isoformat()} has no zone; give an aware datetime")
    return moment.astimezone(zone)


def zone_name(moment: datetime, zone: tzinfo) -> str:
    """Return "CST", or "UTC-03:00" where the zone has no letters of its own."""
    name = _in_zone(moment, zone).tzname() or ""
    if name[:1] in {"+", "-"}:
        return f"UTC{name}" if ":" in name else f"UTC{name}:00"
    return name


def day(moment: datetime, zone: tzinfo) -> str:
    """Return "3 Mar 2026"."""
    local = _in_zone(moment, zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def clock(moment: datetime, zone: tzinfo) -> str:
    """Return "21:14:09 CST"."""
    return f"{_in_zone(moment, zone):%H:%M:%S} {zone_name(moment, zone)}"


def staff(moment: datetime, zone: tzinfo) -> str:
    """Return "3 Mar 2026, 21:14:09 CST"."""
    return f"{day(moment, zone)}, {clock(moment, zone)}"


def universal(moment: datetime) -> str:
    """Return the second line of evidence, "4 Mar 2026, 03:14:09 UTC"."""
    return staff(moment, UTC)


def public(moment: datetime, zone: tzinfo) -> str:
    """Return "9:14 PM CST, Mar 3, 2026"."""
    local = _in_zone(moment, zone)
    hour = local.hour % 12 or 12
    half = "AM" if local.hour < 12 else "PM"  # noqa: PLR2004 - noon is noon
    month = MONTHS[local.month - 1]
    name = zone_name(moment, zone)
    return f"{hour}:{local.minute:02} {half} {name}, {month} {local.day}, {local.year}"
