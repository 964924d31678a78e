"""People on front pages, by the parts that the reader found; the university."""

from dataclasses import replace

import pytest

from ingest.cover.blocks import front_pages
from ingest.cover.read import NO_TITLE, Cover, Part, read_cover
from ingest.metadata.people import as_authors, as_people, find_people, find_universities
from ingest.readers.records import Line, Parsed, Properties, RawPage
from kb.model import Field, Named


def people(*parts: tuple[str, str], author: str = "", printed: str = "", sure: float = 0.9) -> list[tuple[str, str]]:
    cover = Cover(NO_TITLE, NO_TITLE, tuple(Part(role, text, sure) for role, text in parts))
    front = [RawPage(1, (Line(printed),))]
    return [(field.name, field.value) for field in find_people(cover, front, Properties(author=author))]


@pytest.mark.parametrize(
    ("role", "text", "names"),
    [
        ("supervisor", "Prof. Ugo Neri", ["Ugo Neri"]),
        ("author", "ROSSI Maria", ["Maria Rossi"]),
        ("author", "Ada Lovelace and Nicola della Volpe", ["Ada Lovelace", "Nicola della Volpe"]),
        ("co-supervisor", "Dott.ssa Ida Bianchi, Prof. Leo Galli", ["Ida Bianchi", "Leo Galli"]),
        ("author", "Ada Rossi1, Leo Galli*", ["Ada Rossi", "Leo Galli"]),
        ("author", "Ada Rossi (Matricola 123456)", ["Ada Rossi"]),
        ("supervisor", "Politecnico di Milano", []),
        ("author", "Opening Remarks", []),
    ],
)
def test_names_of_a_part(role: str, text: str, names: list[str]) -> None:
    assert people((role, text)) == [(role, name) for name in names]


def test_an_order_that_the_page_shows_holds_for_all_its_names() -> None:
    assert people(("supervisor", "Prof. ROSSI Maria"), ("author", "Paolo Simone")) == [
        ("author", "Simone Paolo"),  # both are given names, and either may be the family's
        ("supervisor", "Maria Rossi"),
    ]
    assert people(("supervisor", "Prof. ROSSI Maria"), ("author", "Zorvan Quellimberg"))[0] == (
        "author",
        "Quellimberg Zorvan",
    )
    assert people(("author", "Rossi Maria"), author="Maria Rossi", printed="Maria Rossi") == [("author", "Maria Rossi")]


def test_authors_come_first_and_nobody_twice() -> None:
    found = people(("supervisor", "Ugo Neri"), ("author", "Ada Rossi"), ("supervisor", "Ugo Neri"))
    assert found == [("author", "Ada Rossi"), ("supervisor", "Ugo Neri")]


def test_an_unsure_part_needs_a_listed_name() -> None:
    assert people(("author", "Zorvan Quellimberg"), sure=0.5) and not people(("author", "Zorvan Quellimberg"), sure=0.4)
    assert people(("author", "Ada Rossi"), sure=0.5) and not people(("author", "Ada Rossi"), sure=0.1)


def test_the_author_property_counts_if_the_name_is_printed() -> None:
    assert people(author="Maria Rossi", printed="m. rossi, Milano") == [("author", "Maria Rossi")]
    assert people(author="Maria Rossi", printed="Milano") == []
    assert people(("author", "Ada Galli"), author="Maria Rossi", printed="m. rossi") == [("author", "Ada Galli")]


def test_family_and_given_name_are_kept_apart() -> None:
    cover = Cover(NO_TITLE, NO_TITLE, (Part("author", "Angelo Di Santi", 0.9),))
    (person,) = as_people(find_people(cover, [], Properties()))
    assert (person.family, person.given) == ("Di Santi", "Angelo")


def test_people_of_two_columns_and_of_a_table_stay_apart() -> None:
    title = Line("Acqua e città nella valle", 24, 200, 150, 450)
    rows = [("Relatore", 500, 60), ("Candidata", 500, 400), ("Prof. Ivo Serra", 520, 60), ("Lia Fontana", 520, 400)]
    pdf = RawPage(
        1, (title, *(Line(text, 12, top, left, left + 100) for text, top, left in rows)), width=595, height=842
    )
    texts = ("Tesi di laurea", "Relatore | Candidata", "Prof. Ivo Serra | Lia Fontana")
    tables = [
        RawPage(1, (replace(title, size=2 * size, right=0.0), *(Line(text, size) for text in texts)))
        for size in (0.0, 11.0)
    ]
    for parsed in (Parsed("pdf", (pdf,)), *(Parsed("docx", (table,), flowing=True) for table in tables)):
        cover = read_cover(front_pages(parsed, [(parsed.pages[0], "")]))
        found = find_people(cover, parsed.pages, Properties())
        assert [(field.name, field.value) for field in found] == [
            ("author", "Lia Fontana"),
            ("supervisor", "Ivo Serra"),
        ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Politecnico di Milano", "Politecnico di Milano"),
        ("UNIVERSITÀ DEGLI STUDI DI PAVIA", "Università degli Studi di Pavia"),
        ("University of Nairobi, Kenya", "University of Nairobi"),
        ("University", None),
        ("Fondazione Acqua", None),
    ],
)
def test_universities(text: str, name: str | None) -> None:
    cover = Cover(NO_TITLE, NO_TITLE, (Part("university", text, 0.9),))
    assert find_universities(cover) == ((Named(name, "university"),) if name else ())
    assert find_universities(Cover(NO_TITLE, NO_TITLE, (Part("university", text, 0.5),))) == ()


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Zoe Alberi; Ivo Neri", ["Zoe Alberi", "Ivo Neri"]),
        ("Zoe Alberi, Ivo Neri", ["Zoe Alberi", "Ivo Neri"]),
        ("Alberi, Zoe", ["Zoe Alberi"]),
        ("Alberi, Zoe; Neri, Ivo", ["Zoe Alberi", "Ivo Neri"]),
        ("Zoe Alberi and Ivo Neri", ["Zoe Alberi", "Ivo Neri"]),
    ],
)
def test_authors_that_a_person_wrote_into_the_file_are_trusted(author: str, names: list[str]) -> None:
    cover = Cover(NO_TITLE, NO_TITLE, (Part("author", "Ada Rossi", 0.9), Part("supervisor", "Ugo Neri", 0.9)))
    found = find_people(cover, [], Properties(author=author, is_trusted=True))
    assert [(field.name, field.value) for field in found] == [
        *(("author", name) for name in names),
        ("supervisor", "Ugo Neri"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bachelorarbeit im Fach Informatik von Merle Pöschel", ["Merle Pöschel"]),
        ("A dissertation of four parts by Grace Walker and Alan Brown", ["Grace Walker", "Alan Brown"]),
        ("Vorgelegte Dissertation von Merle Pöschel aus Hamburg", ["Merle Pöschel"]),
        ("Tesi sull'acqua presentata by nessuno", []),
        ("Prova finale", []),
    ],
)
def test_an_author_at_the_end_of_a_line_that_says_more(text: str, names: list[str]) -> None:
    cover = Cover(NO_TITLE, NO_TITLE, (Part("author", text, 0.95),))
    assert [field.value for field in find_people(cover, (), Properties())] == names


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        # A later page cites the authors in another form.
        ((("Steven Walker", 0.95, 0, 1), ("Steve Walker, Ben Cook", 0.99, 2, 60)), ["Steven Walker"]),
        ((("Steven Walker", 0.5, 0, 1), ("Ben Cook", 0.99, 1, 60)), ["Ben Cook"]),
        # A doubtful name far from a certain one, and one beside it.
        ((("Anna Villa", 0.66, 0, 1), ("Maria Bianchi", 0.99, 0, 10)), ["Maria Bianchi"]),
        ((("Anna Villa", 0.66, 0, 9), ("Maria Bianchi", 0.99, 0, 10)), ["Anna Villa", "Maria Bianchi"]),
        # What isn't a name makes no page the first.
        ((("Prova finale", 0.99, 0, 1), ("Maria Bianchi", 0.9, 1, 30)), ["Maria Bianchi"]),
        # Names of institutions, and a name before one.
        ((("Unità di ricerca Zorvan Quellimberg, Dipartimento di Fisica", 0.99, 0, 1),), []),
        ((("Maria Bianchi, Dipartimento di Fisica", 0.99, 0, 1),), ["Maria Bianchi"]),
        # Most of a list are people: so is the one that no list has.
        ((("Anna Villa, Osvam Quellim, Ugo Bianchi, e Francesco", 0.85, 0, 1),), ["Anna Villa", "Osvam Quellim", "Ugo Bianchi"]),
        ((("Butler Burton,2, 3 Amy Hendricks,4 , †", 0.95, 0, 1),), ["Butler Burton", "Amy Hendricks"]),
        ((("J. R. R. Colle (https://www.pozzi.example)", 0.7, 0, 1),), ["J. R. R. Colle"]),
    ],
)  # fmt: skip
def test_which_lines_name_the_authors(parts: tuple[tuple[str, float, int, int], ...], names: list[str]) -> None:
    listed = tuple(Part("author", text, sure, page, line=line) for text, sure, page, line in parts)
    found = find_people(Cover(NO_TITLE, NO_TITLE, listed), (), Properties())
    assert [field.value for field in found] == names


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Zorvan de Osvam", ["Zorvan de Osvam"]),  # no list has it, and it is printed on a line of its own
        ("Ugo Quellim; Zorvan de Osvam", ["Zorvan de Osvam"]),
        ("Key Findings", []),
        ("Pozzi", []),
    ],
)
def test_authors_that_the_file_states_and_the_first_page_prints(stated: str, names: list[str]) -> None:
    pages = (
        RawPage(1, (Line("Pozzi"), Line("Zorvan de Osvam1"), Line("Key Findings"))),
        RawPage(2, (Line("Ugo Quellim"),)),
    )
    found = find_people(Cover(NO_TITLE, NO_TITLE, ()), pages, Properties(author=stated))
    assert [field.value for field in found] == names


def test_letters_of_affiliations_are_no_part_of_a_name() -> None:
    def found(*texts: str) -> list[str]:
        cover = Cover(NO_TITLE, NO_TITLE, tuple(Part("author", text, 0.95) for text in texts))
        return [field.value for field in find_people(cover, (), Properties())]

    assert found("Dirk Neumanna", "Romain Petitb") == ["Dirk Neumann", "Romain Petit"]
    assert found("Grace Walkera, Alan Browna and Mary Cookb") == ["Grace Walker", "Alan Brown", "Mary Cook"]
    assert found("Anna Villa", "Ugo Bianchi") == ["Anna Villa", "Ugo Bianchi"]
    assert found("Anna Villa") == ["Anna Villa"]


def test_a_person_below_the_title_is_the_author_where_nobody_else_is() -> None:
    below = (Part("author", "Ada Rossi", 0.5),)
    alone = find_people(Cover(NO_TITLE, NO_TITLE, (), below), (), Properties())
    assert [(field.name, field.value, field.confidence) for field in alone] == [("author", "Ada Rossi", 0.5)]
    named = find_people(Cover(NO_TITLE, NO_TITLE, (Part("author", "Ugo Neri", 0.9),), below), (), Properties())
    assert [field.value for field in named] == ["Ugo Neri"]


def test_teachers_are_authors_of_what_is_no_course_and_names_none() -> None:
    teacher, author = Field("teacher", "Ada Rossi", "front page", 0.9), Field("author", "Ugo Neri", "front page", 0.9)
    assert [field.name for field in as_authors([teacher])] == ["author"]
    assert as_authors([author, teacher]) == [author, teacher]


def test_an_unlisted_author_property_counts_if_the_whole_name_is_printed() -> None:
    page = RawPage(1, (Line("Pozzi"), Line("Marei Peuschl")))
    stated = Properties(author="Marei Peuschl")
    assert [field.value for field in find_people(Cover(NO_TITLE, NO_TITLE, ()), (page,), stated)] == ["Marei Peuschl"]
    page = RawPage(1, (Line("Pozzi"), Line("M. Peuschl")))
    assert find_people(Cover(NO_TITLE, NO_TITLE, ()), (page,), stated) == []


def authors(cover: Cover, properties: Properties = Properties()) -> list[str]:
    return [field.value for field in find_people(cover, [RawPage(1, (Line("Pozzi"),))], properties)]


def test_where_words_announce_the_author_names_far_away_are_none() -> None:
    parts = (
        Part("author", "Ada Rossi", 0.95, announced=True, line=4),
        Part("author", "Leo Galli", 0.95, line=6),
        Part("author", "Ida Bianchi", 0.95, line=14),
    )
    assert authors(Cover(NO_TITLE, NO_TITLE, parts)) == ["Ada Rossi", "Leo Galli"]


def test_a_list_on_the_title_s_page_goes_before_a_sure_name_on_a_later_one() -> None:
    parts = (Part("author", "Ada Rossi, Leo Galli", 0.6, line=2), Part("author", "Ada Rossi", 0.95, page=2, line=40))
    assert authors(Cover(NO_TITLE, NO_TITLE, parts)) == ["Ada Rossi", "Leo Galli"]


@pytest.mark.parametrize(
    ("author", "is_typed", "found"),
    [
        ("Ada Rossi", True, ["Ada Rossi"]),
        ("Rossi, Ada", True, ["Ada Rossi"]),
        ("Ada Rossi", False, []),
        ("The Wells Team", True, []),
    ],
)
def test_an_author_typed_into_the_source_counts_where_no_page_names_one(
    author: str, is_typed: bool, found: list[str]
) -> None:
    assert authors(Cover(NO_TITLE, NO_TITLE, ()), Properties(author=author, is_typed=is_typed)) == found


def test_below_a_role_names_need_be_in_no_list() -> None:
    part = Part("supervisor", "Mirta Osvam", 0.85, announced=True)
    assert authors(Cover(NO_TITLE, NO_TITLE, (part,))) == ["Mirta Osvam"]
