"""Characters that look alike become equal, and separators of words remain separators; folding of case and accents."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.normalise import WORD, account_name, fold, fold_word, name_key, one_line, plain_characters, printable


def test_fold_removes_case_and_accents() -> None:
    assert fold("Perché ÈÀ ﬁne") == "perche ea fine"
    assert fold("Straße") == fold("STRASSE") == "strasse"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold_word(text)


@given(st.text(max_size=40))
def test_words_hold_no_space_and_no_underscore(text: str) -> None:
    for word in WORD.findall(text):
        assert word and "_" not in word and not any(char.isspace() for char in word)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("parte\u00adci\u00adpazione", "partecipazione"),
        ("citta\u0300 perche\u0301", "città perché"),
        ("riga\x0bnuova\x0cpagina\rfine", "riga nuova pagina fine"),
        ("zero\u200bwidth\u2060join\ufeff", "zerowidthjoin"),
        ("12\u00a0000\u202feuro", "12 000 euro"),
        ("eﬃcace ﬁne", "efficace fine"),
        ("ＰＯＬＩＭＩ ２０２１", "POLIMI 2021"),
        ("𝐛𝐨𝐥𝐝 𝑥", "bold x"),
        ("e\u2011mail co\u2010design", "e-mail co-design"),
        ("\u202eright to left\u202c", "right to left"),
        ("see\U000e0041\U000e0042n", "seen"),
        ("one\u2028two", "one two"),
        ("bell\x07 and \x1b", "bell and "),
        ("12 m², ½, 10⁶ €", "12 m², ½, 10⁶ €"),
        ("line\nfeed", "line\nfeed"),
        ("plain ascii\tin columns", "plain ascii in columns"),
    ],
)
def test_plain_characters(text: str, plain: str) -> None:
    assert plain_characters(text) == plain


def test_one_line_has_single_spaces() -> None:
    assert one_line("  L\u2019orto\n\n di\u00a0 via \u00adRoma ") == "L\u2019orto di via Roma"


@given(st.text(max_size=40))
def test_text_in_plain_characters_stays_as_it_is_and_is_composed(text: str) -> None:
    plain = plain_characters(text)
    assert plain_characters(plain) == plain
    assert unicodedata.is_normalized("NFC", plain)


@pytest.mark.parametrize(("typed", "stored"), [("citta\u0300", "città"), ("parte\u00adcipare", "partecipare")])
def test_a_word_is_folded_alike_however_it_was_written(typed: str, stored: str) -> None:
    assert fold(typed) == fold(stored)


def test_a_name_has_one_key_in_any_order_and_case() -> None:
    assert name_key("ROSSI Nicolò") == name_key("Nicolò Rossi") == "nicolo rossi"


def test_names_of_accounts_are_compared_whatever_their_accents_and_spaces_are_made_of() -> None:
    assert account_name(" Jose\u0301\u00a0 Garc\u00eda\u200b ") == account_name("josé garcía") == "josé garcía"


def test_what_a_terminal_would_obey_is_printed_as_in_json() -> None:
    assert printable("a\tb\nè – \x1b[31m\r\x9b\x7f\udcff") == "a\tb\nè – \\u001b[31m\\u000d\\u009b\\u007f\\udcff"
