"""The offence tables: what an investigator may suggest; only a prosecutor charges."""

from __future__ import annotations

from onrecord.directive.facts import Answer, SubjectKind
from onrecord.directive.schema import Directive, Offence
from onrecord.directive.terms import Felony

_FELONY = {Felony.YES: Answer.YES, Felony.NO: Answer.NO, Felony.BY_LIMB: Answer.UNKNOWN}


def felony_answer(offence: Offence) -> Answer:
    """Return whether the offence is a felony; unknown where its class is by limb."""
    return _FELONY[offence.felony]


def cautions(offence: Offence, subject: SubjectKind) -> tuple[str, ...]:
    """Return what must stand beside a suggestion of this offence against such a subject."""
    found = list(offence.warnings)
    if offence.checked is None:
        found.append(f"Unchecked ({offence.kind}): no named person has read the statute's text.")
    if subject is SubjectKind.FEDERAL:
        found.append(
            "A federal subject may claim immunity: record the federal task, the authority "
            "claimed and any threat faced."
        )
    if offence.nibrs and offence.nibrs.on_arrest_only:
        found.append(f"NIBRS {offence.nibrs.code} is reported for an arrest only.")
    return tuple(found)


def search(directive: Directive, words: str) -> tuple[Offence, ...]:
    """Return offences whose title or statute contains every word, in the table's order."""
    wanted = words.casefold().split()
    return tuple(
        offence
        for offence in directive.offences
        if all(word in f"{offence.title} {offence.statute}".casefold() for word in wanted)
    )
