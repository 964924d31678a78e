"""Texts for people in their language: messages are written in English and translated with the catalogues in `locales/`."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("it", "en")
Translate = Callable[..., str]
_UNPAGED = ("row", "cell")  # what labels begin with that aren't a page's


@cache
def translator(language: str) -> Translate:
    """`_(message, name=value …)` for a language: the translation with the values filled in.

    A message without a translation is shown as it is. The English catalogue has only those that are keys, such as "role author".
    """
    messages = _load(language)

    def translate(message: str, **values: object) -> str:
        text = messages.get(message) or message
        return text.format(**values) if values else text

    return translate


def place_name(translate: Translate, label: str) -> str:
    """A page by its label as people read it: "p. xii"; a row of a table or a cell of a notebook by its kind: "row 3"."""
    kind, _, number = label.partition(" ")
    if kind in _UNPAGED and number.isdecimal():
        return translate(f"{kind} {{number}}", number=number)
    return translate("p. {label}", label=label)


def _load(language: str) -> dict[str, str]:
    with (Path(__file__).parent / "locales" / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}
