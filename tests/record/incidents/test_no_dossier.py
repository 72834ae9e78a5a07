"""No field anywhere asks what must never be asked, of anybody (G7, G9)."""

from itertools import pairwise

from django.apps import apps

from onrecord.incidents.actions import Description
from onrecord.incidents.models.incident import ACCOUNTS, ANSWERS
from onrecord.ledger.kinds import declared

FORBIDDEN = {
    "immigration", "immigrant", "citizen", "citizenship", "nationality", "national", "alien",
    "visa", "passport", "asylum", "refugee", "deportation", "detainer", "birth", "birthplace",
    "birthdate", "religion", "religious", "faith", "creed", "ethnicity", "ethnic", "race",
    "tribe", "language", "home", "address", "street", "residence", "lodging", "hotel", "family",
    "spouse", "child", "children", "parent", "relative", "relatives", "employer", "school",
    "social", "handle", "profile", "facebook", "instagram", "media_account", "email", "phone",
    "telephone", "politics", "political", "party_membership", "affiliation", "affiliations",
    "union", "gang", "watchlist", "watch", "lookup", "face_match", "faceprint", "embedding",
    "biometric", "biometrics", "fingerprint", "orientation", "gender", "sex", "ssn",
}  # fmt: skip


def tokens(name: str) -> set[str]:
    """Return the words of a field's name, single and in pairs."""
    words = name.lower().split("_")
    return {*words, *("_".join(pair) for pair in pairwise(words))}


def test_no_table_of_ours_has_a_field_that_must_not_be() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("onrecord.")
        for field in model._meta.get_fields()
        if tokens(field.name) & FORBIDDEN
    ]
    assert found == []


def test_no_kind_of_entry_has_a_field_that_must_not_be() -> None:
    kinds = declared()
    assert len(kinds) > 30
    found = [
        f"{kind.id} {field}" for kind in kinds for field in kind.fields if tokens(field) & FORBIDDEN
    ]
    assert found == []


def test_no_question_of_an_incident_or_a_person_must_not_be() -> None:
    asked = {*ANSWERS, *ACCOUNTS, *Description.__dataclass_fields__}
    assert not {name for name in asked if tokens(name) & FORBIDDEN}
    assert {"capacity", "markings", "clothing"} <= asked


def test_the_census_would_see_such_a_field() -> None:
    assert tokens("home_address") & FORBIDDEN
    assert tokens("believed_religion") & FORBIDDEN
    assert tokens("face_match_score") & FORBIDDEN
