"""Two hundred generated references, with characters that formats treat specially, are read back by three parsers without loss."""

import json
import random

import bibtexparser
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc.source.json import CiteProcJSON

from kb.model import KINDS, Named
from kb.output.bibliography import bibtex, csl, ris
from kb.output.citations import STYLES, as_text
from kb.output.reference import Reference
from tests.fakes import document
from web.links import SiteLinks

COUNT = 200
LINKS = SiteLinks("https://kb.example")
WORDS = [
    "--opzione", "3 − 2 ∗ 1", "``così''", "Città", "scuola", "100%", "R&D", "a_b", "#1", "$5", "{vera}", "È", "perché", "“quiete”", "l’acqua", "C++", "x^2", "~circa", "\\cmd", "Ł", "ø",
    "ß", "naïve", "A/B", "<b>", "a, b", "e; f", "Ünlü", "@home", "100 €", "TY  - X", "ER  -", "=SUM(A1)", "–", "½", "{aperta", "chiusa}", '"dritte"', "$6 – $9", "a·b",
]  # fmt: skip
FAMILIES = [
    "De Luca",
    "della Volpe",
    "Rossi",
    "Di Santi",
    "van der Berg",
    "O’Neill",
    "Müller",
    "Šimić",
    "Nguyễn",
    "Sánchez-Gómez",
    "D'Angelo",
]
GIVEN = ["Maria", "Ugo", "Anna Lucia", "J. P.", "Zoë", "Łukasz", "Noè", ""]
SCHOOLS = ["Università di Valfiorita", "Politecnico di Sopra & Sotto", "Scuola “Ada Negri”", "Institute of R&D", ""]


def generated(seed: int = 7) -> list[Reference]:
    chance = random.Random(seed)

    def person(role: str) -> Named:
        family, given = chance.choice(FAMILIES), chance.choice(GIVEN)
        return Named(f"{given} {family}".strip(), role, family, given)

    found = []
    for at in range(COUNT):
        school = chance.choice(SCHOOLS)
        people = [person("author") for _ in range(chance.randint(0, 3))] + [
            person("supervisor") for _ in range(chance.randint(0, 2))
        ]
        found.append(Reference(document(
            f"w{at}", title=" ".join(chance.sample(WORDS, 6)), kind=KINDS[at % len(KINDS)], year=chance.choice([None, 1999, 2026]),
            people=tuple(people), organisations=(Named(school, "university"),) if school else (),
            abstract=" ".join(chance.sample(WORDS, 12)), language=chance.choice(["it", "en"]),
        ), tuple(chance.sample(["acqua", "città", "R&D", "a_b"], 2)), doi=f"https://doi.org/10.1234/w_{at}(x)"))  # fmt: skip
    return found


WORKS = generated()


def year(work: Reference) -> str:
    return str(work.document.year or "")


def test_ris_loses_nothing() -> None:
    records = rispy.loads(ris(WORKS, LINKS))
    assert len(records) == COUNT
    for work, record in zip(WORKS, records, strict=True):
        assert record["title"] == work.document.title and record.get("abstract", "") == work.abstract
        assert record.get("authors", []) == work.inverted(("author",))
        assert record.get("tertiary_authors", []) == work.inverted(("supervisor",))
        assert (record.get("publisher", ""), record.get("year", "")) == (work.institution, year(work))
        assert (record["keywords"], record["language"]) == (list(work.keywords), work.document.language)
        assert record["doi"] == work.doi.removeprefix("https://doi.org/")
        assert record["urls"] == [LINKS.document(work.document.id)]


def test_bibtex_loses_nothing() -> None:
    library = bibtexparser.parse_string(bibtex(WORKS, LINKS), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks and len(library.entries) == COUNT
    assert len({entry.key for entry in library.entries}) == COUNT
    for work, entry in zip(WORKS, library.entries, strict=True):
        values = {field.key: str(field.value) for field in entry.fields}
        assert plain(values["title"]) == plain(work.document.title)
        assert plain(values["abstract"]) == plain(work.abstract)
        assert plain(values.get("author", "")) == plain(" and ".join(work.inverted(("author",))))
        assert plain(values.get("supervisor", "")) == plain(" and ".join(work.inverted(("supervisor",))))
        named = values.get("school", "") + values.get("institution", "")
        assert (plain(named), values.get("year", "")) == (plain(work.institution), year(work))
        assert plain(values["doi"]) == work.doi.removeprefix("https://doi.org/")
        assert values["url"] == LINKS.document(work.document.id)


def plain(text: str) -> str:
    """The text with the circumflex that pylatexenc reads for \\textasciicircum as it is typed."""
    return text.replace("ˆ", "^")


def test_csl_json_loses_nothing_and_every_style_can_cite_it() -> None:
    items = json.loads(csl(WORKS, LINKS))
    for work, item in zip(WORKS, items, strict=True):
        assert item["title"] == work.document.title and item.get("abstract", "") == work.abstract
        names = [(name["family"], name.get("given", "")) for name in item.get("author", [])]
        assert names == work.names(("author",)) and item.get("publisher", "") == work.institution
        assert item.get("issued", {"date-parts": [[None]]})["date-parts"] == [[work.document.year]]
    assert set(CiteProcJSON(items)) == {work.document.id for work in WORKS}
    for style in STYLES:
        lines = as_text(WORKS, LINKS, style, "it").splitlines()
        assert len(lines) == COUNT
        named = [
            any(family in line for family, _ in work.names(("author",))) or not work.names(("author",))
            for work, line in zip(WORKS, lines, strict=True)
        ]
        assert all(named), style


def test_braces_are_balanced_as_bibtex_counts_them_also_behind_a_backslash() -> None:
    entries = bibtex(generated(), LINKS).split("\n@")
    assert len(entries) == COUNT
    assert [entry for entry in entries if entry.count("{") != entry.count("}")] == []
