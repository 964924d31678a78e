"""CSS properties that can hide text, from style sheets and style attributes."""

import pytest
from bs4 import BeautifulSoup, Tag

from ingest.readers.markup.css import Declarations, Style, declarations, own_style, sheet_rules, within
from ingest.readers.visibility import Colour, is_seen


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def first(html: str) -> Tag:
    found = soup(html).find(True)
    assert isinstance(found, Tag)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Color: RED; display:none", {"color": "red", "display": "none"}),
        ("display: none !important;", {"!display": "none"}),
        ("d\\69splay: no/**/ne", {"display": "none"}),
        ("background: url(a;b)", {"background": "url(a"}),
        ("nonsense; ;", {}),
        ("", {}),
    ],
)
def test_declarations(text: str, found: Declarations) -> None:
    assert declarations(text) == found


def test_later_rules_win_and_what_is_no_selector_is_passed_over() -> None:
    page = soup("<p class=a>x</p><p id=b>y</p>")
    rules = sheet_rules(
        "/* .a{display:none} */ p{color:red} .a{color:blue} #b:hover{color:white} p::after{color:white} ]{color:white}",
        page,
    )
    assert [rules[id(tag)] for tag in page("p")] == [{"color": "blue"}, {"color": "red"}]


@pytest.mark.parametrize(
    ("rules", "own", "hidden"),
    [
        (".a{display:none} p{display:block}", "", True),
        ("p{display:none} .a{display:block}", "", False),
        ("#b .a{display:none} body p.a{display:block}", "", True),
        (".a{display:none!important}", "display:block", True),
        (".a{display:none}", "display:block", False),
    ],
)
def test_the_weightier_rule_wins(rules: str, own: str, hidden: bool) -> None:
    page = soup(f"<body><div id=b><p class=a style='{own}'>x</p></div></body>")
    assert isinstance(page.p, Tag)
    assert (own_style(page.p, sheet_rules(rules, page))["display"] == "none") is hidden


def test_variables_are_inherited_and_a_popover_is_closed() -> None:
    around = within(Style(), first("<div>"), {"--ink": "#fff"})
    assert not is_seen(within(around, first("<p>"), {"color": "var(--ink)"}).look)
    assert not is_seen(within(Style(), first("<p popover>"), {}).look)


def test_sheets_for_paper_and_rules_that_cannot_hide_are_left_out() -> None:
    page = soup("<p class=a>x</p>")
    assert sheet_rules("@media print { .a { display: none } .b { color: red } } .a { cursor: pointer }", page) == {}
    assert sheet_rules("@media screen { .a { display: none } }", page) == {id(page.p): {"display": "none"}}


def test_old_attributes_give_way_to_styles() -> None:
    assert own_style(first("<td bgcolor='#FFF'>"), {}) == {"background-color": "#fff"}
    assert own_style(first("<font color=Red size=1>"), {}) == {"color": "red", "font-size": "7.5pt"}
    assert own_style(first("<font color=red style='color:blue'>"), {}) == {"color": "blue"}
    assert own_style(first("<p color=red>"), {}) == {}


@pytest.mark.parametrize(
    ("stated", "size"),
    [
        ({"font-size": "20px"}, 15.0),
        ({"font-size": "2em"}, 24.0),
        ({"font-size": "50%"}, 6.0),
        ({"font-size": "1.5rem"}, 18.0),
        ({"font-size": "small"}, 9.75),
        ({"font": "italic bold 10pt/1.2 serif"}, 10.0),
        ({"font-size": "calc(1px + 1em)"}, 12.0),
    ],
)
def test_sizes(stated: Declarations, size: float) -> None:
    assert within(Style(), first("<p>"), stated).size == pytest.approx(size)


@pytest.mark.parametrize(
    ("value", "colour", "opacity"),
    [
        ("#f00", (255, 0, 0), 1.0),
        ("rgb(1, 2, 3)", (1, 2, 3), 1.0),
        ("rgba(1,2,3,.5)", (1, 2, 3), 0.5),
        ("rgb(1 2 3 / 50%)", (1, 2, 3), 0.5),
        ("hsl(0, 100%, 50%)", (255, 0, 0), 1.0),
        ("navy", (0, 0, 128), 1.0),
        ("var(--text)", None, 1.0),
        ("inherit", None, 1.0),
    ],
)
def test_colours(value: str, colour: Colour | None, opacity: float) -> None:
    style = within(Style(), first("<p>"), {"color": value})
    assert (style.colour, style.colour_opacity) == (colour, opacity)


@pytest.mark.parametrize(
    ("stated", "background"),
    [
        ({"background-color": "black"}, (0, 0, 0)),
        ({"background": "no-repeat #000 top"}, (0, 0, 0)),
        ({"background": "linear-gradient(red, blue)"}, None),
        ({"background-image": "url(x.png)"}, None),
        ({"background": "transparent"}, (255, 255, 255)),
        ({"background": "rgba(0,0,0,.5)"}, (128, 128, 128)),
        ({}, (255, 255, 255)),
    ],
)
def test_backgrounds(stated: Declarations, background: Colour | None) -> None:
    assert within(Style(), first("<p>"), stated).background == background


@pytest.mark.parametrize(
    ("stated", "seen"),
    [
        ({"position": "absolute", "top": "-2000px"}, False),
        ({"position": "static", "top": "-2000px"}, True),
        ({"position": "fixed", "right": "-100%"}, False),
        ({"margin-left": "-9999px"}, False),
        ({"transform": "translateX(-9999px)".lower()}, False),
        ({"transform": "rotate(3deg)"}, True),
        ({"max-height": "0", "overflow": "hidden"}, False),
        ({"max-height": "0"}, True),
        ({"width": "1px", "height": "1px", "overflow": "hidden"}, False),
        ({"clip": "rect(1px, 1px, 1px, 1px)"}, False),
        ({"clip": "rect(0, 100px, 100px, 0)"}, True),
        ({"clip-path": "circle(0)"}, False),
        ({"content-visibility": "hidden"}, False),
        ({"opacity": "5%"}, False),
        ({"filter": "blur(1px) opacity(0)"}, False),
        ({"filter": "opacity(90%)"}, True),
        ({"transform": "rotate(3deg) scale(.01)"}, False),
        ({"transform": "scale(1.5)"}, True),
        ({"zoom": "1%"}, False),
        ({"letter-spacing": "-1em"}, False),
        ({"letter-spacing": "-.02em"}, True),
        ({"position": "absolute", "left": "calc(-100vw - 100px)"}, False),
        ({"position": "absolute", "left": "calc(50% - 100px)"}, True),
        ({"font": "0/0 a"}, False),
        ({"color": "black", "-webkit-text-fill-color": "transparent"}, False),
        ({"fill": "none"}, False),
        ({"fill-opacity": "0"}, False),
        ({"color": "#fff", "background": "linear-gradient(#fff, white)"}, False),
        ({"color": "#fff", "background": "linear-gradient(90deg, navy, black)"}, True),
        ({"color": "var(--c, white)"}, False),
        ({"--c": "var(--d)", "--d": "#fefefe", "color": "var(--c)"}, False),
        ({"--c": "var(--c)", "color": "var(--c)"}, True),
    ],
)
def test_places_and_clips(stated: Declarations, seen: bool) -> None:
    assert is_seen(within(Style(), first("<p>"), stated).look) is seen


def test_opacity_multiplies_and_visibility_can_be_taken_back() -> None:
    dim = within(within(Style(), first("<p>"), {"opacity": "0.2"}), first("<b>"), {"opacity": "0.2"})
    assert dim.opacity == pytest.approx(0.04)
    back = within(within(Style(), first("<p>"), {"visibility": "hidden"}), first("<b>"), {"visibility": "visible"})
    assert is_seen(back.look)
    gone = within(within(Style(), first("<p>"), {"display": "none"}), first("<b>"), {"display": "block"})
    assert not is_seen(gone.look)
