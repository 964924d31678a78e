"""Quality of search, answers and metadata on two corpora and third-party judged sets, and on the sample corpus."""

import random
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from ir_measures import RR, nDCG

from bench.covers.measures import Measured, people_precision, shares
from bench.covers.truth import known
from bench.sets import (
    SHARED,
    RetrievalSet,
    corpus_of,
    is_apart,
    load_set,
    open_set,
    ranked_documents,
    ranking_measures,
    settings_for,
)
from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.verify import check
from kb.evaluation import Place, Question, load_questions
from kb.index.document_bitmaps import Numbers
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT, RankingConfig
from kb.search.scope import Scope, open_scope
from kb.search.search import search
from kb.text.normalise import fold
from tests.kb.answer.perturbations import cases

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpora" / "polisocial-sample"


_FITTED_ON = 500  # questions of SQuAD-it
_ANY_PAGE = tuple(range(1, 1000))


@dataclass(frozen=True)
class Corpus:
    """Documents with questions; `near_misses` names its questions without an answer in `bench/unanswerable.toml`."""

    name: str
    files: Path
    questions: Path
    near_misses: str = ""

    def library(self, ranking: RankingConfig = DEFAULT) -> Library:
        """Its library, read anew if files or code have changed."""
        return corpus_library(self.name, self.files, ranking)

    def load_questions(self) -> list[Question]:
        """Its questions; a DOCX has no pages of its own, so every page of it is right."""
        found = load_questions(self.questions)
        return [replace(q, places=tuple(_with_pages(place) for place in q.places)) for q in found]

    def load_near_misses(self) -> list[Question]:
        """The questions without an answer that were written beside its own."""
        listed = unanswerable()[self.near_misses]["questions"] if self.near_misses else []
        return [Question(f"u{number}", text, "", "near miss") for number, text in enumerate(listed)]


def _with_pages(place: Place) -> Place:
    return replace(place, pages=_ANY_PAGE) if place.pages and place.document.endswith(".docx") else place


CORPUS = Corpus("corpus", SHARED / "corpus", SHARED / "corpus" / "questions.jsonl", "shared")
CORPUS2 = Corpus("corpus2", SHARED / "corpus2", SHARED / "corpus2" / "questions.jsonl")
SAMPLE_CORPUS = Corpus("sample", SAMPLE / "files", SAMPLE / "questions.toml", "sample")
# Questions that share no word with their answers.
PARAPHRASES = Corpus("sample", SAMPLE / "files", ROOT / "bench" / "paraphrases.toml")


def corpus_library(name: str, folder: Path, ranking: RankingConfig = DEFAULT) -> Library:
    """A library with the documents of `folder`, ingested without the manifest if they are a measuring corpus."""
    settings = settings_for(name)
    with Library(settings, writable=True) as library:
        ingest(library, [folder], Options(manifest=folder.parent != SHARED))
        library.embedding_queue.run()
    return Library(settings, writable=False, ranking=ranking)


def unanswerable() -> dict[str, Any]:
    """The contents of bench/unanswerable.toml: questions without an answer by corpus, and further documents that answer others."""
    return tomllib.loads((ROOT / "bench" / "unanswerable.toml").read_text(encoding="utf-8"))


def answering(question: Question) -> tuple[str, ...]:
    """The sources of all documents that answer a question."""
    return (*question.documents, *unanswerable()["answered_elsewhere"].get(question.text, ()))


def without_documents(scope: Scope, sources: Collection[str]) -> Scope:
    """The scope without the documents with these sources or ids."""
    if not sources:
        return scope
    documents = scope.library.documents(scope.allowed)
    kept = Numbers(n for n, d in documents.items() if d.source not in sources and d.id not in sources)
    return replace(scope, allowed=kept)


def claims() -> dict[str, Any]:
    """The check of written answers on sentences of the sample corpus: true ones and false variants of six kinds."""
    right: dict[str, list[bool]] = {}
    with corpus_library("sample", SAMPLE / "files") as library:
        for made in cases(library):
            kept = check(made.claim, made.sources, open_scope(library, OWNER).translate).level == "supported"
            for name in (
                "true sentences kept" if made.true else "false sentences caught",
                f"{made.how.replace('_', ' ')}",
            ):
                right.setdefault(name, []).append(kept == made.true)
    return {
        key: value
        for name, values in right.items()
        for key, value in ((name, round(sum(values) / len(values), 3)), (f"{name}, of", len(values)))
    }


def fitted_on(judged: RetrievalSet) -> list[str]:
    """The ids of the 500 questions that refusals are fitted on, about articles unseen by the answer scorer."""
    return _apart(judged)[:_FITTED_ON]


def held_out(judged: RetrievalSet, count: int) -> list[str]:
    """The ids of up to `count` random questions about such articles that refusals aren't fitted on."""
    return _apart(judged)[_FITTED_ON:][:count]


def _apart(judged: RetrievalSet) -> list[str]:
    """The ids of the questions about such articles, in a fixed random order."""
    apart = {row["_id"] for row in corpus_of(judged.name) if is_apart(row["title"])}
    found = sorted(i for i, documents in judged.relevant.items() if apart & set(documents))
    return random.Random(9).sample(found, len(found))


def quotes() -> dict[str, Any]:
    """The share of 700 random questions of SQuAD-it (nothing is fitted on them or their articles) with the short answer in the quotes."""
    judged = load_set("squad_it", "it")
    first, any_of, refused = [], [], []
    viewer = PageViewer()
    with open_set("squad_it", "it") as library:
        for i in held_out(judged, 700):
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
    """The common share of the first five documents for a question in Italian and English (`bench/bilingual.toml`)."""
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


def metadata_quality() -> dict[str, Any]:
    """Share of documents whose field, found without the manifest, is the manifest's; people that are people."""
    documents = [document for corpus in (CORPUS, CORPUS2) for document in known(corpus.files)]
    return {**shares([Measured.of(document) for document in documents]), **people_precision(documents)}


def _judged(name: str, language: str) -> dict[str, float]:
    judged = load_set(name, language)
    ids = sorted(judged.queries)
    with open_set(name, language) as library:
        found = {i: ranked_documents(search(library, judged.queries[i], OWNER, None, 30).hits) for i in ids}
    values = ranking_measures(found, judged.relevant, [RR @ 10, nDCG @ 10])
    first = [bool(names) and names[0] in judged.relevant[i] for i, names in found.items()]
    measures = dict(zip(("MRR@10", "nDCG@10"), values, strict=True)) | {"recall@1": float(np.mean(first))}
    return {"queries": len(ids)} | {label: round(value, 4) for label, value in measures.items()}


def retrieval_sets() -> dict[str, Any]:
    """The judged sets in both languages, with all their queries."""
    return {"SQuAD-it": _judged("squad_it", "it"), "Cranfield": _judged("cranfield", "en")}
