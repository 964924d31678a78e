"""Text that LaTeX doesn't print, or prints invisibly."""

import time

import pytest

from ingest.readers.markup.latex_unseen import without_unseen


@pytest.mark.parametrize(
    "source",
    [
        r"\textcolor{white}{UNSEEN}",
        r"\textcolor[rgb]{1,1,.99}{UNSEEN}",
        r"\textcolor[HTML]{FEFEFE}{UNSEEN}",
        r"\textcolor[gray]{1}{UNSEEN}",
        r"\textcolor[cmyk]{0,0,0,0}{UNSEEN}",
        r"\textcolor[RGB]{255,255,254}{UNSEEN}",
        r"\textcolor{black!1}{UNSEEN}",
        r"\definecolor{paper}{rgb}{1,1,1}\textcolor{paper}{UNSEEN}",
        r"\colorlet{paper}{white!99!black}\textcolor{paper}{UNSEEN}",
        r"{\color{white} UNSEEN}",
        r"\transparent{0}{UNSEEN}",
        r"\scalebox{0.01}{UNSEEN}",
        r"{\fontsize{1pt}{2pt}\selectfont UNSEEN}",
        r"\phantom{UNSEEN}",
        r"\hphantom{\textbf{UNSEEN}}",
        r"\setbox0=\hbox{UNSEEN}",
        r"\sbox{\mybox}{UNSEEN}",
        r"\pdfcomment{UNSEEN}",
        r"\iffalse UNSEEN \fi",
        "\\if0\nUNSEEN\n\\fi",
        r"\begin{comment}UNSEEN\end{comment}",
    ],
)
def test_what_nobody_sees_is_taken_out(source: str) -> None:
    kept, _ = without_unseen(f"Before. {source} Behind.")
    assert "UNSEEN" not in kept and kept.startswith("Before.") and kept.endswith("Behind.")


@pytest.mark.parametrize(
    "source",
    [
        r"\textcolor{red}{SEEN}",
        r"\textcolor{unknown}{SEEN}",
        r"\textcolor[wave]{500}{SEEN}",
        r"\textcolor[rgb]{a,b,c}{SEEN}",
        r"\colorbox{black}{\textcolor{white}{SEEN}}",
        r"\rowcolor{blue} \textcolor{white}{SEEN}",
        r"{\color{blue} SEEN}",
        r"\scalebox{0.8}{SEEN}",
        r"{\fontsize{9}{11}\selectfont SEEN}",
        r"\iftrue SEEN \fi",
        r"\transparent{0.5}{SEEN}",
    ],
)
def test_what_is_seen_stays(source: str) -> None:
    assert without_unseen(source) == (source, [])


@pytest.mark.parametrize(
    "piece", [r"\iffalse ", r"\begin{comment} ", r"{\color{white} a ", r"\phantom{a", r"\setbox0=\hbox{"]
)
def test_what_nothing_ends_takes_no_longer(piece: str) -> None:
    began = time.process_time()
    without_unseen(piece * 20_000)
    assert time.process_time() - began < 2


def test_words_put_out_of_sight_are_told_and_those_never_printed_are_not() -> None:
    kept, hidden = without_unseen(r"A {\color{white} \emph{white} words} B \phantom{measured}")
    assert (kept.split(), hidden) == (["A", "{}", "B"], ["white words"])
