"""A folder's manifest: its fields, errors in them, and the two parts of a person's name."""

from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.stated.manifest import StatedMetadata, correction, overlay, read_manifest, with_origin
from kb.errors import InvalidManifest
from kb.library import Library
from kb.model import OWNER, Named
from kb.search.scope import all_documents

pytestmark = pytest.mark.slow


def manifest(folder: Path, name: str, text: str) -> dict[str, StatedMetadata]:
    (folder / name).write_text(text, encoding="utf-8")
    return read_manifest(folder)


def test_toml_and_csv_state_the_same(tmp_path: Path) -> None:
    toml = '[[document]]\npath = "a.pdf"\nauthors = "Maria Rossi; Ugo Neri"\nyear = 2020\nsdgs = "6; 99"\nkeywords = "acqua; pozzi"\n'
    csv = "path,authors,year,sdgs,keywords\na.pdf,Maria Rossi; Ugo Neri,2020,6; 99,acqua; pozzi\n"
    for folder in "tc":
        (tmp_path / folder).mkdir()
    (stated,) = manifest(tmp_path / "t", "manifest.toml", toml).values()
    assert [stated] == list(manifest(tmp_path / "c", "manifest.csv", csv).values())
    assert stated.people == (Named("Maria Rossi", "author"), Named("Ugo Neri", "author"))
    assert stated.facts == (("keywords", "acqua"), ("keywords", "pozzi"), ("sdg", "6"))
    assert len(stated.doubts) == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('title = "x"', "has no path"),
        ('path = "a"\naccess = "everyone"', "must be one of"),
        ('path = "a"\nembargo_until = "soon"', "must be a date"),
        ("path = ", "can't be read"),
        ('path = "a"\nreaders = "anna, ugo"', "must be separated by semicolons"),
        ('path = "a"\nreaders = [{ name = "anna" }]', "must be names of members and groups"),
        ('path = "a"\naccess = "public"\nreaders = ["anna"]', "names readers, though its access is public"),
    ],
)
def test_what_might_be_confidential_is_never_guessed(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(InvalidManifest, match=reason):
        manifest(tmp_path, "manifest.toml", f"[[document]]\n{row}\n")


def test_stated_texts_are_on_one_line_in_characters_that_every_export_can_hold(tmp_path: Path) -> None:
    bad = "Ada\x01\nTY  - Rossi\ufffe"
    corrected = correction(
        Path("a"), {"title": bad, "authors": f"{bad}; Ugo Neri", "keywords": bad, "abstract": "a\x01b\nc"}
    )
    row = 'title = "A\\u0001\\nB"\npeople = [{ name = "Ada\\u000b Rossi", role = "author" }]\nkeywords = ["a\\nb"]'
    (stated,) = manifest(tmp_path, "manifest.toml", f'[[document]]\npath = "a"\n{row}\n').values()
    assert (corrected.title, corrected.people[0].name) == ("Ada TY - Rossi", "Ada TY - Rossi")
    assert corrected.facts == (("keywords", "Ada TY - Rossi"),) and corrected.abstract == "ab\nc"
    assert (stated.title, stated.people[0].name, stated.facts) == ("A B", "Ada Rossi", (("keywords", "a b"),))


def test_a_correction_of_authors_keeps_the_supervisors_of_the_manifest() -> None:
    base = correction(Path("a"), {"authors": "Ada Rossi", "supervisors": "Ugo Neri", "organisations": "Caritas"})
    people = overlay(base, correction(Path("a"), {"authors": "Ida Galli"})).people
    assert {(named.name, named.role) for named in people} == {("Ida Galli", "author"), ("Ugo Neri", "supervisor")}
    assert overlay(base, correction(Path("a"), {"projects": "Pozzi"})).organisations[1].name == "Caritas"


def test_the_later_statement_wins_field_by_field() -> None:
    base = with_origin(correction(Path("a"), {"title": "A", "keywords": "x; y", "year": "2020"}), "manifest")
    over = overlay(base, correction(Path("a"), {"title": "B", "keywords": "z"}))
    assert (over.title, over.year, over.facts) == ("B", 2020, (("keywords", "z"),))
    assert dict(over.origins) == {"title": "person", "keywords": "person", "year": "manifest"}


def test_family_and_given_name_reach_the_catalogue_as_they_are_stated(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Una relazione sui pozzi del villaggio.")
    manifest(folder, "manifest.csv", 'path,authors\na.txt,"Souza Lima, Ana; Angelo Di Santi; Platone"\n')
    ingest(library, [folder], Options())
    (document,) = all_documents(library, OWNER)
    assert [(p.name, p.family, p.given) for p in document.people] == [
        ("Ana Souza Lima", "Souza Lima", "Ana"),
        ("Angelo Di Santi", "Di Santi", "Angelo"),
        ("Platone", "Platone", ""),
    ]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("manifest.toml", '[[document]]\ntitle = "Pozzi"\n', r"manifest\.toml: document 1: has no path; give the file's path"),
        ("manifest.toml", '[document]\npath = "a.pdf"\n', r"document: must be \[\[document\]\] tables"),
        ("manifest.toml", '[[documents]]\npath = "a.pdf"\naccess = "restricted"\n', r"the table 'documents': isn't known; write \[\[document\]\]"),
        ("manifest.toml", "[[document", r"the file: can't be read"),
        ("manifest.toml", '[[document]]\npath = "a.pdf"\naccess = "secret"\n', r"document 1 \(a\.pdf\): access 'secret' must be one of public, internal, restricted"),
        ("manifest.toml", '[[document]]\npath = "a.pdf"\nembargo_until = "soon"\n', r"embargo_until 'soon' must be a date such as 2027-01-31"),
        ("manifest.csv", "path,access\na.pdf,public\nb.pdf,all\n", r"document 2 \(b\.pdf\): access 'all'"),
        ("manifest.csv", "path,title\n,Pozzi\n", r"document 1: has no path"),
        ("manifest.csv", "path,access,Access\na.pdf,restricted,public\n", r"the field 'access': stands twice; delete one"),
        ("manifest.csv", "path,access,access\na.pdf,restricted,\n", r"the field 'access': stands twice"),
        ("manifest.toml", '[[document]]\npath = "a.pdf"\naccess = "restricted"\nAccess = "public"\n', r"the field 'access': stands twice"),
    ],
)  # fmt: skip
def test_a_wrong_manifest_is_named_with_its_row_and_what_to_do(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(InvalidManifest, match=says):
        manifest(tmp_path, name, text)


@pytest.mark.parametrize(
    ("row", "facts", "doubts"),
    [
        ("places = ['Lodi', 'Milano', 'Lodi']", (("place", "Lodi"), ("place", "Milano")), ()),
        ("readers = 'Anna; Housing'", (("reader", "anna"), ("reader", "housing")), ()),
        ("sdgs = [6, 11, 6]", (("sdg", "6"), ("sdg", "11")), ()),
        ("sdgs = '18'", (), ("the stated goal '18' isn't one of 1 to 17; left out",)),
        ("degree_course = 'Design'", (("degree course", "Design"),), ()),
        ("year = 'MMXX'", (), ("the stated year 'MMXX' isn't a year; taken from the document",)),
        ("kind = 'poster'", (), ("the stated kind 'poster' isn't one of thesis, course, report, other; taken from the document",)),
        ("sdgs = '6, 11'", (("sdg", "6"), ("sdg", "11")), ()),
        ("department = ['Design']", (), ("the stated department is a list; left out",)),
        ("language = 'italiano'", (), ("the stated language 'italiano' isn't a code such as it or en; taken from the document",)),
        ("unknown = 'x'", (), ()),
    ],
)  # fmt: skip
def test_facts_of_a_row_and_doubts_about_it(
    tmp_path: Path, row: str, facts: tuple[tuple[str, str], ...], doubts: tuple[str, ...]
) -> None:
    (stated,) = manifest(tmp_path, "manifest.toml", f'[[document]]\npath = "a.pdf"\n{row}\n').values()
    assert (stated.facts, stated.doubts, stated.year, stated.kind) == (facts, doubts, None, None)


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("'Rossi, Maria'", ["Maria Rossi"]),
        ("'Maria Rossi, Ugo Neri'", ["Maria Rossi", "Ugo Neri"]),
        ("'Rossi, Maria; Neri, Ugo'", ["Maria Rossi", "Ugo Neri"]),
        ("['Maria Rossi', 'Ugo Neri']", ["Maria Rossi", "Ugo Neri"]),
        ("'(see title page)'", []),
        ("''", []),
    ],
)
def test_lists_of_people(tmp_path: Path, authors: str, names: list[str]) -> None:
    (stated,) = manifest(tmp_path, "manifest.toml", f'[[document]]\npath = "a.pdf"\nauthors = {authors}\n').values()
    assert [person.name for person in stated.people] == names


@pytest.mark.parametrize(
    ("row", "people", "doubt"),
    [
        ("people = 'Maria Rossi; Ugo Neri'", [("Maria Rossi", "author"), ("Ugo Neri", "author")], ""),
        ("people = ['Maria Rossi']", [("Maria Rossi", "author")], ""),
        ("people = { name = 'Maria Rossi', role = 'Supervisor' }", [("Maria Rossi", "supervisor")], ""),
        ("people = [{ name = 'Maria Rossi', role = 'autore' }]", [("Maria Rossi", "author")], "taken as author"),
        ("people = [{ nome = 'Maria Rossi' }]", [], "has no name; left out"),
        ("organisations = [{ name = 'Caritas', role = 'sponsor' }, 'Comune']", [("Caritas", "partner"), ("Comune", "partner")], "taken as partner"),
    ],
)  # fmt: skip
def test_no_name_is_left_out_in_silence(tmp_path: Path, row: str, people: list[tuple[str, str]], doubt: str) -> None:
    (stated,) = manifest(tmp_path, "manifest.toml", f'[[document]]\npath = "a.pdf"\n{row}\n').values()
    assert [(named.name, named.role) for named in (*stated.people, *stated.organisations)] == people
    assert doubt in "".join(stated.doubts) and bool(doubt) == bool(stated.doubts)


def test_values_are_read_in_capitals(tmp_path: Path) -> None:
    row = "path,access,kind,language\na.pdf,Internal,Thesis,en-GB\n"
    (stated,) = manifest(tmp_path, "manifest.csv", row).values()
    assert (stated.access, stated.kind, stated.language, stated.doubts) == ("internal", "thesis", "en", ())
