"""Texts of models: citations in the styles seen in practice, and reasoning. All facts are made up."""

import itertools

import pytest

from kb.answer.written_text import claims, numbers_of, plain, shown_so_far, without_reasoning

FACT = "Il canile di Sorso ospita 40 cani"


@pytest.mark.parametrize(
    ("mark", "cited"),
    [
        ("[1]", [1]),
        ("[1][3]", [1, 3]),
        ("[1] [3]", [1, 3]),
        ("[1, 3]", [1, 3]),
        ("[1; 3]", [1, 3]),
        ("[1-3]", [1, 2, 3]),
        ("[1–2]", [1, 2]),
        ("[Source 1]", [1]),
        ("[Sources 1 and 2]", [1, 2]),
        ("[source: 2]", [2]),
        ("[Fonte 1]", [1]),
        ("[Fonti 1 e 2]", [1, 2]),
        ("[Doc. 2]", [2]),
        ("[[1]]", [1]),
        ("[^1]", [1]),
        ("[^1][^2]", [1, 2]),
        ("【1】", [1]),
        ("【1†source】", [1]),
        ("【1】【2】", [1, 2]),
        ("(1)", [1]),
        ("(1, 2)", [1, 2]),
        ("(Source 2)", [2]),
        ("(fonte 1)", [1]),
        ("¹", [1]),
    ],
)
def test_every_style_of_citation_is_read(mark: str, cited: list[int]) -> None:
    assert list(claims(f"{FACT} {mark}.")) == [(f"{FACT}.", cited)]
    assert list(claims(f"{FACT}.{mark} E poi altri.")) == [(f"{FACT}.", cited), ("E poi altri.", [])]


@pytest.mark.parametrize(
    "text",
    [
        "Nel canile (2021) vivono 40 cani.",
        "Le (3) scuole di Sorso hanno aperto.",
        "La misura [m] è di 4.",
        "See [the page](https://example.org) for more.",
    ],
)
def test_what_is_no_citation_stays(text: str) -> None:
    ((claim, cited),) = claims(text)
    assert cited == []
    assert "2021" in claim or "(3)" in claim or "[m]" in claim or "the page" in claim


def test_footnotes_and_lists_of_sources_are_no_sentences() -> None:
    written = f"{FACT} [^1]. Ha 12 volontari [^2].\n\n[^1]: Source 3, p. 4\n[^2]: Relazione del canile\n"
    assert list(claims(written)) == [(f"{FACT}.", [3]), ("Ha 12 volontari.", [2])]
    listed = f"{FACT} [1].\n\n**Sources:**\n[1] Relazione del canile, p. 4\n"
    assert list(claims(listed)) == [(f"{FACT}.", [1])]


def test_ranges_have_an_end() -> None:
    assert numbers_of("1-3, 5") == [1, 2, 3, 5]
    assert numbers_of("1-99") == [1, 99]


@pytest.mark.parametrize(
    ("written", "answer", "reasoning"),
    [
        ("<think>Forty, it says.</think>Forty dogs [1].", "Forty dogs [1].", "Forty, it says."),
        ("<thinking>\nHm.\n</thinking>\n\nForty dogs.", "Forty dogs.", "Hm."),
        ("So they ask for dogs.</think>Forty dogs.", "Forty dogs.", "So they ask for dogs."),
        ("<think>It never ends", "", "It never ends"),
        ("Forty dogs.", "Forty dogs.", ""),
    ],
)
def test_reasoning_is_set_apart(written: str, answer: str, reasoning: str) -> None:
    assert without_reasoning(written) == (answer, reasoning)


def test_reasoning_is_not_shown_while_it_is_written() -> None:
    written = "<think>Forty?</think>Forty dogs <b>here</b>."
    shown = [shown_so_far(written[:end]) for end in range(len(written) + 1)]
    assert not any("think" in text or "Forty?" in text for text in shown)
    assert shown[-1] == "Forty dogs <b>here</b>."
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(shown))


def test_links_images_and_html_of_a_model_never_reach_the_page() -> None:
    text = plain(
        "See ![x](http://evil.example/p.png) [here](javascript:alert(1)) <script>x()</script> **bold** https://evil.example/?q=1 end"
    )
    assert text == "See here x() bold end"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Title\n\nText", "Title Text"), ("- one\n- two", "one two"), ("> quoted", "quoted"), ("`code` and *this*", "code and this"),
        ("It costs 3 < 5 euro", "It costs 3 < 5 euro"),
        ("It is < 20 mg and > 5 mg", "It is < 20 mg and > 5 mg"), ("a\n-5 gradi", "a -5 gradi"), ("<!-- x -->a<br/>b</P>", "ab"), ("well-known", "well-known"), ("", ""),
        ("data:text/html,x file:///etc/passwd", ""), ("[a](b(c)d) e", "a e"),
    ],
)  # fmt: skip
def test_markdown_leaves_its_words(written: str, shown: str) -> None:
    assert plain(written) == shown
