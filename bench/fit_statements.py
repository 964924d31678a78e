"""Fitting of the model that tells a work's aim, method and outcome from other sentences, on `bench/statements.toml`.

`python -m bench.fit_statements` prints how many are told apart when those of one language are kept apart, and when an
eighth of the topics is; then it writes the weights (4×(d+1) float32: one row for each kind, the last column its
constant) that the program reads.
"""

import tomllib
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.model_selection import GroupKFold, cross_val_predict

from kb.answer.catalogue.aspects import KINDS
from kb.models.embedder import load_embedder
from kb.settings import load_settings
from kb.text.languages import detect

SENTENCES = Path(__file__).parent / "statements.toml"
TARGET = Path(__file__).parent.parent / "kb" / "answer" / "catalogue" / "data" / "aspects.npy"
_FOLDS = 8


def labelled() -> tuple[list[str], np.ndarray]:
    """The sentences, and for each the index of its kind in KINDS."""
    read = tomllib.loads(SENTENCES.read_text())
    pairs = [(text, KINDS.index(kind)) for kind in KINDS for text in read[kind]]
    return [text for text, _ in pairs], np.array([kind for _, kind in pairs])


def fitted(vectors: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """The weights (4×(d+1) float32) of a multinomial logistic regression."""
    model = _model().fit(vectors, kinds)
    return np.column_stack([model.coef_, model.intercept_]).astype(np.float32)


def _model() -> LogisticRegression:
    return LogisticRegression(C=30, max_iter=3000, class_weight="balanced")


def main() -> None:
    """Measure, fit, write."""
    texts, kinds = labelled()
    vectors = load_embedder(load_settings({})).embed_passages(texts)
    languages = np.array([detect(text) for text in texts])
    for language in ("it", "en"):
        apart = languages == language
        right = _model().fit(vectors[~apart], kinds[~apart]).predict(vectors[apart]) == kinds[apart]
        print(f"{language} kept apart: {right.mean():.3f} of {apart.sum()}")
    # Sentences of one topic are at about the same place of their language's list.
    topics = np.concatenate([np.arange((kinds == kind).sum()) % _FOLDS for kind in range(len(KINDS))])
    told = cross_val_predict(_model(), vectors, kinds, groups=topics, cv=GroupKFold(_FOLDS))
    print(classification_report(kinds, told, target_names=KINDS))
    np.save(TARGET, fitted(vectors, kinds))
    print(f"Written to {TARGET}")


if __name__ == "__main__":
    main()
