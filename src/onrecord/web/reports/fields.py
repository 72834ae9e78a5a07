"""The fields of a report to which a reviewer's reasons are anchored, in words."""

from onrecord.reports.states import ReviewField

FIELDS = {
    ReviewField.NARRATIVE.value: "Narrative",
    ReviewField.PEOPLE.value: "People",
    ReviewField.ALLEGATIONS.value: "Allegations",
    ReviewField.IDENTIFICATION.value: "Identification",
    ReviewField.AID.value: "Aid",
    ReviewField.ACTS.value: "Acts at the scene",
    ReviewField.EVIDENCE.value: "Evidence",
    ReviewField.DUTIES.value: "Duties and gaps",
}


def label(name: str) -> str:
    """Return a field's name for a reader."""
    return FIELDS.get(name, name.capitalize())
