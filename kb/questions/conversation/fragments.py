"""Fragments ("and in Milan?", "e i bambini?"): each takes the place of the earlier question's part of the same type. Pure."""

import re
from dataclasses import replace

from kb.questions.conversation.knowledge import Knowledge
from kb.questions.conversation.typed import language_of
from kb.questions.grammar import AUXILIARIES, FUSED, LOCATIVE, PREPOSITIONS, fuse
from kb.questions.parsed_question import ParsedQuestion, parse_question
from kb.questions.phrases import Phrase, nested, tokens

_LONGEST_FRAGMENT = 9  # words
_DEMONSTRATIVE = re.compile(
    r"^(?:(?:quell[oaie]|that|those|the ones?|the same|lo stesso|la stessa)\s+)(?=(?:d[aei]|a|in|ne|su|per|con|of|in|at|for|from|on)\w*\b)", re.I
)  # fmt: skip

# "E meno?" after "which has more?".
_DEGREE = re.compile(
    r"\b(?:(?:di\s+)?(?:più|meno)|(?:the\s+)?(?:most|fewest|least|highest|lowest)|(?<!how )(?:more|fewer|less))\b", re.I
)
_EACH = frozenset("each every ogni ciascun ciascuno ciascuna".split())
# "All'anno", "al mese", "a year".
_MEASURED = re.compile(r"anno|mese|giorno|settimana|ora|year|month|day|week|hour", re.I)
_A_UNIT = frozenset((("a", "l'"), ("a", "il"), ("a", "la"), ("", "a"), ("", "an")))


def is_fragment(bare: str, asked: ParsedQuestion) -> bool:
    """Whether a follow-up without its opening word has no verb of its own: "nel 2021?", "the library?"."""
    words = [word for word, _, _ in tokens(bare)]
    has_verb = any(word in AUXILIARIES[asked.language] for word in words)
    return not asked.wh and not has_verb and 0 < len(words) <= _LONGEST_FRAGMENT


def replaced(fragment: str, before: ParsedQuestion, known: Knowledge) -> str:
    """The earlier question with its part of the fragment's type replaced by the fragment."""
    whole, fragment = fragment, _DEMONSTRATIVE.sub("", fragment)
    new = _as_phrase(fragment, before.language)
    if _DEGREE.fullmatch(fragment) and (degree := _DEGREE.search(before.question)):
        return _swap(before.question, *degree.span(), fragment)
    if new.is_time:
        return _with_time(new, before)
    if _is_place(new, known) and (place := _place_in(before, known)):
        located = next((p for p in before.phrases if p.noun_start == place[0] and p.preposition in LOCATIVE), None)
        if new.preposition and located and not located.determiner:  # "a Milano", "in Africa"
            return _swap(before.question, located.start, place[1], fragment)
        return _swap(before.question, *place, new.noun)
    # "quello di sartoria" is another one of the same kind, so it isn't what is counted.
    counted = [] if whole == fragment else [phrase for phrase in before.phrases if phrase.is_asked]
    old = _counterpart(new, replace(before, phrases=tuple(p for p in before.phrases if p not in counted)), known)
    if old is None:
        return f"{before.question.rstrip(' ?!.')} {fragment}"
    if kind := _other_adjective(whole, old):
        return _swap(before.question, *kind)
    is_name = new.noun[:1].isupper() and not new.determiner and new.preposition in ("", "of", "di")
    if is_name and (name := _last_name(old)):
        return _swap(before.question, *name, new.noun)
    return _exchanged(new, old, before)


_NAMED = r"[\w’'-]*(?:\.\d+)?"  # the rest of a word: "PM2.5"
_NAME = re.compile(rf"[A-ZÀ-Ý]{_NAMED}(?:\s+(?:&\s+)?[A-ZÀ-Ý0-9]{_NAMED})*")


def _last_name(phrase: Phrase) -> tuple[int, int] | None:
    """(start, end) of the last proper name of a phrase."""
    found = list(_NAME.finditer(phrase.noun))
    return (phrase.noun_start + found[-1].start(), phrase.noun_start + found[-1].end()) if found else None


def _other_adjective(fragment: str, old: Phrase) -> tuple[int, int, str] | None:
    """(start, end, adjective) of "e quello annuale?" and "and the annual one?", for the adjective of "limite giornaliero"; else None."""
    nouns = old.head.split()
    italian = re.fullmatch(r"quell[oaie]\s+(\w+)", fragment, re.I)
    english = re.fullmatch(r"the\s+(\w+)\s+ones?", fragment, re.I)
    if len(nouns) != 2 or not (italian or english):
        return None
    ends = old.noun_start + len(old.head)
    if italian:
        return ends - len(nouns[1]), ends, italian[1]
    return (old.noun_start, old.noun_start + len(nouns[0]), english[1]) if english else None


def _as_phrase(fragment: str, language: str) -> Phrase:
    own = language_of(fragment, "") if language != "it" else language
    for code in dict.fromkeys((language, own, "it", "en")):
        found = [phrase for phrase in parse_question(fragment, code).phrases if phrase.start == 0]
        if found and found[0].noun_start > 0:
            return Phrase(fragment, 0, len(fragment), found[0].preposition, found[0].determiner, found[0].noun_start)
    return Phrase(fragment, 0, len(fragment), "", "", 0)


def _with_time(new: Phrase, before: ParsedQuestion) -> str:
    old = next((phrase for phrase in reversed(before.phrases) if phrase.is_time), None)
    if old is None:
        year = re.fullmatch(r"(?:1[5-9]|20)\d\d", new.noun)
        written = (f"nel {new.noun}" if before.language == "it" else f"in {new.noun}") if year else new.question
        return f"{before.question.rstrip(' ?!.')} {written}"
    bare_years = re.fullmatch(r"\d{4}", new.noun) and re.search(r"\b(?:1[5-9]|20)\d\d\b", old.noun)
    if bare_years:
        return _swap(before.question, old.noun_start + bare_years.start(), old.noun_start + bare_years.end(), new.noun)
    return _swap(before.question, old.start, old.end, new.question)


def _swap(question: str, start: int, end: int, text: str) -> str:
    return f"{question[:start]}{text}{question[end:]}"


def _is_place(phrase: Phrase, known: Knowledge) -> bool:
    return phrase.is_named and (
        known.is_place(phrase.noun)
        or (phrase.preposition in LOCATIVE and not phrase.determiner and len(phrase.noun.split()) < 4)
    )


def _place_in(before: ParsedQuestion, known: Knowledge) -> tuple[int, int] | None:
    """(start, end) of the last place that a question names: one of the gazetteer, else a name after "in", "a", "at"."""
    names = [
        (phrase.noun_start + m.start(), phrase.noun_start + m.end(), phrase)
        for phrase in before.phrases
        for m in _NAME.finditer(phrase.noun)
    ]
    listed = [(start, end) for start, end, _ in names if known.is_place(before.question[start:end])]
    located = [
        (s, e)
        for s, e, p in names
        if s == p.noun_start and e == p.end and p.preposition in LOCATIVE and not p.determiner
    ]
    # "la mensa di Niguarda", "the kitchen of Niguarda": the last name of a common noun.
    owned = [
        (s, e)
        for s, e, p in names
        if e == p.end and re.search(r"\b(?:di|of|d['’])\s*$", before.question[p.noun_start : s])
    ]
    return next((found[-1] for found in (listed, located, owned) if found), None)


def _counterpart(new: Phrase, before: ParsedQuestion, known: Knowledge) -> Phrase | None:
    """The phrase of the earlier question that the fragment stands for: by preposition, name and number, then by meaning."""
    whole = [phrase for phrase in before.phrases if not phrase.is_time]
    options = [*whole, *(inner for phrase in whole for inner in nested(phrase, before.language))]
    if _is_share(new):
        options = [phrase for phrase in options if _is_share(phrase)] or [
            phrase for phrase in options if phrase.preposition == new.preposition and not phrase.is_named
        ]
    elif new.preposition:
        same = [phrase for phrase in options if phrase.preposition == new.preposition]
        located = [phrase for phrase in options if new.preposition in LOCATIVE and phrase.preposition in LOCATIVE]
        named = [phrase for phrase in options if phrase.is_named and new.is_named and new.preposition in ("of", "di")]
        options = same or located or named
    elif new.is_named:
        options = [phrase for phrase in options if phrase.is_named] or options
    if not options:
        return None
    alike = known.likeness(new.noun, [phrase.head for phrase in options])

    def fits(at: int) -> float:
        old = options[at]
        # An Italian noun doesn't show its number without an article; a bare noun stands for what is counted.
        same_number = old.is_plural == new.is_plural if new.determiner or before.language == "en" else old.is_asked
        same_article = bool(old.determiner) == bool(new.determiner)
        outer = 0.1 * (at < len(whole))
        return alike[at] * 4 + 0.3 * same_number + 0.2 * same_article + 0.15 * (not old.preposition) + outer

    return options[max(range(len(options)), key=lambda at: (fits(at), -at))]


def _is_share(phrase: Phrase) -> bool:
    """Whether a phrase says for each of what something is counted: "per year", "by department", "ogni relatore", "all'anno"."""
    if phrase.is_named:
        return False
    if _MEASURED.fullmatch(phrase.noun) and (phrase.preposition, phrase.determiner) in _A_UNIT:
        return True
    return phrase.determiner in _EACH or (phrase.preposition in ("per", "by") and not phrase.determiner)


def _exchanged(new: Phrase, old: Phrase, before: ParsedQuestion) -> str:
    """The earlier question with one noun phrase for another; complements of the old one stay where the new one has none."""
    inner = [word for word, _, _ in tokens(new.noun) if word in PREPOSITIONS[before.language]]
    behind = next(
        (p for p in before.phrases if p.start >= old.end and not before.question[old.end : p.start].strip()), None
    )
    if (
        behind and behind.preposition and behind.preposition in inner
    ):  # "to pupils with asthma" for "to pupils with diabetes"
        old = replace(old, end=behind.end)
    is_complete = bool(inner) or new.is_named
    noun = new.noun if is_complete else f"{new.noun}{old.complement}"
    if new.preposition:
        return _swap(
            before.question, old.start, old.end, new.question if is_complete else new.question + old.complement
        )
    if old.is_asked:
        lead = _agreeing(before.question[: old.noun_start], new)
        return f"{lead}{noun}{before.question[old.end :]}"
    if not (new.determiner or old.determiner):
        return _swap(before.question, old.noun_start, old.end, noun)
    determiner = new.determiner or old.determiner
    joined = f"{determiner}{'' if determiner.endswith(chr(39)) else ' '}{noun}"
    if old.preposition:
        joined = (
            fuse(old.preposition, joined) if (old.preposition, determiner) in FUSED else f"{old.preposition} {joined}"
        )
    return _swap(before.question, old.start, old.end, joined)


def _agreeing(lead: str, new: Phrase) -> str:
    """ "Quanti" before another noun: "quante donne", "quanti uomini"."""
    feminine = new.is_feminine if new.is_feminine is not None else re.match(r"\w+e\b", new.noun) is not None
    return re.sub(r"(?i)(?<=quant)[ie](?=\s*$)", "e" if feminine else "i", lead)
