"""Outcomes of searches and answers for questions. Refusals are decided by trees that haven't seen the question (`bench.fit_refusal`)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from bench.quality import CORPUS, CORPUS2, SAMPLE_CORPUS, answering, without_documents
from bench.translations import originals
from kb.answer.extract import answer_with_quotes, ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.prepare import prepare_in
from kb.evaluation import Outcome, Question, judge, report
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import open_scope
from kb.search.search import search

FOLDS = 8
_TREES = Path(__file__).parent / "answerability"


def fold_of(question: str) -> int:
    """The fold (0..FOLDS - 1) of a question: the same in both languages."""
    return crc32(originals().get(question, question).encode()) % FOLDS


def trees_without(fold: int) -> Path:
    """The file of the trees that are fitted on the questions of the other folds."""
    return _TREES / f"without-{fold}.json"


@contextmanager
def unseen(library: Library) -> Iterator[Callable[[str], Library]]:
    """Give the library that judges a question by trees that weren't fitted on it."""
    with ExitStack() as opened:

        @cache
        def of_fold(fold: int) -> Library:
            limits = replace(library.ranking.answerability, trees=trees_without(fold))
            ranking = replace(library.ranking, answerability=limits)
            return opened.enter_context(Library(library.settings, writable=False, ranking=ranking))

        yield lambda question: of_fold(fold_of(question))


def outcomes_of(library: Library, questions: list[Question], answers: bool) -> list[Outcome]:
    """The outcomes of searches (and answers) for questions."""
    viewer = PageViewer()
    nothing = ask(library, viewer, "", OWNER)
    try:
        with unseen(library) as judging:
            return [
                judge(
                    q,
                    search(library, q.text, OWNER, None, 10).hits,
                    ask(judging(q.text), viewer, q.text, OWNER) if answers else nothing,
                )
                for q in questions
            ]
    finally:
        viewer.close()


def search_quality() -> dict[str, Any]:
    """Known-item questions over both corpora: the rank of the right document and of the right page."""
    wanted = ("questions", "document@1", "document@5", "page@1", "page@5", "page@10", "page_mrr")
    outcomes = {}
    for corpus in (CORPUS, CORPUS2):
        with corpus.library() as library:
            outcomes[corpus.name] = outcomes_of(library, corpus.load_questions(), answers=False)
    return {
        name: {label: {key: values[key] for key in wanted if key in values} for label, values in report(found).items()}
        for name, found in _with_both(outcomes).items()
    }


def _with_both(outcomes: dict[str, list[Outcome]]) -> dict[str, list[Outcome]]:
    """The outcomes of both corpora together, before those of each."""
    return {"both corpora": [*outcomes[CORPUS.name], *outcomes[CORPUS2.name]], **outcomes}


def answer_quality() -> dict[str, Any]:
    """Answers over the corpora; refusals of questions without an answer, and of those whose documents are removed."""
    outcomes = {}
    for corpus in (CORPUS, CORPUS2, SAMPLE_CORPUS):
        asked = corpus.load_questions()
        with corpus.library() as library:
            outcomes[corpus.name] = [
                *outcomes_of(library, [*asked, *corpus.load_near_misses()], answers=True),
                *taken_away(library, asked),
            ]
    return {
        name: {
            label: {key: value for key, value in values.items() if not key.startswith(("document", "page"))}
            for label, values in report(found).items()
            if not label.startswith("language ")
        }
        for name, found in _with_both(outcomes).items()
    }


def taken_away(library: Library, questions: list[Question]) -> Iterator[Outcome]:
    """The outcomes of answerable questions without the documents that answer them."""
    viewer = PageViewer()
    with unseen(library) as judging:
        for question in (question for question in questions if question.documents):
            scope = open_scope(judging(question.text), OWNER)
            prepared = prepare_in(without_documents(scope, answering(question)), question.text)
            answer = answer_with_quotes(library, viewer, prepared)
            yield judge(replace(question, type="its documents taken away", places=()), (), answer)
    viewer.close()


def sample_quality() -> dict[str, Any]:
    """The sample corpus' own questions."""
    with SAMPLE_CORPUS.library() as library:
        return report(outcomes_of(library, SAMPLE_CORPUS.load_questions(), answers=True))
