"""Measuring sets outside of the project: two corpora with questions, and judged retrieval sets."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import ir_measures
from ir_measures import Measure, Qrel, ScoredDoc

from ingest.layout.passages import make_passages
from ingest.layout.structure import Outline
from kb.library import Library
from kb.model import Document, Hit, IngestedDocument, Page
from kb.ranking_config import DEFAULT, RankingConfig
from kb.settings import Settings, load_settings

SHARED = Path(__file__).parent.parent.parent / "shared"
WORK = Path(__file__).parent.parent / ".bench"
_EVERY = 4  # one in so many of SQuAD-it's articles is held out


@dataclass(frozen=True)
class RetrievalSet:
    """Questions with judged documents: `relevant[query id][document id]` is a grade above 0."""

    name: str
    language: str
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]
    answers: dict[str, list[str]]


def is_apart(title: str) -> bool:
    """Whether SQuAD-it's article of this title is kept from training the scorer of answers (`bench/scorer`)."""
    return _articles().index(title) % _EVERY == 1


@cache
def _articles() -> list[str]:
    return list(dict.fromkeys(row["title"] for row in corpus_of("squad_it")))


def corpus_of(name: str) -> list[dict[str, str]]:
    """The documents of a set: `_id`, `title`, `text`."""
    rows = (SHARED / "retrieval" / name / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows]


def settings_for(name: str) -> Settings:
    """Settings of a library of this name among the benchmark's own."""
    return replace(load_settings({}), home=WORK / name)


def load_set(name: str, language: str) -> RetrievalSet:
    """A BEIR-like set: queries.jsonl and qrels.tsv."""
    folder = SHARED / "retrieval" / name
    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    with (folder / "qrels.tsv").open() as file:
        for row in csv.reader(file, delimiter="\t"):
            if row[-1].lstrip("-").isdigit() and int(row[-1]) > 0:
                relevant[row[0]][row[-2]] = int(row[-1])
    queries = {str(row["_id"]): row["text"] for row in rows if str(row["_id"]) in relevant}
    return RetrievalSet(name, language, queries, dict(relevant), {str(r["_id"]): r.get("answers", []) for r in rows})


def open_set(name: str, language: str, ranking: RankingConfig = DEFAULT) -> Library:
    """The library of a retrieval set, one document per text; built at first use."""
    settings = settings_for(name)
    if not (settings.home / "done").is_file():
        with Library(settings, writable=True) as library:
            for row in corpus_of(name):
                _put_text(library, str(row["_id"]), row["title"], row["text"], language)
            library.index_words()
            library.embedding_queue.run()
        (settings.home / "done").touch()
    Library(settings, writable=True).close()  # migrates an older version's schema
    return Library(settings, writable=False, ranking=ranking)


def _put_text(library: Library, name: str, title: str, text: str, language: str) -> None:
    page = Page(1, "1", text)
    document = Document(
        id=name, source=name, title=title, kind="other", language=language, year=None, access="public", embargo_until=None,
        people=(), organisations=(), abstract="", format="text", page_count=1, pages_read=1, content_hash=name,
    )  # fmt: skip
    passages = make_passages(name, [page], Outline([]), language)
    library.catalogue.add(IngestedDocument(document, (page,), tuple(passages)), Path("/") / name, "")


def ranked_documents(hits: Sequence[Hit]) -> list[str]:
    """Document ids in order of their best passage."""
    return list(dict.fromkeys(hit.document.id for hit in hits))


def ranking_measures(
    found: Mapping[str, Sequence[str]], relevant: Mapping[str, Iterable[str]], measures: Sequence[Measure]
) -> list[float]:
    """The mean of each measure over all queries; `found` are document ids by query id, best first.

    Every judged document counts alike, as the sets' judgements are meant to be used.
    """
    judged = [Qrel(query, name, 1) for query in found for name in relevant[query]]
    run = [ScoredDoc(query, name, -rank) for query, names in found.items() for rank, name in enumerate(names)]
    means = ir_measures.calc_aggregate(measures, judged, run)
    return [float(means[measure]) for measure in measures]
