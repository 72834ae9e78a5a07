"""What offices outside may open here, written when something is sealed for them."""

from datetime import datetime

from onrecord.accounts.models import Grant
from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now

GRANT_MADE = declare_for(
    Grant, "grant.made", 1, "An office outside was let see what was sealed for it."
)


def _about(*, about: str, **_arguments: object) -> Facts:
    return Facts(about=about)


@act(Permission.GRANT_MAKE, facts=_about)
def make_grant(
    act: Act,
    *,
    actor: Actor,
    about: str,
    office: str,
    office_title: str,
    until: datetime | None = None,
) -> Entry:
    """Let an office see a subject, such as `incident/<uuid>`, from now on."""
    grant = Grant(office=office, office_title=office_title, about=about, since=now(), until=until)
    return act.save(GRANT_MADE, grant)
