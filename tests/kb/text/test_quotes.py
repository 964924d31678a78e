"""A quote is found on its page, whole or in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from kb.model import Rectangle, Word
from kb.text.quotes import find_pieces, find_quote, find_row, find_words, squash


def test_a_quote_is_found_across_hyphens_breaks_ligatures_and_tex_accents() -> None:
    page = "La soste-\nnibilit`a \ufb01nale del-\x02 progetto `e alta"
    span = find_quote(list(page), "sostenibilità finale del progetto è alta")
    assert span is not None
    assert page[span[0] : span[1] + 1].startswith("soste") and page[span[0] : span[1] + 1].endswith("alta")
    assert find_quote(list(page), "sostenibilità iniziale") is None
    assert find_quote(list("abc"), "") is None


def test_a_phrase_is_found_as_whole_words() -> None:
    assert find_words("Il sistema per i geni della casa", "ENI") is None
    assert find_words("La camminabi-\nlità di ENI.", "camminabilità") == (3, 17)
    assert (
        find_words("I geni di ENI.", "eni") == (10, 12)
        and find_words("", "eni") is None
        and find_words("eni", "?") is None
    )


def test_of_several_places_the_expected_one_counts() -> None:
    page = "uno due. " * 10
    first, last = find_quote(list(page), "uno due", 0.0), find_quote(list(page), "uno due", 1.0)
    assert first is not None and last is not None
    assert first[0] == 0 and last[0] > 70


@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_what_stands_in_a_text_is_found_there(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    if squash(quote)[0]:
        span = find_quote(list(text), quote, start / max(len(text), 1))
        assert span is not None
        # One character may represent several, "½" for "12": the span found contains the quote, and may only begin before it.
        assert squash(quote)[0] in squash(text[span[0] : span[1] + 1])[0]


def test_a_quote_in_pieces_is_found_with_all_its_letters_or_not_at_all() -> None:
    page = "The following two elements x x contribute to the pressure drop. RUNNING HEAD 12 And it goes on after that."
    spans = find_pieces(page, "two elements contribute to the pressure drop. And it goes on")
    assert (
        " ".join(page[a : b + 1] for a, b in spans).split()
        == "two elements contribute to the pressure drop And it goes on".split()
    )
    assert find_pieces(page, "two elements contribute to the temperature drop") == []
    assert find_pieces(page, "drop. And") == []
    assert find_pieces(page, "pressure drop") == [(page.index("pressure"), page.index(". RUN") - 1)]


WORDS = [
    Word(text, 60 + 80 * column, 100 + 15 * line, 5 * len(text), 10)
    for column, texts in enumerate(
        (["Orti", "Made-up", "kitchens", "Totale"], ["12", "9", "", "12"], ["4%", "60%", "", "4%"])
    )
    for line, text in enumerate(texts)
    if text
]


def test_a_row_is_found_though_the_page_has_it_column_by_column() -> None:
    assert find_row(WORDS, "Orti | 12 | 4%") == (
        Rectangle(60, 100, 20, 10),
        Rectangle(140, 100, 10, 10),
        Rectangle(220, 100, 10, 10),
    )
    assert find_row(WORDS, "Totale | 12 | 4%", 1.0)[0].y == 145
    assert [box.y for box in find_row(WORDS, "Made-up kitchens | 9 | 60%")] == [115, 130, 115, 115]


def test_a_row_with_other_words_or_far_apart_is_not_found() -> None:
    assert find_row(WORDS, "Orti | 12 | 5%") == ()
    assert find_row([WORDS[0], Word("12", 140, 400, 10, 10)], "Orti | 12") == ()
    assert find_row(WORDS, "|") == () == find_row([], "Orti | 12")


def test_ligatures_of_bitmap_fonts_are_letters() -> None:
    assert find_quote("the a\x1by \x1clter", "affy filter") == (4, 12)
