"""Comparisons: the works or things that a question compares, and the same question about each alone. Pure."""

import itertools
import re
from dataclasses import dataclass

from kb.questions.grammar import AUXILIARIES, DETERMINERS, OF, PREPOSITIONS, SPLIT, WH
from kb.questions.named.choice import choice
from kb.questions.phrases import bare, tokens
from kb.questions.work_nouns import KINDS, names_kind, topic_of
from kb.text.languages import detect_query

_COUNTED = frozenset("works lavori opere testi texts".split())  # of which there are "two", but which name no work
_JOINS = frozenset("e ed o oppure and or vs versus".split())
_NUMBERS = {
    "two": 2, "due": 2, "both": 2, "entrambi": 2, "entrambe": 2, "ambedue": 2, "three": 3, "tre": 3, "four": 4, "quattro": 4,
}  # fmt: skip
# "The last two theses" are listed, not compared.
_RANKED = frozenset("ultimi ultime primi prime last latest first newest oldest longest shortest".split())
_REACH = 14  # words of the name of a work at most
# "compare A with B on C", "differenza tra A e B": what joins the two is a preposition or a conjunction.
_OPENS = re.compile(
    r"^\W*(?:(?:please\s+)?(?:compare|contrast)|(?:confronta(?:re|te)?|paragona(?:re|te)?|metti a confronto)"
    r"|(?:what(?:\s+is|\s+are|['’]s)\s+)?(?:the\s+)?differences?\s+between"
    r"|(?:(?:qual\s*(?:è|e')|quali\s+sono|che|quale)\s+)?(?:l[ae]\s+)?differenz[ae]\s+(?:c['’](?:è|e')\s+|ci\s+sono\s+|esist\w+\s+)?(?:tra|fra)"
    r"|(?:in\s+)?(?:che(?:\s+cosa)?|cosa)\s+(?:si\s+)?(?:differ\w+|distinguono)|how\s+do(?:es)?(?=.+\b(?:differ|compare)\b))\s+", re.I
)  # fmt: skip
_BETWEEN = re.compile(
    r"\s+(?:and|e|ed|with|to|from|con|a|al|alla|allo|ai|alle|agli|dal|dalla|dallo|dai|dalle|vs\.?|versus|differs?\s+from|compares?\s+(?:with|to))\s+", re.I
)  # fmt: skip
_ASPECT = re.compile(
    r"\s*,?\s+(?:(?:on|in|for|by|about|in\s+terms\s+of|with\s+respect\s+to|as\s+to|regarding|per|(?:quanto|rispetto|riguardo)\s+a\w*|su|sul|sulla|sui|sugli|sulle|sull['’]|nel|nella|nei|negli|nelle|nell['’])\b)\s*",
    re.I,
)
_IDLE = re.compile(r"\b(?:differ|compare|differiscono|distinguono)\b", re.I)
_VERSUS = re.compile(
    r"(?P<first>[^,;:?]{3,80}?)\s+(?:vs\.?|versus)\s+(?P<second>[^,;:?]{3,80}?)(?:\s*[,;:]\s*(?P<about>.*))?", re.I
)


@dataclass(frozen=True)
class Comparison:
    """Works or things named side by side in a question, with the same question about each alone, and about none (`aspect`).

    `count` is the number of works meant but not named ("the two studies on …"), with a single question; 0 if they are named.
    """

    named: tuple[str, ...]
    questions: tuple[str, ...]
    aspect: str
    count: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it doesn't say in what: "Compare A and B"."""
        return not self.aspect and self.questions == self.named


def compared(question: str) -> Comparison | None:
    """The things that a question compares; None for a question about one thing."""
    asked = question.strip().rstrip("?!. ")
    return _chosen(asked) or _versus(asked) or _opened(asked) or _joined(asked) or _counted(asked)


def _chosen(asked: str) -> Comparison | None:
    """ "Which costs less, A or B?", "quale costa meno tra A e B?"."""
    found = choice(asked)
    if found is None or not found.names:
        return None
    names = tuple(map(bare, found.names))
    names = _with_shared(*names) if len(names) == 2 else names
    return Comparison(names, tuple(map(found.asked_of, found.names)), found.aspect)


def _versus(asked: str) -> Comparison | None:
    """ "A vs B", "A versus B on costs"."""
    found = _VERSUS.fullmatch(asked)
    if not found or WH.match(asked):
        return None
    aspect = _ASPECT.search(found["second"])
    second, about = (
        (found["second"][: aspect.start()], found["second"][aspect.end() :])
        if aspect and not names_kind(found["second"])
        else (found["second"], found["about"] or "")
    )
    names = tuple(bare(name) for name in (found["first"], second))
    return Comparison(names, tuple(f"{name} {about}".strip() for name in names), about.strip())


def _opened(asked: str) -> Comparison | None:
    """ "Compare A and B on C", "la differenza tra A e B"."""
    opened = _OPENS.match(asked)
    rest = asked[opened.end() :] if opened else ""
    between = _BETWEEN.search(rest)
    if not between or not rest[: between.start()].strip():
        return None
    first, behind = bare(rest[: between.start()]), _IDLE.sub(" ", rest[between.end() :])
    aspect = next((found for found in _ASPECT.finditer(behind) if _ends_name(first, behind, found)), None)
    second, about = (behind[: aspect.start()], behind[aspect.end() :]) if aspect else (behind, "")
    names = _with_shared(first, bare(second))
    if not all(names):
        return None
    return Comparison(names, tuple(f"{name} {about.strip()}".strip() for name in names), about.strip())


def _ends_name(first: str, behind: str, aspect: re.Match[str]) -> bool:
    """Whether a preposition after the second name begins what both are compared in.

    It doesn't within a name ("Light for Learning"), nor where it tells of what both kinds of works are: "the thesis and the report on water".
    """
    second, about = bare(behind[: aspect.start()]), behind[aspect.end() :]
    is_inside = second.split()[-1:] and second.split()[-1][0].isupper() and about[:1].isupper()
    return " " in second and not is_inside and not topic_of(first) == topic_of(second) == ""


def _joined(asked: str) -> Comparison | None:
    """ "… the A thesis and the B thesis …": two works or two names, with a conjunction between them."""
    language = detect_query(asked)
    words = tokens(asked)
    for at, (word, _, _) in enumerate(words):
        if word not in _JOINS or WH.match(asked[words[at + 1][1] :] if at + 1 < len(words) else "x"):
            continue
        first, last = _begins(asked, words, at, language), _ends(asked, words, at, language)
        if first is None or last is None or not _is_kept(asked, words, first, at, last):
            continue
        before, behind = asked[: words[first][1]], asked[words[last][2] :]
        left, right = asked[words[first][1] : words[at - 1][2]], asked[words[at + 1][1] : words[last][2]]
        questions = tuple(_spaced(f"{before}{name}{behind}?") for name in (left, right))
        return Comparison(_with_shared(bare(left), bare(right)), questions, _spaced(f"{before} {behind}?"))
    return None


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,")


def _with_shared(left: str, right: str) -> tuple[str, str]:
    """Both names; a bare "thesis" beside "the report on water" is that on water, too."""
    of_left, of_right = topic_of(left), topic_of(right)
    if of_left == "" and of_right:
        return f"{left} {of_right}", right
    return left, f"{right} {of_left}" if of_right == "" and of_left else right


def _is_kept(asked: str, words: list[tuple[str, int, int]], first: int, at: int, last: int) -> bool:
    """Whether both sides contain a kind of work, or both are names of at least two words."""
    sides = (words[first:at], words[at + 1 : last + 1])
    works = [any(word in KINDS for word, _, _ in side) for side in sides]
    names = [sum(asked[start].isupper() for _, start, _ in side) >= 2 for side in sides]
    return all(work or name for work, name in zip(works, names, strict=True))


def _begins(asked: str, words: list[tuple[str, int, int]], join: int, language: str) -> int | None:
    """The index of the first word of the name before a conjunction."""
    opens = PREPOSITIONS[language] | DETERMINERS[language]
    has_work = False
    for at in range(join - 1, max(join - _REACH, 0) - 1, -1):
        word, start, _ = words[at]
        if word in AUXILIARIES[language]:
            return None
        has_work = has_work or word in KINDS
        is_first = at == 0 or "," in asked[words[at - 1][2] : start]
        if has_work and word in opens and word not in OF[language]:
            return (
                at - 1
                if at and words[join + 1][0] in PREPOSITIONS[language] and words[at - 1][0] in PREPOSITIONS[language]
                else at
            )
        is_led = has_work and at > 0 and words[at - 1][0] in opens
        if asked[start].isupper() and not is_led and (is_first or not _continues(asked, words, at - 1, language)):
            return at
        if is_first:
            return None
    return None


def _continues(asked: str, words: list[tuple[str, int, int]], at: int, language: str) -> bool:
    """Whether a word belongs to the name after it: another capital, "of", or a word that leads to the kind of work."""
    word = words[at][0]
    if asked[words[at][1]].isupper() and not WH.match(asked[words[at][1] :]):
        return True
    near = [other for other, _, _ in words[max(at - 6, 0) : at + 1]]
    is_inner = word in PREPOSITIONS[language] or word in DETERMINERS[language] or word in OF[language]
    return word in KINDS or (is_inner and any(other in KINDS for other in near))


def _ends(asked: str, words: list[tuple[str, int, int]], join: int, language: str) -> int | None:
    """The index of the last word of the name after a conjunction."""
    end = None
    for at in range(join + 1, min(join + _REACH, len(words))):
        word, start, _ = words[at]
        if word in AUXILIARIES[language] or (end is not None and re.search(r"[,;:]", asked[words[at - 1][2] : start])):
            break
        if (
            word in KINDS
            or asked[start].isupper()
            or (end is not None and _is_complement(asked, words, (end, at), language))
        ):
            end = at
        elif end is not None and not _leads_on(asked, words, (end, at), language):
            break
    return end


def _is_complement(asked: str, words: list[tuple[str, int, int]], span: tuple[int, int], language: str) -> bool:
    """Whether a word says more of the name that ended so far: "cibo" in "la tesi sul cibo", "finale" in "la relazione finale"."""
    end, at = span
    word, before = words[at][0], words[at - 1][0]
    if word in PREPOSITIONS[language] | DETERMINERS[language]:
        return False
    if before in PREPOSITIONS[language] | DETERMINERS[language]:
        return True
    has_preposition = any(other in PREPOSITIONS[language] for other, _, _ in words[max(end - 3, 0) : end])
    if language == "en":  # the verb may be included, which does no harm
        return end == at - 1 and has_preposition and words[end][0] not in KINDS
    return end == at - 1 and _closes(asked, words, at, language)


def _leads_on(asked: str, words: list[tuple[str, int, int]], span: tuple[int, int], language: str) -> bool:
    """Whether a word may be part of a name: "of", an article, a preposition right after the kind of work or before a capital."""
    end, at = span
    word = words[at][0]
    if _is_of(word, language) or word in DETERMINERS[language]:
        return end == at - 1 or words[at - 1][0] in PREPOSITIONS[language]
    is_bare = words[end][0] in KINDS and end == at - 1
    is_inside = at + 1 < len(words) and asked[words[at + 1][1]].isupper() and asked[words[end][1]].isupper()
    # A title may be in the other language: "il report su Light for Learning".
    return (word in PREPOSITIONS[language] and is_bare) or (
        is_inside and word in PREPOSITIONS["it"] | PREPOSITIONS["en"]
    )


def _is_of(word: str, language: str) -> bool:
    return word in OF[language] or (word in SPLIT and SPLIT[word][0] == "di")


def _closes(asked: str, words: list[tuple[str, int, int]], at: int, language: str) -> bool:
    """Whether a name may end with a word: the end of the question, a comma or a preposition follows."""
    if at + 1 == len(words):
        return True
    return "," in asked[words[at][2] : words[at + 1][1]] or words[at + 1][0] in PREPOSITIONS[language]


def _counted(asked: str) -> Comparison | None:
    """ "The two studies on X", "both theses", "i due rapporti": works that are counted, not named."""
    words = [word for word, _, _ in tokens(asked)]
    for at, (number, following) in enumerate(itertools.pairwise(words)):
        count = _NUMBERS.get(number, 0) if _RANKED.isdisjoint(words[max(at - 1, 0) : at]) else 0
        behind = words[at + 1 : at + 4]
        if count and (
            following in KINDS | _COUNTED
            or (number in ("both", "entrambi", "entrambe") and set(behind) & (KINDS | _COUNTED))
        ):
            meant = re.search(rf"\b(?:the\s+|i\s+|le\s+|gli\s+)?{number}\b", asked, re.I)
            return Comparison((), (f"{asked}?",), _without_works(asked, meant.start() if meant else 0), count)
    return None


def _without_works(asked: str, start: int) -> str:
    """The question without the works that it counts, from `start` to the end of their topic."""
    language = detect_query(asked)
    words = [word for word in tokens(asked) if word[1] >= start]
    last = _ends(asked, [("", start, start), *words], 0, language)
    end = words[last - 1][2] if last else start
    return _spaced(f"{asked[:start]} {asked[end:]}?")
