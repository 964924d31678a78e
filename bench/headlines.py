"""The table at the top of docs/quality.md: each measure with a floor, read from the sections in the report."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_COMMIT = re.compile(r"measured on (\S+)$", re.M)
Cells = dict[tuple[str, str, str], str]  # by the name above the table ("" for none), row and column


@dataclass(frozen=True)
class Headline:
    """A measure and its floor: at least `least`, or at most `most`; one of them is given."""

    what: str
    section: str
    group: str
    row: str
    column: str = "value"
    least: float | None = None
    most: float | None = None

    @property
    def floor(self) -> str:
        """The floor as shown: "≥ 0.8", "≤ 150" or "0"."""
        if self.least is not None:
            return f"≥ {self.least:,g}"
        return f"≤ {self.most:,g}" if self.most else "0"

    def holds(self, value: float) -> bool:
        """Whether a value reaches the floor."""
        return value >= self.least if self.least is not None else value <= (self.most or 0)


_BOTH = "both corpora"
HEADLINES = (
    Headline("search: the right document first", "search", _BOTH, "all", "document@1", least=0.92),
    Headline("search: the right page first", "search", _BOTH, "all", "page@1", least=0.64),
    Headline("search: the right page among five", "search", _BOTH, "all", "page@5", least=0.88),
    Headline("… across languages", "search", _BOTH, "type crosslingual", "page@5", least=0.96),
    Headline("… in other words than the text's", "search", _BOTH, "type concept", "page@5", least=0.45),
    Headline("SQuAD-it, MRR@10", "sets", "", "SQuAD-it", "MRR@10", least=0.85),
    Headline("Cranfield, nDCG@10", "sets", "", "Cranfield", "nDCG@10", least=0.43),
    Headline("answers: a right page cited", "answers", _BOTH, "all", "cited_page", least=0.80),
    Headline("… to questions about facts", "answers", _BOTH, "type fact", "cited_page", least=0.92),
    Headline("… across languages", "answers", _BOTH, "type crosslingual", "cited_page", least=0.90),
    Headline("… in other words than the text's", "answers", _BOTH, "type concept", "cited_page", least=0.35),
    Headline("answers: the evidence in the quotes", "answers", _BOTH, "all", "quoted_evidence", least=0.68),
    Headline("… in tables", "answers", _BOTH, "type table", "quoted_evidence", least=0.80),
    Headline("answers: quotes located on their page", "answers", _BOTH, "all", "located", least=0.99),
    Headline("refusals: unanswerable questions refused", "answers", _BOTH, "all", "rightly_refused", least=0.88),
    Headline("… near misses", "answers", _BOTH, "type near miss", "rightly_refused", least=0.70),
    Headline("refusals: answerable questions refused", "answers", _BOTH, "all", "wrongly_refused", most=0.06),
    Headline("questions to the catalogue, kept apart", "catalogue", "", "right (apart)", least=0.85),
    Headline("follow-ups: the right page among five", "follow-ups", "", "as rewritten", least=0.85),
    Headline("written sentences that are false, caught", "claims", "", "false sentences caught", least=0.85),
    Headline("needs: a right work among three, kept apart", "relevance", "held apart",
             "need: a right work among the first three (of 48)", least=0.80),
    Headline("experts: a right person among three", "people", "experts on other people's documents",
             "person in the first 3", least=0.85),
    Headline("names shown that aren't one person", "people", "experts on other people's documents",
             "not one person", most=0.03),
    Headline("marks on a page: exactly the quote", "marks", "", "corpus", "exact", least=0.98),
    Headline("documents that carry attacks: wrong", "attacks", "", "all", "wrong", most=0),
    Headline("killed at random: acknowledged and lost", "kills", "", "lost", most=0),
    Headline("an answer, p50 (ms), 5,000 passages", "start", "", "answer p50 (ms)", most=150),
    Headline("server memory (MiB), 5,000 passages", "start", "", "server memory (MiB)", most=650),
    Headline("a search, p95 (ms), a million passages", "scale", "", "p95 (ms), unfiltered", "1,000,000", most=150),
    Headline("65 people who search, ask, upload: p95 (ms)", "busy", "", "searches, p95 (ms)", most=1200),
    Headline("reading (pages/s)", "reading", "", "pages per second", least=250),
    Headline("ingestion, times stock llama-index", "peer", "corpus", "times faster", "fully embedded (s)", least=3),
)  # fmt: skip


def table(sections: Mapping[str, str]) -> str:
    """The headlines of the given sections (by name) as a table in Markdown; "" if there are none."""
    rows = [row for headline in HEADLINES if (row := _row(headline, sections.get(headline.section, "")))]
    if not rows:
        return ""
    return "\n".join(["| | measured | floor | | section |", "| --- | --- | --- | --- | --- |", *rows])


def _row(headline: Headline, section: str) -> str:
    number = _NUMBER.search(cells(section).get((headline.group, headline.row, headline.column), ""))
    if not number:
        return ""
    value = float(number.group().replace(",", ""))
    met = "met" if headline.holds(value) else "**not met**"
    commit = _COMMIT.search(section)
    at = f" on {commit[1]}" if commit else ""
    return f"| {headline.what} | {value:g} | {headline.floor} | {met} | `{headline.section}`{at} |"


def cells(section: str) -> Cells:
    """All cells of a section's tables, as written in the report."""
    return dict(_read(section))


def _read(section: str) -> Iterator[tuple[tuple[str, str, str], str]]:
    group, head = "", list[str]()
    for line in section.splitlines():
        if line.startswith("**") and line.endswith("**"):
            group = line.strip("*")
        row = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if row and head:
            yield from (((group, row[0], column), cell) for column, cell in zip(head[1:], row[1:], strict=False))
        head = head or row if row else []
