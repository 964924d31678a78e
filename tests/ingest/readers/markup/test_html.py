"""HTML: every visible text once, in order, in blocks as a browser draws them."""

from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.flowing import Block
from ingest.readers.markup.html import read_blocks, read_html
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


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>Citt&agrave; &lt;b&gt; &amp;amp;</p>", ["Città <b> &amp;"]),
        ("text without any tag", ["text without any tag"]),
        ("<dl><dt>term</dt><dd>meaning</dd></dl>", ["term", "meaning"]),
        ("<figure><img alt='no'><figcaption>Fig. 1</figcaption></figure>", ["Fig. 1"]),
        ("<p>a<sup>2</sup> + b<sub>1</sub></p>", ["a2 + b1"]),
        ("<blockquote><p>one</p><p>two</p></blockquote>", ["one", "two"]),
        ("<p>un<b>broken</b></p>", ["unbroken"]),
        ("<template>no</template><svg><text>no</text></svg><form>no</form><p>yes</p>", ["yes"]),
        ("<table><tr><td></td><td>b</td><td></td></tr></table>", ["b"]),
        ("<p>open <div>inner</p> tail", ["open", "inner", "tail"]),
        ("", []),
    ],
)
def test_more_blocks(source: str, texts: list[str]) -> None:
    assert [text for _, text in read_blocks(source)[0]] == texts


@pytest.mark.parametrize(
    ("style", "is_seen"),
    [
        ("display:none", False), ("DISPLAY : NONE", False), ("visibility:hidden", False), ("font-size:0", False), ("font-size:0px", False),
        ("font-size:0.0em", False), ("opacity:0", False), ("display:inline", True), ("font-size:0.5em", True), ("opacity:0.01", True), ("color:red", True),
    ],
)  # fmt: skip
def test_styles_that_hide(style: str, is_seen: bool) -> None:
    blocks, hidden = read_blocks(f'<p style="{style}">text</p>')
    assert (len(blocks), len(hidden)) == ((1, 0) if is_seen else (0, 1))


@given(st.lists(st.text(alphabet="abc è&<>\"'", min_size=1, max_size=12), max_size=6))
def test_paragraphs_come_back_as_they_were(texts: list[str]) -> None:
    wanted = [" ".join(text.split()) for text in texts if text.strip()]
    source = "".join(f"<p>{escape(text)}</p>" for text in texts)
    assert [text for _, text in read_blocks(source)[0]] == wanted
