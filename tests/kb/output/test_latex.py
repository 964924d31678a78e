"""Text encoded for BibTeX, read back by a LaTeX parser."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from kb.output.latex import latex_encoder

# A circumflex alone has no form that is both LaTeX and read back: pylatexenc reads \textasciicircum as another sign.
LINES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Sm", "Sc", "So"), exclude_characters="^"), max_size=30
)


def read_back(text: str) -> str:
    return str(LatexNodes2Text().latex_to_text(latex_encoder().unicode_to_latex(text)))


@pytest.mark.parametrize(
    "text",
    [
        "5 − 3 = 2 ∗ 1",
        "``così''",
        '"dritte"',
        "l'opzione --prova",
        "{aperta",
        "6·4 ≥ 20",
        "ﬁne",
        "$6 – $9",
        "100% R&D_x #1 ~ \\cmd",
        "Šimić, Ł, ø, ß, 李明",
    ],
)
def test_signs_are_read_back_as_they_were(text: str) -> None:
    assert read_back(text) == text


@given(LINES)
def test_any_line_is_read_back_as_it_was(text: str) -> None:
    assert unicodedata.normalize("NFC", read_back(text)) == unicodedata.normalize("NFC", text)


def test_what_latex_can_write_is_written_in_latex() -> None:
    assert latex_encoder().unicode_to_latex("Università & città") == r"Universit\`a \& citt\`a"


def test_a_dotted_letter_keeps_its_accent_in_any_parser() -> None:
    assert latex_encoder().unicode_to_latex("così naïf, perché") == r"così naïf, perch\'e"
