"""The two demo cities: which order each carries out, who acts there, and what happened.

Both are fictional. Lakemont carries out Chicago's order, Cedar Sound Seattle's. Each year ends
before the present one does, since the orders are of January 2026.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.cli.city.footage import Footage
from onrecord.cli.city.people import POLICE, ROSTER, SOUND_POLICE, SOUND_ROSTER, DemoPerson
from onrecord.cli.city.playing import SEED, Story
from onrecord.cli.city.stories import INCIDENTS
from onrecord.cli.city.stories import stories as lakemont_stories
from onrecord.cli.city.stories.given import SERVICE
from onrecord.cli.city.year.case import Cast
from onrecord.cli.city.year.rows import Ground, lay_out

WHOLE_YEAR = 60
"""How many incidents a whole year has, those of the short one included."""


@dataclass(frozen=True)
class City:
    """A fictional city: its order, its people, and its stories, short or of a whole year."""

    id: str
    name: str
    directive: str
    roster: Sequence[DemoPerson]
    stories: Callable[[Footage, bool], list[Story]]


LAKEMONT_CAST = Cast(
    investigator="ellis",
    custodian="casey",
    inspector_general="hollis",
    supervisors={"avery": "blake", "morgan": "drew"},
    service=SERVICE,
    police=POLICE,
    felony="il-720-5-12-3.05",
    misdemeanour="il-720-5-12-3",
    civil="il-bivens-act",
    local_duty="mcc-2-173-020",
    against_agent="il-720-5-12-3",
    prosecutor="ccsao",
)
LAKEMONT_GROUND = Ground(
    districts=(
        ("District 4", "avery", ("Alder Street", "Linden Street", "Foundry Avenue")),
        ("District 7", "morgan", ("Orchard Lane", "Mill Row", "Weir Street")),
        ("District 9", "avery", ("Market Square", "Chapel Street")),
        ("District 5", "morgan", ("North Quay", "Ropewalk")),
    ),
    prefix="LK",
    begins=date(2026, 2, 3),
    ends=date(2026, 11, 22),
)
SOUND_CAST = Cast(
    investigator="wren",
    custodian="vesper",
    inspector_general="hollis",
    supervisors={"teagan": "rowan", "umber": "sage"},
    service=SERVICE,
    police=SOUND_POLICE,
    felony="wa-rcw-9a.36.031",
    misdemeanour="wa-rcw-9a.36.041",
    civil="wa-sb-5855",
    local_duty="keep-washington-working",
    against_agent="wa-rcw-9a.36.041",
    prosecutor="kcpao",
)
SOUND_GROUND = Ground(
    districts=(
        ("Harbor Precinct", "teagan", ("Ferry Way", "Cannery Street", "Pier Road")),
        ("Hill Precinct", "umber", ("Madrona Street", "Summit Avenue", "Reservoir Road")),
        ("North Precinct", "teagan", ("Cemetery Road", "Lake Street")),
    ),
    prefix="CS",
    begins=date(2026, 2, 3),
    ends=date(2026, 11, 22),
)


def _lakemont(footage: Footage, whole_year: bool) -> list[Story]:  # noqa: FBT001 - as it is called
    told = lakemont_stories(footage)
    if whole_year:
        told += _year(LAKEMONT_GROUND, LAKEMONT_CAST, WHOLE_YEAR - INCIDENTS)
    return told


def _sound(_footage: Footage, whole_year: bool) -> list[Story]:  # noqa: FBT001 - as it is called
    count = WHOLE_YEAR if whole_year else 26
    return _year(SOUND_GROUND, SOUND_CAST, count)


def _year(ground: Ground, cast: Cast, count: int) -> list[Story]:
    return [case.shape(case, cast) for case in lay_out(ground, count, SEED)]


LAKEMONT = City(
    id="lakemont",
    name="Lakemont (fictional)",
    directive="chicago-2026-01",
    roster=ROSTER,
    stories=_lakemont,
)
CEDAR_SOUND = City(
    id="cedar-sound",
    name="Cedar Sound (fictional)",
    directive="seattle-2026",
    roster=SOUND_ROSTER,
    stories=_sound,
)
CITIES = {city.id: city for city in (LAKEMONT, CEDAR_SOUND)}
