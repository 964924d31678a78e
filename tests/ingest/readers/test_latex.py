"""LaTeX: the text it produces, its title, its sections."""

from pathlib import Path

from ingest.readers.latex import read_latex
from ingest.readers.records import Heading


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
