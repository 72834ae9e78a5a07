"""The people of the demo city. All are fictional, and so are their agencies."""

from dataclasses import dataclass

from onrecord.authority import Role

POLICE = "Lakemont Police (fictional)"


@dataclass(frozen=True)
class DemoPerson:
    """One fictional person with one role."""

    username: str
    name: str
    role: Role
    agency: str = POLICE
    unit: str = ""
    badge_number: str = ""
    superior: str | None = None


# Superiors come before the people under them.
ROSTER = (
    DemoPerson("blake", "Blake Ferris", Role.SUPERVISOR, unit="District 4", badge_number="S-118"),
    DemoPerson("drew", "Drew Okoro", Role.SUPERVISOR, unit="District 7", badge_number="S-131"),
    DemoPerson(
        "avery",
        "Avery Lindqvist",
        Role.OFFICER,
        unit="District 4",
        badge_number="4471",
        superior="blake",
    ),
    DemoPerson(
        "morgan",
        "Morgan Tate",
        Role.OFFICER,
        unit="District 7",
        badge_number="7209",
        superior="drew",
    ),
    DemoPerson("casey", "Casey Brandt", Role.CUSTODIAN, unit="Evidence"),
    DemoPerson("ellis", "Ellis Marchetti", Role.INVESTIGATOR, unit="Investigations"),
    DemoPerson("frankie", "Frankie Osei", Role.RECORDS, unit="Records"),
    DemoPerson("gray", "Gray Halloran", Role.AUDITOR, agency="Lakemont Audit (fictional)"),
    DemoPerson(
        "hollis",
        "Hollis Vance",
        Role.INSPECTOR_GENERAL,
        agency="Lakemont Inspector General (fictional)",
    ),
    DemoPerson("indigo", "Indigo Reyes-Park", Role.ADMINISTRATOR),
    DemoPerson(
        "jordan", "Jordan Whitlock", Role.ELECTED_OFFICE, agency="Mayor of Lakemont (fictional)"
    ),
)
