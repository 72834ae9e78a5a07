"""The people of the two demo cities. All are fictional, and so are their agencies."""

from dataclasses import dataclass

from onrecord.authority import Role

POLICE = "Lakemont Police (fictional)"
SOUND_POLICE = "Cedar Sound Police (fictional)"


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
    DemoPerson(
        "quinn",
        "Quinn Adeyemi",
        Role.PROSECUTOR,
        agency="State's Attorney of Lake County (fictional)",
    ),
    DemoPerson("indigo", "Indigo Reyes-Park", Role.ADMINISTRATOR),
    DemoPerson(
        "jordan", "Jordan Whitlock", Role.ELECTED_OFFICE, agency="Mayor of Lakemont (fictional)"
    ),
)

SOUND_ROSTER = (
    DemoPerson(
        "rowan",
        "Rowan Castellane",
        Role.SUPERVISOR,
        SOUND_POLICE,
        unit="Harbor Precinct",
        badge_number="S-204",
    ),
    DemoPerson(
        "sage",
        "Sage Whitfield",
        Role.SUPERVISOR,
        SOUND_POLICE,
        unit="Hill Precinct",
        badge_number="S-219",
    ),
    DemoPerson(
        "teagan",
        "Teagan Marlowe",
        Role.OFFICER,
        SOUND_POLICE,
        unit="Harbor Precinct",
        badge_number="8127",
        superior="rowan",
    ),
    DemoPerson(
        "umber",
        "Umber Castillo-Reed",
        Role.OFFICER,
        SOUND_POLICE,
        unit="Hill Precinct",
        badge_number="8340",
        superior="sage",
    ),
    DemoPerson("vesper", "Vesper Lindgren", Role.CUSTODIAN, SOUND_POLICE, unit="Evidence"),
    DemoPerson("wren", "Wren Abara", Role.INVESTIGATOR, SOUND_POLICE, unit="Investigations"),
    DemoPerson("yael", "Yael Brandvold", Role.RECORDS, SOUND_POLICE, unit="Records"),
    DemoPerson("zuri", "Zuri Haldane", Role.AUDITOR, "Cedar Sound Audit (fictional)"),
    DemoPerson(
        "hollis",
        "Hollis Vance",
        Role.INSPECTOR_GENERAL,
        "Inspector General for Public Safety (fictional)",
    ),
    DemoPerson(
        "quinn",
        "Quinn Adeyemi",
        Role.PROSECUTOR,
        "Prosecuting Attorney of Sound County (fictional)",
    ),
    DemoPerson("indigo", "Indigo Reyes-Park", Role.ADMINISTRATOR, SOUND_POLICE),
    DemoPerson(
        "jordan", "Jordan Whitlock", Role.ELECTED_OFFICE, "Mayor of Cedar Sound (fictional)"
    ),
)
"""Who acts in Cedar Sound."""
