"""LaTeX source as the text it produces, under its sections; comments and the preamble are left out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing, with_hidden
from ingest.readers.markup.latex_unseen import BRACES, without_unseen
from ingest.readers.numbering.numerals import numeral
from ingest.readers.records import Parsed, Properties

_LEVELS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4}
_SECTION = re.compile(rf"\\(part|chapter|section|subsection|subsubsection)\*?\s*(?:\[[^\]]*\])?{BRACES}", re.M)
_DEFINITION = re.compile(
    rf"\\(?:(?:re|provide)?newcommand\*?|providecommand\*?|def)\s*\{{?\\([A-Za-z]+)\}}?(?:\[(\d)\](?:\[[^\]]*\])?)?\s*{BRACES}"
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n(?![ \t]*\n)[ \t]*)?")
_CODE = re.compile(
    r"\\begin\{(verbatim\*?|lstlisting|Verbatim|minted)\}(?:\[[^\]]*\])?(?:\{\w+\})?\n?(.*?)\\end\{\1\}|\\(?:verb|lstinline)\*?([^\w\s{])(.*?)\3|\\(?:url|lstinline(?:\[[^\]]*\])?|mintinline\{\w+\})\{([^{}]*)\}",
    re.S,
)
_INCLUDED = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}")
_TABLE = re.compile(
    rf"\\begin\{{(?:tabular\*?|tabularx|tabulary|longtable|supertabular)\}}((?:\[[^\]]*\]|{BRACES})*)(.*?)\\end\{{(?:tabular\*?|tabularx|tabulary|longtable|supertabular)\}}",
    re.S,
)
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot)\b|\\c(?:line|midrule)(?:\([^)]*\))?\{[^}]*\}"
)
# Commands with arguments: their number, and the printed text.
_ARGUMENTS = {
    "multicolumn": (3, "#3"), "multirow": (3, "#3"), "href": (2, "#2"), "textcolor": (2, "#2"), "colorbox": (2, "#2"), "resizebox": (3, "#3"),
    "scalebox": (2, "#2"), "parbox": (2, "#2"), "makebox": (1, "#1"), "raisebox": (2, "#2"), "SI": (2, "#1 #2"), "qty": (2, "#1 #2"), "si": (1, "#1"), "unit": (1, "#1"), "EUR": (1, "#1 €"), "euro": (0, "€ "), "texteuro": (0, "€ "), "texttt": (1, "#1"), "textsf": (1, "#1"), "textmd": (1, "#1"), "textup": (1, "#1"), "mbox": (1, "#1"),
    "texorpdfstring": (2, "#1"), "hyperref": (1, "#1"), "ang": (1, "#1°"), "keywords": (1, "\n\n#1\n\n"), "bibitem": (1, "\n\n"), "LaTeX": (0, "LaTeX "), "TeX": (0, "TeX "), "newline": (0, " "), "foreignlanguage": (2, "#2"),
    "hspace": (1, ""), "vspace": (1, ""), "setlength": (2, ""), "addtolength": (2, ""), "setcounter": (2, ""), "addcontentsline": (3, ""),
    "bibliography": (1, ""), "bibliographystyle": (1, ""), "label": (1, ""), "includegraphics": (1, ""), "usepackage": (1, ""),
    "pagestyle": (1, ""), "thispagestyle": (1, ""), "pagenumbering": (1, ""), "color": (1, ""), "definecolor": (3, ""), "rule": (2, ""),
    "fontsize": (2, ""), "input": (1, ""), "include": (1, ""), "subfile": (1, ""), "selectlanguage": (1, ""), "nocite": (1, ""),
    "phantomsection": (0, ""), "ref": (1, ""), "pageref": (1, ""), "eqref": (1, ""), "autoref": (1, ""), "cref": (1, ""), "Cref": (1, ""),
    "SIrange": (3, "#1–#2 #3"), "qtyrange": (3, "#1–#2 #3"), "numrange": (2, "#1–#2"), "caption": (1, "\n\n#1\n\n"), "index": (1, ""), "glsresetall": (0, ""), "gls": (1, "#1"), "acrshort": (1, "#1"), "hyphenation": (1, ""), "columnwidth": (0, ""),
}  # fmt: skip
_FRAME = re.compile(rf"\\(?:begin\{{frame\}}(?:\[[^\]]*\])*\s*|frametitle\s*){BRACES}")
_BOX = re.compile(rf"\\begin\{{(?:block|alertblock|exampleblock)\}}\s*{BRACES}")
_OVERLAY = re.compile(r"(\\(?:only|onslide|uncover|visible|alert|item|pause|begin\{[a-z]+\}))<[^<>\n]{1,20}>")
_STACKED = re.compile(rf"\\(?:makecell|shortstack|thead)\*?(?:\[[^\]]*\])*\s*{BRACES}")
_ROW_END = re.compile(r"\\\\\*?(?:\[[^\]]*\])?|\\tabularnewline\b")
_INNER = re.compile(
    rf"\\begin\{{tabular\}}(?:\[[^\]]*\])?{BRACES}((?:(?!\\begin\{{tabular|\\end\{{tabular).)*)\\end\{{tabular\}}",
    re.S,
)
_OUTER = re.compile(r"\\(begin|end)\{(?:tabular\*?|tabularx|tabulary|longtable|supertabular)\}")
# The names of siunitx for units and their prefixes.
_UNITS = {
    "nano": "n", "micro": "µ", "milli": "m", "centi": "c", "deci": "d", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G", "tera": "T",
    "metre": "m", "meter": "m", "gram": "g", "second": "s", "minute": "min", "hour": "h", "day": "d", "litre": "l", "liter": "l", "watt": "W",
    "joule": "J", "volt": "V", "ampere": "A", "newton": "N", "pascal": "Pa", "kelvin": "K", "hertz": "Hz", "mole": "mol", "byte": "B", "bit": "bit",
    "tonne": "t", "hectare": "ha", "celsius": "°C", "degreeCelsius": "°C", "degree": "°", "percent": "%", "per": "/", "squared": "²", "cubed": "³",
}  # fmt: skip
_UNIT = re.compile(rf"\\({'|'.join(_UNITS)})(?![A-Za-z])\s*")
_APART = re.compile(
    r"(\\(?:begin|end)\{(?:abstract|quote|quotation|center|figure|table|theorem|definition|verse|minipage|titlepage|enumerate|itemize)\*?\})"
    r"|(\\(?:newpage|clearpage|cleardoublepage|par|bigskip|medskip|smallskip)(?![A-Za-z]))"
)
_CITED = re.compile(r"\\(?:cite[a-z]*|parencite|textcite|footcite|autocite)\*?((?:\[[^\]]*\])*)\{([^{}]*)\}")
_ITEM = re.compile(
    r"\\(begin|end)\{(enumerate|itemize|description|list|compactitem|compactenum)\*?\}|\\item\b\s*(?:\[([^\]]*)\])?"
)
_NUMBERED = ("enumerate", "compactenum")
_ENUMERATED = (("", "1", "."), ("(", "a", ")"), ("", "i", "."), ("", "A", "."))  # on each level
_HELD = "\ue000{}\ue001"  # replaces code, which isn't LaTeX
_MAX_MACROS, _ROUNDS, _LONGEST = 200, 4, 5_000_000  # definitions, expansions within expansions, characters


def read_latex(path: Path) -> Parsed:
    """Title, authors, sections, paragraphs, rows of tables and code of a LaTeX file. Raises UnreadableFile."""
    source, held = _without_code(decode(path.read_bytes()).replace("\r\n", "\n"))
    source, hidden = without_unseen(_with_frames(_expanded(_COMMENT.sub(r"\1", source))))
    _preamble, begun, body = source.rpartition("\\begin{document}")
    body = (body if begun else source).partition("\\end{document}")[0]
    plain = LatexNodes2Text(keep_comments=False, strict_latex_spaces=False)

    def shown(latex: str) -> str:
        text = plain.latex_to_text(_simplified(latex))
        return re.sub("\ue000(\\d+)\ue001", lambda found: held[int(found[1])], text)

    title, subtitle, author, date = (
        " ".join(shown(_stated(source, name)).split()) for name in ("title", "subtitle", "author", "date")
    )
    blocks = [Block(1, title), Block(0, subtitle), Block(0, author), Block(0, date)]
    blocks += _blocks(re.sub(r"\\maketitle\b|\\(?:sub)?title\s*(?:\[[^\]]*\])?" + BRACES, "", body), shown)
    files = _INCLUDED.findall(body)
    remarks = (f"{len(files)} included file(s) not read here: {', '.join(files[:10])}",) if files else ()
    return replace(with_hidden(flowing("latex", blocks, Properties(title, author)), hidden), remarks=remarks)


def _blocks(body: str, shown: Any) -> Iterator[Block]:
    parts = _SECTION.split(body)
    for level, heading, text in zip(["", *parts[1::3]], ["", *parts[2::3]], parts[::3], strict=True):
        if level:
            yield Block(_LEVELS[level], " ".join(shown(heading).split()))
        for paragraph in re.split(r"\n\s*\n", shown(text)):
            yield Block(0, " ".join(paragraph.split()))


def _stated(source: str, name: str) -> str:
    """The argument of the last command of this name; authors are separated by commas, thanks and footnotes left out."""
    found = re.findall(rf"\\{name}\s*(?:\[[^\]]*\])?{BRACES}", source)
    value = re.sub(rf"\\(?:thanks|footnote|inst|email|href)\s*{BRACES}", "", found[-1]) if found else ""
    return re.sub(r"\s*\\[aA]nd\b", ",", re.sub(r"\\today\b", "", value))


def _with_frames(source: str) -> str:
    """The source of slides with the titles of frames as headings and those of boxes as paragraphs."""
    source = _FRAME.sub(r"\n\n\\subsubsection*{\1}", _OVERLAY.sub(r"\1", source))
    return _BOX.sub(r"\n\n\1\n\n", source)


def _without_code(source: str) -> tuple[str, list[str]]:
    """(the source with a mark for each piece of code, the pieces): in code nothing is a command or a comment."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(
            found[4] or found[5] if found[3] or found[5] else "\n\n" + "\n\n".join(found[2].split("\n")) + "\n\n"
        )
        return _HELD.format(len(held) - 1)

    return _CODE.sub(hold, source), held


def _expanded(source: str) -> str:
    """The source with the author's own commands expanded."""
    found = {name: (int(count or 0), text) for name, count, text in _DEFINITION.findall(source)[:_MAX_MACROS]}
    source = _DEFINITION.sub("", source)
    for _ in range(_ROUNDS):
        before = source
        for name, (count, text) in found.items():
            end = rf"\s*{BRACES}" * count or r"(?:\{\}|[ \t]+)?"
            call = re.compile(rf"\\{name}(?![A-Za-z]){end}")
            source = call.sub(lambda given, text=text: _filled(text, given), source)  # type: ignore[misc]
            if len(source) > _LONGEST:
                return before
        if source == before:
            break
    return source


def _filled(text: str, given: re.Match[str]) -> str:
    """A command's text with its arguments (#1, #2 …)."""
    filled = re.sub(r"#(\d)", lambda at: given[int(at[1])] if int(at[1]) <= given.re.groups else "", text)
    return filled + (" " if given[0][-1] in " \t" else "")


def _with_rows(found: re.Match[str]) -> str:
    """The rows of a table as paragraphs, their cells separated by " | "."""
    rows = _ROW_END.split(_RULES.sub("", found[3]))
    return "\n\n" + "\n\n".join(re.sub(r"(?<!\\)&", " | ", row) for row in rows) + "\n\n"


def _simplified(source: str) -> str:
    """The source with tables as rows, items as paragraphs, and the printed text of commands with arguments."""
    source = _UNIT.sub(lambda found: _UNITS[found[1]], _without_inner_tables(source))
    for name, (count, printed) in _ARGUMENTS.items():
        call = re.compile(rf"\\{name}\*?(?![A-Za-z])(?:\s*\[[^\]]*\])*" + rf"\s*{BRACES}" * count)
        source = call.sub(lambda found, printed=printed: _filled(printed, found), source)  # type: ignore[misc]
    source = _CITED.sub(lambda found: f"[{found[2]}]", source)
    source = re.sub(r"\\begin\{thebibliography\}\{[^}]*\}", "\n\n", source)
    return _TABLE.sub(_with_rows, _with_items(_APART.sub(r"\n\n\1\2\n\n", source)))


def _without_inner_tables(source: str) -> str:
    """The source with cells of several lines on one: stacked ones, and tables within a table."""
    source = _STACKED.sub(lambda found: _ROW_END.sub(" ", found[1]), source)

    def shown(found: re.Match[str]) -> str:
        marks = [mark[1] for mark in _OUTER.finditer(source, 0, found.start())]
        is_within = marks.count("begin") > marks.count("end")
        return _ROW_END.sub(" ", found[2].replace("&", " ")).strip() if is_within else found[0]

    return _INNER.sub(shown, source)


def _with_items(source: str) -> str:
    """The source with list items as paragraphs, after their number (as in LaTeX's standard classes) if they have one."""
    counts: list[int] = []  # items of each open list; -1 for one without numbers
    depths = [0]  # number of enclosing numbered lists, also for each open list

    def shown(found: re.Match[str]) -> str:
        if found[1] == "begin":
            is_numbered = found[2] in _NUMBERED
            counts.append(0 if is_numbered else -1)
            depths.append(depths[-1] + is_numbered)
        elif found[1] and counts:
            del counts[-1], depths[-1]
        elif found[1] is None:
            if found[3] is not None or not counts or counts[-1] < 0:
                return f"\n\n{found[3] or ''} "
            counts[-1] += 1
            before, kind, after = _ENUMERATED[min(depths[-1], len(_ENUMERATED)) - 1]
            return f"\n\n{before}{numeral(counts[-1], kind)}{after} "
        return found[0]

    return _ITEM.sub(shown, source)
