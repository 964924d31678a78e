"""Ingestion and search of the same PDFs by this program and by stock llama-index, both with the embedded model."""

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.sets import SHARED, WORK, settings_for
from bench.stock_model import write_folder
from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.evaluation import Outcome, Question, load_questions, measure
from kb.library import Library
from kb.model import OWNER
from kb.models.embedded_model import installed, unpack
from kb.search.search import search

Found = Sequence[tuple[str, int]]  # (file name, page) of passages, best first
_SHOWN = ("document@1", "page@1", "page@5")


def peer() -> dict[str, Any]:
    """For both corpora: seconds and processor seconds of ingestion, and the quality of search, ours and stock's."""
    return {name: _compared(name) for name in ("corpus", "corpus2")}


def _compared(name: str) -> dict[str, dict[str, float]]:
    folder = SHARED / name
    files = [path for kind in ("thesis", "course", "report") for path in sorted((folder / kind).glob("*.pdf"))]
    names = {path.name for path in files}
    questions = [
        question
        for question in load_questions(folder / "questions.jsonl")
        if question.documents and {Path(source).name for source in question.documents} <= names
    ]
    ours, stock = _ours(files, questions), _stock(files, questions)
    return {"ours": ours, "stock llama-index": stock, "times faster": _ratios(ours, stock)}


def _ratios(ours: dict[str, float], stock: dict[str, float]) -> dict[str, float]:
    return {name: round(stock[name] / max(ours[name], 0.1), 1) for name in ours if name.endswith("(s)")}


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _ours(files: Sequence[Path], questions: Sequence[Question]) -> dict[str, float]:
    settings = settings_for("peer")
    shutil.rmtree(settings.home, ignore_errors=True)
    with Library(settings, writable=True) as library:
        started, before = time.monotonic(), _processor()
        summary = ingest(library, files, Options(manifest=False))
        library.embedding_queue.run()
        seconds, used = time.monotonic() - started, _processor() - before
        found = [
            [(Path(hit.document.source).name, hit.passage.page) for hit in search(library, q.text, OWNER).hits]
            for q in questions
        ]
    return {
        "searchable (s)": round(summary.searchable_seconds, 1),
        "fully embedded (s)": round(seconds, 1),
        "processor (s)": round(used, 1),
        **quality(questions, found),
    }


def _stock(files: Sequence[Path], questions: Sequence[Question]) -> dict[str, float]:
    task = WORK / "stock-task.json"
    task.write_text(json.dumps({"files": list(map(str, files)), "questions": [q.text for q in questions]}))
    command = [str(_environment()), str(Path(__file__).with_name("stock.py")), str(_model()), str(task)]
    done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result = json.loads(done.splitlines()[-1])
    return {
        "searchable (s)": round(result["total"], 1),
        "fully embedded (s)": round(result["total"], 1),
        "processor (s)": round(result["processor"], 1),
        **quality(questions, result["found"]),
    }


def quality(questions: Sequence[Question], found: Sequence[Found]) -> dict[str, float]:
    """Measures over all questions, and page@5 of those across languages and of paraphrases."""
    outcomes = [_outcome(question, places) for question, places in zip(questions, found, strict=True)]
    whole = measure(outcomes)
    result: dict[str, float] = {"questions": len(questions)} | {name: whole[name] for name in _SHOWN}
    for label, kind in (("across languages", "crosslingual"), ("other words", "concept")):
        of_kind = [outcome for outcome in outcomes if outcome.question.type == kind]
        result[f"page@5, {label}"] = measure(of_kind).get("page@5", 0.0)
    return result


def _outcome(question: Question, found: Found) -> Outcome:
    """The ranks of the first right document and page; a document is known by its file name."""
    documents = [name in {Path(source).name for source in question.documents} for name, _ in found]
    pages = [
        any(Path(place.document).name == name and page in place.pages for place in question.places)
        for name, page in found
    ]
    ranks = [right.index(True) + 1 if any(right) else 0 for right in (documents, pages)]
    return Outcome(question, ranks[0], ranks[1], False, 0, False, ())


def _environment() -> Path:
    """The Python of a virtual environment with torch and the stock integrations; some 3 GB are downloaded at first use."""
    environment = WORK / "stock-venv"
    python = environment / "bin" / "python"
    if not (environment / "ready").is_file():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        requirements = str(Path(__file__).with_name("stock-requirements.txt"))
        for wanted in (["torch==2.13.0"], ["-r", requirements]):
            subprocess.run(
                [str(python), "-m", "pip", "install", "-q", *wanted], check=True, capture_output=True, text=True
            )
        (environment / "ready").touch()
    return python


def _model() -> Path:
    folder = WORK / "stock-model"
    if not (folder / "modules.json").is_file():
        write_folder(unpack(installed(settings_for("corpus").model_cache)), folder)
    return folder
