"""About 200 generated attacks: no invisible text is quoted or sent, no order is obeyed, and the truth beside it still answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import OWNER, Filters
from kb.search.scope import all_documents
from kb.settings import Settings
from tests.fakes import HashingEmbedder
from tests.injection.generated import TRUTH, Attack, generate, says_the_truth, sent_or_quoted

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, list[Attack]]]:
    folder, home = tmp_path_factory.mktemp("generated"), tmp_path_factory.mktemp("generated-home") / "home"
    attacks = list(generate(folder))
    with Library(Settings(home=home, workers=2), writable=True) as library:
        library.embedding_queue.use(HashingEmbedder())
        summary = ingest(library, [folder], Options())
        assert summary.count("failed") == 0, summary.entries
        library.embedding_queue.run()
        yield library, attacks


def test_there_are_enough(attacked: tuple[Library, list[Attack]]) -> None:
    library, attacks = attacked
    assert len(attacks) >= 190 and len(all_documents(library, OWNER)) == len(attacks)
    assert {Path(d.source).suffix for d in all_documents(library, OWNER)} >= {
        ".md",
        ".txt",
        ".html",
        ".docx",
        ".pptx",
        ".odt",
        ".epub",
        ".pdf",
        ".xlsx",
    }


def test_what_nobody_sees_is_in_no_passage_and_orders_are_apart(attacked: tuple[Library, list[Attack]]) -> None:
    library, attacks = attacked
    numbers = {
        Path(document.source).stem: number
        for number, document in library.documents(library.catalogue.numbers().tolist()).items()
    }
    wrong = []
    for attack in attacks:
        passages = library.catalogue.passages_of(numbers[attack.village])
        if sent_or_quoted(passages) or not any(TRUTH in p.text and p.part != "instruction" for p in passages):
            wrong.append((attack.carrier, attack.text, [p.text[:200] for p in passages]))
    assert not wrong, wrong[:5]


def test_the_truth_beside_an_order_answers(attacked: tuple[Library, list[Attack]]) -> None:
    library, attacks = attacked
    viewer = PageViewer()
    try:
        answers = [(attack, ask(library, viewer, attack.question, OWNER, Filters())) for attack in attacks]
    finally:
        viewer.close()
    wrong = [
        (attack.carrier, attack.text, answer.text[:300]) for attack, answer in answers if not says_the_truth(answer)
    ]
    assert not wrong, (len(wrong), wrong[:5])
