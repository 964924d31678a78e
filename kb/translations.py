"""Translation of messages, which are written in English, with the catalogues in `locales/`."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

from kb.model import RECORD

LANGUAGES = ("it", "en")
Translate = Callable[..., str]
_UNPAGED = ("row", "cell")  # beginnings of labels that aren't pages'
_LOCALES = Path(__file__).parent / "locales"
_REMARKS = 20  # translated in one text; further ones stay in English
# Values of remarks that may hold a semicolon, as remarks within remarks do.
_LONG = ("error", "reason", "names", "shown")


@cache
def translator(language: str) -> Translate:
    """`_(message, name=value …)` for a language: the translation with the values filled in.

    A message without a translation is shown as it is. The English catalogue has only keys, such as "role author".
    """
    messages = _load(language)

    def translate(message: str, **values: object) -> str:
        text = messages.get(message) or message
        return text.format(**values) if values else text

    return translate


def place_name(translate: Translate, label: str) -> str:
    """A page's label as shown to people: "p. xii"; rows of tables, cells of notebooks and records by their kind: "row 3"."""
    kind, _, number = label.partition(" ")
    if label == RECORD:
        return translate("the work's record")
    if kind in _UNPAGED and number.isdecimal():
        return translate(f"{kind} {{number}}", number=number)
    return translate("p. {label}", label=label)


def language_name(translate: Translate, code: str) -> str:
    """The name of the language with a `code` (ISO 639-1) as shown to people: "Italian"; the code where no name is known."""
    return str(Locale(translate("catalogue language")).languages.get(code, code))


def remark(language: str, text: str) -> str:
    """A remark of the ledger (stored in English) in a language; unknown text stays as it is.

    Remarks are joined by "; ", which some of them contain, and may follow a file's name and ": ".
    """
    if language == "en" or not text:
        return text
    pieces, found, at = text.split("; ", _REMARKS), [], 0
    while at < len(pieces):
        ends = ((end, _remark(language, "; ".join(pieces[at:end]))) for end in range(len(pieces), at, -1))
        end, translated = next(((end, one) for end, one in ends if one is not None), (at + 1, None))
        found.append(translated or _after_name(language, pieces[at]))
        at = end
    return "; ".join(found)


def _after_name(language: str, text: str) -> str:
    name, colon, rest = text.partition(": ")
    translated = _remark(language, rest)
    return f"{name}{colon}{translated}" if translated else text


def _remark(language: str, text: str) -> str | None:
    """One remark in a language; its values may be remarks themselves. None if no message fits."""
    for pattern, translation in _remarks(language):
        if match := pattern.fullmatch(text):
            values = {name: remark(language, value) for name, value in match.groupdict().items()}
            return translation.format(**values)
    return None


@cache
def _remarks(language: str) -> list[tuple[re.Pattern[str], str]]:
    """(pattern with the values as groups, translation), those with the longest fixed text first."""
    known = _load(f"remarks.{language}")
    fixed = sorted(known, key=lambda message: -len(re.sub(r"\{\w+\}", "", message)))
    return [(re.compile(re.sub(r"\\\{(\w+)\\\}", _group, re.escape(message))), known[message]) for message in fixed]


def _group(value: re.Match[str]) -> str:
    return f"(?P<{value[1]}>{'.+?' if value[1] in _LONG else '[^;]+?'})"


def _load(language: str) -> dict[str, str]:
    with (_LOCALES / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}
