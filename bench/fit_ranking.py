"""Fits the weights of the closer look (`kb/search/rerank_features.py`) and of the fusion (`kb/search/fusion.py`) on halves of the development sets.

`python -m bench.fit_ranking` prints what it finds, on the half that it was fitted on and on the half kept back. SQuAD-it is
halved by article, Cranfield and the measuring corpus' questions by lot. The weights are then written into the code by hand,
rounded: a few questions more or less must not move them.
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from bench.quality import corpus_library
from bench.sets import SHARED, load_set, ndcg, open_set
from kb.evaluation import load_questions
from kb.library import Library
from kb.model import OWNER
from kb.search import fusion
from kb.search.rank import FIELD_WEIGHTS
from kb.search.rerank_features import WEIGHTS, EvidenceWeights, QuestionTerms, evidence
from kb.search.scope import open_scope

NAMES = [field.name for field in fields(EvidenceWeights)]
_LOOKED_AT = 60
_LOT = 1000  # of SQuAD-it's questions
_STEPS = (0.4, 0.2, 0.1, 0.05)


@dataclass(frozen=True)
class Case:
    """A question with its candidates: what each kind of evidence gives (n × kinds), BM25, cosines, languages, documents.

    `grades[i]` is the candidate's grade, above 0 when it is right; `relevant` are all grades by document.
    """

    kinds: np.ndarray
    words: np.ndarray
    meaning: np.ndarray
    language: str
    languages: list[str]
    documents: list[str]
    grades: list[int]
    relevant: dict[str, int]


def case(library: Library, text: str, grade: object, relevant: dict[str, int]) -> Case:
    """The candidates of one question; `grade` says what a passage of a document is worth."""
    scope = open_scope(library, OWNER)
    query, snapshot = scope.analyse(text, prefixes=False), scope.snapshot
    vector = library.embedding_queue.embedder.embed_query(query.text)
    found = dict(library.lexical.search(query.words, FIELD_WEIGHTS, 200))
    near = library.nearest(vector, 200, None)
    ids = np.array(sorted({*found, *(i for i, _ in near)}))
    words = np.array([found.get(int(i), 0.0) for i in ids])
    meaning, languages = snapshot.matrix.scores(vector, ids), snapshot.languages_of(ids)
    weight = fusion.weights_for("minilm").of(query.language, languages)
    best = np.argsort(-fusion.fuse(words, meaning, weight), kind="stable")[:_LOOKED_AT]
    passages = library.catalogue.passages(ids[best].tolist())
    numbers = snapshot.documents_of(ids[best]).tolist()
    documents = library.documents(numbers)
    rarities = scope.rarity(query.words)
    wanted = QuestionTerms(query.words, rarities, query.forms, query.text)
    alone = [EvidenceWeights(**{name: float(name == kind) for name in NAMES}) for kind in NAMES]
    kinds, grades = [], []
    for i, number in zip(ids[best].tolist(), numbers, strict=True):
        place = f"{documents[number].title} {passages[i].heading}"
        kinds.append([evidence(wanted, passages[i].text, place, weights) for weights in alone])
        grades.append(grade(documents[number].source, passages[i].page))  # type: ignore[operator]
    chosen = [languages[at] for at in best]
    sources = [documents[number].source for number in numbers]
    return Case(np.array(kinds), words[best], meaning[best], query.language, chosen, sources, grades, relevant)


def order(one: Case, weights: np.ndarray, pairs: fusion.FusionWeights) -> np.ndarray:
    """The candidates' places, best first."""
    fused = fusion.fuse(one.words, one.meaning, pairs.of(one.language, one.languages))
    return np.argsort(-(fused + one.kinds @ weights), kind="stable")


def mrr(cases: Iterable[Case], weights: np.ndarray, pairs: fusion.FusionWeights) -> float:
    """Mean reciprocal rank of the first right document among ten."""
    total = []
    for one in cases:
        ranked = dict.fromkeys((one.documents[at], one.grades[at] > 0) for at in order(one, weights, pairs))
        total.append(next((1 / rank for rank, (_, right) in enumerate(list(ranked)[:10], 1) if right), 0.0))
    return float(np.mean(total))


def page(cases: Iterable[Case], weights: np.ndarray, pairs: fusion.FusionWeights, k: int) -> float:
    """Share of questions with a right page among the first k passages."""
    return float(np.mean([any(one.grades[at] > 0 for at in order(one, weights, pairs)[:k]) for one in cases]))


def gain(cases: Iterable[Case], weights: np.ndarray, pairs: fusion.FusionWeights) -> float:
    """Mean nDCG@10."""
    ranked = [
        (list(dict.fromkeys(one.documents[at] for at in order(one, weights, pairs))), one.relevant) for one in cases
    ]
    return float(np.mean([ndcg(found, relevant) for found, relevant in ranked]))


def halves() -> tuple[dict[str, list[Case]], dict[str, list[Case]]]:
    """The development sets, halved: to fit on, to look at."""
    rows = map(
        json.loads, (SHARED / "retrieval" / "squad_it" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    )
    article = {str(row["_id"]): row["title"] for row in rows}
    first = set(sorted(set(article.values()))[::2])
    fit: dict[str, list[Case]] = {"squad": [], "cranfield": [], "corpus": []}
    kept: dict[str, list[Case]] = {"squad": [], "cranfield": [], "corpus": []}
    for name, key, language, lot in (("squad_it", "squad", "it", _LOT), ("cranfield", "cranfield", "en", 0)):
        judged = load_set(name, language)
        ids = random.Random(1).sample(sorted(judged.queries), lot) if lot else sorted(judged.queries)
        with open_set(name, language) as library:
            for at, i in enumerate(ids):
                relevant = judged.relevant[i]
                side = article[next(iter(relevant))] in first if key == "squad" else at % 2 == 0
                made = case(library, judged.queries[i], lambda source, _, r=relevant: r.get(source, 0), relevant)
                (fit if side else kept)[key].append(made)
    with corpus_library("corpus", SHARED / "corpus") as library:
        questions = [q for q in load_questions(SHARED / "corpus" / "questions.jsonl") if q.documents]
        for at, q in enumerate(questions):
            made = case(library, q.text, lambda s, n, q=q: int(s == q.documents[0] and n in q.pages), {})
            (fit if at % 2 == 0 else kept)["corpus"].append(made)
    return fit, kept


def shown(sets: dict[str, list[Case]], weights: np.ndarray, pairs: fusion.FusionWeights) -> str:
    """All measures on one line."""
    pages = " ".join(f"{page(sets['corpus'], weights, pairs, k):.3f}" for k in (1, 5, 10))
    return f"SQuAD-it {mrr(sets['squad'], weights, pairs):.4f}  Cranfield {gain(sets['cranfield'], weights, pairs):.4f}  page@1,5,10 {pages}"


def climb(sets: dict[str, list[Case]], weights: np.ndarray, pairs: fusion.FusionWeights) -> np.ndarray:
    """Weights that no single step makes better on all sets together."""

    def worth(w: np.ndarray) -> float:
        corpus = page(sets["corpus"], w, pairs, 1) + page(sets["corpus"], w, pairs, 5)
        return mrr(sets["squad"], w, pairs) + gain(sets["cranfield"], w, pairs) + 0.4 * corpus

    best = worth(weights)
    for step in _STEPS:
        moved = True
        while moved:
            moved = False
            for at in range(len(weights)):
                for change in (step, -step):
                    tried = weights.copy()
                    tried[at] = max(tried[at] + change, 0.0)
                    if (value := worth(tried)) > best + 1e-3:
                        best, weights, moved = value, tried, True
    return weights


def main() -> None:
    """Print the weights in force, and what the climb finds from there."""
    fit, kept = halves()
    pairs = fusion.ENGLISH_MODEL
    now = np.array([getattr(WEIGHTS, name) for name in NAMES])
    for label, weights in (("in force", now), ("fitted", climb(fit, now, pairs))):
        print(label, dict(zip(NAMES, weights.round(2).tolist(), strict=True)))
        print("  fitted on:", shown(fit, weights, pairs))
        print("  kept back:", shown(kept, weights, pairs))
    print("meaning's weight for Italian questions and passages, kept back:")
    for share in (0.0, 0.1, 0.2, 0.3, 0.5):
        tried = fusion.FusionWeights({**pairs.pairs, ("it", "it"): share}, pairs.other)
        print(f"  {share}:", shown(kept, now, tried))
    print("meaning's weight for English questions and passages, kept back:")
    for share in (0.2, 0.3, 0.45, 0.6):
        tried = fusion.FusionWeights({**pairs.pairs, ("en", "en"): share}, pairs.other)
        print(f"  {share}:", shown(kept, now, tried))


if __name__ == "__main__":
    main()
