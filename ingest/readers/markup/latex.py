"""LaTeX source as the text it produces, under its sections; comments and the preamble are left out."""

import re
from pathlib import Path

from pylatexenc.latex2text import LatexNodes2Text

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing
from ingest.readers.records import Parsed, Properties

_LEVELS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4}
_SECTION = re.compile(r"^\s*\\(part|chapter|section|subsection|subsubsection)\*?\s*(?:\[[^\]]*\])?\{(.+?)\}", re.M)


def read_latex(path: Path) -> Parsed:
    """Title, sections and paragraphs of a LaTeX file. Raises UnreadableFile."""
    source = decode(path.read_bytes()).replace("\r\n", "\n")
    body = re.split(r"\\begin\{document\}", source)[-1].partition("\\end{document}")[0]
    plain = LatexNodes2Text(keep_comments=False, strict_latex_spaces=False)

    def one_line(latex: str) -> str:
        return " ".join(plain.latex_to_text(latex).split())

    stated = {name: re.search(rf"\\{name}\{{(.+?)\}}", source, re.S) for name in ("title", "author")}
    title, author = (one_line(match[1]) if match else "" for match in stated.values())
    blocks = [Block(1, title)]
    parts = _SECTION.split(body)
    for level, heading, text in zip(["", *parts[1::3]], ["", *parts[2::3]], parts[::3], strict=True):
        if level:
            blocks.append(Block(_LEVELS[level], one_line(heading)))
        paragraphs = re.split(r"\n\s*\n", plain.latex_to_text(text))
        blocks += [Block(0, " ".join(paragraph.split())) for paragraph in paragraphs]
    return flowing("latex", blocks, Properties(title, author))
