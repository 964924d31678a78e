"""A trusted proxy's headers, and the addresses that may send them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request

from kb.errors import SettingsError
from kb.settings import Settings, parse_networks
from web.access.proxies import TrustedProxy, behind_proxies, load_proxy
from web.access.rate_limits import is_counted

PROXY = TrustedProxy(tuple(parse_networks("10.0.0.0/24, ::1")), "X-Remote-User", "X-Groups")


def request(address: str | None, headers: dict[str, str], **scope: Any) -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "client": (address, 1) if address else None, **scope})


@pytest.mark.parametrize(
    ("headers", "person"),
    [
        ({"X-Remote-User": "anna"}, ("anna", None)),
        ({"X-Remote-User": " anna@polimi.it ", "X-Groups": "housing;staff"}, ("anna@polimi.it", ["housing", "staff"])),
        ({"X-Remote-User": "anna", "X-Groups": "housing, staff,"}, ("anna", ["housing", "staff"])),
        ({"X-Remote-User": "anna", "X-Groups": ""}, ("anna", [])),
        ({"X-Remote-User": ""}, None),
        ({"X-Remote-User": "(null)"}, None),
        ({"X-Other-User": "anna"}, None),
    ],
)
def test_the_user_and_the_groups_of_the_headers(
    headers: dict[str, str], person: tuple[str, list[str] | None] | None
) -> None:
    assert PROXY.person(request("10.0.0.7", headers)) == person


@pytest.mark.parametrize("address", ["10.0.1.7", "192.0.2.1", "2001:db8::1", "testclient", None])
def test_headers_from_anywhere_else_are_ignored(address: str | None) -> None:
    assert PROXY.person(request(address, {"X-Remote-User": "anna"})) is None
    assert PROXY.person(request("::1", {"X-Remote-User": "anna"})) == ("anna", None)


def test_the_direct_address_counts_and_not_the_forwarded_one() -> None:
    forged = request("10.0.0.7", {"X-Remote-User": "anna"}, direct=("192.0.2.1", 1))
    assert PROXY.person(forged) is None
    assert PROXY.person(request("192.0.2.1", {"X-Remote-User": "anna"}, direct=("10.0.0.7", 1))) == ("anna", None)


def test_without_a_header_for_groups_none_are_told() -> None:
    assert replace(PROXY, groups_header="").person(request("10.0.0.7", {"X-Remote-User": "anna", "X-Groups": "a"})) == (
        "anna",
        None,
    )


@pytest.mark.parametrize(
    ("direct", "client"), [("10.0.0.7", "203.0.113.5"), ("192.0.2.1", "192.0.2.1")], ids=["trusted", "stranger"]
)
def test_only_trusted_proxies_forward_an_address(direct: str, client: str) -> None:
    seen: list[tuple[str, str]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope["client"][0], scope["direct"][0]))

    scope = {"type": "http", "headers": [(b"x-forwarded-for", b"203.0.113.5")], "client": (direct, 1), "scheme": "http"}
    asyncio.run(behind_proxies(app, "10.0.0.0/24")(scope, None, None))  # type: ignore[arg-type]
    assert seen == [(client, direct)]


@pytest.mark.parametrize("forwarded", ["junk", "127.0.0.1", "::1", "", "1.2.3", "localhost", "203.0.113.5, junk"])
def test_a_forwarded_address_that_is_none_is_never_this_machine(forwarded: str) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [(b"x-forwarded-for", forwarded.encode())]
    scope = {"type": "http", "headers": headers, "client": ("10.0.0.7", 1), "scheme": "http"}
    asyncio.run(behind_proxies(app, "10.0.0.0/24")(scope, None, None))  # type: ignore[arg-type]
    assert is_counted(seen[0]), seen


def test_the_setting_is_checked(settings: Settings) -> None:
    assert load_proxy(settings) is None
    trusted = load_proxy(replace(settings, proxy_addresses="10.0.0.0/8", proxy_user="X-User", proxy_groups=""))
    assert trusted is not None and (trusted.user_header, trusted.groups_header) == ("X-User", "")
    with pytest.raises(SettingsError, match=r"POLIKB_PROXY_ADDRESSES='10\.0\.0'.*10\.0\.0"):
        load_proxy(replace(settings, proxy_addresses="10.0.0"))
