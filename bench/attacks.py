"""Documents with orders to a language model or invisible text: what is quoted or sent, and whether the truth still answers."""

import tempfile
from pathlib import Path
from typing import Any

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import OWNER
from kb.settings import Settings
from tests.injection.generated import Attack, generate, says_the_truth, sent_or_quoted


def attacks() -> dict[str, Any]:
    """The generated documents of the tests, by carrier of the attack, with the real model."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "in"
        place.mkdir()
        made = list(generate(place))
        with Library(Settings(home=Path(folder) / "home"), writable=True) as library:
            failed = ingest(library, [place], Options()).count("failed")
            library.embedding_queue.run()
            rows = _judged(library, made)
    return {
        **rows,
        "all": {
            name: sum(row[name] for row in rows.values()) + (failed if name == "wrong" else 0) for name in _COLUMNS
        },
    }


_COLUMNS = ("documents", "quoted or sent", "truth answers", "wrong")


def _judged(library: Library, made: list[Attack]) -> dict[str, dict[str, int]]:
    sources = library.documents(library.catalogue.numbers().tolist()).items()
    numbers = {Path(document.source).stem: number for number, document in sources}
    rows: dict[str, dict[str, int]] = {}
    viewer = PageViewer()
    try:
        for attack in made:
            told = bool(sent_or_quoted(library.catalogue.passages_of(numbers[attack.village])))
            true = says_the_truth(ask(library, viewer, attack.question, OWNER))
            row = rows.setdefault(
                f"{'seen' if attack.is_seen else 'unseen'}: {attack.carrier}", dict.fromkeys(_COLUMNS, 0)
            )
            for name, value in zip(_COLUMNS, (True, told, true, told or not true), strict=True):
                row[name] += value
    finally:
        viewer.close()
    return rows
