"""Addresses of pages: paths for the site itself, absolute ones for files and e-mails."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

import web
from kb.access.accounts import Accounts
from kb.model import Passage
from kb.settings import Settings
from tests.served import OpenClient
from web.app import create_app
from web.links import LINKS, SiteLinks

PASSAGE = Passage(3, "wells", 12, "xii", 0, 40, "Clean water from a well beside the school.", "", "en", key=987654321)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        (LINKS.document("wells"), "/documents/wells"),
        (LINKS.page("wells", 12), "/documents/wells/pages/12"),
        (LINKS.passage(PASSAGE), "/documents/wells/pages/12?passage=987654321"),
        (LINKS.passage(PASSAGE, (6, 11)), "/documents/wells/pages/12?passage=987654321&start=6&end=11"),
        (LINKS.entity("person", "ada-rossi"), "/people/ada-rossi"),
        (LINKS.entity("organisation", "comune-di-lodi"), "/organisations/comune-di-lodi"),
        (LINKS.alert("token"), "/alerts/token"),
    ],
)
def test_paths(link: str, path: str) -> None:
    assert link == path


def test_an_absolute_link_is_the_path_after_the_address() -> None:
    absolute = LINKS.at("https://kb.example/library/")
    assert absolute == SiteLinks("https://kb.example/library")
    assert absolute.passage(PASSAGE, (0, 5)) == "https://kb.example/library" + LINKS.passage(PASSAGE, (0, 5))
    assert absolute.alert("token") == "https://kb.example/library/alerts/token"
    assert absolute.at("http://other.example").document("wells") == "http://other.example/documents/wells"


def test_a_link_shows_the_opaque_id_only() -> None:
    assert LINKS.passage(PASSAGE) == LINKS.passage(replace(PASSAGE, id=4, text="Other words."))


PATH = "/biblioteca/polisocial"
WORD = "correct horse battery"
STARTS = (
    "/", "/search?q=casa", "/ask?q=Quante famiglie hanno trovato casa?", "/documents", "/people", "/organisations", "/themes", "/experts?q=casa",
    "/match?need=Vorremmo case per le famiglie.", "/prior-work?idea=Case per famiglie", "/ledger", "/about", "/sign-in", "/opensearch.xml",
    "/sitemap.xml", "/robots.txt", "/search.atom?q=casa", "/oai?verb=Identify", "/nowhere", "/api/documents", "/api/search?q=casa",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("passes_path", [True, False], ids=["the proxy passes the path", "the proxy takes it off"])
def test_a_site_that_is_a_path_of_its_host_never_leads_out_of_it(
    sample_home: Path, settings: Settings, passes_path: bool
) -> None:
    """Every link, form, script, picture, redirect and cookie of every page, two steps deep."""
    shutil.copytree(sample_home, settings.home)
    accounts = Accounts(settings.home)
    accounts.add("cleo", WORD, "curator")
    accounts.close()
    app = create_app(replace(settings, public_url=f"http://testserver{PATH}"))
    before = PATH if passes_path else ""
    with OpenClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        signed_in = client.post(f"{before}/sign-in", data={"name": "cleo", "password": WORD})
        assert (
            signed_in.headers["location"].startswith(f"{PATH}/") and f"Path={PATH};" in signed_in.headers["set-cookie"]
        )
        client.cookies.set("session", signed_in.cookies["session"])
        waiting, seen, kinds = [(start, 0) for start in STARTS], set[str](), set[str]()
        while waiting:
            address, depth = waiting.pop(0)
            if (shape := re.sub(r"[^/?=]{12,}", "*", address)) in seen:
                continue
            seen.add(shape)
            answer = client.get(before + address)
            assert answer.status_code < 500, address
            place = answer.headers.get("location", "")
            assert not place.startswith("/") or place.startswith(f"{PATH}/"), (address, place)
            kinds.add(answer.headers.get("content-type", "").partition(";")[0])
            for found in _links(answer.text):
                target = urlsplit(urljoin(f"http://testserver{PATH}{address}", found.replace("&amp;", "&")))
                if target.hostname != "testserver":
                    continue
                assert target.path == PATH or target.path.startswith(f"{PATH}/"), (address, found)
                if depth < 1 and "sign-out" not in found and len(waiting) < 150:
                    waiting.append((target.path[len(PATH) :] + (f"?{target.query}" if target.query else ""), depth + 1))
    assert len(seen) > 60 and {"text/html", "application/json", "text/css"} <= kinds


def _links(text: str) -> list[str]:
    """The addresses in HTML, XML, JSON or a style sheet."""
    found = re.findall(r'(?:href|src|action|formaction|data-picture|data-written|template)="([^"#][^"]*)"', text)
    found += re.findall(r'"(?:url|address)":\s*"([^"]+)"', text) + re.findall(r"<(?:loc|baseURL|id)>(http[^<]+)<", text)
    return found + re.findall(r"Sitemap: (\S+)", text)


def test_a_link_that_has_the_path_already_keeps_it_once() -> None:
    from web.links import PATH as SITE
    from web.links import under_path

    token = SITE.set("/lib")
    try:
        page = '<a href="/x"><a href="/lib/x"><a href="/lib"><a href="/library"><a href="//other/x"><a href="http://h/x"><p>href=&#34;/x&#34;'
        shown = '<a href="/lib/x"><a href="/lib/x"><a href="/lib"><a href="/lib/library"><a href="//other/x"><a href="http://h/x"><p>href=&#34;/x&#34;'
        assert under_path(page) == shown
        assert (
            LINKS.document("wells") == "/lib/documents/wells"
            and SiteLinks("https://x").document("w") == "https://x/documents/w"
        )
    finally:
        SITE.reset(token)
    assert under_path(page) == page


@pytest.mark.parametrize(
    "script", sorted((Path(web.__file__).parent / "static").glob("*.js")), ids=lambda path: path.name
)
def test_scripts_name_no_address_from_the_root(script: Path) -> None:
    """The site may be a path of its host, which `under_path` puts into pages, but not into scripts."""
    assert not re.findall(r"(?<!endsWith\()(?<!includes\()[\"'`]/[a-z].*", script.read_text())
