"""Completion of follow-ups: the referent in place of a pronoun, or as the missing subject, object or complement."""

import re
from collections.abc import Sequence

from kb.questions.conversation.references import (
    INDEFINITE,
    asks_of_maker,
    extended,
    is_measure,
    like,
    place,
    referent,
    relative,
    sharing,
    work,
)
from kb.questions.grammar import ARTICLES, AUXILIARIES, PREPOSITIONS, PRONOUNS, fuse
from kb.questions.parsed_question import ParsedQuestion, parse_question
from kb.questions.phrases import Phrase, nested, tokens
from kb.questions.work_nouns import is_work

Words = Sequence[tuple[str, int, int]]  # (token, start, end)
_PERSON = re.compile(r"(?<!^)\b(?<!\b[dD]el )[A-ZÀ-Ý][a-zà-ù]+ [A-ZÀ-Ý][a-zà-ù]+\b(?=\W*$)")  # that ends a question
_CLITICS = ("lo", "la", "li", "le", "l'")


def fill_in(bare: str, asked: ParsedQuestion, before: ParsedQuestion) -> str:
    """The follow-up with what it refers to in place of its pronoun, or as its missing subject or complement."""
    if (
        asked.wh.lower() in ("how many", "quanti", "quante")
        and not asked.noun
        and not re.match(r"of\b|d[aei]\w*\b|ne\b", asked.body, re.I)
    ):
        noun = _what_is_counted(before)
        bare = f"{bare[: asked.body_start]} {noun} {bare[asked.body_start :]}" if noun else bare
        asked = parse_question(re.sub(r"\s+", " ", bare), asked.language)
        bare = asked.question
    filled = _filled(bare, asked, before)
    if filled == bare:
        return filled
    if before.frame and before.frame.rstrip(", ") not in filled:
        filled = f"{before.frame}{filled[0].lower()}{filled[1:]}"
    return _with_names(filled, before)


def _with_names(filled: str, before: ParsedQuestion) -> str:
    """The completed question with a name of the earlier one, if it has none itself."""
    if any(word[:1].isupper() for word in filled.split()[1:]):
        return filled
    named = [phrase for phrase in before.phrases if phrase.is_named and not phrase.is_asked and phrase.preposition]
    return f"{filled.rstrip(' ?')} {before.question[named[-1].start : named[-1].end]}" if named else filled


def _substitute(text: str, start: int, end: int, phrase: str) -> str:
    return f"{text[:start]}{phrase}{text[end:]}"


def _filled(bare: str, asked: ParsedQuestion, before: ParsedQuestion) -> str:
    """The follow-up with its first pronoun that points to something filled in, or without one what is missing."""
    fill, words = _english_pronoun if asked.language == "en" else _italian_pronoun, tokens(bare)
    fillings = (fill(asked, before, words, at) for at in range(len(words)))
    filled = next((filled for filled in fillings if filled is not None), None)
    return _without_pronoun(bare, asked, before) if filled is None else filled


def _english_pronoun(asked: ParsedQuestion, before: ParsedQuestion, words: Words, at: int) -> str | None:
    """The follow-up with the pronoun at a word filled in; None if the word is none, or points to nothing."""
    bare, (word, start, end) = asked.question, words[at]
    following = words[at + 1] if at + 1 < len(words) else ("", len(bare), len(bare))
    if word == "there":
        is_existential = at > 0 and words[at - 1][0] in ("are", "is", "were", "was")
        if is_existential and any(later in PRONOUNS["en"] for later, _, _ in words[at + 1 :]):
            return None  # "are there other works on this?"
        return (
            f"{bare.rstrip(' ?')} {place(before)}" if is_existential else _substitute(bare, start, end, place(before))
        )
    kind = PRONOUNS["en"].get(word)
    if kind is None or (word == "one" and at == 0):
        return None
    if word in ("this", "that", "these", "those") and following[0] not in AUXILIARIES["en"] | PREPOSITIONS["en"] | {""}:
        return _substitute(bare, start, following[2], like(following[0], before, kind) or bare[start : following[2]])
    if kind.endswith("'s") and (
        of := _of_owner(words, at, (kind == "one's" and work(before)) or referent(before, kind.removesuffix("'s")))
    ):
        return f"{bare[:start]}{of}{bare[words[_noun_end(words, at)][2] :]}"
    is_owner = kind.endswith("'s") or (word == "her" and following[0] not in PREPOSITIONS["en"] | {""})
    found = referent(before, kind.removesuffix("'s"))
    if is_owner and found:
        found += "'" if found.endswith("s") else "'s"
    return _substitute(bare, start, end, found) if found else None


def _noun_end(words: Words, at: int) -> int:
    """The index of the last word of the noun after a possessive."""
    stops = AUXILIARIES["en"] | PREPOSITIONS["en"]
    return next((i - 1 for i in range(at + 1, len(words)) if words[i][0] in stops), len(words) - 1)


def _of_owner(words: Words, at: int, owner: str) -> str:
    """ "its conclusions" as "the conclusions of the thesis on ovens", where the owner is too long for an "'s"; else ""."""
    noun = " ".join(word for word, _, _ in words[at + 1 : _noun_end(words, at) + 1])
    is_long = any(word in PREPOSITIONS["en"] - {"of"} for word in owner.split())
    return f"the {noun} of {owner}" if noun and is_long else ""


def _without_pronoun(bare: str, asked: ParsedQuestion, before: ParsedQuestion) -> str:
    """A follow-up with a noun phrase of its own gets a complement; one without gets its missing object."""
    language = asked.language
    own = [phrase for phrase in asked.phrases if not phrase.is_asked and not phrase.is_time]
    if any(phrase.is_named for phrase in asked.phrases):
        return bare
    definite_own = [phrase for phrase in own if phrase.determiner and phrase.determiner.lower() not in INDEFINITE]
    if definite_own:
        last = definite_own[-1]
        if shared := sharing(last.head.split()[-1] if language == "en" else last.head.split()[0], before):
            joined = (
                fuse(last.preposition, shared)
                if language == "it" and last.preposition
                else f"{last.preposition} {shared}".strip()
            )
            return _substitute(bare, last.start, last.end, joined)
        # "I limiti dello studio": the work stands inside.
        inner = next((p for p in nested(last, language) if p.end == last.end and is_work(p.noun)), last)
        if named := _same_work(inner, before, language):
            return _substitute(bare, inner.start, inner.end, named)
        found = work(before) or referent(before, "other")
        if not found or found.lower() in bare.lower():
            return bare
        return _substitute(bare, last.end, last.end, f" {fuse('di', found)}" if language == "it" else f" of {found}")
    if language == "en" and asked.noun and asked.noun == _what_is_counted(before):
        return f"{bare} "  # complete except for names
    is_passive = (
        language == "it" and asked.is_counting and re.match(r"(?:sono|erano|furono|vengono|venivano)\b", asked.body)
    )
    found = referent(before, "one" if is_passive else "object" if asked.wh.lower() == "who" else "any")
    if not found:
        return bare
    if language == "it" and (is_passive or re.match(r"(?:ci sono|c['’]è|c['’]era|ci sono stat\w)\b", bare, re.I)):
        return f"{bare.rstrip(' ?')} {fuse('in', found)}"
    if own:
        return _with_complement(bare, found, before, language)
    return f"{bare.rstrip(' ?')} for {found}" if language == "en" else _with_missing_subject(bare, asked, before)


def _with_complement(bare: str, found: str, before: ParsedQuestion, language: str) -> str:
    """A follow-up with what was found as its complement; unchanged for a clause: a cost isn't "of the families that found a home"."""
    if before.is_counting and found == relative(before):
        return bare
    return f"{bare.rstrip(' ?')} {fuse('di', found) if language == 'it' else f'in {found}'}"


def _same_work(phrase: Phrase, before: ParsedQuestion, language: str) -> str:
    """The work meant by "the study" or "il progetto": the one named before, else made from the topic; "" for other phrases."""
    if not is_work(phrase.noun):
        return ""
    found = work(before)
    topic = found or referent(before, "one")
    if not topic:
        return ""
    if not found:
        is_name = topic[:1].isupper()
        if language == "en":
            topic = f"the {topic} {phrase.noun}" if is_name else f"the {phrase.noun} on {topic}"
        else:
            topic = f"{phrase.text} {topic if is_name else fuse('su', topic)}"
    if not phrase.preposition:
        return topic
    return fuse(phrase.preposition, topic) if language == "it" else f"{phrase.preposition} {topic}"


def _with_missing_subject(bare: str, asked: ParsedQuestion, before: ParsedQuestion) -> str:
    """An Italian question with its subject after the verb: "Quanto costa in estate?" → "Quanto costa la mensa in estate?"."""
    number = "object" if asked.wh.lower() == "chi" and not asked.preposition else _verb_number(asked)
    participle = re.search(r"\b(?:è|era|stat[ao]|rimast[ao])\s+\w+t(a|o)\b", asked.body)
    found = asks_of_maker(asked, before) or referent(before, number, participle[1] == "a" if participle else None)
    at = asked.body_start
    for word, start, end in tokens(bare):
        if start < asked.body_start:
            continue
        if word in PREPOSITIONS["it"] or word in ARTICLES["it"]:
            break
        at = end
    return f"{bare[:at]} {found} {bare[at:].rstrip(' ?')}" if found else bare


def _verb_number(asked: ParsedQuestion) -> str:
    words = [word for word, _, _ in tokens(asked.body)]
    plural = {
        "sono",
        "erano",
        "furono",
        "saranno",
        "hanno",
        "avevano",
        "avranno",
        "vengono",
        "possono",
        "devono",
        "fanno",
        "vanno",
        "stanno",
    }
    first = next((word for word in words if word not in ("si", "ci", "non", "ne")), "")
    return "many" if first in plural or re.search(r"(?:[aeiou]no|arono|irono|erono)$", first) else "one"


def _italian_pronoun(asked: ParsedQuestion, before: ParsedQuestion, words: Words, at: int) -> str | None:
    """The follow-up with the pronoun at a word filled in; None if the word is none, or points to nothing."""
    bare, (word, start, end) = asked.question, words[at]
    following = words[at + 1] if at + 1 < len(words) else ("", len(bare), len(bare))
    kind = PRONOUNS["it"].get(word, "")
    number = kind.removesuffix("'s")
    is_followed = following[0] not in AUXILIARIES["it"] | PREPOSITIONS["it"] | {""}
    if word in ("lì", "là"):
        return _substitute(bare, start, end, place(before))
    if word == "ci" and following[0] not in ("sono", "è", "era", "erano", ""):
        return f"{_substitute(bare, start, end, '').rstrip(' ?')} {place(before)}"
    if word == "ne":
        return _counted(bare, asked, before, (start, end))
    if word in _CLITICS:
        return _without_clitic(asked, before, (word, start, end), following[0])
    if word[:4] in ("ques", "quel") and is_followed:
        return _after_preposition(bare, words, at, following[2], like(following[0], before, number)) or bare
    found = referent(before, number) if kind else ""
    if kind.endswith("'s") and (person := _PERSON.search(before.question)):
        found = person.group()
    if found and kind.endswith("'s") and following[0] not in AUXILIARIES["it"] | {""}:
        return _owned(bare, words, at, found)
    return _after_preposition(bare, words, at, end, found)


def _after_preposition(bare: str, words: Words, at: int, end: int, found: str) -> str | None:
    """The follow-up with what was found from the word to an end, joined to a preposition before it: "su questo"; None for nothing."""
    if found and at and words[at - 1][0] in PREPOSITIONS["it"]:
        return f"{bare[: words[at - 1][1]]}{fuse(words[at - 1][0], found)}{bare[end:]}"
    return _substitute(bare, words[at][1], end, found) if found else None


def _without_clitic(
    asked: ParsedQuestion, before: ParsedQuestion, clitic: tuple[str, int, int], following: str
) -> str | None:
    """ "Chi l'ha progettata?" → "Chi ha progettato la biblioteca?"."""
    word, start, end = clitic
    is_subject_asked = before.is_counting and any(not p.preposition and not p.is_asked for p in before.phrases)
    found = referent(before, "other" if is_subject_asked and before.wh.lower() == "quale" else PRONOUNS["it"][word])
    if not found or not _is_clitic(asked, word, start, following):
        return None
    rest = re.sub(
        r"\b(ha|hanno|aveva|avevano)(\s+\w+[ts])[aei]\b", r"\1\2o", _substitute(asked.question, start, end, " ")
    )
    return f"{rest.rstrip(' ?')} {found}"


def _owned(bare: str, words: Words, at: int, owner: str) -> str:
    """ "il suo orario estivo" → "il orario estivo della mensa": the owner after the noun and its adjectives."""
    stops = AUXILIARIES["it"] | PREPOSITIONS["it"] | ARTICLES["it"]
    stop = next((word[1] for word in words[at + 2 :] if word[0] in stops), len(bare))
    last = next(word[2] for word in reversed(words) if word[2] <= stop)
    return f"{bare[: words[at][1]]}{bare[words[at + 1][1] : last]} {fuse('di', owner)}{bare[last:]}"


def _is_clitic(asked: ParsedQuestion, word: str, start: int, following: str) -> bool:
    """Whether lo, la, l' … is a pronoun before a verb, not an article."""
    if start != asked.body_start:
        return False
    return (
        asked.wh.lower() == "chi"
        or following in AUXILIARIES["it"]
        or (word == "lo" and not re.match(r"s[^aeiou]|z|gn|ps|x|y", following))
    )


def _what_is_counted(before: ParsedQuestion) -> str:
    if before.noun and not is_measure(before.noun):
        return before.noun
    return next((phrase.head for phrase in before.phrases if phrase.is_plural and not phrase.is_asked), "")


def _counted(bare: str, asked: ParsedQuestion, before: ParsedQuestion, span: tuple[int, int]) -> str:
    """ "Quanti ne hanno aperti?": what is counted is what the earlier question counts or names."""
    noun = _what_is_counted(before)
    if not noun or not asked.lead:
        return bare
    rest = _substitute(bare, *span, "")[len(asked.lead) :].rstrip(" ?")
    others = [phrase for phrase in before.phrases if not phrase.is_asked and not phrase.is_time]
    subject = next((phrase for phrase in others if not phrase.preposition), None)
    named = next((phrase for phrase in others if phrase.is_named), None)
    tail = extended(subject, before) if subject else named.question[named.start : named.end] if named else ""
    return f"{asked.lead} {noun} {rest} {tail}"
