"""Lists of given names, family names, everyday words and words that are both; `python -m bench.covers.name_lists` writes them.

Names are Faker's (MIT licence) and, for families, also the commonest of the United States census (public domain, in the package
`names`); everyday words are pyspellchecker's most frequent ones (MIT licence).
"""

import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path

import faker.providers.person as providers
import names as census
from spellchecker import SpellChecker

from kb.text.normalise import fold

_FOLDER = Path(__file__).parent.parent.parent / "ingest" / "metadata"
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’ \-]+")
_SHORTEST = 2
_MOST_FREQUENT = 20_000  # words of each language
_FREQUENT = 2000  # occurrences from which a family name is also a word
_COMMONEST = 15_000  # family names of the census; rarer ones are too often everyday words ("Start")
# Italian given names that Faker lacks.
_BY_HAND = frozenset(
    "ambra annarita azzurra benedetta beniamino brando duccio egidio enrica enza ercole fabiano fausta ferruccio fiorenza fulvia gaetana genoveffa germano"
    " gianmaria gianpiero ginevra giuditta giustina giusy graziana immacolata iole isotta ketty leonarda libero lodovica lorella lucilla luisella manfredi"
    " manlio mariagrazia marialuisa mariarosa maurizia mimmo morgana natale nerina nilde nunzia oddo orietta orsola ottavia piera piercarlo pierfrancesco"
    " pino primo raj rossella salvo secondo selvaggia settimio sveva tarek tiberio tobia tosca tullia vanna virginio vitale vladimiro wei".split()
)
# The languages of Europe among Faker's, in whose countries a given name is hardly ever a family's name too.
_EUROPEAN = tuple(
    "cs da de en_GB en_IE en_NZ en_US es et fi fr_BE fr_CA fr_CH fr_FR fr_QC hr hu is it lt lv nl no pl pt ro sk sl sv tr".split()
)
# A per cent of the people of the census counts as this many of Faker's lists; a family name more often is no given name that tells.
_PER_CENT_GIVEN, _PER_CENT_FAMILY, _TELLING = 100, 300, 3
_NOT_TELLING = frozenset("junior raj tarek wei".split())  # follows a family name, or is of another language
_GIVEN = ("first_names", "first_names_male", "first_names_female")
_FAMILY = ("last_names", "last_names_male", "last_names_female")


def names_of(locale: str, attributes: tuple[str, ...]) -> list[str]:
    """The names in Latin letters that Faker lists for a locale such as it_IT, as written."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    lists = (getattr(provider, attribute, None) for attribute in attributes)
    return sorted(
        {
            name
            for listed in lists
            if listed and not isinstance(listed, property)
            for name in listed
            if _LATIN.fullmatch(name)
        }
    )


def locales() -> list[str]:
    """The locales for which Faker has names."""
    return sorted(module.name for module in pkgutil.iter_modules(providers.__path__))


def everyday_words(names: set[str]) -> set[str]:
    """The most frequent words of Italian and English, folded, that aren't names."""
    found = set()
    for language in ("it", "en"):
        counts = SpellChecker(language=language).word_frequency.dictionary
        frequent = sorted(counts, key=lambda word: -counts[word])[:_MOST_FREQUENT]
        found |= {fold(word).replace("’", "'") for word in frequent}
    return {word for word in found if word.isalpha() and len(word) > _SHORTEST} - names


def words_and_family_names(family: set[str], given: set[str]) -> set[str]:
    """The frequent words of Italian and English, folded, that are family names but not given names."""
    counts = [SpellChecker(language=language).word_frequency.dictionary for language in ("it", "en")]
    frequent = {fold(word) for each in counts for word, count in each.items() if count >= _FREQUENT}
    return {word for word in frequent if word.isalpha() and len(word) > _SHORTEST and word in family - given}


def listed_words(attributes: tuple[str, ...]) -> set[str]:
    """The words of all locales' names, folded."""
    return set(_lists_with(attributes, ("",)))


def _words(name: str) -> list[str]:
    return [word for word in fold(name).replace("’", "'").split() if len(word) >= _SHORTEST]


def telling_names() -> set[str]:
    """The given names of European languages that are at least _TELLING times as common as given names than as family names."""
    given = (
        _lists_with(_GIVEN, _EUROPEAN)
        + _census("first:male", _PER_CENT_GIVEN)
        + _census("first:female", _PER_CENT_GIVEN)
    )
    family = _lists_with(_FAMILY, ("",)) + _census("last", _PER_CENT_FAMILY)
    european = (_lists_with(_GIVEN, _EUROPEAN).keys() | _BY_HAND) - _NOT_TELLING
    return {name for name in european if max(given[name], 1) >= _TELLING * family[name]}


def _lists_with(attributes: tuple[str, ...], prefixes: tuple[str, ...]) -> Counter[str]:
    """In how many locales with these prefixes each word is a name."""
    counted: Counter[str] = Counter()
    for locale in locales():
        if locale.startswith(prefixes):
            counted.update({word for name in names_of(locale, attributes) for word in _words(name)})
    return counted


def _census(names: str, per_cent: int) -> Counter[str]:
    """The share of people with each name in the census, in per cent, times `per_cent`."""
    lines = Path(census.FILES[names]).read_text(encoding="utf-8").splitlines()
    return Counter({fields[0].lower(): round(float(fields[1]) * per_cent) for fields in map(str.split, lines)})


def census_names() -> set[str]:
    """The commonest family names of the census, folded."""
    lines = Path(census.FILES["last"]).read_text(encoding="utf-8").splitlines()
    return {line.split()[0].lower() for line in lines[:_COMMONEST]}


def _write(file: str, what: str, words: set[str]) -> None:
    lines = [
        " ".join(sorted(word for word in words if word[0] == first)) for first in sorted({word[0] for word in words})
    ]
    (_FOLDER / file).write_text("\n".join([f"# {what} One line a letter.", *lines]) + "\n", encoding="utf-8")


def main() -> None:
    """Write the lists, a line for each initial letter."""
    given = listed_words(_GIVEN) | _BY_HAND
    family = listed_words(_FAMILY) | census_names()
    _write(
        "given_names.txt",
        "Given names in Latin letters, folded; from Faker (MIT licence), with some added by hand.",
        given,
    )
    _write(
        "family_names.txt",
        "Family names in Latin letters, folded; from Faker (MIT licence) and the US census (public domain).",
        family,
    )
    _write(
        "telling_names.txt",
        "Given names of European languages that are hardly ever family names, folded; from Faker (MIT licence) and the US census (public domain).",
        telling_names(),
    )
    _write(
        "everyday_words.txt",
        "Frequent Italian and English words, folded, that are no names; from pyspellchecker (MIT licence).",
        everyday_words(given | family),
    )
    _write(
        "words_and_family_names.txt",
        "Frequent Italian and English words, folded, that are family names too and no given ones; from pyspellchecker (MIT licence).",
        words_and_family_names(family, given),
    )


if __name__ == "__main__":
    main()
