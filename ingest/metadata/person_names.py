"""Normal form of people's names: "Prof.ssa ROSSI Maria (matr. 1234)" → "Maria Rossi"."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from babel import Locale

from ingest.metadata.name_order import (
    OF,
    PARTICLES,
    Order,
    common_order,
    family_names,
    given_names,
    in_order,
    is_initial,
    listed_words,
)
from kb.model import Named
from kb.people.names import family_and_given
from kb.text.normalise import fold

TITLES = re.compile(
    r"\b(?:chiar\.?(?:mo|ma)|ch\.?\s?(?:mo|ma)|ill\.?(?:mo|ma)|egr\.?(?:egio|egia)?|rev\.?(?:mo)?|dipl|prof\.?(?:ssa|\.ssa)?|professor(?:essa|e)?|dott\.?(?:ssa|\.ssa|re)?|dr\.?(?:ssa)?|ing|arch|avv|phd"
    r"|ph\.d|engr?|ir|m\.?sc|b\.?sc|mr|mrs|ms|sig\.?(?:ra|na)?)\b\.?\s*(?=\S)|,?\s*\b(?:chair(?:man|woman|person)?|ph\.?d|[bm]\.?\s?(?:sc|a|eng))\b\.?\s*$",
    re.I,
)
# Words before a name that aren't part of it: "Tradotto da Ugo Neri", "Associate Prof. Ada Rossi".
_BEFORE = re.compile(
    r"^(?:(?:tradott[oa]|scritt[oa]|curat[oa]|realizzat[oa]|presentat[oa]|a cura|edited|written|translated|compiled|prepared|submitted|presented)"
    r"\s+(?:d[ai]|by)\b|by\b|signed\b|(?:assistant|associate|assoc|full|adjunct|emeritus|visiting|univ)\b)[\s.:–-]*",
    re.I,
)
# Capitals of all Latin, Greek and Cyrillic alphabets: "Łukasz", "Şule", "Žižek".
_CAPITALS = "".join(char for char in map(chr, (*range(0x530), *range(0x1E00, 0x1F00))) if char.isupper())
_NAME = re.compile(
    rf"^(?:[{_CAPITALS}][\w'’.\-]*|d[aeio]|de[il]?|del(?:la)?|van|von|la|lo|al|bin|ben|y|e)(?:\s+(?:[{_CAPITALS}][\w'’.\-]*"
    rf"|d[aeio]|de[il]?|del(?:la)?|van|von|der|den|ten|ter|dos|das|du|zu|la|lo|al|bin|ben|y)){{1,5}}$"
)
NOT_NAME = re.compile(
    r"\b(?:\w*universi[dt]|\w*hochschul|cent(?:ro|er|re)\b|ricerc|research|team\b|group\b|gruppo|politecnic|polytechnic|dipartiment|department|facul[dt]|fakult|facolt|scuola|school|corso|course|laurea|tesi|thesis|anno"
    r"|academic|session|matric|matr\b|number\b|numero\b|student|degree|bachelor|master|institute|istituto|college|informatica|ingegneria|engineering"
    r"|science|scienz|economi|sistem|report|rapporto|project|progetto|version|italia|abstract|introduzione|introduction|campus"
    r"|organi[sz]|associa[tz]|fondazion|foundation|cooperativ|volontariat|consorzi|municip|minister|comitato|committee|soci[eé]t[eéyà]|gesellschaft|gemeinschaft|akademie|acad[eé]mi|stiftung|verein\b|osservatori|observator|ricerch|engenharia|ingenier|lecturer|council\b|agency|agenzia"
    r"|odv\b|aps\b|onlus\b|ets\b|ong\b|ngo\b|srl\b|s\.r\.l|spa\b|s\.p\.a|gmbh\b|ltd\b|inc\b|llc\b"
    r"|and\b|the\b|of\b|for\b|per\b|nel|con\b|un\b|una\b)",
    re.I,
)
# Never family names, whatever given name precedes: abbreviations, groups, blanks of a form.
_NEVER = re.compile(
    r"\b(?:univ|collaboration|consorti\w+|working group|gruppo|laborator\w+|in|with|from|p\.?\s?o\.?\s?box|box p\.?\s?o|(?:first|last|given|family)?name|prename|surname|cognome|vorname|nachname"
    r"|author|autore|doctor|scientiae|\w*url|press|\w*verlag|enthusiasts|journal|dissert\w+|\w*republi[ck]\w*|universi[dt]\w+|facul[dt]\w+|fakult\w+)\b",
    re.I,
)
_MATRICOLA = re.compile(
    r"(?<!\s)\s*(?:[,(\-–—]\s*)?(?:(?:matr(?:icola)?\.?|mat\.|student (?:id|number)|id|n[.°]|s)\s*)?(?:[:.n°]+\s*)?\d{4,}.*$",
    re.I,
)
_GLUED = re.compile(r"\b((?:Prof|Dott|Dr)\.?(?:ssa|re)?\.?)(?=[A-Z])")  # text layers without spaces
_OF_THE = frozenset("della dello dei degli delle".split())
_BY = frozenset(("di", "da", "de", "von", "par"))  # "by", before a name
_GIVEN_TOO = frozenset(("ben",))  # particles that are given names at the start of a name
_CITIES = Path(__file__).parent / "cities.txt"
# Given names that are mostly ordinals, points of the compass or months: no evidence of a person.
_WEAK = frozenset(
    "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo north south east west nord sud ovest january february march"
    " april may june july august september october november december gennaio marzo aprile maggio giugno luglio agosto".split()
)
_LONGEST = 60  # characters of a name
_LONGEST_LIST = 5000  # characters of a list of names, some two hundred: marks and titles take the square of its length
_MARKS = re.compile(
    r"(?<=[^\W\d])[.,]?[\d*∗†‡§¶⋆„]+(?:\s?,\s?[\d*∗†‡§¶⋆]+)*|(?<=[^\W\d])\s[*∗†‡§¶⋆]+|^\W*[\d*∗†‡§¶⋆]+\s(?=[^\W\d_a-z])"
)
_STRAY_ACCENTS = re.compile(r"\s?[´`ˇ˘˙¸˛˝](?=\s|,|;|$)")  # of letters composed by TeX's fonts
_NEXT_NAME = re.compile(r"\s+[^\W\d_a-z]")  # after a mark without a comma: "Ada Rossi,2 Leo Galli,3"
_ADDRESS = re.compile(r"[–—-]?\s*[<({]?(?:\S+@\S+|(?:https?:|www\.)\S+)")
_HAS_ADDRESS = re.compile(r"@|https?:|www\.")  # without one, a long word would be tried from each of its letters
# A remark, a nickname or a student's number with a name: "Ada Rossi (retired)", "Ada “ar” Rossi", "Ada Rossi s123456".
_ASIDE = re.compile(
    r",\s*(?:editors?|eds?\.?|curator[ei]|curatrice|redattor[ei])\s*$|(?<=[^\W\d_])[.\d]?\s*\([^()]*\)?|\s[“\"‘][^”\"’]*[”\"’](?=\s)"
    r"|[,(–-]?\s+(?:(?:matr(?:icola)?|mat|student (?:id|number)|id|nr?|no)\b[.:°]*\s*)?[a-z]?\d{5,}\b\)?|\s\d{1,2}$",
    re.I,
)
# Separators of names on one line.
NAME_BREAK = re.compile(r"\s*(?:,|;|&|/|\b(?:and|AND|UND|ET|e|ed)\b|\s{3,})\s*")


def unmarked(text: str) -> str:
    """Names without the marks of footnotes and affiliations, remarks and addresses: "Ada Rossi1,∗ <a@b.example>" → "Ada Rossi"."""
    if len(text) > _LONGEST_LIST:
        return text
    text = _STRAY_ACCENTS.sub("", text)
    plain = _ASIDE.sub("", _ADDRESS.sub("", text) if _HAS_ADDRESS.search(text) else text)
    return _MARKS.sub(lambda mark: _between(plain, mark.end()), plain)


def _between(text: str, at: int) -> str:
    """The text in place of a note mark that ends at `at`: it separates names, and parts a name from the word set close to it."""
    if _NEXT_NAME.match(text, at):
        return ", "
    return " " if text[at : at + 1].isalpha() else ""


def names_of(text: str, others: Order = "") -> list[str]:
    """The names that a text lists, each in its normal form; `others` is the order of the names printed beside them."""
    return [name for name in (plain_name(part, others) for part in NAME_BREAK.split(unmarked(text))) if name]


def printed_order(texts: Iterable[str]) -> Order:
    """The order of names in the lines of people on a document's front pages; "" if unknown."""
    bare = (_bare(part) for text in texts for part in NAME_BREAK.split(unmarked(text)))
    return common_order(name for name in bare if is_name(name) and not is_place(name))


def plain_name(text: str, others: Order = "") -> str:
    """A name without titles, numbers and capitals, given name first."""
    text = _bare(text)
    if is_name(text) and not is_place(text):
        return in_order(text, others)
    return text.title().replace("’S ", "’s ") if text.isupper() else text


def _bare(text: str) -> str:
    """A name as it is printed, without titles and numbers."""
    if len(text) > _LONGEST_LIST:
        return text
    text = re.split(r"\s[-–—|]\s", _MATRICOLA.sub("", _GLUED.sub(r"\1 ", text.replace("[", " ").replace("]", " "))))[0]
    text = TITLES.sub("", _BEFORE.sub("", text.strip()))
    return _without_of(re.sub(r"\s+", " ", text).strip(" ,;:.·-–—*"))


def _without_of(text: str) -> str:
    """The text without "di" or "da" in small letters before a given and a family name: "di Ada Rossi"."""
    of, _, name = text.partition(" ")
    words = name.split()
    # "de" and "von" begin family names, too.
    is_by = of in _BY and (of in ("di", "da") or fold(words[0] if words else "") in given_names())
    return name if is_by and len(words) > 1 and is_name(name) else text


def named_person(name: str, role: str) -> Named:
    """A person whose name has the given name first."""
    return Named(name, role, *family_and_given(name))


def is_name(text: str) -> bool:
    """Whether a text can be a person's name: two to six capitalised words or particles."""
    words = text.split()
    if len(words) == 2 and fold(words[0]) in OF:  # "di Torino"
        return False
    return bool(_NAME.match(text)) and not NOT_NAME.search(text) and not any(char.isdigit() for char in text)


def capitalised(text: str) -> str:
    """A name in small letters, as in some templates, capitalised: "ada rossi" → "Ada Rossi"; other texts unchanged."""
    words = text.split()
    is_lower = text.islower() and 2 <= len(words) <= 4 and fold(words[0]) in given_names()
    return text.title() if is_lower and not everyday_words() & set(map(fold, words)) else text


def is_person(name: str, *, announced: bool = False, alone: bool = False) -> bool:
    """Whether a plain name is that of a person.

    After a label, a listed given name suffices unless all words are everyday ones; or a listed family name or an initial if none of
    them is. If it is also `alone`, its form suffices if none is, and a listed family name after a given one with a hyphen.
    Elsewhere one word must be a listed given name, half of them listed at all, and none an everyday word.
    """
    given_first = fold(name.split(" ")[0]) in given_names()
    if (
        len(name) > _LONGEST
        or _NEVER.search(name)
        or name.endswith(("'s", "’s"))  # "Anna Rossi's …"
        or not (is_name(name) or (announced and given_first and _NAME.match(name)))
    ):
        return False
    folded = [word.strip(".'") for word in fold(name).replace("’", "'").split()]
    words = _without_particles(folded)
    initials = {fold(word).strip(".'") for word in name.split() if is_initial(word)}
    full = [word for word in words if len(word) > 1 and word not in initials]
    if len(words) < 2 or not full or name.split()[-1] in PARTICLES or (len(words) == 2 and len(words[-1]) == 1):
        return False
    parts = [part for word in full for part in word.split("-")]
    # Only half of "Paris-Nord" is a name.
    given = sum(
        all(part in given_names() or part in family_names() for part in word.split("-"))
        and word.split("-")[0] in given_names()
        for word in full
    )
    listed = sum(part in given_names() or part in family_names() for part in parts)
    everyday = sum(part in everyday_words() for part in parts)
    if _is_phrase(folded, parts) or _is_of_words(folded, parts) or is_place(name) or any(map(_is_code, full)):
        return False
    if _is_initialled(name) and (alone or not everyday):
        return True
    if announced:
        is_likely = not everyday and (alone or listed > 0 or len(full) < len(words))
        is_likely = is_likely or (alone and "-" in full[0] and len(full) == 2 and full[1] in family_names())
        return everyday * 2 <= len(parts) if given else is_likely
    return given > 0 and not everyday and listed * 2 >= len(parts)


def _without_particles(folded: Sequence[str]) -> list[str]:
    """The words of a name without particles, except given names at its beginning: "ben ackerman" is unchanged."""
    last = len(folded) - 1
    return [
        word
        for at, word in enumerate(folded)
        if word not in PARTICLES or at == last or (at == 0 and word in _GIVEN_TOO)
    ]


def _is_initialled(name: str) -> bool:
    """Whether a name is two or more initials and one word: "J. R. R. Rossi", "A.B. Neri"."""
    *initials, last = name.split()
    letters = "".join(initials).replace(".", "").replace("-", "")
    return 2 <= len(letters) <= 4 and all("." in part and is_initial(part) for part in initials) and len(last) > 2


def _is_phrase(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether words are joined by an article as in "Elenco Delle Modifiche"; "Elena Degli Esposti" has a given name."""
    return bool(_OF_THE & set(words[1:-1])) and not given_names() & (set(parts) - _OF_THE)


def _is_of_words(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a name has neither initial nor given name, and all its parts are also ordinary words: "Sand Hill"."""
    if any(len(word) == 1 for word in words) or any(part in given_names() and part not in _WEAK for part in parts):
        return False
    return all(part in everyday_words() or part in words_too() or part in _WEAK for part in parts)


def _is_code(word: str) -> bool:
    """Whether a word is an abbreviation instead of a name: up to three consonants, in no list."""
    return len(word) <= 3 and not re.search(r"[aeiouyäëïöüáéíóúàèìòùâêîôûøå]", word) and word not in family_names()


@cache
def _territories() -> frozenset[str]:
    return frozenset(
        fold(name) for language in ("it", "en", "de", "fr", "es") for name in Locale(language).territories.values()
    )


def is_place(name: str) -> bool:
    """Whether a name is that of a country, of a part of the world or of a large city: "North Macedonia", "Los Angeles"."""
    return fold(name) in _territories() or fold(name) in _cities()


@cache
def _cities() -> frozenset[str]:
    """The names of large cities that have more than one word, folded."""
    lines = _CITIES.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if not line.startswith("#"))


def name_evidence(text: str, after: int = 0) -> str:
    """ "name" if the text from offset `after` holds people only, "maybe name" if all parts have the form of names, else ""."""
    parts = [plain_name(part) for part in NAME_BREAK.split(unmarked(text[after:]).strip(" :.·*()[]"))]
    parts = [part for part in parts if part]
    if not parts or not all(is_name(part) for part in parts):
        return ""
    return "name" if all(is_person(part) for part in parts) else "maybe name"


@cache
def everyday_words() -> frozenset[str]:
    """Frequent words of Italian and English, folded, that are neither given nor family names."""
    return listed_words("everyday_words.txt")


@cache
def words_too() -> frozenset[str]:
    """Frequent words that are also listed family names."""
    return listed_words("words_and_family_names.txt")
