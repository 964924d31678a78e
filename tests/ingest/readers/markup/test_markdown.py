"""Markdown: signs that aren't markup stay, HTML becomes text, front matter becomes properties."""

from pathlib import Path

import pytest

from ingest.readers.flowing import Block
from ingest.readers.markup.markdown import markdown_blocks, read_markdown
from ingest.readers.records import Heading, Parsed, Properties


def read(tmp_path: Path, text: str) -> Parsed:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    return read_markdown(tmp_path / "a.md")


def lines(parsed: Parsed) -> list[str]:
    return [line.text for page in parsed.pages for line in page.lines]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Set max_batch_size in `a_b`", "Set max_batch_size in a_b"),
        ("2*3 = 6 and 2*3*4 = 24", "2*3 = 6 and 2*3*4 = 24"),
        ("*uno* e **due** e _tre_, **A**bstract", "uno e due e tre, Abstract"),
        ("when n < 30 and x > 5", "when n < 30 and x > 5"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("one<br>two\nthree", "one two three"),
        ("see [the page](http://x.example) ![fig. *1*](y.png)", "see the page fig. 1"),
        ("[^1]: Rossi", "[^1]: Rossi"),
    ],
)
def test_the_text_of_a_line(source: str, text: str) -> None:
    assert markdown_blocks(source) == [Block(0, text)]


def test_headings_of_both_kinds_have_their_level() -> None:
    assert markdown_blocks("### Tre ###\n\nDue\n---\n\nUno\n===") == [Block(3, "Tre"), Block(2, "Due"), Block(1, "Uno")]


def test_list_items_keep_their_marker_and_empty_ones_leave_none_behind() -> None:
    source = "- a\n  - b\n\n3. c\n4. d\n\n-\n\nparagraph"
    assert [text for _, text in markdown_blocks(source)] == ["- a", "- b", "3. c", "4. d", "paragraph"]


def test_rows_of_a_table_are_lines_of_their_own() -> None:
    assert markdown_blocks("|a|b|\n|-|-|\n|1|**2**|") == [Block(0, "a | b"), Block(0, "1 | 2")]


def test_code_is_kept_line_by_line_and_holds_no_headings() -> None:
    assert markdown_blocks("```python\n# n_max\n\nx = a * b * c\n```") == [
        Block(0, "# n_max"),
        Block(0, "x = a * b * c"),
    ]


def test_html_becomes_text_and_what_a_browser_hides_is_set_apart(tmp_path: Path) -> None:
    parsed = read(tmp_path, "<div>In a <b>div</b></div>\n\n<script>evil()</script>\n\n<p hidden>unseen</p>\n\nText")
    assert lines(parsed) == ["In a div", "Text"]
    assert parsed.pages[0].hidden == "unseen"


def test_front_matter_states_title_authors_and_year(tmp_path: Path) -> None:
    assert lines(read(tmp_path, "---\nnot: a: mapping\n- but text\n---\n# A"))[-1] == "A"
    source = "---\ntitle: 'Pozzi'\nauthors:\n  - Maria Rossi\n  - name: Ugo De Luca\n    email: u@x.example\ndate: 2021-03-04\n---\n# A"
    parsed = read(tmp_path, source)
    assert parsed.properties == Properties("Pozzi", "Maria Rossi; Ugo De Luca", "", 2021, is_trusted=True)
    assert (lines(parsed), parsed.headings) == (["A"], (Heading(1, "A", 1),))


@pytest.mark.parametrize(
    "source", ["---\nA text between rules\n\n---\n\nAnother", "---\nA text between rules\n\nAnother"]
)
def test_text_after_a_rule_is_not_taken_for_front_matter(tmp_path: Path, source: str) -> None:
    assert lines(read(tmp_path, source)) == ["A text between rules", "Another"]


@pytest.mark.parametrize(
    ("source", "title", "author", "keywords"),
    [
        ("---\ntitle: Pozzi: una storia\nauthor: Zoe Alberi\n---\n", "Pozzi: una storia", "Zoe Alberi", ()),
        ("---\nTitle: Pozzi\nAuthor:\n- Zoe Alberi\n- Ivo Neri\n---\n", "Pozzi", "Zoe Alberi; Ivo Neri", ()),
        (
            "---\ntitolo: Pozzi\nautori: [Zoe Alberi, Ivo Neri]\ntags: [acqua, rione]\n---\n",
            "Pozzi",
            "Zoe Alberi; Ivo Neri",
            ("acqua", "rione"),
        ),
        (
            "+++\ntitle = 'Pozzi'\nauthors = ['Zoe Alberi', 'Ivo Neri']\nkeywords = ['acqua']\n+++\n",
            "Pozzi",
            "Zoe Alberi; Ivo Neri",
            ("acqua",),
        ),
    ],
)
def test_front_matter_as_people_write_it(
    tmp_path: Path, source: str, title: str, author: str, keywords: tuple[str, ...]
) -> None:
    parsed = read(tmp_path, f"{source}\nTesto")
    stated = parsed.properties
    assert (stated.title, stated.author, stated.keywords, lines(parsed)) == (title, author, keywords, ["Testo"])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "Si usa `max_batch_size` e get_user_name, se n < 30 e m > 5.",
            ["Si usa max_batch_size e get_user_name, se n < 30 e m > 5."],
        ),
        ("a<b e c>d, x<y", ["a<b e c>d, x<y"]),
        ("<!-- nota per noi -->visto<!-- altra -->", ["visto"]),
        (
            "2*3*4 = 24 e __init__.py e *corsivo* e snake_case_name",
            ["2*3*4 = 24 e init.py e corsivo e snake_case_name"],
        ),
        ("Prima riga  \nseconda\\\nterza", ["Prima riga seconda terza"]),
        ("[testo](http://x.example/a_b_c) e <http://y.example>", ["testo e http://y.example"]),
        ("Nota[^1] qui.\n\n[^1]: Il testo della nota.", ["Nota[^1] qui.", "[^1]: Il testo della nota."]),
        ("- [x] fatto\n- [ ] da fare", ["- [x] fatto", "- [ ] da fare"]),
    ],
)
def test_what_looks_like_markup_and_is_none_stays(source: str, expected: list[str]) -> None:
    assert [text for _, text in markdown_blocks(source)] == expected


def test_labels_that_look_like_link_definitions_are_text(tmp_path: Path) -> None:
    text = "Verbale finto\n\n[Luogo]: Milano\n\nSee [the site][s].\n\n[s]: https://made-up.example/a\n"
    assert lines(read(tmp_path, text)) == ["Verbale finto", "[Luogo]: Milano", "See the site."]
