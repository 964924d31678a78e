"""Quality on documents that nobody here wrote: search, answers, metadata, judged sets; and on the sample corpus."""

import csv
import random
import re
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.sets import SHARED, RetrievalSet, load_set, mrr, ndcg, open_set, ranked_documents, settings_for
from ingest.build import texts
from ingest.metadata.find import find_metadata
from ingest.pipeline import ingest
from ingest.readers.registry import read
from ingest.sources.discover import Options
from kb.answer.extract import answer_with_quotes, ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.prepare import prepare_in
from kb.answer.verify import check
from kb.evaluation import Outcome, Question, judge, load_questions, measure, report
from kb.library import Library
from kb.model import OWNER
from kb.search import fusion
from kb.search import rank as rank_module
from kb.search import rerank_features as rescore
from kb.search.scope import Scope, open_scope
from kb.search.search import search
from kb.text.glossary import Glossary
from kb.text.normalise import fold
from tests.kb.answer.perturbations import cases

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpora" / "polisocial-sample"


def corpus_library(name: str, folder: Path) -> Library:
    """A library with the documents of `folder`, ingested as a person would, without the manifest of the measuring set."""
    settings = settings_for(name)
    with Library(settings, writable=True) as library:
        ingest(library, [folder], Options(manifest=folder != SHARED / "corpus"))
        library.embedding_queue.run()
    return Library(settings, writable=False)


def unanswerable() -> dict[str, Any]:
    """Questions without an answer, by corpus, and what is known of others' answers."""
    return tomllib.loads((ROOT / "bench" / "unanswerable.toml").read_text(encoding="utf-8"))


def answering(question: Question) -> tuple[str, ...]:
    """All documents that answer a question."""
    return (*question.documents, *unanswerable()["answered_elsewhere"].get(question.text, ()))


def without_documents(scope: Scope, sources: Collection[str]) -> Scope:
    """What is seen when the documents of these paths or ids are taken away."""
    if not sources:
        return scope
    documents = scope.library.documents(scope.allowed)
    return replace(
        scope, allowed=tuple(n for n, d in documents.items() if d.source not in sources and d.id not in sources)
    )


def _outcomes(library: Library, questions: list[Question], answers: bool) -> list[Outcome]:
    viewer = PageViewer()
    nothing = ask(library, viewer, "", OWNER)
    try:
        return [
            judge(
                q,
                search(library, q.text, OWNER, None, 10).hits,
                ask(library, viewer, q.text, OWNER) if answers else nothing,
            )
            for q in questions
        ]
    finally:
        viewer.close()


def search_quality() -> dict[str, Any]:
    """Known-item questions over the shared corpus: where the right document and the right page come."""
    with corpus_library("corpus", SHARED / "corpus") as library:
        outcomes = _outcomes(library, load_questions(SHARED / "corpus" / "questions.jsonl"), answers=False)
    wanted = ("questions", "document@1", "document@5", "page@1", "page@5", "page@10", "page_mrr")
    return {
        label: {name: values[name] for name in wanted if name in values} for label, values in report(outcomes).items()
    }


def answer_quality() -> dict[str, Any]:
    """Answers over the shared corpus; refusals of the questions without an answer, and of those written beside it."""
    more = unanswerable()
    found: dict[str, Any] = {}
    for name, folder, questions, key in (
        ("corpus", SHARED / "corpus", SHARED / "corpus" / "questions.jsonl", "shared"),
        ("sample", SAMPLE / "files", SAMPLE / "questions.toml", "sample"),
    ):
        near = [Question(f"u{n}", text, "", "near miss", (), (), "") for n, text in enumerate(more[key]["questions"])]
        with corpus_library(name, folder) as library:
            asked = load_questions(questions)
            outcomes = [*_outcomes(library, [*asked, *near], answers=True), *_taken_away(library, asked)]
        found[name] = {
            label: {k: v for k, v in values.items() if not k.startswith(("document", "page"))}
            for label, values in report(outcomes).items()
            if not label.startswith("language ")
        }
    return found


def _taken_away(library: Library, questions: list[Question]) -> Iterator[Outcome]:
    """What is said to answerable questions when the documents that answer them are not there."""
    viewer, scope = PageViewer(), open_scope(library, OWNER)
    for question in (question for question in questions if question.documents):
        prepared = prepare_in(without_documents(scope, answering(question)), question.text)
        answer = answer_with_quotes(library, viewer, prepared)
        yield judge(replace(question, type="its documents taken away", documents=(), pages=()), (), answer)
    viewer.close()


def sample_quality() -> dict[str, Any]:
    """The sample corpus' own questions."""
    with corpus_library("sample", SAMPLE / "files") as library:
        outcomes = _outcomes(library, load_questions(SAMPLE / "questions.toml"), answers=True)
    return report(outcomes)


def claims() -> dict[str, Any]:
    """Sentences of the sample corpus, true and made false in six ways, through the checker of written answers."""
    right: dict[str, list[bool]] = {}
    with corpus_library("sample", SAMPLE / "files") as library:
        for made in cases(library):
            kept = check(made.claim, made.sources, open_scope(library, OWNER).translate).level == "supported"
            for name in (
                "true sentences kept" if made.true else "false sentences caught",
                f"{made.how.replace('_', ' ')}",
            ):
                right.setdefault(name, []).append(kept == made.true)
    return {f"{name} (of {len(values)})": round(sum(values) / len(values), 3) for name, values in right.items()}


def fitted_on(judged: RetrievalSet) -> list[str]:
    """The 500 questions that refusals are fitted on."""
    apart = random.Random(4).sample(sorted(judged.queries), 500)
    return random.Random(9).sample(sorted(set(judged.queries) - set(apart)), 500)


def held_out(judged: RetrievalSet, count: int) -> list[str]:
    """Questions by lot that refusals are not fitted on."""
    return random.Random(4).sample(sorted(set(judged.queries) - set(fitted_on(judged))), count)


def quotes() -> dict[str, Any]:
    """Questions of SQuAD-it, 2,000 by lot that refusals were not fitted on, each with a short answer in one of a thousand paragraphs: does it stand in the quotes?"""
    judged = load_set("squad_it", "it")
    first, any_of, refused = [], [], []
    viewer = PageViewer()
    with open_set("squad_it", "it") as library:
        for i in held_out(judged, 2000):
            answer = ask(library, viewer, judged.queries[i], OWNER)
            shown = [fold(citation.quote) for citation in answer.citations]
            wanted = [fold(text) for text in judged.answers[i]]
            first.append(bool(shown) and any(text in shown[0] for text in wanted))
            any_of.append(any(text in quote for text in wanted for quote in shown))
            refused.append(answer.refused)
    viewer.close()
    rates = {"in the first quote": first, "in the quotes": any_of, "wrongly refused": refused}
    return {"questions": len(first), **{name: round(float(np.mean(values)), 3) for name, values in rates.items()}}


def overlap() -> dict[str, Any]:
    """The same questions in Italian and in English (`bench/bilingual.toml`): documents that the first five have in common."""
    pairs = tomllib.loads((ROOT / "bench" / "bilingual.toml").read_text(encoding="utf-8"))["pair"]
    shares: dict[str, list[float]] = {}
    for name, folder in (("sample", SAMPLE / "files"), ("corpus", SHARED / "corpus")):
        with corpus_library(name, folder) as library:
            for pair in (pair for pair in pairs if pair["corpus"] == name):
                found = [_first_five(library, pair[language]) for language in ("it", "en")]
                shares.setdefault(name, []).append(len(found[0] & found[1]) / max(min(map(len, found)), 1))
    everything = [share for listed in shares.values() for share in listed]
    return {
        "pairs": len(everything),
        **{name: round(float(np.mean(listed)), 3) for name, listed in shares.items()},
        "all": round(float(np.mean(everything)), 3),
    }


def _first_five(library: Library, text: str) -> set[str]:
    hits = search(library, text, OWNER, None, 100).hits
    return set(list(dict.fromkeys(hit.document.id for hit in hits))[:5])


def metadata_quality() -> dict[str, float]:
    """Share of documents whose field, found without the manifest, is the manifest's; per field."""

    def squash(text: str) -> str:
        return re.sub(r"[\W_]+", "", fold(text))

    right: dict[str, list[bool]] = {}
    with (SHARED / "corpus" / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "hard"]
    for row in rows:
        parsed = read(SHARED / "corpus" / row["path"])
        raw = texts(parsed)
        found = find_metadata(parsed, raw, Path(row["path"]).stem)
        title = squash(row["title"].split(" (")[0])
        right.setdefault("title", []).append(squash(found.title) == title)
        printed = squash(" ".join(text for _, text in raw[:3]) + parsed.properties.title + parsed.properties.subject)
        if title in printed:
            right.setdefault("title, where the document says it so", []).append(squash(found.title) == title)
        right.setdefault("kind", []).append(found.kind == row["kind"])
        right.setdefault("language", []).append(not row["language"] or found.language == row["language"])
        if row["year"]:
            right.setdefault("year", []).append(str(found.year) == row["year"])
        if row["kind"] == "thesis":
            authors = {squash(name) for name in re.split("[,;]", row["authors"])}
            right.setdefault("title of theses", []).append(squash(found.title) == title)
            if row["authors"].startswith("("):  # "(see title page)": no true value
                continue
            right.setdefault("authors of theses", []).append(
                authors == {squash(p.name) for p in found.people if p.role == "author"}
            )
    return {f"{name} (of {len(values)})": round(sum(values) / len(values), 3) for name, values in right.items()}


def _judged(name: str, language: str, sample: int | None = None) -> dict[str, float]:
    judged = load_set(name, language)
    ids = sorted(judged.queries)
    if sample:
        ids = random.Random(1).sample(ids, sample)
    with open_set(name, language) as library:
        found = {i: ranked_documents(search(library, judged.queries[i], OWNER, None, 30).hits) for i in ids}
    return {
        "queries": len(ids),
        "MRR@10": round(float(np.mean([mrr(found[i], judged.relevant[i]) for i in ids])), 4),
        "nDCG@10": round(float(np.mean([ndcg(found[i], judged.relevant[i]) for i in ids])), 4),
        "recall@1": round(float(np.mean([bool(found[i]) and found[i][0] in judged.relevant[i] for i in ids])), 4),
    }


def retrieval_sets() -> dict[str, Any]:
    """Judged sets in both languages, with all their questions."""
    return {"SQuAD-it": _judged("squad_it", "it"), "Cranfield": _judged("cranfield", "en")}


def ablation() -> dict[str, Any]:
    """Each part of the ranking off in turn, on the shared corpus' questions and a lot of SQuAD-it's."""
    questions = [q for q in load_questions(SHARED / "corpus" / "questions.jsonl") if q.documents]
    variants: dict[str, Callable[[], None]] = {
        "everything on": lambda: None,
        "no meaning": lambda: _set(rank_module, "weights_for", lambda _: fusion.FusionWeights({}, 0.0)),
        "meaning blind to language (0.5)": lambda: _set(
            rank_module, "weights_for", lambda _: fusion.FusionWeights({}, 0.5)
        ),
        "no translation": lambda: _set(Glossary, "translate", lambda _s, words, _l, _e: [[] for _ in words]),
        "no glossary, cognates only": lambda: _set(Glossary, "__getattribute__", _without_entries),
        "no closer look": lambda: _set_weights(*(field.name for field in fields(rescore.EvidenceWeights))),
        **{
            f"closer look without {name}": lambda name=name: _set_weights(name)  # type: ignore[misc]
            for name in (field.name for field in fields(rescore.EvidenceWeights))
        },
        "no title, heading and names": lambda: _set(rank_module, "FIELD_WEIGHTS", {"body": 1.0}),
        "passages of a page not kept apart": lambda: _set(rank_module, "_SAME_PAGE", 1.0),
    }
    found = {}
    baseline: list[float] = []
    for label, change in variants.items():
        undo.clear()
        change()
        with corpus_library("corpus", SHARED / "corpus") as library:
            outcomes = _outcomes(library, questions, answers=False)
        values = measure(outcomes)
        reciprocal = [1 / o.page_rank if o.page_rank else 0.0 for o in outcomes]
        baseline = baseline or reciprocal
        found[label] = {
            "document@1": values["document@1"], "page@1": values["page@1"], "page@5": values["page@5"],
            "page MRR": values["page_mrr"], "95 % interval of the MRR's change": _interval(baseline, reciprocal),
            "SQuAD-it MRR@10": _judged("squad_it", "it", 500)["MRR@10"],
        }  # fmt: skip
        for restore in reversed(undo):
            restore()
    return found


undo: list[Callable[[], None]] = []


def _set(owner: Any, name: str, value: Any) -> None:
    before = getattr(owner, name)
    undo.append(lambda: setattr(owner, name, before))
    setattr(owner, name, value)


def _without_entries(self: Glossary, name: str) -> Any:
    return {"it": {}, "en": {}} if name == "entries" else object.__getattribute__(self, name)


def _set_weights(*names: str) -> None:
    for of_which in ("WEIGHTS", "READ"):
        _set(rank_module, of_which, replace(getattr(rescore, of_which), **dict.fromkeys(names, 0.0)))


def _interval(before: list[float], after: list[float]) -> str:
    """Paired bootstrap over questions."""
    rng = np.random.default_rng(0)
    change = np.array(after) - np.array(before)
    means = change[rng.integers(0, len(change), (2000, len(change)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{low:+.3f} … {high:+.3f}" + ("" if low > 0 or high < 0 else " (noise)")
