"""Who asks: the person of a bearer token, and nobody by a cookie, so that no page can ask for one.

The token comes in the Authorization header alone (RFC 6750); its holder made it on /account/.
"""

from django.http import HttpRequest
from ninja.security import HttpBearer

from onrecord.accounts.actions import actor_with_token
from onrecord.accounts.errors import SignInRefused
from onrecord.accounts.queries import factors_of, must_have_factor
from onrecord.api.errors import TokenMissing
from onrecord.authority import Actor, Channel, Permission, Refused, barred

SCHEME = "bearer"


class Bearer(HttpBearer):
    """Names the actor of a request, or refuses it before anything of it is read.

    Whom no fact would let in, an elected office above all (G15), learns nothing from a body.
    """

    def __init__(self, permission: Permission) -> None:
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Actor:
        """Return the actor; raise TokenMissing, accounts' SignInRefused, or Refused."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME or not token.strip():
            raise TokenMissing(
                "Send a token in the header `Authorization: Bearer TOKEN`. Make one on /account/."
            )
        actor = self.authenticate(request, token.strip())
        never = barred(actor, self.permission)
        if never is not None:
            request.auth = actor  # type: ignore[attr-defined] # Asking declares it; the refusal names them
            raise Refused(never.code, never.reason, permission=self.permission.value)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor:  # noqa: ARG002 - the library's own signature
        """Return the actor whom the token stands for now; staff have a second factor (G28)."""
        actor = actor_with_token(token, channel=Channel.API)
        if must_have_factor(actor) and not factors_of(actor.username):
            raise SignInRefused(
                "Staff get in with a second factor only. Make one on /account/second-factor/; the "
                "token holds from then on."
            )
        return actor
