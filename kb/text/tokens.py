"""Words of a text: one tokenisation for the index, queries, marks, the ranker's features and suggestions. Pure.

Words are normalised, so that spellings of one word become the same: "C.F.U." and "CFU" are cfu; "12.500", "12,500" and
"12 500" are 12500; "1,5" is 1.5. They are lower case and keep their accents. A compound gives its parts and these joined:
"co-progettazione" is co, progettazione and coprogettazione. Characters are composed (NFKC); soft hyphens and zero-width
characters are dropped. A stop word in capitals is an acronym, and marked as one: "IT" is it_.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from typing import NamedTuple

from kb.text.normalise import fold_word
from kb.text.stopwords import STOPWORDS

ACRONYM = "_"  # ends a normalised acronym that is written like a stop word
_STOPWORDS = frozenset().union(*STOPWORDS.values())
_STRESSED = frozenset("all and but ma non not or".split())  # in capitals for emphasis or as an operator
_IN_CAPITALS = frozenset(word.upper() for word in _STOPWORDS - _STRESSED if len(word) > 1 and word.isascii())
_HEADING = (
    4  # letters of a neighbour in capitals that shows a stop word in capitals to be part of a heading, by judgement
)
# Prefixes that are also written apart: "co progettazione".
PREFIXES = frozenset(
    "anti auto bio co eco extra geo inter intra iper macro micro mini multi neo post pre pseudo semi sub tele ultra video".split()
)
_JOINED = 4  # letters at least of a word that a prefix is joined with

# Letters and digits; not the modifier letters, one of which serves as an apostrophe. Marks and invisible characters may follow them.
_LETTER = r"[^\W_\u02b0-\u02ff]"
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_MARKS = rf"\u0300-\u036f{_INVISIBLE}"
_HYPHENS = r"\-\u2010\u2011"
_WORD = rf"{_LETTER}++(?:[{_MARKS}]++(?:{_LETTER}++)?)*"
_SEPARATOR = r"[.,'’\u00a0\u2009\u202f]"
_TOKEN = re.compile(
    rf"[^\W\d_\u02b0-\u02ff]{{2,}}+(?![\w{_MARKS}{_HYPHENS}])"  # most words; the rest of the pattern takes ten times as long
    # 12.500 and 12,500.75, but no part of a date, an address or a list of numbers
    rf"|(?<![\w.,])[1-9]\d{{0,2}}(?:{_SEPARATOR}\d{{3}})+(?:[.,]\d{{1,2}})?(?![.,]?\w)"
    r"|(?<![\w.,])\d{1,3}[.,]\d{1,6}(?![.,]?\w)"
    r"|(?<![\w.,])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?![.,]?\w| \d)"  # "12 500" may also be two numbers
    r"|(?<![\w.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?"  # C.F.U.
    rf"|{_WORD}(?:[{_HYPHENS}]{_WORD}){{0,3}}"
)
_PIECE = re.compile(_WORD)
_DROPPED = re.compile(f"[{_INVISIBLE}]")


Normalised = tuple[tuple[str, ...], str]  # the parts of a token; a compound's parts joined, else ""


class Token(NamedTuple):
    """A word at text[start:end], normalised: its `parts`, and those of a compound joined, else ""."""

    start: int
    end: int
    parts: tuple[str, ...]
    joined: str = ""


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order, those with a separate prefix included."""
    found = list(_TOKEN.finditer(text))
    normalised = _normalise_all(text, [match.group() for match in found])
    listed = [Token(*match.span(), *word) for match, word in zip(found, normalised, strict=True)]
    return listed if PREFIXES.isdisjoint(token.parts[0] for token in listed) else _with_prefixes(text, listed)


def tokens_with(text: str, choose: Callable[[set[str]], set[str]]) -> tuple[list[Token], set[str]]:
    """(tokens of a text with a word that `choose` picks from all its words and compounds, in order; the chosen words).

    Quicker than `tokens`, because few words of most texts are wanted.
    """
    found = list(_TOKEN.finditer(text))
    normalised = _normalise_all(text, [match.group() for match in found])
    if not PREFIXES.isdisjoint(parts[0] for parts, _ in set(normalised)):
        listed = tokens(text)
        chosen = choose({word for token in listed for word in (*token.parts, token.joined)})
        return [token for token in listed if token.joined in chosen or not chosen.isdisjoint(token.parts)], chosen
    chosen = choose({word for parts, joined in set(normalised) for word in (*parts, joined)})
    wanted = {word for word in set(normalised) if word[1] in chosen or not chosen.isdisjoint(word[0])}
    return [Token(*at.span(), *word) for at, word in zip(found, normalised, strict=True) if word in wanted], chosen


def _with_prefixes(text: str, apart: Sequence[Token]) -> list[Token]:
    """The tokens, each separate prefix joined to the next one."""
    listed: list[Token] = []
    for token in apart:
        last = listed[-1] if listed else token
        if _is_prefix(last) and _takes_prefix(token) and text[last.end : token.start].isspace():
            listed[-1] = Token(last.start, token.end, last.parts + token.parts, last.parts[0] + token.parts[0])
        else:
            listed.append(token)
    return listed


def _is_prefix(token: Token) -> bool:
    return token.parts[0] in PREFIXES and not token.joined


def _takes_prefix(token: Token) -> bool:
    return len(token.parts) == 1 and len(token.parts[0]) >= _JOINED and token.parts[0].isalpha()


@lru_cache(maxsize=2048)  # about the passages of thirty searches
def words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the normalised words of a text in order, its compounds with their parts joined). Cached."""
    found = _normalise_all(text, _TOKEN.findall(text))
    parts = tuple(chain.from_iterable(map(itemgetter(0), found)))
    joined = list(filter(None, map(itemgetter(1), found)))
    if not PREFIXES.isdisjoint(parts):
        joined += [a + b for a, b in pairwise(parts) if a in PREFIXES and len(b) >= _JOINED and b.isalpha()]
    return parts, tuple(dict.fromkeys(joined))


def folded_words(text: str) -> tuple[str, ...]:
    """All words of a text in order, stop words included, folded."""
    return tuple(map(fold_word, words(text)[0]))


def words_and_compounds(text: str) -> tuple[str, ...]:
    """The normalised words of a text in order, then its compounds with their parts joined."""
    parts, joined = words(text)
    return parts + joined


def raw_tokens(text: str) -> list[str]:
    """The tokens of a text as they are written."""
    found: list[str] = _TOKEN.findall(text)
    return found


def normalise_alone(raw: str) -> Normalised | None:
    """(the normalised parts of a raw token, these joined or ""); None if they depend on its neighbours."""
    parts, joined = _normalise(raw)
    is_pair = len(parts) == 2 and joined == "".join(parts) and parts[1] not in PREFIXES  # co-progettazione
    return (parts, joined) if raw not in _IN_CAPITALS and (is_pair or PREFIXES.isdisjoint(parts)) else None


def spans(text: str, token: Token) -> Iterator[tuple[str, int, int]]:
    """Yield (normalised part, start, end) of each part of a token; all have the token's span if it can't be divided."""
    found = list(_PIECE.finditer(text, token.start, token.end))
    if len(found) != len(token.parts):
        yield from ((part, token.start, token.end) for part in token.parts)
    else:
        yield from ((part, *match.span()) for part, match in zip(token.parts, found, strict=True))


def content_words(text: str, language: str) -> list[str]:
    """The words of `text` except stop words, as written, in order; acronyms are kept. Other languages use the English list."""
    stopwords = STOPWORDS.get(language, STOPWORDS["en"])
    parts = (part for token in tokens(text) for part in spans(text, token))
    return [text[start:end] for word, start, end in parts if word not in stopwords]


def _normalise_all(text: str, raws: Sequence[str]) -> list[Normalised]:
    found = list(map(_normalise, raws))
    if not _IN_CAPITALS.isdisjoint(raws):
        for at, raw in enumerate(raws):
            if raw in _IN_CAPITALS and (f"({raw})" in text or not _is_heading(raws[max(at - 1, 0) : at + 2 : 2])):
                found[at] = ((raw.lower() + ACRONYM,), "")
    return found


def _is_heading(near: Sequence[str]) -> bool:
    """Whether a longer word in capitals is among the neighbours of one in capitals."""
    return any(len(raw) >= _HEADING and raw.isupper() for raw in near)


@lru_cache(maxsize=200_000)
def _normalise(raw: str) -> Normalised:
    """One token normalised. A single stop word in capitals isn't taken for an acronym: only its neighbours can show that."""
    if raw.isalpha() and raw.isascii():
        return (raw.lower(),), ""
    if raw[0].isdigit() and (number := _number(raw)):
        return number
    if "." in raw:
        return (_marked(raw.replace(".", "")),), ""
    pieces = _PIECE.findall(raw)
    alone = len(pieces) == 1 or _is_heading(pieces)
    parts = tuple(_composed(piece) if alone else _marked(piece) for piece in pieces)
    together = len(parts) > 1 and any(char.isalpha() for char in raw)
    return parts, _composed("".join(pieces)) if together else ""


def _marked(word: str) -> str:
    return word.lower() + ACRONYM if word in _IN_CAPITALS else _composed(word)


def _composed(word: str) -> str:
    return word.lower() if word.isascii() else _DROPPED.sub("", unicodedata.normalize("NFKC", word)).lower()


def _number(raw: str) -> Normalised | None:
    """A number without separators of thousands and with a decimal point; None for anything else."""
    if " " in raw:
        return tuple(raw.split(" ")), raw.replace(" ", "")
    if raw.isdigit() or not re.fullmatch(rf"\d+(?:{_SEPARATOR}\d+)+", raw):
        return None
    *whole, last = re.split(_SEPARATOR, raw)
    if len(last) == 3 and raw[0] != "0":  # 1.500
        return ("".join(whole) + last,), ""
    return (f"{''.join(whole)}.{last}",), ""
