"""Misspellings: the share of documents found in spite of them, and right words that are corrected."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from bench.quality import CORPUS, CORPUS2
from bench.sets import load_set, open_set
from kb.evaluation import Question
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import Scope, open_scope
from kb.search.search import Listing, search
from kb.search.spelling import correct
from kb.text.tokens import content_words, words

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: row[max(at - 1, 0) : at + 2].replace(key, "") for row in _KEYS for at, key in enumerate(row)}
_SHORTEST = 5  # letters of words that are misspelt
_RARE = 400  # right words tried per language


def slip(word: str, chance: random.Random) -> str:
    """The word with one letter doubled, left out, replaced by its neighbour on the keyboard or swapped with the next."""
    at = chance.randrange(len(word))
    following = word[at + 1 : at + 2]
    forms: list[Callable[[], str]] = [
        lambda: word[: at + 1] + word[at:],
        lambda: word[:at] + word[at + 1 :],
        lambda: word[:at] + chance.choice(_BESIDE.get(word[at], "aeio") or "e") + word[at + 1 :],
        lambda: word[:at] + following + word[at] + word[at + 2 :],
    ]
    return next(made for made in (chance.choice(forms)() for _ in range(100)) if made != word or len(set(word)) == 1)


def spelling() -> dict[str, Any]:
    """The right document among five for a question with a typo, at once and after a click; right words corrected."""
    chance = random.Random(7)
    found: dict[str, list[tuple[bool, bool]]] = {}
    right: dict[str, list[tuple[bool, bool]]] = {}
    for corpus in (CORPUS, CORPUS2):
        with corpus.library() as library:
            scope = open_scope(library, OWNER)
            for question in (question for question in corpus.load_questions() if question.places):
                for name, typed in _with_slips(scope, question, chance):
                    found.setdefault(name, []).append(_found(library, question, typed))
            for language, name in (("it", "squad_it"), ("en", "cranfield")):
                right.setdefault(language, []).extend(
                    _corrected(scope, word) for word in _foreign(scope, name, language)
                )
    return {
        "slips": {
            name: {"words": len(values), "at once": _share(values, 0), "after a click": _share(values, 1)}
            for name, values in found.items()
        },
        "right words": {
            language: {"words": len(values), "corrected": _share(values, 0), "offered": _share(values, 1)}
            for language, values in right.items()
        },
    }


def _share(values: Sequence[tuple[bool, bool]], which: int) -> float:
    return round(float(np.mean([value[which] for value in values])), 3)


def _with_slips(scope: Scope, question: Question, chance: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, query) for the question and for its two rarest words, if they find the document, with one and two wrong letters."""
    query = scope.analyse(question.text)
    rarity = dict(zip(query.forms, query.idf, strict=True))
    rare = sorted((w for w in rarity if len(w) >= _SHORTEST and w.isalpha()), key=lambda word: -rarity[word])[:2]
    short = " ".join(word for word in content_words(question.text, query.language) if word.lower() in rare)
    for kind, text in (("questions", question.text), ("two words", short)):
        if not rare or not _among_five(scope.library, question, text, Listing(as_typed=True)):
            continue
        word = chance.choice([word for word in content_words(text, query.language) if word.lower() in rare])
        once = slip(word, chance)
        for letters, made in ((1, once), (2, slip(once, chance) if len(word) > _SHORTEST else "")):
            if made:
                yield f"{kind}, {letters} wrong", text.replace(word, made, 1)


def _among_five(library: Library, question: Question, text: str, listing: Listing) -> bool:
    hits = search(library, text, OWNER, None, 30, listing).hits
    sources = list(dict.fromkeys(hit.document.source for hit in hits))[:5]
    return bool(set(sources) & set(question.documents))


def _found(library: Library, question: Question, typed: str) -> tuple[bool, bool]:
    at_once = _among_five(library, question, typed, Listing())
    offered = search(library, typed, OWNER, None, 1).did_you_mean
    return at_once, at_once or (bool(offered) and _among_five(library, question, offered, Listing()))


def _foreign(scope: Scope, name: str, language: str) -> list[str]:
    """Words of a judged set's queries and texts that the corpus lacks, most of them rare or names."""
    judged = load_set(name, language)
    with open_set(name, language) as other:
        ids = other.snapshot().passage_ids.tolist()
        chosen = random.Random(5).sample(ids, min(len(ids), 600))
        texts = [passage.text for passage in other.catalogue.passages(chosen).values()]
    seen = dict.fromkeys(form for text in (*judged.queries.values(), *texts) for form in words(text)[0])
    unknown = [w for w in seen if len(w) >= _SHORTEST and w.isalpha() and not _holds(scope, w)]
    return random.Random(6).sample(unknown, min(len(unknown), _RARE))


def _holds(scope: Scope, word: str) -> bool:
    return any(scope.lexical.holds(alternatives) for alternatives in scope.analyse(word).words)


def _corrected(scope: Scope, word: str) -> tuple[bool, bool]:
    correction = correct(scope, scope.analyse(word), word)
    return bool(correction and correction.is_clear), correction is not None
