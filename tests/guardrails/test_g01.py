"""G1: body-worn video is handled by a custodian outside the recording officer's chain, alone.

Taking in, viewing, copying and pointing: `record/evidence/test_intake.py`, `test_viewing.py`;
who may seal: `pure/authority/test_decide.py`.
"""

from datetime import timedelta

import pytest

from guardrails.conftest import VIDEO, World
from onrecord.accounts.actions import create_account
from onrecord.accounts.models import Assignment
from onrecord.accounts.queries import actor_named
from onrecord.authority import SYSTEM, Channel, Permission, Refused, Role, decide
from onrecord.evidence.actions import open_viewing
from onrecord.evidence.errors import InvalidExhibit
from onrecord.evidence.models import Exhibit
from onrecord.evidence.queries import custody_facts
from onrecord.incidents.queries import incident_id
from onrecord.ledger import guard
from onrecord.ledger.kinds import declared
from onrecord.ledger.times import now

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "phone-video"},
        {"kind": "other"},
        {"kind": "body-worn-video", "recorded_by": "drew"},
    ],
)
def test_what_is_made_from_body_worn_video_is_body_worn_video(
    world: World, said: dict[str, str]
) -> None:
    with pytest.raises(InvalidExhibit, match="Made from E-2") as caught:
        world.exhibit(data=VIDEO[:40], derived_from="E-2", **said)
    assert caught.value.field == "kind"
    assert Exhibit.objects.count() == 2
    clip = world.exhibit("body-worn-video", VIDEO[:40], derived_from="E-2", recorded_by="avery")
    with pytest.raises(InvalidExhibit, match=f"Made from {clip}"):
        world.exhibit("other", VIDEO[:20], derived_from=clip)


def test_who_was_above_when_it_was_recorded_seals_no_packet_with_it(world: World) -> None:
    create_account(
        actor=SYSTEM.SETUP,
        username="max",
        password=None,
        name="Max Example",
        agency="Example City Police",
        roles=[Role.CUSTODIAN],
    )
    former = actor_named("max", channel=Channel.WEB)
    recorded_at = now() - timedelta(days=20)
    with guard.permitted("the past of a test"):
        Assignment.objects.create(
            person_id=world.people.avery.id,
            held_role="officer",
            superior_id=former.id,
            since=now() - timedelta(days=30),
            until=now() - timedelta(days=10),
        )
        Exhibit.objects.filter(number="E-2").update(recorded_at=recorded_at)
    facts = custody_facts(incident_id(world.number))
    assert decide(former, Permission.REFERRAL_SEAL, facts).code == "recording-chain"
    assert decide(world.people.casey, Permission.REFERRAL_SEAL, facts).allowed


def test_a_viewing_never_hands_body_worn_video_out_as_a_file(world: World) -> None:
    avi = b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(64)
    number = world.exhibit("body-worn-video", avi, recorded_by="avery")
    look = {"number": world.number, "purpose": "review"}
    for actor in (world.people.blake, world.people.ellis):
        with pytest.raises(Refused) as caught:
            open_viewing(actor=actor, exhibit_number=number, **look)
        assert caught.value.code == "body-worn-custodian-only"
        assert open_viewing(actor=actor, exhibit_number="E-2", **look).token


def test_nothing_changes_what_an_exhibit_was_called_or_shows() -> None:
    """No act redacts or labels: an exhibit's rows are of taking in, of reading, of copying."""
    about = {kind.name for kind in declared() if kind.row == "exhibit"}
    assert about == {"exhibit.taken_in", "exhibit.probed", "exhibit.copied"}
