"""Encoding of text for BibTeX files, from which parsers read back the same characters."""

from functools import cache

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexencode import RULE_CALLABLE, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

# Braces: BibTeX counts escaped ones, too, and a single one breaks the file. Quotes: LaTeX would set curly ones.
_WRITTEN = {"{": r"{\lbrace}", "}": r"{\rbrace}", '"': '{"}', "`": r"{\textasciigrave}"}
_DOTTED = "ìíîï"  # stay in Unicode: citation-js reads the usual "\\`{\\i}" as a dotless i with an accent
_LIGATURES = "-'"  # two in a row would be set as another sign


def latex_encoder() -> UnicodeToLatexEncoder:
    """An encoder that escapes LaTeX's special characters; one whose LaTeX form reads back differently stays in Unicode."""
    rules = [UnicodeToLatexConversionRule(RULE_CALLABLE, _readable), "defaults"]
    return UnicodeToLatexEncoder(conversion_rules=rules, unknown_char_policy="keep", unknown_char_warning=False)


def _readable(text: str, at: int) -> tuple[int, str] | None:
    """(characters read, LaTeX) for the character at a position; None where the default form is right."""
    sign = text[at]
    if sign in _WRITTEN:
        return 1, _WRITTEN[sign]
    if sign in _LIGATURES and text[at + 1 : at + 2] == sign:
        return 1, f"{{{sign}}}"
    return None if sign.isascii() or (sign not in _DOTTED and _is_read_back(sign)) else (1, sign)


@cache
def _is_read_back(sign: str) -> bool:
    """Whether the usual LaTeX form of a character is read as the same character."""
    usual = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False).unicode_to_latex(sign)
    return bool(LatexNodes2Text().latex_to_text(usual) == sign)
