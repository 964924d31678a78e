"""HTML: every visible text once, in order, in blocks as a browser draws them."""

import time
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
        ("<p>Disse <q>si apre</q> e basta</p>", ["Disse “si apre” e basta"]),
        ("<p>a<br>b</p><p>a</p><p>a</p>", ["a b", "a", "a"]),
        ("<table><tr><th>x</th><td>1 <b>2</b></td></tr></table>", ["x | 1 2"]),
        ("<table><tr><td>x</td><td><p>in</p></td></tr></table>", ["x | in"]),
        ("<pre>a  b\n\n  c</pre>", ["a b", "c"]),
        (
            "<svg><title>no</title><defs><text>no</text></defs><g><text>Costo <tspan>annuo</tspan></text></g><text>"
            "<tspan x='1' dy='2'>a</tspan><tspan x='1' dy='2'>b</tspan></text><text opacity='0'>no</text></svg>",
            ["Costo annuo", "a b"],
        ),
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
        (
            "<template>no</template><svg><desc>no</desc></svg><form><select><option>no</option></select>too</form><p>yes</p>",
            ["too", "yes"],
        ),
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
        ("display:none", False),
        ("DISPLAY : NONE", False),
        ("visibility:hidden", False),
        ("font-size:0", False),
        ("font-size:0px", False),
        ("font-size:0.0em", False),
        ("opacity:0", False),
        ("display:inline", True),
        ("font-size:0.5em", True),
        ("opacity:0.01", False),
        ("opacity:0.3", True),
        ("color:red", True),
    ],
)
def test_styles_that_hide(style: str, is_seen: bool) -> None:
    blocks, hidden = read_blocks(f'<p style="{style}">text</p>')
    assert (len(blocks), len(hidden)) == ((1, 0) if is_seen else (0, 1))


@given(st.lists(st.text(alphabet="abc è&<>\"'", min_size=1, max_size=12), max_size=6))
def test_paragraphs_come_back_as_they_were(texts: list[str]) -> None:
    wanted = [" ".join(text.split()) for text in texts if text.strip()]
    source = "".join(f"<p>{escape(text)}</p>" for text in texts)
    assert [text for _, text in read_blocks(source)[0]] == wanted


def texts(source: str) -> list[str]:
    return [text for _, text in read_blocks(source)[0]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<form><p>Scheda</p><label>Nome</label><input value='no'><textarea>no</textarea><button>no</button></form>",
            ["Scheda", "Nome"],
        ),
        ("<table><tr><td>Semi</td><td></td><td><p>45</p></td></tr></table>", ["Semi | | 45"]),
        (
            "<table><tr><td rowspan=2>Affori</td><td>1</td></tr><tr><td>2</td></tr></table>",
            ["Affori | 1", "Affori | 2"],
        ),
        ("<table><tr><th colspan=2>2021<th>x</tr><tr><td>a<td>b<td>c</tr></table>", ["2021 | | x", "a | b | c"]),
        (
            "<table><caption>Spese</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>b<br>c</td></tr></tbody></table>",
            ["Spese", "a", "b c"],
        ),
        ("<table><tr><td><h1>Sito</h1></td><td><p>uno</p><p>due</p></td></tr></table>", ["Sito", "uno", "due"]),
        (
            "<table><tr><td>fuori</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>",
            ["fuori", "a | b"],
        ),
        ("<p>armadi<sup>3</sup> e 12 m<sup>2</sup> di CO<sub>2</sub></p>", ["armadi e 12 m2 di CO2"]),
        ("<p>nel 2019<a href='#n5'><sup>5</sup></a> e 10<sup>6</sup></p>", ["nel 2019 e 10^6"]),
        ("<p>uno<sup id='r1'><a href='#n1'>[1]</a></sup> due</p>", ["uno due"]),
        ("<p>base<a role='doc-noteref' href='#x'>4</a></p>", ["base"]),
        ("<ruby>base<rp>(</rp><rt>lettura</rt></ruby>", ["base"]),
        ("<p>costa <del>dieci</del> <ins>venti</ins> euro</p>", ["costa venti euro"]),
        ("<p>area <math><mfrac><mi>a</mi><mn>2</mn></mfrac></math></p>", ["area a/2"]),
        ("<details><summary>Orari</summary>lunedì</details>", ["Orari", "lunedì"]),
        ("<article>uno<section>due<div>tre</div>quattro</section></article>", ["uno", "due", "tre", "quattro"]),
        ("<p>parte&shy;ci&shy;pazione</p>", ["partecipazione"]),
        ("<address>via Roma 3<br>Milano</address>", ["via Roma 3 Milano"]),
        ("<script/><title/><p>resta</p>", ["resta"]),
    ],
)
def test_all_that_a_browser_shows(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "is_seen"),
    [
        ("<style>.x{display:none}</style><p class=x>parola</p>", False),
        ("<style>#a .x{color:#fff}</style><div id=a><p class=x>parola</p></div>", False),
        ("<style>@media print{.x{display:none}}</style><p class=x>parola</p>", True),
        ("<style>p:hover{display:none} p::before{color:white}</style><p>parola</p>", True),
        ("<style>.x{position:absolute;left:-9999px}</style><b class=x>parola</b>", False),
        ("<p style='text-indent:-999em'>parola</p>", False),
        ("<p style='position:absolute;left:-20px'>parola</p>", True),
        ("<p style='color:white'>parola</p>", False),
        ("<p style='color:#eee'>parola</p>", False),
        ("<p style='color:rgba(0,0,0,.02)'>parola</p>", False),
        ("<p style='color:transparent'>parola</p>", False),
        ("<div style='background:#123'><p style='color:white'>parola</p></div>", True),
        ("<div style='background:url(x.png)'><p style='color:white'>parola</p></div>", True),
        ("<div style='background:#123'><p style='color:white;background:white'>parola</p></div>", False),
        ("<table bgcolor=#000080><tr><td><font color=white>parola</font></td></tr></table>", True),
        ("<font color=white>parola</font>", False),
        ("<p style='font-size:1px'>parola</p>", False),
        ("<p style='font:bold 1px serif'>parola</p>", False),
        ("<div style='font-size:10px'><p style='font-size:10%'>parola</p></div>", False),
        ("<div style='opacity:.2'><p style='opacity:.2'>parola</p></div>", False),
        ("<div style='visibility:hidden'><p style='visibility:visible'>parola</p></div>", True),
        ("<p style='height:1px;width:1px;overflow:hidden'>parola</p>", False),
        ("<p style='clip:rect(0,0,0,0);position:absolute'>parola</p>", False),
        ("<p style='clip-path:inset(100%)'>parola</p>", False),
        ("<p style='transform:scale(0)'>parola</p>", False),
        ("<p aria-hidden=true>parola</p>", False),
        ("<dialog>parola</dialog>", False),
        ("<dialog open>parola</dialog>", True),
        ("<span class='sr-only'>parola</span>", False),
        ("<span class='d-none d-md-block'>parola</span>", True),
        ("<td style='display:none'>parola</td>", False),
        ("<table><tr><td>x</td><td style='color:white'>parola</td></tr></table>", False),
    ],
)
def test_what_is_seen_of_a_word(source: str, is_seen: bool) -> None:
    blocks, hidden = read_blocks(source)
    assert ("parola" in " ".join(text for _, text in blocks), "parola" in hidden) == (is_seen, not is_seen)


def test_what_lies_around_the_main_part_of_a_page_is_told_apart(tmp_path: Path) -> None:
    body = "<p>Il rione di prova ha aperto tre orti e li cura con i vicini di casa. </p>" * 4
    page = (
        f"<header>Ateneo di prova</header><nav>menu</nav><div class='cookie-banner'>Usiamo i cookie</div><main>{body}<aside>a lato</aside></main>"
        "<footer>Contatti</footer>"
    )
    (tmp_path / "a.html").write_text(page)
    parsed = read_html(tmp_path / "a.html")
    text = " ".join(line.text for line in parsed.pages[0].lines)
    assert "tre orti" in text and "a lato" in text
    assert not any(word in text for word in ("Ateneo", "menu", "cookie", "Contatti"))
    assert parsed.remarks == ("menus and notices around the page left out (42 characters)",)


def test_a_page_without_a_main_part_keeps_all_but_its_menus(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<header>Titolo</header><ul role=menu><li>voce</li></ul><p>Testo</p><iframe src=x></iframe><footer>Autori</footer>"
    )
    parsed = read_html(tmp_path / "a.html")
    assert [line.text for line in parsed.pages[0].lines] == ["Titolo", "Testo", "Autori"]
    assert parsed.remarks[0] == "1 embedded page(s) not read"


def test_what_the_head_states(tmp_path: Path) -> None:
    metas = "".join(
        f'<meta name="{name}" content="{value}">'
        for name, value in (
            ("citation_author", "Zoe Alberi"),
            ("citation_author", "Ivo Neri"),
            ("citation_title", "Orti del rione"),
            ("citation_publication_date", "2021/03/02"),
            ("keywords", "orti, rione"),
            ("description", "Una pagina di prova."),
        )
    )
    (tmp_path / "a.html").write_text(f"<head><title>Sito</title>{metas}</head><p>Testo</p>")
    stated = read_html(tmp_path / "a.html").properties
    assert (stated.title, stated.author, stated.year) == ("Orti del rione", "Zoe Alberi; Ivo Neri", 2021)
    assert (stated.keywords, stated.description) == (("orti", "rione"), "Una pagina di prova.")


def test_very_deep_and_very_wide_pages_are_read() -> None:
    assert texts("<div>" * 3000 + "in fondo" + "</div>" * 3000) == ["in fondo"]
    assert len(texts("<table>" + "<tr><td>a<td>b</tr>" * 2000 + "</table>")) == 2000


@pytest.mark.parametrize("unclosed", ["<!--", '<div a="', "<!a", "<?", "</a "])
def test_what_nothing_closes_is_text_and_takes_no_longer_than_other_text(unclosed: str) -> None:
    began = time.process_time()
    blocks, _ = read_blocks("<p>before</p>" + unclosed * 15_000)
    assert blocks[0].text == "before" and time.process_time() - began < 2


def test_what_is_hidden_ends_where_its_element_would_though_its_end_is_not_written() -> None:
    page = "<style>.x {display: none}</style><p class=x>nascosto<p>visto<ul><li class=x>no<li>made up</ul><dl><dt>Sede<dd class=x>no<dd>Lodi</dl>"
    assert texts(page) == ["visto", "made up", "Sede", "Lodi"]
    assert texts("<p class=x>nascosto <b>anche <i>qui</i></b><div>visto</div><style>.x {display: none}</style>") == [
        "visto"
    ]
