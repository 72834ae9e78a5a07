"""Where the pages of an incident's report are."""


def report_url(number: str, rest: str = "") -> str:
    """Return the address of an incident's report, or of a page below it."""
    return f"/incidents/{number}/report/{rest}"
