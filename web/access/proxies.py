"""Proxies in front of the server: the client's address, and the user that a trusted proxy signed in (Shibboleth, Kerberos …)."""

import ipaddress
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from kb.errors import SettingsError
from kb.settings import Network, Settings, parse_networks

_UNKNOWN = "0.0.0.0"  # noqa: S104  # stands for all clients of whom a proxy forwards no usable address; they share their limits


def behind_proxies(app: ASGIApp, forwarded_from: str) -> ASGIApp:
    """The application behind the proxies at `forwarded_from`: `client` is the client's own address, `direct` the proxy's."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("client") != scope["direct"] and not _is_remote(scope["client"][0]):
            scope["client"] = (_UNKNOWN, 0)
        await app(scope, receive, send)

    forwarded = ProxyHeadersMiddleware(checked, trusted_hosts=forwarded_from)  # type: ignore[arg-type]

    async def with_direct_address(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["direct"] = scope.get("client")
        await forwarded(scope, receive, send)  # type: ignore[arg-type]

    return with_direct_address


def _is_remote(address: str) -> bool:
    """Whether a forwarded value is an address other than this machine's, whose clients aren't limited."""
    try:
        return not ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class TrustedProxy:
    """A proxy that signs users in: its networks, and the headers with the user's name and groups."""

    networks: tuple[Network, ...]
    user_header: str
    groups_header: str

    def person(self, request: Request) -> tuple[str, list[str] | None] | None:
        """(name, groups or None if not stated) of the signed-in user; None for requests not directly from the proxy."""
        direct = request.scope.get("direct", request.scope.get("client"))
        if not direct or not self._is_trusted(direct[0]):
            return None
        name = request.headers.get(self.user_header, "").strip()
        if not name or name == "(null)":
            return None
        listed = request.headers.get(self.groups_header) if self.groups_header else None
        return name, None if listed is None else [group for group in re.split(r"[;,]\s*", listed) if group]

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)


def load_proxy(settings: Settings) -> TrustedProxy | None:
    """The trusted proxy of the settings, None if there is none. Raises SettingsError."""
    try:
        networks = parse_networks(settings.proxy_addresses)
    except ValueError as error:
        raise SettingsError(f"POLIKB_PROXY_ADDRESSES={settings.proxy_addresses!r}: {error}.") from error
    return TrustedProxy(networks, settings.proxy_user, settings.proxy_groups) if networks else None
