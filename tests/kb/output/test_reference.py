"""The bibliographic reference of a document."""

from pathlib import Path

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.library import Library
from kb.model import OWNER, Named
from kb.output.bibliography import bibtex, table
from kb.output.citations import as_text
from kb.output.reference import AUTHORS, Reference, csl_item, references_of
from kb.search.scope import all_documents
from tests.fakes import document
from web.links import SiteLinks


def test_keywords_and_the_repository_come_from_the_metadata(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "orti.md").write_text("# Gli orti del quartiere\n\nGli orti condivisi di un quartiere immaginario.\n")
    (folder / "manifest.csv").write_text(
        "path,title,keywords,record,doi,handle,department\n"
        "orti.md,Gli orti,orti; quartiere,https://repository.example/handle/1/2,10.1234/orti,98765/43,Dipartimento di Acque\n"
    )
    ingest(library, [folder], Options())
    (reference,) = references_of(library, all_documents(library, OWNER))
    assert reference.document.title == "Gli orti"
    assert (reference.doi, reference.handle) == ("https://doi.org/10.1234/orti", "https://hdl.handle.net/98765/43")
    item = csl_item(reference, SiteLinks())
    assert (item["DOI"], item["division"]) == ("10.1234/orti", "Dipartimento di Acque")
    assert "department = {Dipartimento di Acque}" in bibtex([reference], SiteLinks())
    assert (reference.keywords, reference.record) == (("orti", "quartiere"), "https://repository.example/handle/1/2")


def test_only_a_stated_institution_is_named() -> None:
    assert Reference(document("a")).institution == ""
    partner, publisher = Named("Comune di Lodi", "partner"), Named("Editrice Lodi", "publisher")
    assert Reference(document("a", organisations=(partner, publisher))).institution == "Editrice Lodi"


def test_names_are_inverted_with_their_particles() -> None:
    people = (Named("Anna Maria Della Volpe", "author"), Named("Platone", "author"))
    assert Reference(document("a", people=people)).inverted(AUTHORS) == ["Della Volpe, Anna Maria", "Platone"]


def test_an_item_has_only_what_is_known() -> None:
    item = csl_item(Reference(document("a", year=None, people=())), SiteLinks("https://kb.example"))
    assert item == {
        "id": "a",
        "type": "thesis",
        "title": "A",
        "language": "en",
        "URL": "https://kb.example/documents/a",
    }


def test_orcid_ids_of_people_are_exported(library: Library, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "orti.md").write_text(
        "# Gli orti del quartiere\n\nGli orti condivisi di un quartiere immaginario.\n"
    )
    (tmp_path / "in" / "manifest.csv").write_text("path,authors\norti.md,Ada Rossi (0000-0002-1825-0097); Ugo Neri\n")
    ingest(library, [tmp_path / "in"], Options())
    (reference,) = references_of(library, all_documents(library, OWNER))
    assert reference.orcids == {"Ada Rossi": "0000-0002-1825-0097"}
    item, links = csl_item(reference, SiteLinks()), SiteLinks()
    assert item["custom"] == {"orcid": {"Ada Rossi": "https://orcid.org/0000-0002-1825-0097"}}
    assert "Ada Rossi: 0000-0002-1825-0097" in table([reference], links)
    assert as_text([reference], links, "apa", "it").startswith("Rossi")
    library.catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    (hidden,) = references_of(library, all_documents(library, OWNER))
    assert hidden.orcids == {} and "0097" not in table([hidden], links)
