"""Sentence splitting by rules for Italian and English; results are character offsets. Pure."""

import re

# Abbreviations of both languages: their full stop doesn't end a sentence.
_ABBREVIATIONS = frozenset(
    "art artt fig figg tab tabb sez cap capp par pag pagg p pp vol n nn nr num es ad cfr cf ecc etc al ca circa c d dott"
    " dr drssa prof proff profssa sig sigra sigg ing arch avv on mr mrs ms st sr jr vs eq eqq ref refs no ed eds e i g op cit"
    " ibid int tel min max approx dept univ inc ltd co corp spa srl s a r l b h m u v rev est lett lgs comma all rif sec"
    " ch chap feb mar apr gen jan jun jul aug ago sett sep sept oct ott nov dec dic".split()
)
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|\n")  # each run of marks is tried once
_BEFORE = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*|\d+)$")


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
    """(start, end) of each sentence of `text`, in order, without surrounding white space.

    A line break ends a sentence: page text has one only at the end of a paragraph, item or row. "art. 3", "Fig. 2",
    "dott. Rossi" and "J. Smith" don't end one.
    """
    spans, start = [], 0
    for match in _END.finditer(text):
        if _ends_sentence(text, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := trim(text, *span))[0] < trimmed[1]]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without leading and trailing white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
