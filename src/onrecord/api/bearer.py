"""Who asks: the person of a bearer token, and nobody by a cookie, so that no page can ask for one.

The token comes in the Authorization header alone (RFC 6750); its holder made it on /account/.
"""

from django.http import HttpRequest
from ninja.security import HttpBearer

from onrecord.accounts.actions import actor_with_token
from onrecord.api.errors import TokenMissing
from onrecord.authority import Actor, Channel

SCHEME = "bearer"


class Bearer(HttpBearer):
    """Names the actor of a request, or refuses it."""

    def __call__(self, request: HttpRequest) -> Actor:
        """Return the actor; raise TokenMissing, or accounts' SignInRefused."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME or not token.strip():
            raise TokenMissing(
                "Send a token in the header `Authorization: Bearer TOKEN`. Make one on /account/."
            )
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:  # noqa: ARG002 - the library's own signature
        """Return the actor whom the token stands for now."""
        return actor_with_token(token, channel=Channel.API)
