"""Plain text and Markdown: one page per top-level section, as there are no pages to cite."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile

_ATX = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_TAGS = re.compile(r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|</?[a-zA-Z][^<>]*>", re.S)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SECTION = 6000  # Characters after which a text without headings goes on on a new "page".


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8, UTF-16 with a mark, or else Windows-1252. Raises UnreadableFile for what isn't text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4096]:
        raise UnreadableFile("it isn't text, though its name says so")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_text(path: Path) -> Parsed:
    """A plain text, cut into parts of a few thousand characters at empty lines."""
    blocks = re.split(r"\n\s*\n", decode(path.read_bytes()).replace("\r\n", "\n"))
    paragraphs = [re.sub(r"\s*\n\s*", " ", block).strip() for block in blocks]
    return flowing("text", [(1, "", paragraph) for paragraph in paragraphs if paragraph], Properties())


def read_markdown(path: Path) -> Parsed:
    """Markdown, and the HTML that stands in it, as text under its headings; YAML before it as properties."""
    text = decode(path.read_bytes()).replace("\r\n", "\n")
    properties = Properties()
    if match := _FRONT_MATTER.match(text):
        properties = _front_matter(match[1])
        text = text[match.end() :]
    return flowing("markdown", list(markdown_blocks(_TAGS.sub(" ", text))), properties)


def _front_matter(block: str) -> Properties:
    try:
        stated = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        return Properties()
    if not isinstance(stated, dict):
        return Properties()
    title, author, subject = (
        str(stated.get(name) or stated.get(other) or "").strip()
        for name, other in (("title", "name"), ("author", "authors"), ("description", "excerpt"))
    )
    year = re.match(r"(?:19|20)\d\d", str(stated.get("date") or ""))
    return Properties(title, author, subject, int(year.group()) if year else None)


_FRONT_MATTER = re.compile(r"---\s*\n(.*?)\n---\s*\n", re.S)
_SECTIONS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4}
_SECTION_LINE = re.compile(r"^\s*\\(part|chapter|section|subsection|subsubsection)\*?\s*(?:\[[^\]]*\])?\{(.+?)\}", re.M)


def read_latex(path: Path) -> Parsed:
    """LaTeX source as the text it makes, under its sections; comments and preamble left out."""
    from pylatexenc.latex2text import LatexNodes2Text

    source = decode(path.read_bytes()).replace("\r\n", "\n")
    body = re.split(r"\\begin\{document\}", source)[-1].partition("\\end{document}")[0]
    plain = LatexNodes2Text(keep_comments=False, strict_latex_spaces=False)
    stated = {name: re.search(rf"\\{name}\{{(.+?)\}}", source, re.S) for name in ("title", "author")}
    title, author = (" ".join(plain.latex_to_text(m[1]).split()) if m else "" for m in stated.values())
    blocks: list[tuple[int, str, str]] = [(1, title, "")] if title else []
    parts = _SECTION_LINE.split(body)
    for level, heading, text in zip(["", *parts[1::3]], ["", *parts[2::3]], parts[::3], strict=True):
        if level:
            blocks.append((_SECTIONS[level], " ".join(plain.latex_to_text(heading).split()), ""))
        paragraphs = (" ".join(p.split()) for p in re.split(r"\n\s*\n", plain.latex_to_text(text)))
        blocks += [(0, "", paragraph) for paragraph in paragraphs if paragraph]
    return flowing("latex", blocks, Properties(title, author))


def markdown_blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """(level of heading or 0, title, paragraph) in order; a heading comes with an empty paragraph."""
    paragraph: list[str] = []
    fenced = False
    for line in [*text.split("\n"), ""]:
        if _FENCE.match(line):
            fenced = not fenced
            continue
        heading = None if fenced else _ATX.match(line)
        if (
            heading
            or not line.strip()
            or (paragraph and line.lstrip().startswith(("- ", "* ", "|", "> ")) and not fenced)
        ):
            if paragraph:
                yield 0, "", " ".join(paragraph)
            paragraph = []
        if heading:
            yield len(heading[1]), _plain(heading[2]), ""
        elif line.strip() and not re.fullmatch(r"[\s|:\-=_*]+", line):
            paragraph.append(line.strip() if fenced else _plain(line))


def _plain(line: str) -> str:
    line = _LINK.sub(r"\1", line)
    return re.sub(r"[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}", r"\1", line).strip().strip("|").strip()


def flowing(format_: str, blocks: list[tuple[int, str, str]], properties: Properties) -> Parsed:
    """A document without pages from (level, title, paragraph) blocks: a new "page" at each heading of level 1 or 2."""
    pages: list[list[Line]] = [[]]
    headings: list[Heading] = []
    for level, title, paragraph in blocks:
        long = sum(len(line.text) for line in pages[-1]) > _SECTION
        if pages[-1] and ((0 < level <= 2 and title) or long):
            pages.append([])
        if level and title:
            headings.append(Heading(len(pages), title, level))
        if text := paragraph or title:
            pages[-1].append(Line(text))
    raw = tuple(RawPage(n, tuple(lines), status="text" if lines else "empty") for n, lines in enumerate(pages, 1))
    return Parsed(format_, raw, tuple(headings), properties, flowing=True)


def with_hidden(parsed: Parsed, hidden: Sequence[str]) -> Parsed:
    """The document with the text that nobody sees noted on its first page."""
    if not hidden or not parsed.pages:
        return parsed
    first = replace(parsed.pages[0], hidden=" ".join(hidden))
    return replace(parsed, pages=(first, *parsed.pages[1:]))
