"""HTML: every visible text once, in order, in blocks as a browser draws them."""

from pathlib import Path

import pytest

from ingest.readers.flowing import Block
from ingest.readers.html import read_blocks, read_html
from ingest.readers.registry import read


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<div>one <i>two</i></div>three", ["one two", "three"]),
        ("<ul><li>parent<ul><li>child</li></ul>tail</li></ul>", ["parent", "child", "tail"]),
        ("<p>a<br>b</p><p>a</p><p>a</p>", ["a b", "a", "a"]),
        ("<table><tr><th>x</th><td>1 <b>2</b></td></tr></table>", ["x | 1 2"]),
        ("<table><tr><td>x</td><td><p>in</p></td></tr></table>", ["x", "in"]),
        ("<pre>a  b\n\n  c</pre>", ["a b", "c"]),
        ("<!-- no --><nav>menu</nav><script>x()</script><p>yes</p>", ["yes"]),
    ],
)
def test_blocks(source: str, texts: list[str]) -> None:
    assert [text for _, text in read_blocks(source)[0]] == texts


def test_headings_have_their_level_whatever_is_in_them() -> None:
    assert read_blocks("<h2><div>A</div> <span>B</span></h2>")[0] == [Block(2, "A B")]


def test_title_and_author_are_properties_and_no_text(tmp_path: Path) -> None:
    page = '<html><head><title>Pozzi</title><meta name="author" content="Maria Rossi"></head><body><p>Acqua</p></body></html>'
    (tmp_path / "a.html").write_text(page)
    parsed = read_html(tmp_path / "a.html")
    assert (parsed.properties.title, parsed.properties.author) == ("Pozzi", "Maria Rossi")
    assert [line.text for line in parsed.pages[0].lines] == ["Acqua"]


def test_invisible_text_is_told_apart() -> None:
    source = '<p style="display: none">a</p><p style="opacity:0.5">b</p><p hidden>c</p><p style="font-size:0">d</p>'
    assert read_blocks(source) == ([Block(0, "b")], ["a", "c", "d"])


SEEN = "The fictional cooperative restored seventeen flats in the Lambrate district."


SECRET = "zebra words that nobody ever sees on paper"


def test_what_a_browser_does_not_show(tmp_path: Path) -> None:
    html = f"<h1>Report</h1><p>{SEEN}</p><p style='display:none'>{SECRET}</p><div hidden><p>more</p></div>"
    (tmp_path / "a.html").write_text(f"{html}<p style='font-size:0.9em'>small print</p>")
    parsed = read(tmp_path / "a.html")
    text = " ".join(line.text for page in parsed.pages for line in page.lines)
    assert "zebra" not in text
    assert "small print" in text
    assert "zebra" in parsed.pages[0].hidden
