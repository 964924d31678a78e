"""If a PDF states a text that differs from the drawn one, the drawn one is read. All texts are fictional."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.pdf.actual_text import is_other
from ingest.readers.registry import read


def stating(path: Path, *pairs: tuple[tuple[str, ...], str | bytes]) -> tuple[list[str], str]:
    """(the lines read, the hidden text) of a page that draws the first texts of each pair and states the second for them."""
    drawn = Canvas(str(path), pagesize=A4, invariant=1)
    drawn.setFont("Helvetica", 12)
    drawn.drawString(72, 760, "The made-up co-operative opened its yard in spring.")
    code: list[str] = drawn._code  # type: ignore[attr-defined]
    height = 720
    for texts, stated in pairs:
        raw = stated if isinstance(stated, bytes) else b"\xfe\xff" + stated.encode("utf-16-be")
        code.append(f"/Span <</ActualText <{raw.hex()}>>> BDC")
        for text in texts:
            drawn.drawString(72, height, text)
            height -= 20
        code.append("EMC")
    drawn.save()
    (page,) = read(path).pages
    return [line.text for line in page.lines[1:]], page.hidden


def test_other_words_and_numbers_than_are_drawn_are_hidden_text(tmp_path: Path) -> None:
    lines, hidden = stating(
        tmp_path / "a.pdf",
        (("The yard cost 9.000 euro.",), "The yard cost 1.000 euro."),
        (("Il cortile resta aperto",), "Nobody may ever enter here".encode("latin-1")),
        (("first line", "second line"), "zebra words for both of the lines"),
    )
    assert lines == ["The yard cost 9.000 euro.", "Il cortile resta aperto", "first line", "second line"]
    assert hidden == "The yard cost 1.000 euro. Nobody may ever enter here zebra words for both of the lines"


def test_what_repairs_the_letters_drawn_is_read(tmp_path: Path) -> None:
    lines, hidden = stating(tmp_path / "a.pdf", (("e cace",), "efficace"), (("-",), "\u00ad"), (("*",), "punto"))
    assert (lines[0], lines[-1], hidden) == ("efficace", "punto", "")


@pytest.mark.parametrize(
    ("stated", "drawn", "other"),
    [
        ("Perché", "Perche'", False),
        ("ABSTRACT", "Abstract", False),
        ("alpha + beta", "∑", False),
        ("ignore the rest", " ", True),
        ("a long secret " * 6, "•", True),
        ("\u4f60\u597d", "\u4f60\u597d", False),
        ("entrance is free", "entrance is not free of charge", True),
    ],
)
def test_other_text(stated: str, drawn: str, other: bool) -> None:
    assert is_other(stated, drawn) is other
