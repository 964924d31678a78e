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


LARGE = r"""\documentclass{article}
\newcommand{\place}{Cortile fittizio}\newcommand{\pair}[2]{\textbf{#1} con #2}\def\when{2021}
\title[corto]{Il \emph{\place}: \LaTeX{} e case}\subtitle{Uno studio}\author{Anna Neri\thanks{Gruppo} \and Luca Bianchi}\date{\when}
\begin{document}\maketitle % una nota
Nel \place{} vanno \pair{uno}{due}. Il valore \verb|x_y %z|, vedi \url{http://esempio.it/a_b%20c}.
\section{Dati di \emph{Milano \textbf{nord}}}
\begin{tabular}{l|p{3cm}}\toprule
Anno & Nord & Sud \\ \midrule
2019 & & \multicolumn{1}{c}{5} \\[2pt]
2020 & 5 & 5 \\ \bottomrule
\end{tabular}
\begin{itemize}\item primo \item[Secondo:] altro\end{itemize}
\begin{lstlisting}[language=Python]
a_b = 3 # 100%
\end{lstlisting}
Come dice \cite[p.~3]{neri2019}, \href{http://esempio.it}{il sito}\includegraphics[width=3cm]{a.png} pesa \SI{3}{kg}.
\input{capitolo}
\begin{thebibliography}{9}\bibitem{neri2019} Neri, Cortili.\end{thebibliography}
\end{document}
"""


def test_own_commands_tables_code_and_references(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(LARGE)
    parsed = read_latex(tmp_path / "a.tex")
    assert [line.text for page in parsed.pages for line in page.lines] == [
        "Il Cortile fittizio: LaTeX e case",
        "Uno studio",
        "Anna Neri, Luca Bianchi",
        "2021",
        "Nel Cortile fittizio vanno uno con due. Il valore x_y %z, vedi http://esempio.it/a_b%20c.",
        "Dati di Milano nord",
        "Anno | Nord | Sud",
        "2019 | | 5",
        "2020 | 5 | 5",
        "primo",
        "Secondo: altro",
        "a_b = 3 # 100%",
        "Come dice [neri2019], il sito pesa 3 kg.",
        "Neri, Cortili.",
    ]
    assert parsed.remarks == ("1 included file(s) not read here: capitolo",)


def test_a_command_that_calls_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(r"\newcommand{\x}{y \x \x}\begin{document}Testo \x.\end{document}")
    assert "Testo y" in read_latex(tmp_path / "a.tex").pages[0].lines[0].text


def test_numbered_items_have_the_numbers_that_latex_prints(tmp_path: Path) -> None:
    inner = r"\begin{enumerate}\item sotto \item again\end{enumerate}"
    body = rf"\begin{{enumerate}}\item uno {inner} \item due\begin{{itemize}}\item punto\end{{itemize}}\item[x)] tre\end{{enumerate}}\item solo"
    (tmp_path / "a.tex").write_text(rf"\begin{{document}}{body}\end{{document}}")
    texts = [line.text for page in read_latex(tmp_path / "a.tex").pages for line in page.lines]
    assert texts == ["1. uno", "(a) sotto", "(b) again", "2. due", "punto", "x) tre", "solo"]


def test_what_is_not_printed_is_left_out_and_environments_stand_apart(tmp_path: Path) -> None:
    body = r"Visibile \iffalse nascosto \fi resta.\begin{comment}hidden too\end{comment}\begin{quote}un detto\end{quote}\caption[corta]{Una figura finta}da \SIrange{1}{2}{kg}"
    (tmp_path / "a.tex").write_text(rf"\begin{{document}}{body}\end{{document}}")
    texts = [line.text for page in read_latex(tmp_path / "a.tex").pages for line in page.lines]
    assert texts == ["Visibile resta.", "un detto", "Una figura finta", "da 1–2 kg"]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (
            r"lunga \SI{3.5}{\kilo\metre}, \qty{20}{\degreeCelsius}, \SI{9}{\metre\per\second}",
            ["lunga 3.5 km, 20 °C, 9 m/s"],
        ),
        (
            r"\mbox{Un} \textsf{a} \textup{b} \texttt{c} \hyperref[s]{made up} \keywords{orti}",
            ["Un a b c made up", "orti"],
        ),
        (
            r"\begin{frame}[t]{Orti \emph{finti}}\only<2->{Dopo}\begin{block}{Nota}Made up.\end{block}\end{frame}\begin{frame}\frametitle{B}x\end{frame}",
            ["Orti finti", "Dopo", "Nota", "Made up.", "B", "x"],
        ),
        (r"\EUR{417}, \euro{} 30", ["417 €, € 30"]),
        (r"\lstinline{c_d} e \texttt{e\_f}", ["c_d e e_f"]),
        (r"Prima. \section*{Un \emph{titolo} finto} Dopo.", ["Prima.", "Un titolo finto", "Dopo."]),
        (
            r"\begin{tabular}{ll}Sede & \makecell{Soci\\(finti)}\\ Lodi & \begin{tabular}{@{}c@{}}5\\(made up)\end{tabular}\\\end{tabular}",
            ["Sede | Soci (finti)", "Lodi | 5 (made up)"],
        ),
        (r"\begin{tabular}{c}Ada Finta\\Lodi\end{tabular}", ["Ada Finta", "Lodi"]),
    ],
)
def test_units_and_cells_of_several_lines(tmp_path: Path, body: str, texts: list[str]) -> None:
    (tmp_path / "a.tex").write_text(rf"\begin{{document}}{body}\end{{document}}")
    assert [line.text for page in read_latex(tmp_path / "a.tex").pages for line in page.lines] == texts
