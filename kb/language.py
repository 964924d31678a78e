"""Which language a text is in, how its words are folded, and where its sentences end."""

import re
import unicodedata
from functools import cache, lru_cache

from py3langid.langid import _load_identifier

WORD = re.compile(r"[^\W_]+")

# Languages a document may be in; a question is taken to be Italian or English, as its reader is.
DOCUMENT_LANGUAGES = ("it", "en", "fr", "es", "de", "pt")
QUERY_LANGUAGES = ("it", "en")

# Words that ask and glue but find nothing. Elided articles ("dell'acqua") end up here as "dell".
STOPWORDS = {
    "it": frozenset(
        "a ad al allo alla ai agli alle all anche ancora avere aveva avevano c che chi ci ciascun ciascuna ciascuno cio cioè"
        " ciò coi col come con contro cosa cosi così cui d da dagli dai dal dall dalla dalle dallo degli dei del dell della"
        " delle dello dentro di dopo dove due durante e è ed era erano esse essere essi fa fare fatto fra fu furono già gli"
        " ha hai hanno ho i il in io l la le lei li lo loro lui ma me mentre mi mio n ne negli nei nel nell nella nelle nello"
        " no noi non nostro o ogni oppure per perché però più po poi possa possono presso prima può puó qual quale quali"
        " qualche quando quant quanta quante quanti quanto quel quell quella quelle quelli quello quest questa queste questi"
        " questo qui quindi s sarà se sei secondo sempre senza si sia siano siamo sono sopra sotto sta stata state stati stato"
        " su sua sue sugli sui sul sull sulla sulle sullo suo suoi t te tra tu tua tutta tutte tutti tutto un una uno un v vi"
        " viene vengono voi".split()
    ),
    "en": frozenset(
        "a about after all also am an and any are as at be because been before being between both but by can could d did do"
        " does doing for from further had has have having he her here hers him his how i if in into is it its itself just ll"
        " m many me might more most much must my no nor not of off on once only or other our out over own re s same shall she"
        " should so some such t than that the their theirs them then there these they this those through to too under until"
        " up us ve very was we were what when where which while who whom whose why will with would you your".split()
    ),
}

# What ends in a full stop without ending a sentence, in both languages.
_ABBREVIATIONS = frozenset(
    "art artt fig figg tab tabb sez cap capp par pag pagg p pp vol n nn nr num es ad cfr cf ecc etc al ca circa c d dott"
    " dr drssa prof proff profssa sig sigra sigg ing arch avv on mr mrs ms st sr jr vs eq eqq ref refs no ed eds e i g op cit"
    " ibid int tel min max approx dept univ inc ltd co corp spa srl s a r l b h m u v rev est lett lgs comma all rif sec"
    " ch chap feb mar apr gen jan jun jul aug ago sett sep sept oct ott nov dec dic".split()
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n")
_BEFORE = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*|\d+)$")


@cache
def _identifier(languages: tuple[str, ...]):  # type: ignore[no-untyped-def]
    return _load_identifier(langs=list(languages))


def detect(text: str, languages: tuple[str, ...] = DOCUMENT_LANGUAGES) -> str:
    """The likeliest of `languages` (ISO 639-1) for `text`; "en" when there is no word to tell by."""
    if not WORD.search(text):
        return "en"
    return str(_identifier(languages).classify(text[:20_000])[0])


def detect_query(text: str) -> str:
    """ "it" or "en": the language in which to answer."""
    words = [word.lower() for word in WORD.findall(text)]
    votes = {code: sum(word in STOPWORDS[code] for word in words) for code in QUERY_LANGUAGES}
    if votes["it"] != votes["en"] and max(votes.values()) > 1:
        return max(votes, key=lambda code: votes[code])
    return detect(text, QUERY_LANGUAGES)


# Combining marks, of Latin, Cyrillic, Hebrew and Arabic letters.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def fold(text: str) -> str:
    """Lower case, without accents and ligatures: for comparing what people type with what stands in a text."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """`fold` of one word, remembered: texts have few different ones."""
    return fold(word)


def content_words(text: str, language: str) -> list[str]:
    """The words of `text` that carry meaning, as written, in order."""
    stopwords = STOPWORDS.get(language, STOPWORDS["en"])
    return [word for word in WORD.findall(text) if word.lower() not in stopwords]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match.group() == "\n":
        return True
    following = text[match.end() :].lstrip()[:1]
    if following.islower():
        return False
    if match.group()[0] != ".":
        return True
    before = _BEFORE.search(text[: match.start()][-40:])
    if before is None:
        return True
    word = before.group().replace(".", "").lower()
    is_list_number = word.isdigit() and text[: match.start()][-40:].rpartition("\n")[2].strip().isdigit()
    return not (word in _ABBREVIATIONS or is_list_number or (len(word) == 1 and word.isalpha()))


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, in order, without the white space around them.

    A line break ends a sentence (in a page's text it stands only where a paragraph, item or row ends); "art. 3",
    "Fig. 2", "dott. Rossi" and "J. Smith" don't.
    """
    spans, start = [], 0
    for match in _END.finditer(text):
        if _ends_sentence(text, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := trim(text, *span))[0] < trimmed[1]]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
