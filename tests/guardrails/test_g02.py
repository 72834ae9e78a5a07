"""G2: no footage before the report, and each report states by itself who had viewed what.

The bar: `record/evidence/test_viewing.py`, `pure/directive/test_rules.py`; the statement and the
supplement: `record/reports/test_decision.py`.
"""

import pytest

from guardrails.conftest import VIDEO, World
from onrecord.authority import Refused
from onrecord.evidence.actions import download_exhibit, open_viewing
from onrecord.incidents.actions import correct_incident
from onrecord.reports.queries import report

pytestmark = pytest.mark.django_db


def test_a_copy_handed_out_counts_as_viewed(world: World) -> None:
    avery, number = world.people.avery, world.number
    quiet = dict.fromkeys(("shooting", "great_bodily_harm", "misconduct_investigation"), "no")
    correct_incident(
        actor=avery, number=number, changes={**quiet, "force_used": "none"}, reason="asked again"
    )
    taken = world.exhibit("fixed-camera-video", VIDEO)
    for actor in (avery, world.people.ellis):
        copy = download_exhibit(actor=actor, number=number, exhibit_number=taken, purpose="to look")
        assert b"".join(copy.served.blocks) == VIDEO
    world.lock()
    (version,) = report(actor=world.people.ellis, number=number).versions
    assert version.viewed.viewed
    assert version.viewed.words.startswith("Avery Example had viewed footage before version 1")
    assert version.viewed.words.endswith("a copy handed out.")
    assert version.viewed.words.count(taken) == 1


@pytest.mark.parametrize("kind", ["fixed-camera-video", "phone-video", "in-car-video", "other"])
def test_whoever_owes_a_report_sees_no_footage_of_any_kind_before_it(
    world: World, kind: str
) -> None:
    """Force was used, so the directive bars it; nothing said of the exhibit opens it."""
    taken = world.exhibit(kind, VIDEO)
    asked = {"actor": world.people.avery, "number": world.number, "purpose": "to write"}
    for exhibit in (taken, "E-2"):
        for look in (open_viewing, download_exhibit):
            with pytest.raises(Refused) as caught:
                look(exhibit_number=exhibit, **asked)
            assert caught.value.code in {"write-first", "body-worn-custodian-only"}
    world.lock()
    assert open_viewing(exhibit_number=taken, **asked).token
