"""How a city's year is laid out: which shapes come how often, where, and whose they are.

The draw is seeded: the same city, the same year. Every shape comes at least once, and those that
leave something to do lie in the last weeks, as they would.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.cli.city.year import claimed, quiet, referred
from onrecord.cli.city.year.case import Case, Shape
from onrecord.cli.city.year.texts import (
    ACTIVITY,
    BARRIERS,
    CALLS,
    DOORS,
    FALLS,
    OTHER_THINGS,
    STRUCK,
    Words,
)

FINISHED: tuple[tuple[Shape, Sequence[Words], int], ...] = (
    (quiet.gone_on_arrival, CALLS, 6),
    (quiet.unfounded, OTHER_THINGS, 3),
    (quiet.without_allegation, ACTIVITY, 6),
    (quiet.opened_again, CALLS, 1),
    (quiet.two_sources, DOORS, 2),
    (claimed.refused, DOORS, 5),
    (claimed.amended, DOORS, 2),
    (claimed.civil_matter, DOORS, 3),
    (claimed.hurt, FALLS, 2),
    (claimed.agent_hurt, STRUCK, 2),
    (claimed.local_officer, BARRIERS, 2),
    (claimed.answered, DOORS, 2),
    (claimed.answered_by_nobody_known, DOORS, 1),
    (claimed.silence, DOORS, 1),
    (claimed.doubted, DOORS, 1),
    (claimed.confirmed_later, CALLS, 2),
    (claimed.steered, DOORS, 1),
    (referred.sealed, FALLS, 1),
)
"""Shapes that have come to an end, the words that fit them, and how often each comes of 43."""
WAITING: tuple[tuple[Shape, Sequence[Words]], ...] = (
    (referred.approved_for_sealing, FALLS),
    (referred.prepared, FALLS),
    (claimed.returned, DOORS),
    (quiet.gone_and_waiting, CALLS),
    (claimed.waits_for_review, DOORS),
    (claimed.draft_only, DOORS),
    (quiet.sent_there, CALLS),
    (quiet.reported_only, CALLS),
)
"""Shapes that leave something to do, in the order in which they come last."""
HOURS = ("07:40", "08:25", "09:50", "11:15", "12:35", "14:05", "15:30", "16:45", "17:50")


@dataclass(frozen=True)
class Ground:
    """Where a city's incidents happen: its districts with their streets, and who serves there."""

    districts: Sequence[tuple[str, str, Sequence[str]]]  # district, officer, streets
    prefix: str  # of dispatch numbers
    begins: date
    ends: date


def lay_out(ground: Ground, count: int, seed: int) -> list[Case]:
    """Return so many cases, oldest first. Raises ValueError for fewer than there are shapes."""
    if count < len(FINISHED) + len(WAITING):
        raise ValueError(f"A year has {len(FINISHED) + len(WAITING)} shapes; {count} are too few.")
    chance = random.Random(seed)  # noqa: S311 - fiction, no secret
    pool = [(shape, words) for shape, words, often in FINISHED for _ in range(often)]
    chance.shuffle(pool)
    must = [(shape, words) for shape, words, _often in FINISHED]
    more = [pool[index % len(pool)] for index in range(count - len(must) - len(WAITING))]
    finished = must + more
    chance.shuffle(finished)
    span = (ground.ends - ground.begins).days
    last = 24  # days in which what still waits began
    days = sorted(chance.randrange(span - last) for _ in finished)
    days += [span - last + 3 * index for index in range(len(WAITING))]
    cases = [
        _case(ground, ground.begins + timedelta(days=day), shape, words, chance)
        for day, (shape, words) in zip(days, [*finished, *WAITING], strict=True)
    ]
    return sorted(cases, key=lambda case: case.opened)


def _case(
    ground: Ground, day: date, shape: Shape, words: Sequence[Words], chance: random.Random
) -> Case:
    district, officer, streets = chance.choice(ground.districts)
    said = chance.choice(words)
    return Case(
        opened=f"{day:%m-%d} {chance.choice(HOURS)}",
        officer=officer,
        district=district,
        place=f"{chance.choice(streets)} {chance.randrange(2, 98)}",
        shape=shape,
        summary=said.summary,
        said=said.said,
        conduct=said.conduct,
        dispatch_number=f"{ground.prefix}-{day:%y-%j}-{chance.randrange(40, 900):04}"
        if said in CALLS
        else "",
    )
