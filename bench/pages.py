"""Each kind of page in a browser, measured like Lighthouse: response, first paint, layout shift, size, at both widths."""

import gzip
import re
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_plus

import httpx2
from playwright.sync_api import Browser, Page, sync_playwright

from bench.quality import corpus_library
from bench.sets import SHARED
from tests.served import serving

_WIDTHS = (1280, 375)
_NEED = quote_plus("Vorremmo aiutare famiglie straniere a trovare casa in affitto. Vorremmo allevare api sui tetti.")
_IDEA = quote_plus("Interviews with tenants about shared courtyards in Milan")
_QUESTION = quote_plus("Quante persone hanno risposto al questionario?")
# Kinds of pages; {document}, {person} and {organisation} are those of the library with the most pages or works.
KINDS = {
    "home": "/", "results": "/search?q=acqua+potabile", "nothing found": "/search?q=%22xyzzy+plugh%22", "documents": "/documents",
    "a document": "{document}", "a document, searched": "{document}?q=casa", "its goal": "{document}?goal=11", "a page": "{document}/pages/3",
    "a quote on a page": "{document}/pages/3?quote=the", "how it was read": "{document}/ledger", "question form": "/ask",
    "an answer": f"/ask?q={_QUESTION}", "people": "/people", "a person": "{person}", "organisations": "/organisations",
    "an organisation": "{organisation}", "experts form": "/experts", "experts": "/experts?q=acqua+potabile", "need form": "/match",
    "a need": f"/match?need={_NEED}", "idea form": "/prior-work", "an idea": f"/prior-work?idea={_IDEA}", "themes": "/themes",
    "workspace": "/workspace", "comparison": "/workspace/compare?document={id}&document={other}", "sign in": "/sign-in", "about": "/about",
    "evaluation": "/evaluation", "ledger": "/ledger", "API": "/api/docs", "no such page": "/nowhere",
}  # fmt: skip
_SEEN = """() => new Promise(done => {
  let shift = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) shift += entry.value; }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done([performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, shift]), 200);
})"""


def pages() -> dict[str, Any]:
    """For each kind of page: the response (ms, median of five), first contentful paint (ms), layout shift and KB without pictures."""
    with corpus_library("corpus", SHARED / "corpus") as library:
        settings, count = library.settings, library.catalogue.counts()["passages"]
    with serving(settings) as site, _browser() as browser:
        names = _names(site)
        found = {kind: _measured(browser, site + path.format(**names)) for kind, path in KINDS.items()}
    return {"passages": count, "of each kind": found}


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        yield opened
        opened.close()


def _names(site: str) -> dict[str, str]:
    """The values for the addresses in KINDS: the longest PDF, another document, the first person and organisation listed."""
    documents = httpx2.get(f"{site}/api/documents", timeout=60).json()
    longest = max((d for d in documents if d["format"] == "pdf"), key=lambda d: int(d["pages"]))
    other = next(d["id"] for d in documents if d["id"] != longest["id"])
    entities = {
        one: re.findall(rf'href="(/{many}/[^"?]+)"', httpx2.get(f"{site}/{many}", timeout=60).text)[0]
        for one, many in (("person", "people"), ("organisation", "organisations"))
    }
    return {"document": f"/documents/{longest['id']}", "id": longest["id"], "other": other, **entities}


def _measured(browser: Browser, address: str) -> dict[str, float]:
    """The figures of one page, fetched once before to fill the server's caches."""
    httpx2.get(address, timeout=60)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        httpx2.get(address, timeout=60)
        times.append(1000 * (time.perf_counter() - started))
    found: dict[str, float] = {"response": round(statistics.median(times))}
    for width in _WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        size = _kilobytes(page, address)
        paint, shift = page.evaluate(_SEEN)
        context.close()
        found |= {f"paint {width}": round(paint), f"shift {width}": round(shift, 3)}
    return found | {"KB": round(size, 1)}


def _kilobytes(page: Page, address: str) -> float:
    """Open a page; returns the size of everything it requests except pictures, compressed as by a proxy."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="load")
    parts = [
        (url, httpx2.get(url, follow_redirects=True, timeout=60).content) for url in asked if "/picture" not in url
    ]
    return sum(len(part if url.endswith(".woff2") else gzip.compress(part)) for url, part in parts) / 1000
