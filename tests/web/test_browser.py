"""The pages in a real browser: accessible, whole at 320 pixels, usable by keyboard and without scripts, silent to other hosts."""

import gzip
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, quote_plus, urlsplit

import httpx2
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kb.access.accounts import Accounts
from kb.settings import Settings, load_settings
from tests.served import serving
from tests.servers import Mailbox, ModelServer, receiving

pytestmark = [pytest.mark.browser, pytest.mark.server]

AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
PASSWORD = "correct horse battery"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ANSWERED = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"
NEED = quote_plus("Vorremmo recuperare il cibo invenduto dei mercati. Vorremmo allevare api sui tetti.")
IDEA = quote_plus("Interviews with tenants about shared courtyards in Milan")
PATHS = [
    "/", "/search?q=acqua+potabile", "/search?q=zzzz", "/ask?q=Quante+famiglie+hanno+trovato+casa+con+Porte+Aperte%3F", "/ask?q=Chi+ha+vinto",
    "/ask", "/ask?q=Quante+famiglie+hanno+trovato+casa+con+Porte+Aperte+e+quanto+%C3%A8+costato+il+progetto%3F", "/documents", "/experts?q=acqua+potabile", "/people", "/people/elena-marchetti", "/organisations", f"/match?need={NEED}",
    f"/prior-work?idea={IDEA}", "/match", "/prior-work", "/workspace", "/workspace/compare?document={id}", "/themes", "/about", "/api/docs", "/sign-in", "/ledger", "/evaluation", "/nowhere", "{document}", "{document}?q=casa", "{document}/pages/3?quote=famiglie", "{document}/pages/3?zoom=200",
    "{document}/ledger", "{slides}/pages/2",
]  # fmt: skip


@pytest.fixture(scope="module")
def mail() -> Iterator[tuple[Mailbox, str]]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def site(
    sample_home: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path, mail: tuple[Mailbox, str]
) -> Iterator[str]:
    home = tmp_path_factory.mktemp("browser") / "home"
    shutil.copytree(sample_home, home)
    settings = replace(
        load_settings({}),
        home=home,
        model_cache=model_cache,
        smtp_url=mail[1],
        mail_from="kb@example.org",
        public_url="http://kb.example.org",
    )
    accounts = Accounts(home)
    accounts.add("dan", PASSWORD, "contributor")
    accounts.add("cleo", PASSWORD, "curator")
    accounts.close()
    with serving(settings) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium-headless-shell")
    if chromium is None:
        pytest.fail("These tests need Debian's chromium: apt install chromium-headless-shell")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(site: str) -> "Address":
    return Address(site)


class Address:
    """Addresses of the site, with ids of its documents put in."""

    def __init__(self, site: str) -> None:
        found = {d["source"]: d["id"] for d in httpx2.get(f"{site}/api/documents").json()}
        self.site = site
        self._names = {
            "document": f"/documents/{found['tesi/tesi-abitare-insieme.pdf']}",
            "id": found["tesi/tesi-abitare-insieme.pdf"],
            "report": found["progetti/relazione-porte-aperte.pdf"],
            "slides": f"/documents/{found['corsi/corso-energia-contesti-fragili.pptx']}",
        }

    def __call__(self, path: str) -> str:
        return self.site + path.format(**self._names)


def opened(
    browser: Browser,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    locale: str = "it-IT",
    scripts: bool = True,
) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale=locale,
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )


def looked_at(context: BrowserContext, address: Address, path: str, width: int, *, both_schemes: bool = True) -> None:
    """axe-core finds nothing, in either scheme if asked; nothing is wider than the window; nothing is asked of another host."""
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(address(path))
    page.evaluate(AXE)
    run = "only => axe.run({runOnly: only, resultTypes: ['violations']}).then(found => found.violations.map(v => [v.id, v.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]))"
    assert page.evaluate(run, {"type": "tag", "values": RULES}) == [], path
    if both_schemes:
        is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        page.emulate_media(color_scheme="light" if is_dark else "dark")
        assert page.evaluate(run, {"type": "rule", "values": ["color-contrast"]}) == [], f"{path} in the other scheme"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} is wider than {width}"
    assert [url for url in asked if not url.startswith((address.site, "data:"))] == []
    assert [text for text in said if "404" not in text and "410" not in text] == []
    page.close()


@pytest.mark.parametrize("paths", [PATHS[at::3] for at in range(3)], ids=["first", "second", "third"])
def test_no_page_shuts_anybody_out(browser: Browser, address: Address, paths: list[str]) -> None:
    in_every_way(browser, address, *paths)


def test_a_contributor_puts_a_document_in(browser: Browser, address: Address, tmp_path: Path) -> None:
    """Signed in, through the form, to the marked words; and the pages of members shut nobody out either."""
    (tmp_path / "api.md").write_text("# Api sui tetti\n\nNel cortile della scuola vivono undici famiglie di api.\n")
    with opened(browser, width=360) as context:
        page = context.new_page()
        page.goto(address("/upload"))
        page.locator("#name").fill("dan")
        page.locator("#password").fill(PASSWORD)
        page.locator("main button").click()
        page.wait_for_url("**/upload")
        page.locator("#file").set_input_files(tmp_path / "api.md")
        page.locator("main form button").click()
        page.wait_for_selector("a[href$='/edit']", timeout=30_000)
        edit = page.locator("a[href$='/edit']").get_attribute("href")
        for path in ("/upload", "/workspace", "/account", page.url.removeprefix(address.site), edit or ""):
            looked_at(context, address, path, 360)
        page.goto(address("/search?q=famiglie+di+api"))
        assert "undici famiglie di api" in page.locator(".results .passages").first.inner_text()
    with opened(browser, width=360) as context:  # a curator takes it out again
        page = context.new_page()
        sign_in(page, address, "cleo")
        looked_at(context, address, edit or "", 360)
        page.goto(address(edit or ""))
        page.locator("summary", has_text="Ritira questo documento").click()
        page.locator("#reason").fill("Su richiesta delle api.")
        page.get_by_role("button", name="Ritira definitivamente").click()
        page.wait_for_url("**/documents/*")
        assert "Su richiesta delle api." in page.locator("main").inner_text()
        looked_at(context, address, page.url.removeprefix(address.site), 360)


def in_every_way(browser: Browser, address: Address, *paths: str) -> None:
    """Some pages wide and narrow, light and dark, in both languages."""
    ways: list[tuple[Literal["light", "dark"], int, str]] = [("light", 1280, "it-IT"), ("dark", 320, "en-GB")]
    for scheme, width, locale in ways:
        with opened(browser, width=width, scheme=scheme, locale=locale) as context:
            for path in paths:
                looked_at(context, address, path, width, both_schemes=False)


def test_pages_that_one_comes_to_by_acting(browser: Browser, address: Address, mail: tuple[Mailbox, str]) -> None:
    """An answer that is kept, an alert that is asked for, confirmed and ended, passages like one."""
    with opened(browser, locale="en-GB") as context:
        page = context.new_page()
        page.goto(address("/ask?q=Quante+famiglie+hanno+trovato+casa+con+Porte+Aperte%3F"))
        page.get_by_role("button", name="Save and share").click()
        page.wait_for_url("**/answers/*")
        kept = page.url.removeprefix(address.site)
        page.goto(address("/search?q=acqua+potabile"))
        alike = page.locator("a[href*='/similar']").first.get_attribute("href") or ""
        page.locator("summary", has_text="Get an e-mail").click()
        page.locator("#email").fill("ada@example.org")
        page.get_by_role("button", name="Get e-mails").click()
        page.wait_for_url("**/alerts")
        assert "inbox" in page.locator("main").inner_text()
        (message,) = mail[0].messages
        link = re.search(r"http://\S+(/alerts/\S+)", message.get_payload(decode=True).decode())  # type: ignore[union-attr]
        assert link
        in_every_way(browser, address, kept, alike, link[1])
        page.goto(address(link[1]))
        page.get_by_role("button", name="Yes, send me e-mails").click()
        assert "get an e-mail when there are new works" in page.locator("main").inner_text()
        page.get_by_role("button", name="No e-mails").click()
        assert "has been deleted" in page.locator("main").inner_text()


def test_works_are_pinned_noted_and_compared_without_an_account(browser: Browser, address: Address) -> None:
    with opened(browser, locale="en-GB", width=360) as context:
        page = context.new_page()
        page.goto(address("/search?q=famiglie+casa"))
        for at in range(2):
            page.locator(".results button.pin").nth(at).click()
        assert page.locator(".results button.pin[aria-pressed=true]").count() == 2
        page.goto(address("/workspace"))
        note = page.locator("[data-works] textarea").first
        note.fill("Da rileggere")
        note.blur()
        page.reload()
        page.wait_for_selector("[data-works] textarea")
        assert page.locator("[data-works] textarea").first.input_value() == "Da rileggere"
        looked_at(context, address, "/workspace", 360)
        page.locator("[data-works] li button").first.click()
        page.locator("[data-works] textarea").nth(1).wait_for(state="detached")
        page.locator("[data-works] li button").first.click()
        page.wait_for_selector("[data-works] li.quiet")
        assert page.locator("[data-works] li").count() == 1 and not page.locator("[data-compare]").is_visible()
        page.goto(address("/search?q=famiglie+casa"))
        for at in range(2):
            page.locator(".results button.pin").nth(at).click()
        assert copied(context, page, "#selection", "ris").count("TY  - ") > 2
        page.locator(".results input[type=checkbox]").first.check()
        assert copied(context, page, "#selection", "ris").count("TY  - ") == 1
        page.goto(address("/workspace"))
        page.locator("[data-works] li").nth(1).wait_for()
        assert copied(context, page, "[data-compare]", "bibtex").count("\n@") == 1
        page.locator("[data-compare] button").first.click()
        assert page.locator("table.compared tbody tr").count() == 2
        page.locator("table.compared .place").first.click()
        assert marked(page)
    with opened(browser, scripts=False) as context:
        page = context.new_page()
        page.goto(address("/workspace"))
        assert page.locator("noscript").count() and "script" in page.locator("main").inner_text()


def test_what_is_on_a_device_is_kept_there_until_the_account_has_it(browser: Browser, address: Address) -> None:
    with opened(browser, locale="en-GB") as context:
        page = context.new_page()
        page.goto(address("/search?q=famiglie+casa"))
        page.locator(".results button.pin").first.click()
        page.locator("[data-device=kept][data-kind=search]").first.click()
        page.goto(address("/workspace"))
        page.locator("[data-works] textarea").fill("Da rileggere")
        page.locator("[data-works] textarea").blur()
        sign_in(page, address, "dan", "/workspace")
        move = page.get_by_role("button", name="Move what is on this device to my account")
        session = context.cookies()
        context.clear_cookies(name="session")
        move.click()
        page.wait_for_url("**/sign-in?then=*")
        assert "Da rileggere" in page.evaluate("localStorage.getItem('polisocial pins')")
        context.add_cookies(session)  # type: ignore[arg-type]
        page.goto(address("/workspace"))
        move.click()
        page.locator("main", has_text="Da rileggere").wait_for()
        assert page.locator("#kept").get_by_role("link", name="famiglie casa").is_visible()
        stored = [page.evaluate(f"localStorage.getItem('polisocial {name}')") for name in ("pins", "kept")]
        assert stored == ["[]", "[]"] and not move.is_visible()


def copied(context: BrowserContext, page: Page, form: str, format_: str) -> str:
    """The references that a form's button copies."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(f"{form} select").select_option(format_)
    button = page.locator(f"{form} [data-copies-references]")
    button.evaluate("button => { button.textContent = 'not yet'; }")  # it may still say so of the time before
    button.click()
    expect(button).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def marked(page: Page) -> bool:
    """Whether a quote is marked on the page that is shown."""
    page.wait_for_load_state()
    return page.locator("rect.quoted").count() > 0 or page.locator("div.text mark, .text mark").count() > 0


@dataclass(frozen=True)
class Visitor:
    """A visitor with a window, who may be signed in."""

    page: Page
    address: "Address"
    scripts: bool

    def goes_to(self, path: str) -> None:
        self.page.goto(self.address(path))

    def begins_with(self, way: str, text: str) -> None:
        """Go from the home page to one of its ways, and send a text."""
        self.goes_to("/")
        self.page.locator(f".ways a[href='{way}']").click()
        self.page.locator("main form textarea, #topic").first.fill(text)
        self.page.locator("main form button").first.click()

    def sees_the_quote(self, link: str) -> bool:
        self.page.locator(link).first.click()
        return marked(self.page)


def width_of(page: Page) -> int:
    assert page.viewport_size
    return page.viewport_size["width"]


def checks_an_idea(student: Visitor) -> None:
    student.begins_with(
        "/prior-work", "Interviste agli inquilini del Corvetto sugli alloggi sfitti, con il Comune di Milano"
    )
    assert "Corvetto" in student.page.locator(".differs").first.inner_text()
    assert student.sees_the_quote(".passages .place")


def narrows_and_reads(student: Visitor) -> None:
    page = student.page
    student.goes_to("/")
    page.locator("#q").fill("casa")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?*casa*")
    if page.locator(".head button[popovertarget=filters]").is_visible():
        page.locator(".head button[popovertarget=filters]").click()
    page.locator(".facet a[href*='kind=thesis']").click()
    page.wait_for_url("**kind=thesis*")
    expect(page.locator(".chips a")).to_have_count(1)
    page.locator(".results h2 a").first.click()
    page.wait_for_url("**/documents/*")
    assert student.sees_the_quote(".strip .hit a, section[aria-labelledby=found] .place")


def asks(student: Visitor) -> None:
    page = student.page
    student.goes_to("/")
    page.locator("#q").fill("Quante famiglie hanno trovato casa con il progetto Porte Aperte?")
    page.locator("main [formaction='/ask']").click()
    assert "41 famiglie" in page.locator("blockquote").first.inner_text()
    page.locator(".source a").first.click()
    if student.scripts and width_of(page) > 1200:
        page.wait_for_selector("#panel rect.quoted")
    else:
        page.wait_for_url("**/pages/*")
        assert marked(page)


def cites_and_pins(student: Visitor) -> None:
    page = student.page
    student.goes_to("{document}")
    page.locator(".cite summary").click()
    assert "(20" in page.locator("#cite-apa").inner_text()
    pin = page.locator(".actions form.pin button")
    if pin.get_attribute("aria-pressed") == "false":
        pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    student.goes_to("/workspace")
    page.locator("main a[href^='/documents/']").first.wait_for()


def finds_people(researcher: Visitor) -> None:
    researcher.begins_with("/experts", "fluoride filters for village wells")
    people = researcher.page.locator("section[aria-labelledby=people]")
    assert "Giulia Sartori" in people.inner_text()
    people.locator("a[href^='/people/']", has_text="Giulia Sartori").first.click()
    researcher.page.wait_for_url("**/people/*")
    assert researcher.sees_the_quote("main .place")


def compares(researcher: Visitor) -> None:
    researcher.goes_to("/workspace/compare?document={id}&document={report}")
    assert researcher.page.locator("table.compared tbody tr").count() == 2
    assert researcher.sees_the_quote("table.compared .place")


def follows_a_theme(researcher: Visitor) -> None:
    researcher.goes_to("/themes")
    researcher.page.locator("main th a[href^='/search?q=sdg']").first.click()
    researcher.page.locator(".results h2 a").first.wait_for()


def sends_a_need(partner: Visitor) -> None:
    page = partner.page
    partner.begins_with(
        "/match", "Vorremmo aiutare famiglie straniere a trovare casa. Vorremmo allevare api sui tetti."
    )
    page.locator("ol.parts").wait_for(state="attached")  # folded
    assert page.locator(".parts .covered").count() == 1 and page.locator(".parts .open").count() == 1
    assert "famiglie" not in page.url, "the text doesn't stand in the address"
    page.locator("#name").fill("Ada Rossi (fictional)")
    page.locator("#contact").fill(f"ada-{width_of(page)}-{partner.scripts}@example.org".lower())
    page.locator("[name=consent]").check()
    page.locator("form[action='/needs'] button").click()
    page.wait_for_url("**/needs/*")


def answers_a_need(curator: Visitor) -> None:
    page = curator.page
    curator.goes_to("/office/needs")
    page.locator("table a").first.click()
    page.locator("#text").fill("Call us tomorrow.")
    page.locator("form:has(#text) button").first.click()
    expect(page.locator("main")).to_contain_text("Call us tomorrow.")


def decides(curator: Visitor) -> None:
    page = curator.page
    curator.goes_to("/curation")
    entries = page.locator(".queue > li")
    count = entries.count()
    if curator.scripts:
        page.keyboard.press("j")
        page.keyboard.press("a")
    else:
        entries.first.locator("button[data-key=a]").click()
    expect(entries).to_have_count(count - 1)
    if curator.scripts and (choosing := page.locator(".queue select").first).count():
        choosing.focus()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        expect(entries).to_have_count(count - 2)


# Actions by visitor: the name of an account, "" without one.
TASKS = [
    (checks_an_idea, ""), (narrows_and_reads, ""), (asks, ""), (cites_and_pins, "dan"), (finds_people, ""), (compares, ""),
    (follows_a_theme, ""), (sends_a_need, ""), (answers_a_need, "cleo"), (decides, "cleo"),
]  # fmt: skip


@pytest.fixture(
    scope="module", params=[("it-IT", 1280, True), ("en-GB", 1280, False), ("it-IT", 375, False), ("en-GB", 375, True)]
)
def windows(request: pytest.FixtureRequest, browser: Browser, address: "Address") -> Iterator[dict[str, Visitor]]:
    """One window for each account and one without, in a language, of a width, with scripts or without."""
    locale, width, scripts = request.param
    visitors = {}
    for name in ("", "dan", "cleo"):
        context = opened(browser, locale=locale, width=width, scripts=scripts)
        if name:
            sent = {"name": name, "password": PASSWORD}
            for cookie, value in httpx2.post(address("/sign-in"), data=sent).cookies.items():
                context.add_cookies([{"name": cookie, "value": value, "url": address.site}])
        visitors[name] = Visitor(context.new_page(), address, scripts)
    yield visitors
    for visitor in visitors.values():
        visitor.page.context.close()


@pytest.mark.parametrize(("task", "name"), TASKS, ids=lambda value: getattr(value, "__name__", value or "anybody"))
def test_a_task_is_done_at_both_widths_and_in_both_languages(
    windows: dict[str, Visitor], task: Callable[[Visitor], None], name: str
) -> None:
    task(windows[name])


def test_pages_of_needs_and_of_curators_shut_nobody_out(windows: dict[str, Visitor], address: "Address") -> None:
    page = windows["cleo"].page
    if windows["cleo"].scripts:
        page.goto(address("/office/needs"))
        inbox = page.locator("table a").first.get_attribute("href") or ""
        for path in ("/office/needs", inbox, "/curation", "/workspace"):
            looked_at(page.context, address, path, width_of(page))


def test_a_pin_and_a_decision_load_no_page(browser: Browser, address: Address) -> None:
    with opened(browser, locale="en-GB") as context:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        for path, button in (("/search?q=acqua", ".results form.pin button"), ("/curation", ".queue [data-key=a]")):
            sign_in(page, address, "cleo", path)
            page.wait_for_load_state("networkidle")
            asked.clear()
            with page.expect_response(lambda response: response.status == 204):
                page.locator(button).first.click()
            page.wait_for_load_state("networkidle")
            assert [url.partition(" ")[0] for url in asked] == ["POST"], asked
            context.clear_cookies(name="session")


def test_what_an_ended_session_could_not_save_is_not_shown_as_saved(browser: Browser, address: Address) -> None:
    """A pin and a decision lead to the sign-in page, and from there back to where they were made."""
    with opened(browser, locale="en-GB") as context:
        page = context.new_page()
        for path, button in (("/search?q=acqua", ".results form.pin button"), ("/curation", ".queue [data-key=a]")):
            sign_in(page, address, "cleo", path)
            context.clear_cookies(name="session")
            page.locator(button).first.click()
            page.wait_for_url("**/sign-in?then=*")
            assert parse_qs(urlsplit(page.url).query)["then"] == [path]


def sign_in(page: Page, address: Address, name: str, then: str = "/") -> None:
    """Sign in by the form, and go on to a page."""
    page.goto(address(f"/sign-in?then={quote_plus(then)}"))
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(address(then))


def test_a_question_is_asked_and_its_quote_seen_by_keyboard_alone(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address("/"))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "q":
                break
        page.keyboard.type("Quante famiglie hanno trovato casa con il progetto Porte Aperte?")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ask?*")
        assert "41 famiglie" in page.locator("blockquote").first.inner_text()
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('.source') !== null"):
                break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", "focus must be seen"
        page.keyboard.press("Enter")  # where there is room the page opens beside the answer
        page.wait_for_selector("#panel rect.quoted")
        assert page.locator("#panel h2 a").inner_text() == page.locator(".source cite").first.inner_text()
        beside, panel = page.locator("main").bounding_box(), page.locator("#panel").bounding_box()
        assert beside and panel and beside["x"] + beside["width"] <= panel["x"], "the answer stays in view"
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".support blockquote").first.is_visible(), "what is folded away is printed"
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not page.locator(".support blockquote").first.is_visible()
        page.keyboard.press("Escape")
        assert page.locator("#panel").count() == 0
        assert page.evaluate("document.activeElement.closest('.source') !== null"), "focus comes back"
        page.set_viewport_size({"width": 800, "height": 900})
        page.keyboard.press("Enter")
        page.wait_for_url("**/pages/*")
        assert marked(page)


@pytest.mark.parametrize(
    ("q", "before"),
    [("Quante famiglie hanno trovato casa con Porte Aperte a Torino?", ""), ("Grazie!", ANSWERED)],
    ids=["a refusal with another place", "a turn before thanks"],
)
def test_every_quote_opens_beside_its_answer(browser: Browser, address: Address, q: str, before: str) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address(f"/ask?before={quote_plus(before)}&q={quote_plus(q)}"))
        page.locator(".quotes .source > a").first.click()
        page.wait_for_selector("#panel rect.quoted")
        page.get_by_role("button", name="Chiudi").click()
        assert page.locator("#panel").count() == 0


def test_a_quote_that_cannot_open_beside_its_answer_opens_alone(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address(f"/ask?q={quote_plus(ANSWERED)}"))
        page.route(
            "**/pages/*",
            lambda route: route.continue_() if route.request.is_navigation_request() else route.fulfill(status=503),
        )
        page.locator(".quotes .source > a").first.click()
        page.wait_for_url("**/pages/*")


def test_an_answer_is_copied_with_its_own_quotes(browser: Browser, address: Address) -> None:
    with opened(browser, locale="en-GB") as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        q = "Quanto è costato il progetto Porte Aperte?"
        page.goto(address(f"/ask?before={quote_plus(ANSWERED)}&q={quote_plus(q)}"))
        page.get_by_role("button", name="Copy with citations").click()
        page.get_by_role("button", name="Copied").wait_for()
        question, *quotes = page.evaluate("navigator.clipboard.readText()").split("\n\n")
        assert question == q and len(quotes) == page.locator("#now .quotes > li").count() > 0
        assert page.locator("main .quotes > li").count() > len(quotes)


def test_what_is_printed_names_itself_and_has_no_controls(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address(f"/match?need={NEED}"))
        assert not page.locator(".printed").first.is_visible()
        page.emulate_media(media="print")
        assert "/match?need=" in page.locator("p.printed").inner_text()
        assert "allevare api sui tetti" in page.locator("blockquote.need").inner_text()
        assert not [
            part for part in ("header.top", "footer", "form", "button") if page.locator(part).first.is_visible()
        ]


def test_a_reference_is_copied_with_its_italics(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(address("{document}"))
        page.click(".cite summary")
        page.click("[data-copies=cite-apa]")
        page.get_by_text("Copied", exact=True).or_(page.get_by_text("Copiato", exact=True)).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#cite-apa").inner_text() and "(20" in copied


def test_the_text_on_a_pages_picture_can_be_selected(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address("{document}/pages/3"))
        line = page.locator("svg.sheet text", has_text="migrant families").first
        line.dblclick(position={"x": 6, "y": 4})
        picked = page.evaluate("getSelection().toString().trim()")
        assert picked and picked in line.text_content(), picked  # type: ignore[operator]
        picture, text = page.locator("svg.sheet").bounding_box(), line.bounding_box()
        assert (
            picture
            and text
            and picture["x"] < text["x"]
            and text["x"] + text["width"] < picture["x"] + picture["width"]
        )


def test_results_are_walked_by_keys_and_shown_by_pointing(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address("/search?q=acqua"))
        page.locator("h1").click()
        for key in "jjk":
            page.keyboard.press(key)
        assert page.evaluate("document.querySelectorAll('.results h2 a')[0] === document.activeElement")
        page.locator("[data-picture]").first.hover()
        page.wait_for_selector("img.thumb")
        page.mouse.move(0, 0)
        assert page.locator("img.thumb").count() == 0
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url("**/documents/**")


def test_a_list_changes_without_a_reload_and_back_brings_it_back(browser: Browser, address: Address) -> None:
    with opened(browser, locale="en-GB") as context:
        page = context.new_page()
        page.goto(address("/search?q=casa"))
        page.evaluate("window.kept = true")
        found = page.locator("h1").inner_text()
        page.locator(".facet a", has_text="Thesis").click()
        page.wait_for_url("**/search?q=casa&kind=thesis")
        assert page.locator("h1").inner_text() != found and page.locator(".results > li").count() > 0
        assert page.evaluate("document.activeElement.tagName") == "H1"
        assert page.locator("#said").inner_text() == page.locator("h1").inner_text()
        assert "kind=thesis" in (page.locator("header nav a[lang]").get_attribute("href") or "")
        page.locator("#q").fill("energia")
        page.locator("form[role=search] button").first.click()
        page.wait_for_url("**/search?q=energia")
        page.go_back()
        expect(page.locator("#q")).to_have_value("casa")
        page.locator(".chips a").wait_for()
        page.locator(".chips a").click()
        page.wait_for_url("**/search?q=casa")
        assert page.locator("h1").inner_text() == found
        assert page.evaluate("window.kept"), "no reload"
        page.route(
            "**/search?*sort=date*",
            lambda route: route.continue_() if route.request.is_navigation_request() else route.abort(),
        )
        page.locator(".order a", has_text="newest").click()
        page.wait_for_url("**sort=date*")
        assert page.evaluate("window.kept === undefined"), "what can't be replaced is loaded"
        page.locator(".results input[name=document]").first.check()
        page.locator("#selection button", has_text="Ask these").click()
        page.wait_for_url("**/ask?document=*")
        assert page.locator("[aria-labelledby=scope] li").count() == 1, "only what is ticked is asked"


def test_typing_suggests_works_people_and_topics_with_their_kind(browser: Browser, address: Address) -> None:
    with opened(browser, locale="it-IT") as context:
        page = context.new_page()
        page.goto(address("/"))
        page.locator("#q").press_sequentially("sart")
        options = page.locator("[role=option]")
        options.first.wait_for()
        assert "persona" in options.first.inner_text() and page.locator("#q").get_attribute("aria-expanded") == "true"
        page.evaluate(AXE)
        assert page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)["violations"] == []
        page.keyboard.press("Escape")
        assert not page.locator("[role=listbox]").is_visible() and page.locator("#q").input_value() == "sart"
        page.locator("#q").press_sequentially("ori")
        options.first.wait_for()
        page.keyboard.press("ArrowDown")
        assert page.locator("#q").get_attribute("aria-activedescendant") == options.first.get_attribute("id")
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/*")
        assert "Sartori" in page.locator("h1").inner_text()
        page.goto(address("/"))
        page.locator("#q").press_sequentially("acqua")
        page.locator("[role=option]", has_text="obiettivo").click()
        page.wait_for_url("**/search?q=sdg*")


def test_years_are_chosen_by_dragging_over_their_bars(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address("/search?q=acqua"))
        bars = page.locator(".year-bars").bounding_box()
        assert bars
        page.mouse.move(bars["x"] + bars["width"] * 0.5, bars["y"] + 20)
        page.mouse.down()
        page.mouse.move(bars["x"] + bars["width"] - 2, bars["y"] + 20, steps=4)
        last = page.locator(".year-bars").get_attribute("data-last")
        assert page.locator("#to").input_value() == last
        page.mouse.up()
        page.wait_for_url(f"**year_to={last}*")
        assert page.locator(".chips a").count() == 1 and page.locator(".year-bars .out").count() > 0


def test_filters_are_in_a_drawer_on_phones_and_results_come_first(browser: Browser, address: Address) -> None:
    with opened(browser, width=375, locale="en-GB", scripts=False) as context:
        page = context.new_page()
        page.goto(address("/search?q=acqua"))
        assert not page.locator("#filters").is_visible() and not page.locator("#menu").is_visible()
        page.get_by_role("button", name="Menu").click()
        assert page.locator("#menu a[href='/themes']").is_visible()
        page.keyboard.press("Escape")
        first = page.locator(".results > li").first.bounding_box()
        assert first and first["y"] < 560
        page.get_by_role("button", name="Filters").click()
        assert page.locator("#filters").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#filters").is_visible()
        page.get_by_role("button", name="Filters").click()
        page.locator(".facet a", has_text="Thesis").click()
        page.wait_for_url("**kind=thesis*")
        assert page.get_by_role("button", name="Filters (1)").is_visible()


def test_a_documents_strip_leads_to_the_page_with_the_hit_and_its_address(browser: Browser, address: Address) -> None:
    with opened(browser, locale="en-GB") as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(address("{document}"))
        assert page.locator(".strip .hit").count() == 0 and page.locator(".strip li").count() > 2
        page.locator("#inside").fill("famiglie")
        page.locator("#inside").press("Enter")
        page.wait_for_url("**q=famiglie*")
        hit = page.locator(".strip .hit a").first
        number = hit.locator(".small").inner_text()
        hit.click()
        page.wait_for_url(f"**/pages/{number}?passage=*")
        assert page.locator("rect.quoted").count() > 0 and page.locator(".page-text mark").count() > 0
        page.locator("summary", has_text="Link to this quote").click()
        page.locator("[data-copies=address]").click()
        page.get_by_text("Copied", exact=True).wait_for()
        assert page.evaluate("navigator.clipboard.readText()").endswith(page.url.removeprefix(address.site))
        narrow = page.locator("svg.sheet").bounding_box()
        page.locator(".zoom a", has_text="150").click()
        page.wait_for_url("**zoom=150*")
        wide = page.locator("svg.sheet").bounding_box()
        assert narrow and wide and wide["width"] > narrow["width"] * 1.3
        page.locator("h1").click()
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/pages/{int(number) + 1}?zoom=150")


KEPT = "caches.open('pinned').then(async cache => (await cache.keys()).map(({ url }) => url))"


def wait_until_kept(page: Page, is_so: Callable[[list[str]], bool]) -> None:
    """Wait until what the service worker keeps, by address, is as expected."""
    for _ in range(100):
        if is_so(page.evaluate(KEPT)):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"kept: {page.evaluate(KEPT)}")


def test_a_work_that_is_pinned_on_the_device_is_read_without_a_network(browser: Browser, address: Address) -> None:
    with opened(browser, locale="en-GB") as context:
        page = context.new_page()
        page.goto(address("{document}"))
        title = page.locator("h1").inner_text()
        page.locator("[data-device=pins]").first.click()
        wait_until_kept(page, lambda urls: any(url.endswith("/file") for url in urls))
        context.set_offline(True)
        page.goto(address("{document}?q=casa"))
        assert page.locator("h1").inner_text() == title
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Source Serif 4"')
        context.set_offline(False)
        page.goto(address("{document}"))
        page.locator("[data-device=pins]").first.click()
        wait_until_kept(page, lambda urls: not urls)


def test_nothing_is_kept_of_a_work_that_is_no_longer_shown(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address("{document}"))
        page.locator("[data-device=pins]").first.click()
        wait_until_kept(page, lambda urls: any(url.endswith("/file") for url in urls))
        # Addresses that the worker doesn't delete for being of no pinned work.
        gone, others = ["/static/bees", "/static/bees/file"], ["/static/bees-2", "/static/bees-2/file"]
        put = "paths => caches.open('pinned').then(cache => Promise.all(paths.map(path => cache.put(path, new Response('')))))"
        page.evaluate(put, gone + others)
        page.goto(address("{document}"))  # the worker has this page
        assert page.evaluate("fetch('/static/bees?q=casa').then(({ status }) => status)") == 404
        urls = page.evaluate(KEPT)
        assert [path for path in gone + others if address(path) in urls] == others


@pytest.mark.parametrize("path", ["/", "/search?q=acqua", "{document}", "{document}/pages/3"])
def test_the_first_view_of_a_page_is_small_and_stands_still(browser: Browser, address: Address, path: str) -> None:
    """At most 100 KB without pictures, 60 KB of style and scripts; `bench/pages.py` measures each kind of page."""
    with opened(browser) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 1280, "height": 500})
        brought: list[str] = []
        page.on("request", lambda asked: brought.append(asked.url))
        page.goto(address(path))
        assert shift_of(page) < 0.05
        sizes = {
            url: len(gzip.compress(httpx2.get(url, follow_redirects=True).content))
            for url in brought
            if "/picture" not in url
        }
        code = [size for url, size in sizes.items() if url.partition("?")[0].endswith((".css", ".js"))]
        assert sum(sizes.values()) <= 100_000 and len(code) >= 3 and sum(code) <= 60_000
        assert page.locator("img[loading=lazy]").count() >= len([url for url in brought if "picture?width=200" in url])


def shift_of(page: Page) -> float:
    """The cumulative layout shift of a page so far."""
    return float(
        page.evaluate(
            "() => new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })"
            ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300); })"
        )
    )


def test_back_and_reload_keep_what_was_asked(browser: Browser, address: Address) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(address("/search?q=acqua&kind=thesis"))
        page.locator(".results h2 a").first.click()
        page.go_back()
        assert page.locator("#q").input_value() == "acqua" and page.locator(".chips a").count() == 1
        page.reload()
        assert page.locator("#q").input_value() == "acqua"


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("well", "Scritto da openai:tiny"),
        ("slowly", "Scritto da openai:tiny"),
        ("midway", "Il modello linguistico non ha risposto"),
        ("not at all", "Il modello linguistico non ha risposto"),
        ("cut off", "Il modello linguistico si è interrotto"),
    ],
)
def test_a_language_model_that_is_slow_or_fails_leaves_the_quotes(
    browser: Browser, sample_settings: Settings, manner: str, said: str
) -> None:
    model = ModelServer(lambda prompt: ["Il progetto ha trovato ", "casa a 41 famiglie [1]. ", "Sono 158 persone [1]."])
    model.stall, model.cut = (1.0 if manner == "slowly" else 0.0), (1 if manner == "midway" else 0)
    model.status = 500 if manner == "not at all" else 200
    settings = replace(sample_settings, llm="openai:tiny", llm_url=f"{model.url}/v1", llm_seconds=60)
    with serving(settings) as address, opened(browser) as context:
        page = context.new_page()
        if manner == "cut off":
            page.route("**/ask/written*", lambda route: route.abort())
        page.goto(f"{address}/ask?q={quote_plus('Quante famiglie hanno trovato casa con il progetto Porte Aperte?')}")
        page.locator(".quotes blockquote").first.wait_for()  # the quotes don't wait for the model
        if manner == "slowly":
            assert "sta leggendo i passaggi" in page.locator(".written").inner_text()
        page.locator(".written", has_text=said).wait_for(timeout=60_000)
        written = page.locator(".written").inner_text()
        assert ("41 famiglie" in written) == (manner in ("well", "slowly"))
        assert "41" in page.locator("main .lead-quote").last.inner_text()
    model.close()
