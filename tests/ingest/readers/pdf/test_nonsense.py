"""Text layers without words are distinguished from text, formulas, tables and other languages."""

import shutil
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.pipeline import ingest
from ingest.readers.pdf.nonsense import is_nonsense
from ingest.readers.pdf.reader import read_pdf
from ingest.sources.discover import Options
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents, open_document

ITALIAN = (
    "Gli abitanti del rione finto hanno scelto insieme dove mettere le panchine, e il comune ha pagato i lavori di scavo della "
    "primavera successiva. Ogni sera qualcuno annaffia gli orti, e chi non ha tempo porta la merenda ai bambini della scuola."
)
GERMAN = (
    "Die Bewohner des erfundenen Viertels haben zusammen entschieden, wo die Bänke stehen, und die Stadt hat alles bezahlt. "
    "Jeden Abend gießt jemand die Gärten, und wer keine Zeit hat, bringt den Kindern der Schule etwas zu essen mit."
)


def shifted(text: str, by: int) -> str:
    """The text with each letter that many places on in the alphabet."""
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if c.isascii() and c.isalpha() else c for c in text.lower())


@pytest.mark.parametrize("by", [1, 3, 9, 5, 21])
def test_letters_that_stand_for_others_are_nonsense(by: int) -> None:
    assert is_nonsense(shifted(ITALIAN, by))


def test_glyph_numbers_read_as_letters_are_nonsense() -> None:
    assert is_nonsense("".join(chr(ord(c) - 29) if c.isalpha() and c.isascii() else c for c in ITALIAN))


@pytest.mark.parametrize(
    "text", ["".join(chr(0xF000 + ord(c)) for c in ITALIAN[:60]), "\ufffd" * 40, "!\"#$%&'()*+,-./:;<=>?" * 4]
)
def test_signs_without_a_letter_are_nonsense(text: str) -> None:
    assert is_nonsense(text)


@pytest.mark.parametrize(
    "text",
    [
        ITALIAN,
        GERMAN,
        "",
        "\uf0b7 \uf0b7 \uf0b7",
        "Sommario ............................................................ 12",
        "2019 35 2 29 15,3 16 36\n2020 15 1 14 12,1 7 27 " * 8,
        "x = (a + b)2 / c, y = f(x), z = g(x, y), ∑ xi ≤ n " * 6,
        "НАСЕЛЕНИЕ ВЫМЫШЛЕННОГО РАЙОНА решило вместе " * 8,
        "CPU GPU RAM DNS HTTP TCP UDP SSH TLS for the fictional network of the school " * 4,
    ],
)
def test_text_formulas_tables_and_other_languages_are_not(text: str) -> None:
    assert not is_nonsense(text)


def unmapped(path: Path) -> Path:
    """A page whose text is drawn as any other and whose font says that its letters are private-use characters."""
    drawn = Canvas(str(path), pagesize=A4, invariant=1, pageCompression=0)
    drawn.setFont("Helvetica", 16)
    for at, line in enumerate(("The neighbours of the made-up", "quarter chose the benches")):
        drawn.drawString(72, 700 - 30 * at, line)
    drawn.save()
    data = path.read_bytes()
    table = b"".join(b"<%02X> <F0%02X>\n" % (code, code) for code in range(0x20, 0x7F))
    cmap = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    cmap += b"%d beginbfchar\n%sendbfchar endcmap end end" % (0x7F - 0x20, table)
    number = 900
    stream = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(cmap), cmap)
    data = data.replace(b"/BaseFont /Helvetica", b"/ToUnicode 900 0 R /BaseFont /Helvetica")
    path.write_bytes(data.replace(b"xref\n", stream + b"xref\n", 1))
    return path


def test_a_page_with_such_a_layer_is_an_image(tmp_path: Path) -> None:
    (page,) = read_pdf(unmapped(tmp_path / "a.pdf")).pages
    assert (page.status, page.note, page.lines) == ("image", "its text layer holds no words", ())


@pytest.mark.ocr
@pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract isn't installed")
def test_it_is_read_by_ocr(library: Library, tmp_path: Path) -> None:
    (entry,) = ingest(library, [unmapped(tmp_path / "a.pdf")], Options()).entries
    assert entry.outcome == "added"
    (document,) = all_documents(library, OWNER)
    (page,) = library.catalogue.pages(open_document(library, document.id, OWNER))
    assert page.status == "ocr" and "quarter chose the benches" in page.text
