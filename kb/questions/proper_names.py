"""Names of people and organisations in questions, bodies (a municipality, a foundation) named in texts, and names of countries. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale
from rapidfuzz.distance import OSA

from kb.questions.grammar import WH
from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS

_LANGUAGES = ("en", "it")
_WORD = r"(?=[\w’'-]*?[a-zà-ù])[A-ZÀ-Ý][\w’'-]*+"  # possessive: a word that fails isn't tried in parts
_LINK = r"(?:(?:d[aei]l?l?[aeio]?|degli|d[’']|of|the|von|van|per|for)\s+){0,2}"
_PHRASE = re.compile(rf"\b{_WORD}(?:\s+{_LINK}{_WORD}){{0,6}}")
# Capitalised, but no names, nor parts of one: months, days, parts of a document.
_NO_NAME = re.compile(
    r"(?:Janu|Febru)ary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Figur[ea]|Tab(?:le|ella)|Append(?:ix|ice)|Chapter|Capitolo|Section|Sezione"
)
_NATIONALITY = re.compile(
    r"\w+(?:ish|ian|ese|ans?)"
)  # of a word alone: people are called Pavese, Calabrese and Ryan, too
_SLIP, _LONG = 5, 9  # letters of a word from which one may be wrong, and from which two
_VOWELS = "aeiou"
_SINGLE = r"([A-ZÀ-Ý][a-zà-ù]{2,})\b(?![’'-]|\s+[A-ZÀ-Ý])"
_SAYS = r"find|say|write|study|propose|argue|think|recommend|measure|show|suggest|conclude|claim|discover|interview|estimate"
_ATTRIBUTED = (
    re.compile(
        rf"\b(?:[Ss]econdo|[Aa]ccording to|[Pp]rof(?:essor\w*|\.ssa|\.)?|[Dd]ott(?:\w*|\.ssa|\.)|[Dd]r\.?|[Ss]ig(?:nor\w*|\.)|M(?:rs?|s)\.?)\s+{_SINGLE}"
    ),
    re.compile(rf"\b(?:did|does|do)\s+{_SINGLE}(?=\s+(?:{_SAYS})\b)"),
    re.compile(
        rf"\b(?:dice|dicono|scrive|sostiene|propone|afferma|ha (?:scritto|detto|trovato|proposto|sostenuto|studiato|misurato|scoperto|concluso))\s+{_SINGLE}"
    ),
    re.compile(rf"\b{_SINGLE}(?=\s+(?:dice|scrive|sostiene|propone|afferma|says|writes|argues|claims|proposes)\b)"),
)
# The kind of a body, by the words that head or end its name in either language.
_BODIES = {
    "region": "regione|region", "province": "provincia|province", "municipality": "comune|municipality|city council|city of",
    "borough": "municipio|borough", "ministry": "ministero|ministry", "university": "università|ateneo|university",
    "polytechnic": "politecnico|polytechnic", "foundation": "fondazione|foundation", "cooperative": "cooperativa|cooperative",
    "association": "associazione|association", "bank": "banca|bank", "union": "unione|union", "commission": "commissione|commission",
}  # fmt: skip
# Institutions that works come from: their text needn't name them.
_HOUSE = re.compile(rf"\b(?:{_BODIES['university']}|{_BODIES['polytechnic']})\b", re.I)
_HEAD = "|".join(_BODIES.values())
_TITLED = "|".join(head[:1].upper() + head[1:] for head in _HEAD.split("|"))
_HEADED = re.compile(
    rf"\b(?P<head>(?i:{_HEAD}))\s+(?:(?:degli|studi|di|del|della|dell[’']|of|the|for|per)\s*(?:[Ss]tudi\s+)?)*(?P<name>{_WORD}(?:\s+{_LINK}{_WORD})*)"
)
_ENDED = re.compile(rf"\b(?P<name>(?:{_WORD}\s+){{1,6}})(?P<head>{_TITLED})\b(?!\s+(?:of|di|d[eo])\b)")


@dataclass(frozen=True)
class Body:
    """An organisation by its kind and its own name, the same in both languages for a place; `text` is as written."""

    kind: str
    name: str
    text: str

    def is_other(self, body: "Body") -> bool:
        """Whether another organisation is meant: of another kind, or with another name."""
        return self.kind != body.kind or not (self.name in body.name or body.name in self.name)


def names_in(question: str, is_known_place: Callable[[str], bool]) -> tuple[str, ...]:
    """The names of people and organisations in a question, of two words or more; not places, universities, languages and the like."""
    found = (_without_opening(match.group(), match.start()) for match in _PHRASE.finditer(question))
    return tuple(
        name for name in found
        if len(name.split()) > 1 and not _HOUSE.search(name) and not is_known_place(name) and not is_no_name(name)
    )  # fmt: skip


def is_no_name(phrase: str) -> bool:
    """Whether a capitalised phrase has a month, a day or a part of a document, begins with a language or is a nationality."""
    words = phrase.split()
    is_of_people = len(words) == 1 and _NATIONALITY.fullmatch(phrase) is not None
    return is_of_people or words[0] in language_names() or any(map(_NO_NAME.fullmatch, words))


def is_meant(typed: str, word: str) -> bool:
    """Whether a folded word of a name is another one mistyped: one or two letters wrong, but not "Francesca" for "Francesco"."""
    allowed = 0 if len(word) < _SLIP else 1 if len(word) < _LONG else 2
    ends = typed[-1:] + word[-1:]
    is_other = typed != word and typed[:-1] == word[:-1] and all(end in _VOWELS for end in ends)
    return not is_other and OSA.distance(typed, word, score_cutoff=allowed) <= allowed


def attributed_names(question: str) -> tuple[str, ...]:
    """The single names to which a question attributes something, common words or not: "secondo Rossi", "what did Greco find"."""
    found = (name for pattern in _ATTRIBUTED for name in pattern.findall(question))
    return tuple(dict.fromkeys(name for name in found if not is_no_name(name) and not _body(name)))


def single_names(question: str) -> tuple[str, ...]:
    """The single capitalised words inside a question that may be names, such as surnames; () if all its words are capitalised."""
    longer = re.findall(r"(?<!^)\b[^\W\d_]{4,}", question)
    if sum(word[0].isupper() for word in longer) * 2 > len(longer):
        return ()
    found = (match.group() for match in _PHRASE.finditer(question) if match.start())
    return tuple(
        re.sub(r"[’']s$", "", name)
        for name in found
        if re.fullmatch(r"[^\W\d_][a-zà-ù]{3,}(?:[’']s)?", name) and not is_no_name(name)
    )


def without_names(question: str, names: Sequence[str]) -> str:
    """A question without some names and the small words before them: "What did Ada Rossi find of wells?", "… secondo Ada Rossi"."""
    for name in names:
        question = re.sub(
            rf"(?:\s+(?:secondo|according to|d[aei]l?l?[aeo]?|of|by))?\s*\b{re.escape(name)}(?:[’']s\b)?", " ", question
        )
    return " ".join(question.split())


def _without_opening(phrase: str, start: int) -> str:
    """The phrase without words that are capitalised only because they begin the question."""
    if start:
        return phrase
    asks = WH.match(phrase)
    words = phrase[asks.end() :].split() if asks else phrase.split()
    small = STOPWORDS["it"] | STOPWORDS["en"]
    while words and set(map(fold, WORD.findall(words[0]))) <= small:
        words = words[1:]
    return " ".join(words)


def is_person(name: str) -> bool:
    """Whether a name may be a person's: two or three capitalised words, none of which heads the name of a body."""
    words = name.split()
    return len(words) in (2, 3) and all(word[0].isupper() and word[1:].islower() for word in words) and not _body(name)


def _body(text: str) -> bool:
    return bool(re.search(rf"\b(?:{_HEAD})\b", text, re.I))


def bodies_in(text: str, places_in: Callable[[str], list[str]]) -> Iterator[Body]:
    """The bodies that a text names, by kind and name: "Comune di Lodi", "the Municipality of Lodi", "Rossi Foundation"."""
    for pattern in (_HEADED, _ENDED):
        for match in pattern.finditer(text):
            head, name = match["head"].lower(), match["name"].strip()
            kind = next(kind for kind, heads in _BODIES.items() if re.fullmatch(heads, head))
            places = places_in(name)
            yield Body(kind, fold(places[0] if places else name), match.group().strip())


@cache
def _codes() -> dict[str, str]:
    """The code of each country by its folded name in either language, by Unicode's CLDR: "Nuova Zelanda" is New Zealand."""
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
