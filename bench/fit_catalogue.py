"""Fitting of the classifier of catalogue questions: `python -m bench.fit_catalogue` writes the weights into kb/questions/data.

Logistic regression on classes of words, in pairs and threes, alone and beside the vectors of the question and of its
frame. It is trained on the templates of `bench/catalogue_questions.toml` and the wordings of
`bench/catalogue_wordings.toml`, both with made-up names and topics, in several registers and with typos; and, as
questions about the contents of documents, on those of the sample, the project's paraphrases and translations, and
SQuAD-it's. Cross-validated by template: all questions from one are in one fold.
"""

import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import GroupKFold, cross_val_predict

from bench.sets import load_set
from kb.models.embedded_model import NAME
from kb.models.embedder import load_embedder
from kb.questions.catalogue_intent import PASSAGES, features
from kb.questions.catalogue_words import classes, frame
from kb.questions.conversation.typed import without_courtesy
from kb.settings import load_settings
from kb.text.normalise import WORD, fold

ROOT = Path(__file__).parent.parent
TEMPLATES, WORDINGS = (ROOT / "bench" / name for name in ("catalogue_questions.toml", "catalogue_wordings.toml"))
TARGET = ROOT / "kb" / "questions" / "data"
# Questions of this project about the contents of documents.
PASSAGE_QUESTIONS = ("bench/paraphrases.toml", "corpora/polisocial-sample/questions.toml")
TRANSLATIONS = ROOT / "bench" / "questions" / "translations.toml"
_SQUAD = 1500  # of SQuAD-it's questions
_FOLDS, _FILLINGS, _OF_WORDING, _STRENGTH, _SMALLEST = 5, 3, 14, 1.0, 0.02
# Scales vectors, so that the same prior restrains them less than words. With 1 eight of 225 questions of the corpora are taken for
# the catalogue's at a probability of 0.5, with 2 five and with 3 four, four of which are; of 150 to the catalogue two, one and two aren't.
_SCALE = 2.0
_COMPOUNDS = 0.25  # share of English wordings with a compound
_TEMPLATES_WITH = 2  # templates that a feature must be in
_OPENINGS = {
    "it": ["mi sai dire ", "scusi, ", "per favore, ", "salve, ", "vorrei sapere ", "ma ", "sapete dirmi ", "ciao! ", "buongiorno, "],
    "en": ["can you tell me ", "please, ", "hi, ", "I'd like to know ", "so ", "do you know ", "hello! ", "excuse me, "],
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """Questions with their intents; `groups` are the templates that they were made from."""

    texts: list[str]
    intents: np.ndarray
    groups: np.ndarray


def questions(seed: int = 5) -> Made:
    """All questions made of templates and wordings, and the project's questions about the contents of documents."""
    chance, read = random.Random(seed), tomllib.loads(WORDINGS.read_text(encoding="utf-8"))
    rows = [*_of_templates(chance, read["slots"])]
    for language in ("it", "en"):
        for intent, wordings in read[language].items():
            for wording in wordings:
                made = {
                    _varied(_filled(wording, read["slots"][language], chance), language, chance)
                    for _ in range(_OF_WORDING)
                }
                rows += [(intent, wording, text) for text in sorted(made)]
    rows += [(PASSAGES, text, text) for text in _about_documents(chance)]
    rows = [(intent, group, without_courtesy(text)) for intent, group, text in rows]
    return Made([row[2] for row in rows], np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))


def _of_templates(chance: random.Random, slots: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    """(intent, template, question): slots of English templates end in "_en" there."""
    for intent, templates in tomllib.loads(TEMPLATES.read_text(encoding="utf-8")).items():
        for template in templates:
            own = slots["en" if "_en}" in template else "it"]
            plain = re.sub(r"\{(\w+?)2?(?:_en)?\}", r"{\1}", template)
            for text in sorted({_filled(plain, own, chance) for _ in range(_FILLINGS)}):
                yield intent, template, text


def _filled(wording: str, slots: dict[str, list[str]], chance: random.Random) -> str:
    """A wording with one of each choice, and its slots filled until none is left; "the thesis on wells" may become "the wells thesis"."""
    if chance.random() < _COMPOUNDS:
        wording = re.sub(r"\{thesis\} \{(?:which|about)\}", "the {topic} {noun}", wording)
    while "[" in wording or "{" in wording:
        wording = re.sub(r"\[([^\[\]]*)\]", lambda match: chance.choice(match[1].split("|")), wording)
        wording = re.sub(r"\{(\w+)\}", lambda slot: chance.choice(slots[slot[1]]), wording)
    text = " ".join(wording.split())
    return text[:1].upper() + text[1:]


def _varied(text: str, language: str, chance: random.Random) -> str:
    """The question as a person may type it: with an opening, in lower case, without its mark, with a typo."""
    if chance.random() < 0.12:
        text = chance.choice(_OPENINGS[language]) + text[0].lower() + text[1:]
    if chance.random() < 0.2:
        text = text.rstrip("?")
    if chance.random() < 0.12:
        text = text.lower()
    if chance.random() < 0.1:
        at = chance.randrange(1, max(len(text) - 2, 2))
        text = (
            text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            if chance.random() < 0.5
            else text[:at] + text[at + 1 :]
        )
    return text


def _about_documents(chance: random.Random) -> list[str]:
    """Questions about the contents of documents, without the corpora's translated ones that ask who made a work."""
    read = (tomllib.loads((ROOT / name).read_text(encoding="utf-8")) for name in PASSAGE_QUESTIONS)
    own = [row["question"] for rows in read for row in rows["question"]]
    translated = tomllib.loads(TRANSLATIONS.read_text(encoding="utf-8"))["questions"].values()
    of_works = ({"SUPERVISE"}, {"WORK", "WRITE"}, {"WORK", "DEFEND"}, {"WORK", "WHEN"})
    plain = [text for text in translated if not any(kinds <= set(classes(text)) for kinds in of_works)]
    return [*own, *plain, *chance.sample(sorted(load_set("squad_it", "it").queries.values()), _SQUAD)]


def frame_words() -> list[str]:
    """The words of templates and wordings of questions to the catalogue, slots left out."""
    listed = [
        tomllib.loads(TEMPLATES.read_text(encoding="utf-8")),
        *(tomllib.loads(WORDINGS.read_text(encoding="utf-8"))[code] for code in ("it", "en")),
    ]
    texts = (text for read in listed for intent, wordings in read.items() if intent != PASSAGES for text in wordings)
    return sorted({word for text in texts for word in WORD.findall(fold(re.sub(r"\{\w+\}", " ", text)))})


def by_features(made: Made) -> tuple[list[str], csr_matrix]:
    """The features that several templates have, and whether each question has them (n×features)."""
    having: Counter[str] = Counter()
    found = [features(text) for text in made.texts]
    for group in dict.fromkeys(made.groups.tolist()):
        having.update(set().union(*(found[at] for at in np.flatnonzero(made.groups == group))))
    vocabulary = sorted(feature for feature, count in having.items() if count >= _TEMPLATES_WITH)
    place = {feature: at for at, feature in enumerate(vocabulary)}
    rows = [(at, place[feature]) for at, own in enumerate(found) for feature in own if feature in place]
    x = csr_matrix((np.ones(len(rows)), tuple(zip(*rows, strict=True))), shape=(len(found), len(vocabulary)))
    return vocabulary, x


def embedded(texts: Sequence[str]) -> np.ndarray:
    """The vectors of questions and of their frames, side by side (n×2d), as long as `_SCALE`."""
    embedder = load_embedder(load_settings({}))
    return _SCALE * np.hstack(
        [embedder.embed_passages([*texts]), embedder.embed_passages([frame(text) for text in texts])]
    )


def measured(name: str, x: Any, made: Made) -> LogisticRegression:
    """The fitted regression, its cross-validated accuracy printed."""
    model, y = LogisticRegression(C=_STRENGTH, max_iter=2000), made.intents
    guessed = cross_val_predict(model, x, y, groups=made.groups, cv=GroupKFold(_FOLDS))
    labels = sorted(set(y.tolist()))
    asks, said = y != PASSAGES, guessed != PASSAGES
    print(f"{name}: {len(y)} questions, accuracy {np.mean(guessed == y):.3f};"
          f" passages taken for the catalogue {np.mean(said[~asks]):.3f}, the reverse {np.mean(~said[asks]):.3f}")  # fmt: skip
    print(labels, confusion_matrix(y, guessed, labels=labels), sep="\n")
    return model.fit(x, y)


def main() -> None:
    """Print the cross-validated accuracy, with words alone and with vectors, and write the weights."""
    made = questions()
    vocabulary, x = by_features(made)
    words = measured("words", x, made)
    _write_words(words, vocabulary)
    meaning = measured("words and vectors", hstack([x, csr_matrix(embedded(made.texts))], format="csr"), made)
    _write_meanings(meaning, vocabulary)
    (TARGET / "catalogue_frame.txt").write_text("\n".join(frame_words()) + "\n", encoding="utf-8")


def _write_words(model: LogisticRegression, vocabulary: Sequence[str]) -> None:
    lines = [
        '# Written by bench/fit_catalogue.py: for each intent, the weight of each word or pair of words; "" is the intercept.',
        "",
    ]
    for at, intent in enumerate(model.classes_):
        lines += [f"[{intent}]", f'"" = {model.intercept_[at]:.3f}']
        weights = zip(vocabulary, model.coef_[at], strict=True)
        lines += [f'"{feature}" = {weight:.3f}' for feature, weight in weights if abs(weight) >= _SMALLEST]
        lines.append("")
    (TARGET / "catalogue_intents.toml").write_text("\n".join(lines), encoding="utf-8")


def _write_meanings(model: LogisticRegression, vocabulary: Sequence[str]) -> None:
    weights = model.coef_.copy()
    weights[:, len(vocabulary) :] *= _SCALE
    weights = weights.round(2)
    kept = {
        "model": NAME, "date": datetime.now(UTC).date().isoformat(), "fitted by": "python -m bench.fit_catalogue",
        "intents": model.classes_.tolist(), "intercepts": model.intercept_.round(3).tolist(),
        "features": {name: weights[:, at].tolist() for at, name in enumerate(vocabulary) if weights[:, at].any()},
        "vectors": weights[:, len(vocabulary) :].tolist(),
    }  # fmt: skip
    (TARGET / "catalogue_meanings.json").write_text(json.dumps(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
