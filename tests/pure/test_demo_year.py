"""The plan of a demo city's year: every shape, so many, the same each time."""

from typing import cast

import pytest

from onrecord.cli.city.cities import (
    CEDAR_SOUND,
    CITIES,
    LAKEMONT,
    LAKEMONT_GROUND,
    SOUND_CAST,
    SOUND_GROUND,
    WHOLE_YEAR,
    City,
)
from onrecord.cli.city.footage import Footage
from onrecord.cli.city.playing import SEED
from onrecord.cli.city.stories import INCIDENTS
from onrecord.cli.city.year.rows import FINISHED, WAITING, Ground, lay_out

SHAPES = {shape for shape, *_ in (*FINISHED, *WAITING)}


@pytest.mark.parametrize("ground", [LAKEMONT_GROUND, SOUND_GROUND], ids=["lakemont", "sound"])
def test_a_year_has_every_shape_and_keeps_to_its_days(ground: Ground) -> None:
    cases = lay_out(ground, WHOLE_YEAR, SEED)
    assert len(cases) == WHOLE_YEAR
    assert {case.shape for case in cases} == SHAPES
    opened = [case.opened for case in cases]
    assert opened == sorted(opened)
    assert f"{ground.begins:%m-%d}" <= opened[0]
    assert opened[-1][:5] < f"{ground.ends:%m-%d}"
    assert len({case.opened[:2] for case in cases}) >= 9
    assert cases == lay_out(ground, WHOLE_YEAR, SEED)
    assert [c.place for c in cases] != [c.place for c in lay_out(ground, WHOLE_YEAR, SEED + 1)]


def test_a_whole_year_fills_the_short_one_up_to_sixty() -> None:
    footage = cast("Footage", None)  # a story takes it only once it is played
    short, whole = (LAKEMONT.stories(footage, year) for year in (False, True))
    assert len(whole) - len(short) == WHOLE_YEAR - INCIDENTS
    assert len(CEDAR_SOUND.stories(footage, True)) == WHOLE_YEAR


def test_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="25 are too few"):
        lay_out(SOUND_GROUND, 25, SEED)


@pytest.mark.parametrize("city", CITIES.values(), ids=lambda city: city.id)
def test_every_role_is_played_and_superiors_come_first(city: City) -> None:
    roster = city.roster
    assert len({person.role for person in roster}) == 10
    seen: set[str] = set()
    for person in roster:
        assert person.superior is None or person.superior in seen
        assert "fictional" in person.agency
        seen.add(person.username)
    assert {SOUND_CAST.investigator, SOUND_CAST.custodian, "ellis", "casey"} & seen
