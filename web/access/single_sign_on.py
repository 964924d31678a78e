"""Sign-in with an OpenID Connect provider; Authlib implements the protocol."""

from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from kb.errors import SettingsError, SignInError
from kb.settings import Settings


@dataclass(frozen=True)
class Person:
    """A user as described by the provider: a permanent id (`subject`), a name, and groups, None if not stated."""

    subject: str
    name: str
    groups: list[str] | None


class Provider:
    """An OpenID Connect provider. Requests carry state, nonce and PKCE; tokens are checked with the provider's keys."""

    def __init__(self, settings: Settings) -> None:
        self._issuer, self._groups = settings.oidc_issuer.rstrip("/"), settings.oidc_groups
        oauth = OAuth()
        oauth.register(
            "provider",
            client_id=settings.oidc_client,
            client_secret=settings.oidc_secret,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": settings.oidc_scope, "code_challenge_method": "S256", "timeout": 10},
        )
        self._client: Any = oauth.provider

    async def redirect(self, request: Request, back: str) -> Response:
        """The redirect to the provider's sign-in page, which leads back to the address `back`. Raises SignInError."""
        try:
            answer: Response = await self._client.authorize_redirect(request, back)
        except (AuthlibBaseError, httpx2.HTTPError, ValueError, KeyError) as error:
            raise SignInError(f"The sign-in service {self._issuer} can't be used: {error}", is_ours=True) from error
        return answer

    async def person(self, request: Request) -> Person:
        """The user who came back from the provider. Raises SignInError."""
        try:
            token = await self._client.authorize_access_token(request)
        except (AuthlibBaseError, JoseError) as error:
            raise SignInError(f"The sign-in service {self._issuer} refused: {error}") from error
        except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
            raise SignInError(f"The sign-in service {self._issuer} can't be used: {error}", is_ours=True) from error
        claims = token.get("userinfo") or {}
        if not claims.get("sub"):
            raise SignInError(f"The sign-in service {self._issuer} didn't identify the user.")
        # Some providers send the claim as text; without it, the address is considered the organisation's own.
        is_verified = str(claims.get("email_verified", True)).strip().lower() == "true"
        email = claims.get("email") if is_verified else None
        groups = claims.get(self._groups) if self._groups else None
        return Person(
            f"{self._issuer} {claims['sub']}",
            str(email or claims.get("preferred_username") or claims["sub"]),
            [str(group) for group in groups] if isinstance(groups, list) else None,
        )


def load_provider(settings: Settings) -> Provider | None:
    """The provider of the settings, None if there is none. Raises SettingsError if a setting that it needs is missing."""
    if not settings.oidc_issuer:
        return None
    for name in ("oidc_client", "oidc_secret", "secret_key"):
        if not getattr(settings, name):
            raise SettingsError(f"POLIKB_OIDC_ISSUER needs POLIKB_{name.upper()} too.")
    return Provider(settings)
