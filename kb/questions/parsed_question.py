"""Parsing of a question: its question word, the noun that it counts or chooses, and the phrases of the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.questions.grammar import AUXILIARIES, COUNTING, DETERMINERS, OF, PREPOSITIONS, PRONOUNS, SPLIT, WH, is_past
from kb.questions.phrases import Phrase, phrases, tokens
from kb.text.languages import detect_query


@dataclass(frozen=True)
class ParsedQuestion:
    """A parsed question: `lead` is its question word with the counted noun ("In quali regioni"); `body` starts at `body_start`.

    `noun` is what is counted or chosen ("regioni", "families"), with its own complements; "" if the question word stands alone.
    `frame` is the text before the lead: "In the survey, ".
    """

    question: str
    language: str
    lead: str
    wh: str
    preposition: str
    noun: str
    body_start: int
    phrases: tuple[Phrase, ...]
    frame: str = ""

    @property
    def body(self) -> str:
        """The text after the lead, without the question mark."""
        return self.question[self.body_start :].rstrip(" ?!.…")

    @property
    def is_counting(self) -> bool:
        """Whether the question word goes with a noun: how many, which, quanti, quale."""
        return bool(COUNTING.match(self.wh)) and bool(self.noun)


def parse_question(question: str, language: str = "") -> ParsedQuestion:
    """Parse a question into its lead and its phrases."""
    language = language or detect_query(question)
    begins = _lead_at(question)
    wh = WH.match(question, begins) if begins else WH.match(question)
    at = wh.end() if wh else 0
    end = at
    if wh and COUNTING.match(wh["wh"]):
        end = _asked_end(question, at, language)
    noun = question[at:end].strip(" ,?!.")
    body_start = end
    asked = (Phrase(question, at, at + len(noun), "", "", at, is_asked=True),) if noun else ()
    return ParsedQuestion(
        question, language, question[begins:end].strip(" ,?!."), wh["wh"] if wh else "", wh["prep"].strip() if wh else "", noun, body_start,
        (*phrases(question[:begins], language), *asked, *phrases(question, language, body_start)), question[:begins],
    )  # fmt: skip


def _lead_at(question: str) -> int:
    """Start of the question word: 0, or after a phrase such as "In the survey, …" or "Entro il 2050 …"."""
    if WH.match(question):
        return 0
    framed = re.match(
        r"(?:nel|in|entro|secondo|dopo|durante|for|according|by|during|under|at)\w*['’]?\s.{2,80}?[,\s]\s?(?=\w)",
        question,
        re.I,
    )
    while framed:
        if WH.match(question, framed.end()):
            return framed.end()
        framed = re.compile(r"\S+\s+").match(question, framed.end())
    return 0


_AFTER_A_VERB = DETERMINERS["en"] | PREPOSITIONS["en"] | PRONOUNS["en"].keys()


def _asked_end(question: str, at: int, language: str) -> int:
    """End of the noun that a question word counts, complements included: at the verb."""
    words = [word for word in tokens(question) if word[1] >= at]
    breaks = AUXILIARIES[language] | {"ne"} | (DETERMINERS[language] - {"altri", "altre", "other"})
    run: list[tuple[str, int, int]] = []
    if language == "en" and words and words[0][0] in ("went", "happened", "came", "changed", "became", "began"):
        return at
    if language == "en" and words and is_past(words[0][0]) and (len(words) == 1 or words[1][0] in _AFTER_A_VERB):
        return at
    for position, (word, start, end) in enumerate(words):
        previous = words[position - 1][0] if position else ""
        if word in breaks and not (run and previous in PREPOSITIONS[language]):
            is_subject = word not in AUXILIARIES[language] and _ends_in_verb(question, run, language)
            return run[-1][1] if is_subject else start if run else at
        is_name = question[start].isupper() and previous not in PREPOSITIONS["it"]
        if language == "it" and is_name and _ends_in_verb(question, run, language):
            return run[-1][1]
        if run and _is_verb(word, previous, run, language):
            return start
        is_new = word in PREPOSITIONS[language] and SPLIT.get(word, ("",))[0] != "di" and word not in OF[language]
        # "Per ogni anno": the article or the like belongs to the preposition.
        behind = words[position + 1 :]
        behind = behind[1:] if behind and behind[0][0] in DETERMINERS[language] else behind
        if is_new and run and not any(token in breaks or _is_plain_verb(token, language) for token, _, _ in behind):
            return _before_verb(run, language, start)
        run.append((word, start, end))
    return _before_verb(run, language, len(question.rstrip(" ?!."))) if run else at


def _ends_in_verb(question: str, run: Sequence[tuple[str, int, int]], language: str) -> bool:
    """Whether the last word of a run before an article or a name is the verb: "rimborso offre", "cooperative provides"."""
    return len(run) > 1 and run[-2][0] not in PREPOSITIONS[language] and not question[run[-1][1]].isupper()


def _before_verb(run: Sequence[tuple[str, int, int]], language: str, end: int) -> int:
    """The end of a run of words without its last, where that is a verb: "project received" before a preposition."""
    if len(run) < 2:
        return end
    # After a plural noun a word in -a is no adjective: "quante ore scambia".
    is_singular_verb = (
        language == "it"
        and run[-1][0].endswith("a")
        and run[-2][0][-1] in "ieà"
        and run[-2][0] not in PREPOSITIONS["it"]
    )
    return run[-1][1] if is_singular_verb or _is_plain_verb(run[-1][0], language) else end


def _is_verb(word: str, previous: str, run: Sequence[object], language: str) -> bool:
    return previous not in PREPOSITIONS[language] and bool(run) and _is_plain_verb(word, language)


def _is_plain_verb(word: str, language: str) -> bool:
    if language == "en":
        return is_past(word)
    return bool(re.search(r"(?:[aeiou]no|isce|iscono|arono|irono)$", word)) and len(word) > 5
