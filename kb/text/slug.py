"""Readable ids for addresses. Pure."""

from collections.abc import Container

from slugify import slugify

from kb.text.normalise import WORD, fold


def slug(name: str, taken: Container[str] = ()) -> str:
    """An id for an address: "Maria Rossi" → "maria-rossi", or "maria-rossi-2" if that is in `taken`."""
    base = "-".join(WORD.findall(fold(name)))[:80] or "x"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def ascii_slug(text: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens, other letters transliterated: "Città di Łódź" → "citta-di-lodz".

    "" where there is no letter or digit.
    """
    return str(slugify(" ".join(WORD.findall(fold(text)))))
