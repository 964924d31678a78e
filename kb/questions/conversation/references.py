"""References of a follow-up: the noun phrase of the earlier question that a pronoun or missing subject stands for."""

import re

from kb.questions.grammar import (
    ARTICLES,
    DETERMINERS,
    LOCATIVE,
    article,
    fuse,
    past,
)
from kb.questions.parsed_question import ParsedQuestion
from kb.questions.phrases import Phrase, nested
from kb.questions.work_nouns import is_work

# Nouns of measures; a pronoun doesn't refer to them.
_MEASURES = re.compile(
    r"(?:share|percentage|proportion|fraction|number|rate|age|ages|range|years?|months?|days?|hours?|minutes?|weeks?|euros?|dollars?|metres?|degrees?"
    r"|percentuale|quota|parte|numero|anni|anno|mes[ei]|giorn[oi]|or[ae]|minuti|settimane|metri|gradi|tempo|temp|lingu[ae]|languages?|cit[yt]\w*|kinds?"
    r"|tip[oi]|mod[oi]|ways?|reason|motivo|motivi|litri|litres?|chil[oi]|tonnellate|tonnes?|distanza|distance|tariff|somma|importo|city|countr\w+|paes[ei])\b", re.I
)  # fmt: skip
# Verbs by which a question asks for the person behind a work, and the noun for that person in Italian and English.
_MADE = re.compile(
    r"(?:ha |l['’]ha )?(?:(?P<author>scritto|wrote|(?:co-)?authored)|(?P<supervisor>seguito|supervisionato|(?:co-)?supervised|advised)"
    r"|(?P<editor>curato|edited))\b", re.I,
)  # fmt: skip
_MAKERS = {
    "author": ("l'autore", "the author"),
    "supervisor": ("il relatore", "the supervisor"),
    "editor": ("il curatore", "the editor"),
}
INDEFINITE = ("a", "an", "un", "uno", "una", "un'")


def definite(before: ParsedQuestion) -> str:
    """The noun that a question counts, with its article: "Quanti alloggi" → "gli alloggi"."""
    noun = re.sub(r"^(?:più|more|other|altri|altre|tre|due|three|two)\s+", "", before.noun)
    plural = before.wh.lower() in ("quanti", "quante", "quali") or before.language == "en"
    feminine = before.wh.lower() in ("quante", "quanta") or (
        before.wh.lower() not in ("quanti", "quanto")
        and re.match(r"\w+(?:a|e)\b", noun) is not None
        and not re.match(r"\w+(?:ore|me)\b", noun)
    )
    the = article(noun, before.language, plural, feminine)
    return f"{the}{'' if the.endswith(chr(39)) else ' '}{noun}"


def relative(before: ParsedQuestion) -> str:
    """The noun that a question counts, with the rest as a relative clause: "the flats that the city restored"."""
    body = before.body
    did = re.match(r"(do|does|did)\s+", body)
    subject = next((p for p in before.phrases if p.start >= before.body_start), None)
    if before.language == "en" and did and subject:
        rest = before.question[subject.end :].rstrip(" ?!.").strip().split(" ", 1)
        verb = past(rest[0]) if did[1] == "did" else rest[0] + ("s" if did[1] == "does" else "")
        return f"{definite(before)} that {before.question[subject.start : subject.end]} {' '.join([verb, *rest[1:]])}"
    return f"{definite(before)} {'that' if before.language == 'en' else 'che'} {body}"


def work(before: ParsedQuestion) -> str:
    """The work that a question names with its topic or title: "la tesi sui forni", "the Sunflower project"; "" for none."""
    whole = [phrase for phrase in before.phrases if not phrase.is_time]
    for phrase in (*whole, *(inner for outer in whole for inner in nested(outer, before.language))):
        words = phrase.head.split()
        is_headed = bool(words) and (is_work(words[0]) or is_work(words[-1]))
        found = extended(phrase, before) if is_headed and not phrase.is_asked else ""
        if len(found.split()) > 2 or (found and phrase.is_named):
            return found
    return ""


def maker(before: ParsedQuestion) -> str:
    """Whom a question asks for, by the work: "the supervisor of Clear Wells" of "Who supervised Clear Wells?"; "" for other questions."""
    made = _MADE.match(before.body) if before.wh.lower() in ("who", "chi") else None
    found = referent(before, "one") if made else ""
    if not made or not found:
        return ""
    who = _MAKERS[str(made.lastgroup)][before.language == "en"]
    return f"{who} of {found}" if before.language == "en" else f"{who} {fuse('di', found)}"


def asks_of_maker(asked: ParsedQuestion, before: ParsedQuestion) -> str:
    """The person that a follow-up asks for more works of: "che altro ha scritto?" after "Chi ha scritto …?"; "" for others."""
    is_of_person = asked.wh.lower() not in ("who", "chi") and _MADE.match(asked.body)
    return maker(before) if is_of_person else ""


# -- the phrase referred to ----------------------------------------------------------------------------------------------


def is_measure(noun: str) -> bool:
    """Whether a noun is only a measure: "share", "anni"."""
    return bool(_MEASURES.match(noun))


def referent(before: ParsedQuestion, number: str, feminine: bool | None = None) -> str:
    """The noun phrase, with its article, that a reference points to; "" if there is none.

    `number` is "one", "many", "person", "object" (of what "who" did), "other" (what isn't counted) or "any".
    """
    both = re.fullmatch(r"(?:the|il|la|l['’]).+\s(?:and|e)\s(?:the|il|la|l['’]).+", before.question.strip(" ?!."), re.I)
    if number == "person" and (made := maker(before)):
        return made
    if both and number == "many" and not before.wh:
        return both.group()  # "the thesis on kilns and the thesis on ovens"
    whole = [phrase for phrase in before.phrases if not phrase.is_time and not phrase.noun[:1].isdigit()]
    options = [phrase for phrase in whole if not _is_only_a_place(phrase)] or whole
    if not options:
        return ""
    # "I partner di GIRASOLE": one is the project, of which there are several.
    options += [
        inner for phrase in options for inner in nested(phrase, before.language)
        if inner.determiner or (inner.is_named and number == "one" and phrase.is_plural)
    ]  # fmt: skip

    def rank(phrase: Phrase) -> tuple[float, int]:
        is_inner = phrase not in before.phrases
        gender = 0.0 if None in (feminine, phrase.is_feminine) else 1.0 if feminine == phrase.is_feminine else -1.0
        return _salience(phrase, before, number) + gender - 0.7 * is_inner, -phrase.start

    best = max(options, key=rank)
    if best.is_asked and before.body:
        return relative(before)
    return extended(best, before)


def _is_only_a_place(phrase: Phrase) -> bool:
    return phrase.is_named and not phrase.determiner and phrase.preposition in LOCATIVE


def _salience(phrase: Phrase, before: ParsedQuestion, number: str) -> float:
    if phrase.is_asked:
        plural = before.wh.lower() in ("quanti", "quante", "quali", "how many") or phrase.is_plural
        measure = is_measure(phrase.noun)
        # "Which cooperative provides …?" is about the cooperative; after "who" the object is what the earlier question counts.
        is_topic = before.wh.lower() in ("which", "quale") or (number == "object" and _has_subject(before))
        return 0.9 + 1.5 * is_topic + _agrees(plural, number) - 5.0 * measure - 2.0 * (number == "other")
    named = 1.0 if phrase.is_named else 0.0
    subject = 0.6 if not phrase.preposition else 0.0
    definite = 0.4 if phrase.determiner and phrase.determiner.lower() not in INDEFINITE else 0.0
    bare = 0.6 if phrase.preposition and not phrase.determiner and not phrase.is_named else 0.0
    return (
        named
        + subject
        + definite
        - bare
        + _agrees(phrase.is_plural, number)
        + (1.0 if number == "person" and named else 0.0)
    )


def _has_subject(before: ParsedQuestion) -> bool:
    return any(not phrase.preposition and not phrase.is_asked for phrase in before.phrases)


def _agrees(plural: bool, number: str) -> float:
    return 0.0 if number in ("any", "person", "object", "other") else 1.5 if plural == (number == "many") else -1.5


def extended(phrase: Phrase, before: ParsedQuestion) -> str:
    """The phrase with the prepositional phrases right after it, except times."""
    end = phrase.end
    for other in before.phrases:
        if (
            other.preposition
            and not other.is_time
            and before.question[end : other.start].strip() == ""
            and other.start >= end
        ):
            end = other.end
    text = before.question[phrase.noun_start : end]
    the = phrase.determiner.lower()
    if the in INDEFINITE:
        the = article(phrase.noun, before.language, plural=False, feminine=the in ("una", "un'"))
    if the not in ARTICLES[before.language]:
        the = "" if the not in DETERMINERS[before.language] or the in ("ogni", "each", "every") else the
    return f"{the}{'' if not the or the.endswith(chr(39)) else ' '}{text}"


def place(before: ParsedQuestion) -> str:
    """The place of the earlier question with its preposition, else "in" with its subject."""
    located = [phrase for phrase in before.phrases if phrase.preposition in LOCATIVE and phrase.is_named]
    if located:
        return before.question[located[-1].start : located[-1].end]
    found = referent(before, "other")
    return fuse("in", found) if before.language == "it" else f"in {found}"


def like(noun: str, before: ParsedQuestion, number: str) -> str:
    """The earlier phrase whose head is this noun, else the most salient one."""
    return sharing(noun, before) or referent(before, number)


def sharing(noun: str, before: ParsedQuestion) -> str:
    """The earlier phrase whose head has this word; "" if none has."""
    for phrase in before.phrases:
        if noun.lower() in phrase.head.lower().split():
            return relative(before) if phrase.is_asked and before.body else extended(phrase, before)
    return ""
