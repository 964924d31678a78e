"""Documents written for training, all fictional, with questions: bench/scorer/written/*.txt.

A document begins with "## LANGUAGE TITLE"; its sentences and rows are numbered lines, paragraphs are separated by blank lines, and
"# HEADING" begins a section. Then its questions follow: "? LANGUAGE NUMBERS QUESTION", with the lines each of which answers it, 0 for none.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kb.answer.candidates import QUOTE_LENGTH

WRITTEN = Path(__file__).parent / "written"
_TITLE = re.compile(r"## (?:it|en) (.+)")
_HEADING = re.compile(r"# (.+)")
_LINE = re.compile(r"(\d+) (.+)")
_ASKED = re.compile(r"\? (?:it|en) (0|\d+(?:,\d+)*) (.+)")


@dataclass
class WrittenDocument:
    """A fictional document. `asked` holds (question, the windows that answer it); windows are given by their numbers, from 0."""

    title: str
    lines: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)  # of each line's section; "" without one
    opens: set[int] = field(default_factory=set)  # the lines, from 0, that begin a paragraph
    asked: list[tuple[str, list[int]]] = field(default_factory=list)
    heading: str = ""  # of the section that is being read

    def windows(self) -> list[tuple[int, ...]]:
        """Each line, and two consecutive ones of a paragraph that are short enough for a quote, by their numbers from 0."""
        pairs = [
            (a, b)
            for a, b in itertools.pairwise(range(len(self.lines)))
            if b not in self.opens and len(self.lines[a]) + len(self.lines[b]) < QUOTE_LENGTH
        ]
        return [*((at,) for at in range(len(self.lines))), *pairs]

    def texts(self) -> list[str]:
        """The texts of the windows, below their headings, as the program reads them."""
        return [self._under_heading(window) for window in self.windows()]

    def _under_heading(self, window: tuple[int, ...]) -> str:
        text, heading = " ".join(self.lines[at] for at in window), self.headings[window[0]]
        return f"{heading}: {text}" if heading else text


def read_written(paths: Iterable[Path]) -> Iterator[WrittenDocument]:
    """Yield the documents of the files. Raises ValueError, naming file and line, for a line of another form."""
    for path in paths:
        document, is_new = None, True
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := _TITLE.fullmatch(line):
                if document:
                    yield document
                document = WrittenDocument(found[1])
            elif line and not (document and _add(document, line, is_new=is_new)):
                raise ValueError(f"{path}, line {number}: not a title, a numbered line or a question: {line}")
            is_new = not line or bool(_HEADING.fullmatch(line))
        if document:
            yield document


def _add(document: WrittenDocument, line: str, *, is_new: bool) -> bool:
    """Add a line to a document; false if it is of another form."""
    if found := _HEADING.fullmatch(line):
        document.heading = found[1]
        return True
    if found := _LINE.fullmatch(line):
        if is_new:
            document.opens.add(len(document.lines))
        document.lines.append(found[2])
        document.headings.append(document.heading)
        return int(found[1]) == len(document.lines)
    if found := _ASKED.fullmatch(line):
        right = {int(number) - 1 for number in found[1].split(",")} - {-1}
        answers = [at for at, window in enumerate(document.windows()) if right.intersection(window)]
        document.asked.append((found[2], answers))
        return all(at < len(document.lines) for at in right)
    return False
