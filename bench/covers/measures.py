"""Recall of metadata by field: the share of what documents state that is found."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.covers.truth import Known, key, people, squash, stated_titles
from ingest.metadata.find import FoundMetadata, Models, find_metadata
from ingest.metadata.person_names import is_name, is_person
from kb.identifiers import SURE_NAME
from kb.model import Named

_ROLES = (("authors", "author"), ("supervisors", "supervisor"), ("cosupervisors", "co-supervisor"))


@dataclass(frozen=True)
class Measured:
    """A document's corpus and path, and for each field whether the found value is right, and both values."""

    corpus: str
    path: str
    fields: tuple[tuple[str, bool, str], ...]

    @staticmethod
    def of(document: Known, models: Models | None = None) -> "Measured":
        """The fields as the program finds them, or with other models."""
        found = find_metadata(document.parsed, document.pages, Path(document.row["path"]).stem, models)
        printed = squash(" ".join(block.text for block in document.front.blocks) + document.parsed.properties.title)
        return Measured(document.corpus, document.row["path"], tuple(compare(found, document.row, printed)))

    @property
    def faults(self) -> list[str]:
        """The wrong fields, a line each."""
        return [f"{self.path}: {name}: {said}" for name, right, said in self.fields if not right]


def shares(measured: Sequence[Measured]) -> dict[str, dict[str, str]]:
    """The share of documents with the right value of each field, by corpus and over all."""
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for each in measured:
        for name, is_right, _ in each.fields:
            for where in (each.corpus, "both"):
                right[name][where].append(is_right)
    return {
        name: {where: f"{sum(values) / len(values):.3f} of {len(values)}" for where, values in of.items()}
        for name, of in right.items()
    }


def compare(found: FoundMetadata, row: dict[str, str], printed: str) -> Iterator[tuple[str, bool, str]]:
    """(field, whether it is the manifest's, both values) for each field in the manifest; `printed` are the squashed front pages."""
    titles = {squash(title) for title in stated_titles(row)}
    is_title, said = squash(found.title) in titles, f"{found.title} ≠ {row['title']}"
    if row["title"]:
        yield "title", is_title, said
        if any(title in printed for title in titles):
            yield "title, where the document says it so", is_title, ""
    if row["kind"]:
        yield "kind", found.kind in row["kind"].split("|"), f"{found.kind} ≠ {row['kind']}"
    if row.get("language"):
        yield "language", found.language == row["language"], f"{found.language} ≠ {row['language']}"
    if row["year"]:
        yield "year", str(found.year) == row["year"], f"{found.year} ≠ {row['year']}"
    if "package" in row and (wanted := people(row["authors"])):
        authors = {key(person.name) for person in found.people if person.role == "author"}
        yield "authors", authors == wanted, ""
    if row["kind"] != "thesis":
        return
    yield "title of theses", is_title, ""
    for column, role in _ROLES:
        listed = row.get(column) or ""
        if wanted := people(listed):
            names = [person.name for person in _shown_people(found) if person.role == role]
            yield (
                f"{column.replace('cosup', 'co-sup')} of theses",
                {key(name) for name in names} == wanted,
                f"{names} ≠ {listed}",
            )


def _shown_people(found: FoundMetadata) -> list[Named]:
    """The people without those read with doubt, who wait for a curator."""
    sure = {(field.name, field.value) for field in found.fields if field.confidence >= SURE_NAME["person"]}
    return [person for person in found.people if (person.role, person.name) in sure]


def people_precision(documents: Sequence[Known]) -> dict[str, dict[str, str]]:
    """Precision of authors and supervisors against the manifest, and the share of headings that pass for names.

    The first is measured on theses with stated supervisors, the second on headings in the form of a name, none of which is one.
    """
    right: list[bool] = []
    headings: list[bool] = []
    for document in documents:
        headings += [is_person(heading.title) for heading in document.parsed.headings if is_name(heading.title)]
        stated = {name for column, _ in _ROLES for name in people(document.row.get(column) or "")}
        if document.row["kind"] == "thesis" and document.row.get("supervisors"):
            found = _shown_people(find_metadata(document.parsed, document.pages, Path(document.row["path"]).stem))
            right += [key(person.name) in stated for person in found if person.role in dict(_ROLES).values()]
    return {
        name: {"both": f"{sum(values) / max(len(values), 1):.3f} of {len(values)}"}
        for name, values in (("people found that the manifest names", right), ("headings taken for names", headings))
    }
