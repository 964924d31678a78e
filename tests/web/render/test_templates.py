"""Helpers of the templates: the reader's language, marked words, pages of a list, links to the same page with changes."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from starlette.requests import Request

from kb.people.directory import Entity
from kb.text.stemming import stem
from kb.text.terms import Term
from web.render.templates import CompiledOnce, Templates, chosen_language, linked, mark_spans, marked, paginate

ENGLISH = [(b"accept-language", b"en")]


def request(query: str = "", headers: list[tuple[bytes, bytes]] = ENGLISH, path: str = "/search") -> Request:
    return Request(
        {
            "type": "http", "method": "GET", "scheme": "http", "server": ("kb.example", 80), "path": path, "root_path": "",
            "query_string": query.encode(), "headers": headers, "state": {},
        }
    )  # fmt: skip


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    (tmp_path / "templates").mkdir()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.css").write_text("")
    sources = {
        "plain.html": '{{ _("Documents") }}|{{ number(12345.5) }}|{{ percent(0.25) }}|{{ day_of("2024-03-05T10:00:00") }}|{{ short_day_of("2024-03-05") }}|{{ shown }}',
        "here.html": '{{ here(page="2", sort="") }}',
        "cut.html": """{{ shown | truncate(20) }}|{{ shown | truncate(4, true, "") }}""",
        "static.html": '{{ static("style.css") }} {{ static("gone.css") }}',
    }
    for name, source in sources.items():
        (tmp_path / "templates" / name).write_text(source)
    return Templates(tmp_path, sends_mail=False)


def test_threads_that_need_a_template_at_once_compile_it_once(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ 1 }}" * 2000)
    templates, together = CompiledOnce(tmp_path), threading.Barrier(8)

    def page(_: int) -> int:
        together.wait()
        return id(templates.get_template("page.html"))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(page, range(8)))) == 1


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("it-IT,it;q=0.9,en;q=0.5", "it"),
        ("fr, en; q=0.5, it; q=0.8", "it"),
        ("it;q=0, en;q=0.1", "en"),
        ("it-CH", "it"),
        ("de", "en"),
        ("", "en"),
        ("it;q=x", "en"),
    ],
)
def test_the_browsers_languages_are_negotiated(header: str, language: str) -> None:
    assert chosen_language(request(headers=[(b"accept-language", header.encode())])) == language


@pytest.mark.parametrize(
    ("query", "cookie", "language"),
    [("lang=it", "lang=en", "it"), ("", "lang=it", "it"), ("lang=fr", "lang=it", "it"), ("lang=fr", "lang=xx", "en")],
)
def test_a_link_wins_over_the_cookie_and_that_over_the_browser(query: str, cookie: str, language: str) -> None:
    assert chosen_language(request(query, [*ENGLISH, (b"cookie", cookie.encode())])) == language


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("lang=en", "Documents|12,345.5|25%|5 March 2024|5 Mar 2024|&lt;b&gt;"),
        ("lang=it", "Documenti|12.345,5|25%|5 marzo 2024|5 mar 2024|&lt;b&gt;"),
    ],
)
def test_words_numbers_and_dates_are_in_the_readers_language(templates: Templates, query: str, shown: str) -> None:
    answer = templates.render(request(query), "plain.html", shown="<b>")
    assert bytes(answer.body).decode() == shown
    assert answer.headers["content-language"] == query[-2:] and answer.headers["vary"] == "Accept-Language, Cookie"
    assert f"lang={query[-2:]}" in answer.headers["set-cookie"]


def test_a_language_of_the_browser_is_not_remembered(templates: Templates) -> None:
    assert "set-cookie" not in templates.render(request(), "plain.html", shown="").headers
    assert "set-cookie" not in templates.render(request("lang=fr"), "plain.html", shown="").headers


def test_a_status_and_a_part_of_a_page(templates: Templates) -> None:
    assert templates.render(request(), "plain.html", 404, shown="x").status_code == 404
    assert templates.fragment(request("lang=it"), "plain.html", shown="x").startswith("Documenti|")


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("q=bees&sort=date", "/search?q=bees&amp;page=2"),
        ("q=bees&page=7", "/search?q=bees&amp;page=2"),
        ("", "/search?page=2"),
    ],
)
def test_a_link_to_this_page_with_changes(templates: Templates, query: str, link: str) -> None:
    assert templates.fragment(request(query), "here.html") == link


def test_static_files_are_named_with_their_version(templates: Templates) -> None:
    known, unknown = templates.fragment(request(), "static.html").split()
    assert re.fullmatch(r"/static/style\.css\?\d{9,}", known) and unknown == "/static/gone.css?0"


def test_a_text_is_shortened_with_an_ellipsis(templates: Templates) -> None:
    assert templates.fragment(request(), "cut.html", shown="acqua per le scuole di montagna") == "acqua per le…|acqu"


@pytest.mark.parametrize(
    ("page", "items", "number"),
    [("1", [0, 1, 2], 1), ("2", [3, 4, 5], 2), ("3", [6], 3), ("9", [6], 3), ("0", [0, 1, 2], 1), ("-1", [0, 1, 2], 1), ("x", [0, 1, 2], 1), ("", [0, 1, 2], 1)],
)  # fmt: skip
def test_a_page_of_a_list(page: str, items: list[int], number: int) -> None:
    assert paginate(range(7), page, 3) == (range(7)[items[0] : items[-1] + 1], {"total": 7, "page": number, "pages": 3})


def test_an_empty_list_has_one_page() -> None:
    assert paginate([], "4", 10) == ([], {"total": 0, "page": 1, "pages": 1})


@given(st.lists(st.integers(), max_size=50), st.integers(1, 20))
def test_the_pages_hold_every_item_once(items: list[int], size: int) -> None:
    pages = paginate(items, "1", size)[1]["pages"]
    assert [item for number in range(1, pages + 1) for item in paginate(items, str(number), size)[0]] == items


def test_names_in_a_text_lead_to_their_pages() -> None:
    ada = Entity("ada-rossi", "person", "Ada Rossi", (), 1.0, ())
    text = linked("<b> Ada Rossi, Bruno Neri.", [ada])
    assert text == '&lt;b&gt; <a href="/people/ada-rossi">Ada Rossi</a>, Bruno Neri.'
    assert linked("Ada Rossi", []) == "Ada Rossi"


def test_words_of_the_query_are_marked_in_all_their_forms_and_text_is_escaped() -> None:
    shown = marked("Bees & the bee <b>", ((Term(stem("bee", "en"), "en"),),))
    assert shown == "<mark>Bees</mark> &amp; the <mark>bee</mark> &lt;b&gt;"


@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=6, unique=True))
def test_marks_change_nothing_but_what_is_marked(text: str, cuts: list[int]) -> None:
    edges = sorted(min(cut, len(text)) for cut in cuts)
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    shown = mark_spans(text, spans)
    assert isinstance(shown, Markup) and shown.replace(Markup("<mark>"), "").replace(Markup("</mark>"), "") == escape(
        text
    )
    assert shown.count("<mark>") - escape(text).count("<mark>") == len(spans)
