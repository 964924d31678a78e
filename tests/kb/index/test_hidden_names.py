"""Lines that name a hidden person are never quoted; all other text keeps its place."""

import pytest

from kb.index.hidden_names import without_hidden_names
from kb.library import Library
from kb.model import Named, Passage
from kb.people.curation import set_rule
from tests.conftest import Put
from tests.fakes import document


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Wells\nSupervisor: Prof. Ada De Luca\nLodi 2020", ["Wells", "Lodi 2020"]),
        ("We dug wells. Ada  De Luca led the work. They gave water.", ["We dug wells.", "They gave water."]),
        ("Wells by Luca, Ada De and others\nLodi", ["Lodi"]),
        ("Written by ADA DE LUCA", []),
        ("Ada De Lucario dug wells.", ["Ada De Lucario dug wells."]),
        ("Ada\nDe Luca\nLodi", ["Lodi"]),
    ],
)
def test_the_line_or_sentence_with_the_name_is_blank(put: Put, library: Library, text: str, kept: list[str]) -> None:
    put(document("a", people=(Named("Ada De Luca", "author"),)), "Wells.")
    passage = Passage(1, "a", 1, "1", 0, len(text), text, "", "en")
    assert without_hidden_names(library.catalogue, [passage]) == [passage]
    set_rule(library, "person", "Ada De Luca", ("hidden", ""))
    (found,) = without_hidden_names(library.catalogue, [passage])
    assert len(found.text) == len(text)
    assert [part.strip() for part in found.text.split("\n") if part.strip()] == kept
    set_rule(library, "person", "Ada De Luca", None)
    assert without_hidden_names(library.catalogue, [passage]) == [passage]
