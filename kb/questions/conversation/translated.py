"""The things that a question names, as a follow-up in the other language calls them: "le famiglie con il progetto Porte Aperte". Pure.

Articles, prepositions and the nouns of the glossary are translated. Names stay, and so do words that the glossary lacks: "i bone char filters".
"""

import re
from collections.abc import Callable

from kb.questions.conversation.references import is_measure
from kb.questions.grammar import ARTICLES, OF, SPLIT, article, fuse
from kb.questions.parsed_question import ParsedQuestion, parse_question
from kb.questions.phrases import Phrase, tokens
from kb.questions.work_nouns import is_work

Translate = Callable[[str, str], str]  # an expression in lower case and its language → its translation, "" if unknown

_ITALIAN = {
    "of": "di", "in": "in", "into": "in", "on": "su", "about": "su", "at": "a", "to": "a", "for": "per", "from": "da", "by": "da", "with": "con",
    "between": "tra", "among": "tra", "under": "sotto", "over": "su", "during": "durante", "after": "dopo", "before": "prima di", "since": "da",
    "until": "fino a", "within": "entro", "without": "senza", "through": "attraverso", "near": "presso", "against": "contro", "as": "come",
    "across": "in", "toward": "verso", "towards": "verso", "per": "per", "than": "di", "according": "secondo", "behind": "dietro",
}  # fmt: skip
_ENGLISH = {
    "di": "of", "d'": "of", "a": "at", "ad": "at", "da": "from", "in": "in", "con": "with", "su": "on", "per": "for", "tra": "between",
    "fra": "between", "contro": "against", "senza": "without", "dopo": "after", "prima": "before", "durante": "during", "verso": "toward",
    "presso": "at", "secondo": "according to", "sopra": "over", "sotto": "under", "entro": "by", "oltre": "beyond", "come": "as",
}  # fmt: skip
_WORDS = {
    "it": {"quando": "when", "dove": "where", "chi": "who", "come": "how", "perché": "why", "perche": "why", "quanto": "how much", "quanti": "how many", "quante": "how many", "quali": "which"},
    "en": {"when": "quando", "where": "dove", "who": "chi", "how": "come", "why": "perché", "how much": "quanto", "how many": "quanti", "which": "quali"},
}  # fmt: skip
_FEMININE = re.compile(r"\w+(?:a|e|zione|sione|tà|tù)|tesi|sintesi|ipotesi|crisi|analisi")
_MASCULINE = re.compile(r"\w+(?:ore|ale|ile|ame|ume|one(?<!zione)(?<!sione)|ma|nte|iere|e-)")
_SINGULAR_S = ("ss", "us", "is")
_PLURALS = ("people", "women", "men", "children")


def in_language(before: ParsedQuestion, language: str, translate: Translate) -> ParsedQuestion:
    """An earlier question reduced to the things that it names, in another language: what a follow-up may refer to."""
    things = ""
    for phrase in before.phrases:
        if phrase.is_time or (phrase.is_asked and is_measure(phrase.noun)):
            continue
        text = _rendered(phrase, before.language, translate)
        things += text if not things else f" {text}" if phrase.preposition else f", {text}"
    return parse_question(things, language)


def question_word(asked: ParsedQuestion, language: str, translate: Translate) -> ParsedQuestion:
    """A question word, with its noun or alone, in another language: "e quanti volontari?" → "how many volunteers?"."""
    word = (
        _WORDS[asked.language].get(asked.wh.lower(), "") if asked.language != language and not asked.preposition else ""
    )
    noun = thing_in(asked.noun, asked.language, translate) if asked.noun else ""
    return parse_question(f"{word} {noun}".strip() + "?" if word else asked.question, language)


def thing_in(text: str, language: str, translate: Translate) -> str:
    """A noun phrase in a language, with its complements, in the other language."""
    found = parse_question(text, language).phrases
    return " ".join(_rendered(phrase, language, translate) for phrase in found) if found else text


def _rendered(phrase: Phrase, language: str, translate: Translate) -> str:
    """The phrase in the other language with its preposition."""
    pieces = _pieces(phrase, language)
    render = _italian if language == "en" else _english
    return " ".join(render(*piece, translate) for piece in pieces)


def _pieces(phrase: Phrase, language: str) -> list[tuple[str, str, str]]:
    """(preposition, determiner, noun) of the phrase and of each complement after "of"."""
    text, found = phrase.noun, list[tuple[str, str, str]]()
    determiner = phrase.determiner or ("the" if phrase.is_asked else "")
    preposition, start = phrase.preposition, 0
    words = tokens(text)
    for at, (word, begin, end) in enumerate(words):
        is_of = word in OF[language] or (word in SPLIT and SPLIT[word][0] == "di")
        if not is_of or begin < start:
            continue
        found.append((preposition, determiner, text[start:begin].strip()))
        preposition, determiner, start = SPLIT.get(word, (word, ""))[0], SPLIT.get(word, ("", ""))[1], end
        if not determiner and at + 1 < len(words) and words[at + 1][0] in ARTICLES[language]:
            determiner, start = words[at + 1][0], words[at + 1][2]
    return [*found, (preposition, determiner, text[start:].strip())]


def _split(noun: str) -> tuple[str, str]:
    """The common words of a noun phrase and its proper name: ("project", "Porte Aperte")."""
    words = noun.split()
    return (
        " ".join(word for word in words if not word[:1].isupper()),
        " ".join(word for word in words if word[:1].isupper()),
    )


def _italian(preposition: str, determiner: str, noun: str, translate: Translate) -> str:
    common, name = _split(noun)
    is_plural = (common.endswith("s") and not common.endswith(_SINGULAR_S)) or common in _PLURALS
    known = translate(common, "en") if common else ""
    topic, _, head = common.rpartition(" ")
    if known:
        text = f"{_italian_plural(known) if is_plural else known} {name}".strip()
    elif topic and not name and is_work(head) and (known := translate(head, "en")):
        # "the kiln thesis" is "la tesi sul forno".
        text = f"{_italian_plural(known) if is_plural else known} {_italian('on', 'the', topic, translate)}"
    else:
        text = noun
    if common and (determiner or known):
        the = article(text, "it", is_plural, bool(known) and _is_feminine(known))
        text = f"{the}{'' if the.endswith(chr(39)) else ' '}{text}"
    return fuse(_ITALIAN[preposition], text) if preposition in _ITALIAN else f"{preposition} {text}".strip()


def _english(preposition: str, determiner: str, noun: str, translate: Translate) -> str:
    common, name = _split(noun)
    known = translate(common, "it") if common else ""
    is_plural = determiner in ("i", "gli", "le") or (not determiner and common.endswith("i"))
    head = (_english_plural(known) if is_plural else known) or common
    # "il progetto Girasole" is "the Girasole project", but a word that stays Italian keeps its place.
    text = f"{name} {head}".strip() if known else noun
    is_bare = not common or not determiner or (preposition == "su" and is_plural)  # "theses on ovens"
    the = "" if is_bare else "the "
    return f"{_ENGLISH.get(preposition, preposition)} {the}{text}".strip()


def _is_feminine(noun: str) -> bool:
    first = noun.split()[0]
    return bool(_FEMININE.fullmatch(first)) and not (
        _MASCULINE.fullmatch(first) and not first.endswith(("zione", "sione"))
    )


def _italian_plural(noun: str) -> str:
    """The plural of an Italian noun, by its ending."""
    first, _, rest = noun.partition(" ")
    for singular, plural in (
        ("cia", "ce"), ("gia", "ge"), ("ca", "che"), ("ga", "ghe"), ("ista", "isti"), ("a", "e"), ("io", "i"), ("go", "ghi"), ("co", "chi"),
        ("o", "i"), ("e", "i"),
    ):  # fmt: skip
        if first.endswith(singular):
            return f"{first[: -len(singular)]}{plural} {rest}".strip()
    return noun


def _english_plural(noun: str) -> str:
    """The plural of an English noun, by its ending; "" for none."""
    if not noun or noun.endswith(("s", "people", "men", "children")):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("x", "ch", "sh")) else f"{noun}s"
