"""Fits the classifier of catalogue questions: python -m bench.fit_catalogue writes kb/questions/data/catalogue_intents.toml.

Logistic regression on classes of words, in pairs and threes, of templates in both languages (bench/catalogue_questions.toml), their slots filled with
made-up topics. Cross-validated by template: all fillings of one are in one fold.
"""

import random
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import GroupKFold, cross_val_predict

from kb.questions.catalogue_intent import PASSAGES, features

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "bench" / "catalogue_questions.toml"
TARGET = ROOT / "kb" / "questions" / "data" / "catalogue_intents.toml"
_FOLDS, _FILLINGS, _STRENGTH, _SMALLEST = 10, 3, 1.0, 0.02
_TEMPLATES_WITH = 2  # templates that a feature must be in

_TOPICS = "mense scolastiche|orti di quartiere|isole di calore|violenza domestica|acqua potabile|riuso dei mobili|ansia degli adolescenti"
_TOPICS_EN = (
    "school canteens|community gardens|heat islands|domestic violence|drinking water|reused furniture|teenage anxiety"
)
FILLINGS = {
    "topic": _TOPICS.split("|"),
    "topic2": "barche a vela|turni di notte|vecchi mulini".split("|"),
    "topic_en": _TOPICS_EN.split("|"),
    "topic2_en": "sailing boats|night shifts|old mills".split("|"),
    "about": [f"{how} {topic}" for how in ("su", "che parla di", "dedicata a", "sul tema") for topic in _TOPICS.split("|")],
    "about_en": [f"{how} {topic}" for how in ("on", "about", "concerning", "dealing with") for topic in _TOPICS_EN.split("|")],
    "title": ["“Campi aperti”", "«La corte e il rione»", "Winter Gardens", "Tetti di Nuoro", "Slow Water"],
    "person": ["Ada Ferrini", "Ugo Bassetti", "Carla Montini", "Tom Archer"],
    "place": ["Nuoro", "Gela", "Trento", "Kitale", "Padova"],
    "org": ["Cooperativa Ginestra", "Caritas di Nuoro", "the Lindenhof school", "Arca Verde"],
    "year": ["2014", "2017", "2020"],
}  # fmt: skip


def filled() -> list[tuple[str, str, str]]:
    """(intent, template, question) of each template with some fillings."""
    chance = random.Random(5)
    found = []
    for intent, templates in tomllib.loads(TEMPLATES.read_text(encoding="utf-8")).items():
        for template in templates:
            made = {
                template.format(**{name: chance.choice(values) for name, values in FILLINGS.items()})
                for _ in range(_FILLINGS)
            }
            found += [(intent, template, question) for question in sorted(made)]
    return found


def main() -> None:
    """Print the cross-validated accuracy and write the weights."""
    rows = filled()
    having: Counter[str] = Counter()
    for template in dict.fromkeys(template for _, template, _ in rows):
        having.update(set().union(*(features(question) for _, other, question in rows if other == template)))
    vocabulary = sorted(feature for feature, count in having.items() if count >= _TEMPLATES_WITH)
    place = {feature: at for at, feature in enumerate(vocabulary)}
    x = np.zeros((len(rows), len(vocabulary)))
    for at, (_, _, question) in enumerate(rows):
        for feature in features(question):
            if feature in place:
                x[at, place[feature]] = 1
    y = np.array([intent for intent, _, _ in rows])
    model = LogisticRegression(C=_STRENGTH, max_iter=2000)
    guessed = cross_val_predict(model, x, y, groups=[template for _, template, _ in rows], cv=GroupKFold(_FOLDS))
    labels = sorted(set(y.tolist()))
    is_catalogue, said = y != PASSAGES, guessed != PASSAGES
    print(
        f"accuracy {np.mean(guessed == y):.3f}; passages taken for the catalogue {np.mean(said[~is_catalogue]):.3f}, the reverse {np.mean(~said[is_catalogue]):.3f}"
    )
    print(labels, confusion_matrix(y, guessed, labels=labels), sep="\n")
    model.fit(x, y)
    lines = [
        '# Written by bench/fit_catalogue.py: for each intent, the weight of each word or pair of words; "" is the intercept.',
        "",
    ]
    for at, intent in enumerate(model.classes_):
        lines += [f"[{intent}]", f'"" = {model.intercept_[at]:.3f}']
        lines += [
            f'"{feature}" = {weight:.3f}'
            for feature, weight in zip(vocabulary, model.coef_[at], strict=True)
            if abs(weight) >= _SMALLEST
        ]
        lines.append("")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
