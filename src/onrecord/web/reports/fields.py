"""The fields of a report to which a reviewer's reasons are anchored."""

FIELDS = {
    "narrative": "Narrative",
    "people": "People",
    "allegations": "Allegations",
    "identification": "Identification",
    "aid": "Aid",
    "acts": "Acts at the scene",
    "evidence": "Evidence",
    "duties": "Duties and gaps",
}


def label(name: str) -> str:
    """Return a field's name for a reader; a field named by a command reads as it was given."""
    return FIELDS.get(name, name.replace("-", " ").capitalize())
