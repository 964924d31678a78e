"""LaTeX: the text it produces, its title, its sections."""

from pathlib import Path

import pytest

from ingest.readers.markup.latex import read_latex
from ingest.readers.records import Heading, Properties


def test_title_sections_and_text(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\title{Pozzi}\\author{Maria Rossi}\n\\begin{document}\\maketitle\n"
        "\\section*{Metodo}\nAcqua \\emph{pulita} perch\\'e s\\`i. % nota\n\nSecondo.\n\\subsection[B]{Dati \\emph{veri}}\nFine.\n\\end{document}\nmai"
    )
    parsed = read_latex(tmp_path / "a.tex")
    assert (parsed.properties.title, parsed.properties.author) == ("Pozzi", "Maria Rossi")
    assert parsed.headings == (Heading(1, "Pozzi", 1), Heading(2, "Metodo", 2), Heading(2, "Dati veri", 3))
    texts = [line.text for page in parsed.pages for line in page.lines]
    assert texts[-5:] == ["Metodo", "Acqua pulita perché sì.", "Secondo.", "Dati veri", "Fine."]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("A \\textbf{bold} word.", ["A bold word."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("Citt\\`a, perch\\'e, \\\"uber", ["Città, perché, über"]),
        ("It costs 5\\% of \\$7 \\& more.", ["It costs 5% of $7 & more."]),
        ("``quoted'' --- dash", ["“quoted” — dash"]),
        ("Seen. % a comment\nStill seen.", ["Seen. Still seen."]),
        ("\\section{Uno}\nTesto.", ["Uno", "Testo."]),
        ("\\subsubsection*{Uno}\nTesto.", ["Uno", "Testo."]),
        ("", []),
    ],
)
def test_the_text_that_latex_prints(tmp_path: Path, body: str, texts: list[str]) -> None:
    (tmp_path / "a.tex").write_text(f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n")
    assert [line.text for page in read_latex(tmp_path / "a.tex").pages for line in page.lines] == texts


def test_a_file_without_a_document_environment_is_all_text(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text("\\chapter{Pozzi}\r\nAcqua.\r\n\r\nTerra.")
    parsed = read_latex(tmp_path / "a.tex")
    assert [line.text for line in parsed.pages[0].lines] == ["Pozzi", "Acqua.", "Terra."]
    assert parsed.headings == (Heading(1, "Pozzi", 1),) and parsed.properties == Properties()
