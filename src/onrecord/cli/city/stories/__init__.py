"""The twelve incidents of Lakemont, all fictional: eleven of one quarter, one of the next."""

from onrecord.cli.city.footage import Footage
from onrecord.cli.city.playing import Story
from onrecord.cli.city.stories import april, depot, dispatch, june, linden, may, september

INCIDENTS = 12
"""How many of them there are; some stories open none."""


def stories(footage: Footage) -> list[Story]:
    """Return every story, to be played; incidents are numbered in the order of their opening."""
    return [
        april.bus_stop(),
        april.harbor_road(),
        linden.linden_street(footage),
        april.canal_bridge(footage),
        may.market_square(),
        may.orchard_lane(footage),
        may.cooper_arcade(),
        depot.union_depot(footage),
        june.mill_row(),
        june.foundry_avenue(),
        june.north_quay(),
        dispatch.file_of_the_quarter(),
        september.elm_court(),
        september.figures(),
    ]
