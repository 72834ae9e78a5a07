"""What the database or an entry cannot hold is said by its field, before anything is written."""

import pytest

from conftest import People
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident
from onrecord.incidents.models import Incident
from onrecord.ledger.errors import FieldTooLarge, UnfitField
from onrecord.ledger.models import Entry
from onrecord.storage.home import Home

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("summary", "A van\0stopped.", UnfitField),
        ("summary", "A van \ud800 stopped.", UnfitField),
        ("district", "D" * 81, UnfitField),
        ("summary", "x" * 70_000, FieldTooLarge),
    ],
)
def test_an_unfit_text_names_its_field_and_leaves_nothing(
    people: People, home: Home, field: str, text: str, error: type[UnfitField]
) -> None:
    assert home.is_set_up
    before = Entry.objects.count()
    given = {"district": "District 1", "summary": "A van stopped.", field: text}
    with pytest.raises(error) as caught:
        open_incident(actor=people.avery, origin=Origin.SEEN, **given)
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")
    assert Entry.objects.count() == before
    assert not Incident.objects.exists()
