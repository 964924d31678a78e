"""Citations in three styles and two languages, by rules of their manuals."""

import pytest

from kb.model import Named
from kb.output.citations import STYLES, as_html, as_text
from kb.output.reference import Reference
from tests.fakes import document
from web.links import SiteLinks

LINKS = SiteLinks("https://kb.example")
THESIS = Reference(document(
    "orti", title="Orti & cortili: <una> prova", year=2021, language="it",
    people=(Named("Maria De Luca", "author"), Named("Ugo Neri", "author"), Named("Ada Riva", "supervisor")),
    organisations=(Named("Università di Lodi", "university"),),
))  # fmt: skip
REPORT = Reference(document("banca", title="Banca del tempo", kind="report", year=None, people=()))


@pytest.mark.parametrize(
    ("style", "language", "line"),
    [
        ("apa", "en", "De Luca, M., & Neri, U. (2021). Orti & cortili: <una> prova [Thesis, Università di Lodi]. https://kb.example/documents/orti"),
        ("apa", "it", "De Luca, M., & Neri, U. (2021). Orti & cortili: <una> prova [Tesi, Università di Lodi]. https://kb.example/documents/orti"),
        ("chicago", "en", "De Luca, Maria, and Ugo Neri. 2021. “Orti & cortili: <una> prova”. Thesis, Università di Lodi. https://kb.example/documents/orti."),
        ("chicago", "it", "De Luca, Maria, e Ugo Neri. 2021. «Orti & cortili: <una> prova». Tesi, Università di Lodi. https://kb.example/documents/orti."),
        ("polisocial", "it", "Maria De Luca, Ugo Neri, Orti & cortili: <una> prova, tesi, relatore Ada Riva, Università di Lodi, 2021, https://kb.example/documents/orti"),
    ],
)  # fmt: skip
def test_a_thesis_is_cited_as_the_style_has_it(style: str, language: str, line: str) -> None:
    assert as_text([THESIS], LINKS, style, language) == line + "\n"


def test_what_is_not_known_is_left_out() -> None:
    assert as_text([REPORT], LINKS, "apa", "en") == "Banca del tempo. (n.d.). https://kb.example/documents/banca\n"
    assert as_text([REPORT], LINKS, "polisocial", "it") == "Banca del tempo, s.d., https://kb.example/documents/banca\n"


def test_works_keep_their_order_and_are_one_line_each() -> None:
    lines = as_text([REPORT, THESIS], LINKS, "apa", "en").splitlines()
    assert [line.split(".")[0] for line in lines] == ["Banca del tempo", "De Luca, M"]
    assert as_text([], LINKS, "apa", "en") == ""


@pytest.mark.parametrize("style", STYLES)
def test_a_title_is_text_in_html_too(style: str) -> None:
    html = as_html(THESIS, LINKS, style, "en")
    assert "Orti &amp; cortili: &lt;una&gt; prova" in html and "<una>" not in html


def test_apa_has_titles_in_italics() -> None:
    assert "<i>Banca del tempo</i>" in as_html(REPORT, LINKS, "apa", "en")
