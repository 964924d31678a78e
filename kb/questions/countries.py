"""Countries and languages by their names in Italian and English, by Unicode's CLDR: "Nuova Zelanda" is New Zealand. Pure."""

from functools import cache

from babel import Locale

from kb.text.normalise import fold

_LANGUAGES = ("en", "it")


@cache
def _codes() -> dict[str, str]:
    """The code of each country by its folded name in either language."""
    return {
        fold(name): code
        for language in _LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }


@cache
def language_names() -> frozenset[str]:
    """The English names of languages, capitalised, and so of many nationalities: "Italian", "Swahili"."""
    return frozenset(Locale("en").languages.values())


def country_names(name: str) -> tuple[str, ...]:
    """The folded names, English first, of the country with this name; the folded name alone if no country has it."""
    code = _codes().get(fold(name))
    return (
        tuple(dict.fromkeys(fold(Locale(language).territories[code]) for language in _LANGUAGES))
        if code
        else (fold(name),)
    )
