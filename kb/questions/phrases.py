"""Noun phrases of a question, found by their function words: articles, prepositions, auxiliaries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.questions.grammar import (
    AUXILIARIES,
    DETERMINERS,
    INVERTED,
    OF,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    SPLIT,
    TOKEN,
    VERBS,
    WH,
    is_past,
)
from kb.text.languages import detect_query

YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:[/-]\d{2,4})?$")
_NO_SUBJECT = frozenset("there not no that who which what more most less".split())
_MONTHS = re.compile(
    r"(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|january|february|march|april|may|june"
    r"|july|august|september|october|november|december|primavera|estate|autunno|inverno|spring|summer|autumn|winter)$", re.I
)  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """A noun phrase of a question: `text[start:end]` with its preposition, `noun_start` where the preposition ends.

    `preposition` is without the article that is fused with it, `determiner` the article ("the", "l'", "" for none).
    """

    question: str
    start: int
    end: int
    preposition: str
    determiner: str
    noun_start: int
    is_asked: bool = False

    @property
    def text(self) -> str:
        """The phrase with its article, without its preposition: "della mensa" → "la mensa"."""
        noun = self.noun
        if not self.determiner:
            return noun
        return f"{self.determiner}{'' if self.determiner.endswith(chr(39)) else ' '}{noun}"

    @property
    def noun(self) -> str:
        """The phrase without preposition and article."""
        return self.question[self.noun_start : self.end]

    @property
    def head(self) -> str:
        """The words before the first "of"."""
        return re.split(r"\s+(?:of|di|del|dello|della|dei|degli|delle|d['’]|dell['’])(?=\s|\b)", self.noun)[0]

    @property
    def complement(self) -> str:
        """The text after the head: " di Niguarda"."""
        return self.noun[len(self.head) :]

    @property
    def is_time(self) -> bool:
        """Whether it is a year, a month or a season."""
        return any(YEAR.match(word) or _MONTHS.match(word) for word in self.noun.split())

    @property
    def is_feminine(self) -> bool | None:
        """Whether its Italian article is feminine; None if the article doesn't show it."""
        if self.determiner.lower() in ("la", "una", "un'", "le", "questa", "queste", "quella", "quelle"):
            return True
        return (
            False
            if self.determiner.lower() in ("il", "lo", "un", "uno", "i", "gli", "questo", "questi", "quel", "quei")
            else None
        )

    @property
    def is_named(self) -> bool:
        """Whether it has a proper name."""
        return any(word[:1].isupper() for word in self.noun.split())

    @property
    def is_plural(self) -> bool:
        """Whether its head is probably plural."""
        if self.is_asked:
            return bool(re.search(r"\b(?:quanti|quante|quali|how many)\s*$", self.question[: self.start], re.I))
        if self.determiner:
            singular = "il lo la l' un uno una un' a an questo questa quel quella quello this that each every ogni"
            plural = "i gli le questi queste quei quegli quelle these those both all tutti tutte alcuni alcune"
            if self.determiner.lower() in singular.split():
                return False
            if self.determiner.lower() in plural.split():
                return True
        words = self.head.split()
        if not self.determiner and words and words[-1][:1].isupper():
            return False  # a name, also "DOORS"
        last = words[0 if self.determiner not in ("", "the") else -1].lower() if words else ""
        return (last.endswith("s") and not last.endswith(("ss", "us", "is"))) or last in (
            "people",
            "women",
            "men",
            "children",
        )


def tokens(text: str) -> list[tuple[str, int, int]]:
    """(token in lower case, start, end) of a text; typographic apostrophes as "'"."""
    return [(m.group().lower().replace("’", "'"), m.start(), m.end()) for m in TOKEN.finditer(text)]


def phrases(question: str, language: str, at: int = 0) -> tuple[Phrase, ...]:
    """The noun phrases of a question from `at` on, in order; "of …" stays with the phrase before it."""
    words = [word for word in tokens(question) if word[1] >= at]
    found: list[Phrase] = []
    position, after_do = 0, False
    while position < len(words):
        word = words[position][0]
        is_inverted = word in INVERTED and (word not in ("has", "have") or position == 0)
        is_subject = language == "en" and is_inverted and position + 1 < len(words) and not found
        after_do = (after_do or word in INVERTED) and word not in PERSONAL[language]
        opened = _opening(question, words, position, language)
        if (
            is_subject
            and _opening(question, words, position + 1, language) is None
            and not _is_closed(word, words[position + 1][0])
        ):
            # "does noise reduce sleep": a subject without an article.
            opened, position = ("", "", position + 1), position + 1
        if opened is None:
            position += 1
            continue
        preposition, determiner, first = opened
        last = _last(question, words, first, language)
        if (
            after_do
            and language == "en"
            and (at := _verb_at(question, words, (first, last), is_first=not found, is_bare=not determiner))
        ):
            last, after_do = at, False
        is_at_verb = last < len(words) and is_past(words[last][0])
        if after_do and not found and not preposition and language == "en" and not is_at_verb:
            last = _without_verb(question, words, first, last)
        if last > first:
            start, end = words[position][1], words[last - 1][2]
            found.append(Phrase(question, start, end, preposition, determiner, words[first][1]))
        position = max(last, position + 1)
    return _without_last_verb(question, words, found) if language == "en" else tuple(found)


def _without_last_verb(question: str, words: Sequence[tuple[str, int, int]], found: list[Phrase]) -> tuple[Phrase, ...]:
    """The phrases without a verb at the end: "last" in "does the course on sewing last" is no noun."""
    is_asked_with_do = bool(words) and words[0][0] in ("does", "did", "do")
    outside = [word for word in words[1:] if not any(p.start <= word[1] < p.end for p in found)]
    if len(found) < 2 or outside or not is_asked_with_do or " " not in found[-1].noun or found[-1].is_time:
        return tuple(found)
    last = found[-1]
    return (*found[:-1], replace(last, end=question.rfind(" ", 0, last.end)))


def nested(phrase: Phrase, language: str) -> tuple[Phrase, ...]:
    """The phrases within a phrase, after each "of": "the library" in "the staff of the library"."""
    found = []
    for word, start, _ in tokens(phrase.question):
        if not phrase.noun_start < start < phrase.end:
            continue
        if word in OF[language] or (word in SPLIT and SPLIT[word][0] == "di"):
            inner = phrases(phrase.question[: phrase.end], language, start)
            found += [other for other in inner[:1] if other.start == start]
    return tuple(found)


def _opening(
    question: str, words: Sequence[tuple[str, int, int]], at: int, language: str
) -> tuple[str, str, int] | None:
    """(preposition, article, index of the first word) of a phrase that opens at a word; None if none does."""
    word, start, _ = words[at]
    following = words[at + 1][0] if at + 1 < len(words) else ""
    is_adjective = word in ("prima", "secondo") and following not in DETERMINERS["it"]
    if word in PERSONAL[language]:
        return None
    if word in PREPOSITIONS[language] and not is_adjective:
        preposition, fused = SPLIT.get(word, (word, ""))
        if not fused and following in DETERMINERS[language]:
            return preposition, following, at + 2
        return preposition, fused, at + 1
    if word in DETERMINERS[language]:
        # "la" is taken for an article; before a verb it is a pronoun, which only the other words of the sentence show.
        return "", word, at + 1
    if question[start].isupper() or word[0].isdigit():
        return "", "", at
    return None


def _is_closed(auxiliary: str, word: str) -> bool:
    """Whether an English word after an auxiliary doesn't begin a subject: "does it", "is there", "were measured"."""
    is_participle = is_past(word) and auxiliary not in ("does", "do", "did")
    return (
        is_participle
        or word in AUXILIARIES["en"]
        or word in PRONOUNS["en"]
        or word in _NO_SUBJECT
        or word in PERSONAL["en"]
    )


def _verb_at(
    question: str, words: Sequence[tuple[str, int, int]], run: tuple[int, int], *, is_first: bool, is_bare: bool
) -> int:
    """The index of the verb in an English run after "does" and the like; 0 if neither form nor place shows one.

    It is a word in small letters after a name, or a common verb; in later phrases only the question's last word.
    """
    for at in range(run[0] + 1, run[1]):
        word, start, _ = words[at]
        is_behind_name = (
            is_first
            and is_bare
            and question[words[at - 1][1]].isupper()
            and not question[start].isupper()
            and word[0].isalpha()
        )
        if (is_first or at == len(words) - 1) and (word in VERBS or is_behind_name):
            return at
    return 0


def _is_verb(word: str, before: str, language: str) -> bool:
    """Whether a word in a run is its verb by form: an English past, an Italian plural after a plural article ("i giovani lasciano")."""
    if language == "en":
        return is_past(word)
    return before in ("i", "gli", "le") and len(word) > 4 and word.endswith(("ano", "ono", "eno"))


def _last(question: str, words: Sequence[tuple[str, int, int]], first: int, language: str) -> int:
    """The index after the last word of a phrase that begins at `first`."""
    at = first
    while at < len(words):
        word, start, end = words[at]
        if at > first and re.search(r"[,;:()]", question[words[at - 1][2] : start]):
            break
        is_of = word in OF[language] or (word in SPLIT and SPLIT[word][0] == "di")
        if is_of and at > first:
            at += 1
            if at < len(words) and words[at][0] in DETERMINERS[language]:
                at += 1
            at = max(at, min(at + 1, len(words)))
            continue
        # "Officina Oltre": a name may have a preposition.
        is_in_name = at > first and question[start:end].istitle() and question[words[at - 1][1]].isupper()
        is_small = word in AUXILIARIES[language] or word in PREPOSITIONS[language] or word in DETERMINERS[language]
        if is_small and not is_in_name:
            break
        if word in ("che", "e", "ed", "o", "and", "or", "that", "who", "which", "non", "not") or WH.match(word + " "):
            break
        if at > first and (word in PRONOUNS[language] or _is_verb(word, words[first - 1][0], language)):
            break
        # After an Italian noun and its name a word in lower case is a verb: "la mensa di Niguarda serve".
        previous = question[words[at - 1][1] :][:1]
        is_after_name = previous.isupper() and not question[start].isupper() and not word[0].isdigit()
        if language == "it" and at > first + 1 and is_after_name and not question[words[first][1]].isupper():
            break
        at += 1
    return at


def _without_verb(question: str, words: Sequence[tuple[str, int, int]], first: int, last: int) -> int:
    """The run without a verb at its end: in "does the kitchen prepare" the subject's last word is the verb."""
    if (
        last - first < 2
        or question[words[last - 1][1]].isupper()
        or words[min(last, len(words) - 1)][0] in ("be", "been", "have", *VERBS)
        or words[-1][0] in VERBS
    ):
        return last
    is_copula = any(word in ("is", "are", "was", "were") for word, _, _ in words[:first])
    return last if is_copula else last - 1


def bare(name: str) -> str:
    """A phrase without its preposition and article."""
    words = tokens(name)
    language = detect_query(name) if len(words) > 3 else ""
    openers = [
        PREPOSITIONS[code] | DETERMINERS[code] | SPLIT.keys() for code in ((language,) if language else ("it", "en"))
    ]
    at = 0
    while at < len(words) - 1 and any(words[at][0] in known for known in openers):
        at += 1
    return name[words[at][1] :].strip(" ,") if words else ""
