"""Search parameters as pydantic models: lenient from a form, strict from a program."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from kb.explore.needs import LONGEST
from kb.model import GOALS, Access, Document, Filters, Kind
from kb.search.search import Listing, Sort

TURNS = 5  # questions kept of a conversation
MOST_DOCUMENTS = 50  # of a selection to ask
MOST_EXPORTED = 300  # of a selection to export references of

LONGEST_QUESTION = 2000  # characters of a search or a question
Text = Annotated[str, Query(max_length=LONGEST)]  # a need, an idea or a topic
Format = Literal["bibtex", "ris", "csl", "csv", "apa", "chicago", "polisocial"]
Name = Annotated[str | None, Field(max_length=200)]
_DIGITS = 9  # of a page's number at most
Year = Annotated[int | None, Field(ge=1000, le=9999)]


class FormFilters(BaseModel):
    """Filters from a form. It sends every field: an empty one has its default, and an invalid filter is ignored."""

    kind: str | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    partner: str | None = None
    department: str | None = None
    course: str | None = None
    place: str | None = None
    access: str | None = None
    goal: str | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _default_for_empty(cls, value: Any, info: ValidationInfo) -> Any:
        return cls.model_fields[str(info.field_name)].get_default() if value == "" else value

    @field_validator("year_from", "year_to", mode="before")
    @classmethod
    def _year(cls, value: Any) -> int | None:
        return int(value) if isinstance(value, str) and value.isdecimal() and len(value) == 4 else None

    @field_validator("goal")
    @classmethod
    def _goal(cls, value: str | None) -> str | None:
        return value if value in GOALS else None

    @property
    def filters(self) -> Filters:
        """The filters of a search."""
        return Filters(**{name: getattr(self, name) for name in FormFilters.model_fields})


class SearchForm(FormFilters):
    """Parameters of the results page; an unknown `sort` means relevance, an invalid page the first."""

    q: str = ""
    sort: str = "relevance"
    page: str = "1"
    as_typed: str = ""

    @property
    def listing(self) -> Listing:
        """The options of the result list."""
        number = self.page[:_DIGITS]
        return Listing(self.order, bool(self.as_typed), int(number) if number.isdecimal() and number.isascii() else 1)

    @property
    def order(self) -> Sort:
        """The order of the results."""
        return self.sort if self.sort in get_args(Sort) else "relevance"  # type: ignore[return-value]


class AskForm(FormFilters):
    """Parameters of the answer page: a question, the earlier whole questions, oldest first, and its documents and filters.

    `asked` is the question as typed, if `q` was made from it. `document` has the ids of the documents to search, [] for all.
    """

    q: str = ""
    asked: str = ""
    before: list[str] = []
    document: list[str] = []

    @property
    def turns(self) -> list[str]:
        """The latest of the questions asked before."""
        return [question[:LONGEST_QUESTION] for question in self.before if question.strip()][-TURNS:]

    @property
    def filters(self) -> Filters:
        """The filters of the search."""
        return replace(super().filters, documents=tuple(self.document[:MOST_DOCUMENTS]))

    def limits(self, chosen: Sequence[Document]) -> dict[str, Any]:
        """The filters and documents, to be kept with the answer. `chosen`: those of the documents that the reader may see.

        Documents are kept as the answer's JSON has them, so that an answer goes and is hidden with what it was asked of.
        """
        filters = {name: str(value) for name in FormFilters.model_fields if (value := getattr(self, name))}
        return {
            "filters": filters,
            "documents": [{"id": name} for name in [work.id for work in chosen] or self.document],
        }

    @classmethod
    def of_answer(cls, answer: Mapping[str, Any]) -> Self:
        """The question of an answer, with its `limits` as "asked_of"; answers that were saved by earlier versions have none."""
        limits = answer.get("asked_of", {"filters": {}, "documents": []})
        documents = [document["id"] for document in limits["documents"]]
        return cls(q=answer["question"], document=documents, **limits["filters"])

    def address(self, path: str = "/ask", **changes: Any) -> str:
        """An address of this conversation with some parameters changed; None or [] removes one."""
        kept = {name: value for name, value in {**self.model_dump(), **changes}.items() if value}
        return f"{path}?{urlencode(kept, doseq=True)}"


class FeedForm(FormFilters):
    """Parameters of the feed of a search."""

    q: Annotated[str, Field(max_length=LONGEST_QUESTION)] = ""


class ListForm(FormFilters):
    """Parameters of the list of documents; the page number is lenient, too."""

    sort: str = "title"
    page: str = "1"


class StrictFilters(BaseModel):
    """Filters from a program; an invalid value is an error."""

    kind: Kind | None = None
    language: Annotated[str | None, Field(max_length=8)] = None
    year_from: Year = None
    year_to: Year = None
    partner: Name = None
    department: Name = None
    course: Name = None
    place: Name = None
    access: Access | None = None
    goal: Annotated[int | None, Field(ge=1, le=17)] = None

    @property
    def filters(self) -> Filters:
        """The filters of a search."""
        values = {name: getattr(self, name) for name in StrictFilters.model_fields}
        return Filters(**{**values, "goal": str(self.goal) if self.goal else None})


class WordsQuery(StrictFilters):
    """A search by a program."""

    q: Annotated[str, Field(max_length=LONGEST_QUESTION, description="Words or a question, in Italian or English.")] = (
        ""
    )


class SearchQuery(WordsQuery):
    """Parameters of `/api/search`."""

    k: Annotated[int, Field(ge=1, le=100, description="How many passages.")] = 10
    sort: Sort = "relevance"
    page: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="A page of ten documents, instead of k passages.")
    ] = None
    as_typed: Annotated[bool, Field(description="Search for misspelt words as they are.")] = False

    @property
    def listing(self) -> Listing:
        """The options of the result list."""
        return Listing(self.sort, self.as_typed, self.page)


class ExportQuery(WordsQuery):
    """Parameters of `/api/export`."""

    format: Format = "bibtex"
    document: Annotated[
        list[str],
        Field(max_length=MOST_EXPORTED, description="Ids of the documents, instead of all that the search finds."),
    ] = []


class ExpertsQuery(StrictFilters):
    """Parameters of `/api/experts`."""

    q: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION, description="A topic, in Italian or English.")]
    k: Annotated[int, Field(ge=1, le=50)] = 10
