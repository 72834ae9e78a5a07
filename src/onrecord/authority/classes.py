"""What each handling class lets whom do (G17): a table that a lawyer can read.

A matter (a statement, a note, a document's text) is taken in in one class. Some classes open by
role, some by a dated list of people that the matter carries, some by both. Whoever neither a role
nor a list lets know of a matter is answered as if it did not exist.

1. Compelled statements stand on the administrative side: the inspector general's, and that of
   reviewers on the list. No role of the criminal side opens one: investigator, custodian,
   prosecutor. A supervisor may be listed as a reviewer, and approves no referral afterwards.
2. Grand-jury matter is the prosecutor's: the list alone opens it, and only prosecutors stand on it.
3. Privileged matter is counsel's: the list alone opens it. Counsel's accounts hold the role
   records.
4. Court-sealed matter is opened by whom the order names: the list alone.
5. Juvenile and medical matter is taken in at the scene and opened by few; it has no list.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.authority.handling import HandlingClass
from onrecord.authority.role import Role

R = Role
H = HandlingClass
NOBODY: frozenset[Role] = frozenset()
AT_THE_SCENE = frozenset({R.OFFICER, R.SUPERVISOR, R.INVESTIGATOR})
READERS = frozenset({R.OFFICER, R.SUPERVISOR, R.INVESTIGATOR, R.CUSTODIAN, R.INSPECTOR_GENERAL})


@dataclass(frozen=True, kw_only=True)
class ClassRule:
    """One row: which roles take matter in, know that it exists, and open it.

    listed: the roles whose holders may stand on a matter's dated list, which opens it to them;
    empty where the class has no list. Those who take matter in keep the list.
    barred: roles whose holders never know of it, whatever else they hold.
    """

    takes_in: frozenset[Role]
    knows: frozenset[Role] = NOBODY
    opens: frozenset[Role] = NOBODY
    listed: frozenset[Role] = NOBODY
    barred: frozenset[Role] = NOBODY


CLASSES: Mapping[HandlingClass, ClassRule] = {
    H.ORDINARY: ClassRule(
        takes_in=AT_THE_SCENE | {R.CUSTODIAN},
        knows=READERS,
        opens=READERS,
    ),
    H.COMPELLED: ClassRule(
        takes_in=frozenset({R.INSPECTOR_GENERAL}),
        knows=frozenset({R.INSPECTOR_GENERAL}),
        opens=frozenset({R.INSPECTOR_GENERAL}),
        listed=frozenset({R.SUPERVISOR, R.RECORDS}),
        barred=frozenset({R.INVESTIGATOR, R.CUSTODIAN, R.PROSECUTOR}),
    ),
    H.GRAND_JURY: ClassRule(
        takes_in=frozenset({R.PROSECUTOR}),
        listed=frozenset({R.PROSECUTOR}),
    ),
    H.PRIVILEGED: ClassRule(
        takes_in=frozenset({R.RECORDS}),
        listed=frozenset({R.RECORDS}),
    ),
    H.JUVENILE: ClassRule(
        takes_in=AT_THE_SCENE,
        knows=frozenset({R.INVESTIGATOR, R.RECORDS, R.PROSECUTOR}),
        opens=frozenset({R.INVESTIGATOR, R.RECORDS, R.PROSECUTOR}),
    ),
    H.MEDICAL: ClassRule(
        takes_in=AT_THE_SCENE | {R.CUSTODIAN},
        knows=frozenset({R.INVESTIGATOR, R.CUSTODIAN, R.RECORDS}),
        opens=frozenset({R.INVESTIGATOR, R.RECORDS}),
    ),
    H.COURT_SEALED: ClassRule(
        takes_in=frozenset({R.RECORDS}),
        listed=frozenset({R.SUPERVISOR, R.INVESTIGATOR, R.CUSTODIAN, R.RECORDS, R.PROSECUTOR}),
    ),
}
"""The classes in which matter is taken in. Walled and oversight passages come by other acts."""

NONE = ClassRule(takes_in=NOBODY)


def rule_of(handling_class: HandlingClass) -> ClassRule:
    """Return a class's row; a class without one lets nobody do anything."""
    return CLASSES.get(handling_class, NONE)
