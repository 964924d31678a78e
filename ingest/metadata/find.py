"""Metadata found in a document: title, people, year, kind, language, abstract and other facts. Pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cover.blocks import front_pages
from ingest.cover.model import CoverModel
from ingest.cover.read import read_cover
from ingest.cover.trees import Trees
from ingest.layout.structure import is_contents
from ingest.metadata.abstracts import find_abstracts
from ingest.metadata.front_matter import find_facts
from ingest.metadata.kinds import Weights, find_kind, kind_features
from ingest.metadata.name_confidence import organisation_likelihood, people_with_likelihood
from ingest.metadata.name_features import Surroundings
from ingest.metadata.name_ids import find_ids
from ingest.metadata.organisations import find_organisations
from ingest.metadata.people import as_authors, as_people, find_people, find_universities
from ingest.metadata.titles import find_title
from ingest.metadata.years import find_year
from ingest.readers.records import Parsed, RawPage
from kb.model import Field, Kind, Named
from kb.text.languages import detect

_SHORTEST_ABSTRACT = 60  # characters of a file's description; by judgement


@dataclass(frozen=True)
class FoundMetadata:
    """Metadata found in a document; "" or None if nothing was. `fields` has every value with origin and confidence."""

    title: str
    kind: Kind
    language: str
    year: int | None
    people: tuple[Named, ...]
    organisations: tuple[Named, ...]
    abstract: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Models:
    """Weights other than the program's own, for measurements: for lines of front pages, for kinds, and the trees for titles, if any."""

    cover: CoverModel
    kinds: Weights
    titles: Trees | None = None


def find_metadata(
    parsed: Parsed, pages: Sequence[tuple[RawPage, str]], name: str, model: Models | None = None
) -> FoundMetadata:
    """Metadata from the first pages, the file's properties and, last, its `name` without extension."""
    front = front_pages(parsed, pages)
    cover = read_cover(front, model.cover, model.titles) if model else read_cover(front)
    title = find_title(parsed, front.pages, name, cover)
    around = Surroundings([text for _, text in pages], title.whole, parsed.properties.author)
    people = people_with_likelihood(find_people(cover, front.pages, parsed.properties), cover, around)
    organisations = (*find_universities(cover), *find_organisations(around.texts))
    of_kind = kind_features(front, cover, pages, title.text, name)
    kind = find_kind(of_kind, parsed.format, model.kinds if model else None)
    people = people if kind.value == "course" else as_authors(people)
    language = Field("language", _language(pages), "text", 0.95)
    year = find_year(parsed, pages, kind.value, title.whole, cover)
    abstracts = [Field("abstract", abstract, "text", 0.8) for abstract in find_abstracts(pages)] or _described(parsed)
    facts = list(find_facts(pages, kind.value))
    if not any(fact.name == "keywords" for fact in facts):
        facts += [Field("keywords", word, "file", 0.7) for word in dict.fromkeys(parsed.properties.keywords)]
    fields = [
        Field("title", title.whole, title.origin, title.confidence),
        *([Field("subtitle", title.subtitle, title.origin, title.confidence)] if title.subtitle else []),
        kind,
        language,
        *([year] if year else []),
        *(*people, *_organisation_fields(organisations, around)),
        *abstracts,
        *facts,
        *find_ids(around.texts, as_people(people), organisations),
    ]
    return FoundMetadata(
        title.whole,
        kind.value,  # type: ignore[arg-type]
        language.value,
        int(year.value) if year else None,
        as_people(people),
        organisations,
        abstracts[0].value if abstracts else "",
        tuple(fields),
    )


def _organisation_fields(organisations: Sequence[Named], around: Surroundings) -> Iterator[Field]:
    for named in organisations:
        yield Field(named.role, named.name, "front page", organisation_likelihood(named, around))


def _described(parsed: Parsed) -> list[Field]:
    """The file's own description as its abstract, if it is long enough to be more than a note."""
    description = parsed.properties.description
    return [Field("abstract", description, "file", 0.8)] if len(description) >= _SHORTEST_ABSTRACT else []


def _language(pages: Sequence[tuple[RawPage, str]]) -> str:
    """The language of the body, from a sample of up to twelve pages over the whole document, 600 characters of each."""
    texts = [text for _, text in pages if len(text) > 200 and not is_contents(text)] or [text for _, text in pages]
    step = max(1, len(texts) // 12)
    return detect(" ".join(text[:600] for text in texts[::step]))
