"""The paraphrased questions: their answers are at the stated places, and share no content word with them."""

from collections import Counter
from pathlib import Path

from kb.evaluation import Question, load_questions
from kb.library import Library
from kb.model import OWNER, VisibleDocument
from kb.search.scope import all_documents, open_document
from kb.text.normalise import fold
from kb.text.stemming import LANGUAGES, stem
from kb.text.tokens import content_words

QUESTIONS = Path(__file__).parents[2] / "bench" / "paraphrases.toml"
_COGNATE = 5  # letters: what begins alike is recognised across languages


def keys(text: str, language: str) -> set[str]:
    """The stems and the first letters of a text's content words, which it may have in common with another."""
    words = content_words(text, language)
    stems = {stem(word, of) for word in words for of in LANGUAGES} - {""}
    return stems | {f"{fold(word)[:_COGNATE]}…" for word in words if len(word) >= _COGNATE}


def documents(library: Library) -> dict[str, VisibleDocument]:
    """The documents of the sample, by source."""
    return {d.source: open_document(library, d.id, OWNER) for d in all_documents(library, OWNER)}


def one_line(text: str) -> str:
    return " ".join(text.split())


def passages_with(library: Library, document: VisibleDocument, question: Question) -> list[str]:
    """The texts of the passages that hold a question's evidence."""
    found = (one_line(passage.text) for passage in library.catalogue.passages_of(document.number))
    return [text for text in found if question.places[0].evidence in text]


def test_the_set_is_spread_over_kinds_languages_and_documents(sample: Library) -> None:
    questions = load_questions(QUESTIONS)
    found = documents(sample)
    kinds = Counter((q.type, q.language, found[q.documents[0]].document.language) for q in questions)
    assert kinds == {
        ("paraphrase", "it", "it"): 60,
        ("paraphrase", "en", "en"): 45,
        ("paraphrase across languages", "it", "en"): 24,
        ("paraphrase across languages", "en", "it"): 21,
    }
    assert len({q.text for q in questions}) == 150
    per_document = Counter(q.documents[0] for q in questions)
    assert per_document.keys() == found.keys()
    assert max(per_document.values()) <= 8


def test_the_evidence_stands_on_its_page_and_nowhere_else(sample: Library) -> None:
    found = documents(sample)
    pages = {
        (source, page.number): one_line(page.text)
        for source, document in found.items()
        for page in sample.catalogue.pages(document)
    }
    for question in load_questions(QUESTIONS):
        holders = [place for place, text in pages.items() if question.places[0].evidence in text]
        assert holders == [(question.documents[0], page) for page in question.places[0].pages], question


def test_no_question_shares_a_word_with_the_passage_that_answers_it(sample: Library) -> None:
    found = documents(sample)
    for question in load_questions(QUESTIONS):
        document = found[question.documents[0]]
        passages = passages_with(sample, document, question)
        assert passages, question
        asked = keys(question.text, question.language)
        for text in passages:
            assert not asked & keys(text, document.document.language), question
