"""The kinds of pages that are measured."""

from fastapi.routing import APIRoute

from bench.pages import KINDS
from web.routes.pages import ROUTERS

# Addresses that are read by programs, lead on, or need an account.
OTHERS = {
    "/robots.txt", "/sitemap.xml", "/opensearch.xml", "/opensearch/suggest", "/search.atom", "/match.atom", "/prior-work.atom", "/themes.csv",
    "/manifest.webmanifest", "/worker.js", "/ask/follow", "/ask/written", "/match/export", "/prior-work/export", "/workspace/compare/export",
    "/workspace/references", "/workspace/works", "/sign-in/elsewhere", "/sign-in/elsewhere/back", "/account", "/office/needs", "/upload", "/uploads",
}  # fmt: skip


def test_every_page_with_an_address_of_its_own_is_measured() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    paths = {route.path for route in routes if "GET" in (route.methods or ()) and "{" not in route.path}
    measured = {path.partition("?")[0] for path in KINDS.values()}
    assert paths - measured - OTHERS == set()
