"""References in lists, as reference managers collect them."""

from urllib.parse import parse_qs

from kb.model import Named
from kb.output.coins import coins
from kb.output.reference import Reference
from tests.fakes import document
from web.links import SiteLinks

LINKS = SiteLinks("https://kb.example")


def _read(**changes: object) -> dict[str, list[str]]:
    return parse_qs(coins(Reference(document("a", title="Orti & cortili", **changes)), LINKS))


def test_a_thesis_is_a_dissertation_with_its_authors_and_university() -> None:
    people = (Named("Maria De Luca", "author"), Named("Ugo Neri", "author"), Named("Ada Riva", "supervisor"))
    read = _read(people=people, organisations=(Named("Università di Lodi", "university"),))
    assert read["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dissertation"] and read["rft.title"] == ["Orti & cortili"]
    assert (read["rft.aulast"], read["rft.aufirst"], read["rft.au"]) == (["De Luca"], ["Maria"], ["Neri, Ugo"])
    assert read["rft.inst"] == ["Università di Lodi"] and read["rft_id"] == ["https://kb.example/documents/a"]


def test_a_report_without_author_and_year_says_neither() -> None:
    read = _read(kind="report", people=(), year=None)
    assert read["rft.genre"] == ["report"] and read["rft.btitle"] == ["Orti & cortili"]
    assert not {"rft.aulast", "rft.date", "rft.pub"} & read.keys()


def test_course_material_is_a_document_with_its_publisher() -> None:
    bodies = (Named("Politecnico di Lodi", "university"),)
    read = _read(kind="course", people=(Named("Ada Riva", "teacher"),), organisations=bodies)
    assert read["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:book"] and read["rft.genre"] == ["document"]
    assert read["rft.title"] == ["Orti & cortili"]  # its btitle is lost on the way to Zotero
    assert read["rft.aulast"] == ["Riva"] and read["rft.pub"] == ["Politecnico di Lodi"] and read["rft.language"]
