"""Parts of lines in the documents of the measuring corpora, from their manifests."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.build import texts
from ingest.cover.blocks import FrontPages, front_pages
from ingest.metadata.person_names import plain_name
from ingest.readers.records import Parsed, RawPage
from ingest.readers.registry import read
from kb.text.normalise import WORD, fold


@dataclass(frozen=True)
class Known:
    """A document of a measuring corpus as read, with its stated fields."""

    corpus: str
    row: dict[str, str]
    parsed: Parsed
    pages: list[tuple[RawPage, str]]

    @property
    def front(self) -> FrontPages:
        """Its front pages."""
        return front_pages(self.parsed, self.pages)


def known(folder: Path) -> Iterator[Known]:
    """The documents of a corpus, without the hard files."""
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["kind"] != "hard":
                parsed = read(folder / row["path"])
                yield Known(folder.name, row, parsed, texts(parsed))


def squash(text: str) -> str:
    """Letters and digits only, folded."""
    return re.sub(r"[\W_]+", "", fold(text))


def stated_titles(row: dict[str, str]) -> list[str]:
    """The stated titles, shortest first: lists may have several; a manifest's remark in brackets is left out."""
    return sorted(row["title"].split("|"), key=len) if "package" in row else [row["title"].split(" (")[0]]


def people(text: str) -> set[str]:
    """The names in a manifest's field, squashed without order and titles."""
    found = set()
    for name in re.split(r"[;,]", text.split(" – ")[0] if ";" not in text else re.sub(r" – [^;]*", "", text)):
        name = plain_name(name.strip(" []().").replace("[", "").replace("]", "")) if not name.startswith("(") else ""
        if len(WORD.findall(name)) > 1:
            found.add(key(name))
    return found


def key(name: str) -> str:
    """A name without order, titles and signs."""
    return "".join(sorted(WORD.findall(fold(plain_name(name)))))


def fixed_parts(document: Known) -> list[str | None]:
    """The part of each block by the manifest: title, author, supervisor, co-supervisor; None if it states nothing."""
    front, row = document.front, document.row
    runs = [run for run in (list(_title_run(front, squash(title))) for title in stated_titles(row)) if run]
    found: list[str | None] = [None] * len(front.blocks)
    for part, run in [*(("subtitle", run) for run in runs[1:]), *(("title", run) for run in runs[:1])]:
        for at in run:
            found[at] = part
    roles = (
        ("author", row["authors"]),
        ("supervisor", row.get("supervisors") or ""),
        ("co-supervisor", row.get("cosupervisors") or ""),
    )
    for part, listed in roles:
        for name in re.split(r"[;,]", listed):
            words = set(WORD.findall(fold(plain_name(name.split(" – ")[0]).strip("[]() "))))
            for at, block in enumerate(front.blocks):
                present = set(WORD.findall(fold(block.text)))
                if found[at] is None and len(words) > 1 and words <= present and len(present) < len(words) + 12:
                    found[at] = part
    return found


def _title_run(front: FrontPages, title: str) -> Iterator[int]:
    """Yield the blocks of consecutive lines that form the title, on each page that has it."""
    at = 0
    while at < len(front.blocks):
        done = ""
        for end in range(at, min(at + 9, len(front.blocks))):
            part = squash(front.blocks[end].text)
            if not part or (not title.startswith(done + part) and not (done and title.startswith(done + part))):
                break
            done += part
            if done == title:
                yield from range(at, end + 1)
                at = end
                break
        at += 1
