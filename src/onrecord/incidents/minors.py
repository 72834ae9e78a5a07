"""Who counts as a minor: known or believed under 18, and unknown counts as yes (G10). Pure."""

from collections.abc import Iterable

from onrecord.directive.facts import Answer


def counts_as_minor(said: Iterable[Answer]) -> bool:
    """Say whether a person counts as a minor, from what was said in order; the last one counts.

    Nothing said is unknown.
    """
    last = Answer.UNKNOWN
    for last in said:  # noqa: B007 - the last one is wanted
        pass
    return last is not Answer.NO


def may_show_a_minor(people: Iterable[Iterable[Answer]]) -> bool:
    """Say whether a count or a release of these people could single a minor out.

    Where nobody is recorded, who was there is unknown.
    """
    found = [counts_as_minor(said) for said in people]
    return not found or any(found)
