"""Comparison of a thesis proposal with existing works: the closest ones, what they share with it, where they differ."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from kb.answer.catalogue.aspects import Statement, statements
from kb.explore.needs import checked_length, topic_of
from kb.index.derived import Derived
from kb.library import Library
from kb.model import Document, DocumentHit, Filters, Hit, Passage, Reader
from kb.people.directory import directory
from kb.people.names import plain
from kb.search.relevance import judgement
from kb.search.scope import open_scope, retry_on_change
from kb.search.search import group
from kb.search.topical import proving_hits
from kb.subjects.goals import find_goals
from kb.subjects.vocabulary import Vocabulary
from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold

Aspect = Literal["method", "people", "place", "partner", "goal"]
# By judgement.
_WORKS = 8
_HITS = 60
_LOOKED_AT = 40  # body passages of a work that are searched for aspects, besides its title and abstract
_MENTIONS = (
    2  # minimum mentions of a method or group for it to be a trait of a work; title or abstract count for as many
)


@dataclass(frozen=True)
class Trait:
    """One aspect of a work. `label` is a vocabulary's label ("interviews", "11") or the name of a place or partner."""

    aspect: Aspect
    label: str


@dataclass(frozen=True)
class CloseWork:
    """A close work: its best passages, and the sentences that state its question and its outcome.

    `shared` are traits of both, `theirs` of the work only, `yours` of the idea only.
    """

    document: Document
    hits: tuple[Hit, ...]
    question: Statement | None
    outcome: Statement | None
    shared: tuple[Trait, ...]
    theirs: tuple[Trait, ...]
    yours: tuple[Trait, ...]

    @property
    def state(self) -> str:
        """The relevance of its best passage to the idea."""
        return judgement(self.hits)[1]


@dataclass(frozen=True)
class PriorWork:
    """The works closest to an idea, best first. `traits` are those found in the idea."""

    idea: str
    traits: tuple[Trait, ...]
    works: tuple[CloseWork, ...]
    searched: int

    @property
    def documents(self) -> list[Document]:
        """The works as a reading list."""
        return [work.document for work in self.works]


_TRAITS: Derived[int, tuple[Trait, ...]] = Derived(10_000)  # by document number


class Aspects:
    """Extraction of traits from texts: methods, groups of people, places, partners and goals."""

    def __init__(self, library: Library, reader: Reader) -> None:
        """Uses the librarian's lists, and the organisations in documents that the reader may see."""
        self._library, self._lists = library, library.lists
        self._organisations = directory(library, reader).organisations
        self._partners = {
            name: entity.name
            for entity in self._organisations.values()
            for written in (entity.name, *entity.also)
            if len((name := f" {_folded(plain(written))} ").split()) > 1 or entity.roles[0] != "university"
        }

    def of_idea(self, text: str) -> tuple[Trait, ...]:
        """The traits of a proposal; one mention is enough."""
        language = detect_query(text)
        page = Passage(0, "", 1, "1", 0, len(text), text, "", language)
        folded = f" {_folded(text)} "
        return (
            *_traits("method", self._lists.methods, text, language),
            *_traits("people", self._lists.concerned, text, language),
            *(Trait("place", place.name) for place in self._lists.places.named_in(text)),
            *dict.fromkeys(Trait("partner", name) for known, name in self._partners.items() if known in folded),
            *(Trait("goal", goal.goal) for goal in find_goals("", language, [page], self._lists.goals)),
        )

    def of_work(self, document: Document, number: int, passages: list[Passage]) -> tuple[Trait, ...]:
        """The traits of a work; those found in its text are cached until the library changes."""
        found = self._library.snapshot().by_documents.get(
            _TRAITS, number, lambda: self._traits_of(document, number, passages)
        )
        named = {named.name for named in document.organisations if named.role != "university"}
        partners = [e.name for e in self._organisations.values() if named & {e.name, *e.also}]
        return (*found, *(Trait("partner", name) for name in partners))

    def _traits_of(self, document: Document, number: int, passages: list[Passage]) -> tuple[Trait, ...]:
        return (
            *self._repeated("method", self._lists.methods, document, passages),
            *self._repeated("people", self._lists.concerned, document, passages),
            *(Trait("place", place) for place in self._library.places().get(number, ())),
            *(Trait("goal", goal.goal) for goal in self._library.goals().get(number, ())),
        )

    @staticmethod
    def _repeated(aspect: Aspect, vocabulary: Vocabulary, document: Document, passages: list[Passage]) -> list[Trait]:
        counts: Counter[Trait] = Counter()
        for trait in _traits(aspect, vocabulary, f"{document.title}. {document.abstract}", document.language):
            counts[trait] += _MENTIONS
        body = [passage for passage in passages if passage.part == "body"][:_LOOKED_AT]
        for passage in body:
            counts.update(_traits(aspect, vocabulary, passage.text, passage.language))
        return [trait for trait, count in counts.most_common() if count >= _MENTIONS]


def _traits(aspect: Aspect, vocabulary: Vocabulary, text: str, language: str) -> list[Trait]:
    return list(dict.fromkeys(Trait(aspect, mention.label) for mention in vocabulary.mentions(text, language)))


@retry_on_change
def prior_work(library: Library, idea: str, reader: Reader, filters: Filters | None = None) -> PriorWork:
    """The works closest to an idea, among those that the reader may see. Raises TextTooLong."""
    idea = checked_length(idea)
    scope = open_scope(library, reader, filters)
    hits = proving_hits(scope, scope.analyse(topic_of(idea), prefixes=False), _HITS)
    grouped = group(hits, {}, Counter(hit.document.id for hit in hits))[:_WORKS]
    aspects = Aspects(library, reader)
    traits = aspects.of_idea(idea)
    works = tuple(_work(library, aspects, traits, entry) for entry in grouped)
    return PriorWork(idea, traits, works, len(scope.allowed))


def _work(library: Library, aspects: Aspects, traits: tuple[Trait, ...], entry: DocumentHit) -> CloseWork:
    number = library.snapshot().document_of(entry.hits[0].passage.id)
    passages = library.catalogue.passages_of(number)
    own = aspects.of_work(entry.document, number, passages)
    stated = statements(library, number)
    return CloseWork(
        entry.document, entry.hits, stated.get("aim"), stated.get("outcome"),
        tuple(trait for trait in traits if trait in own),
        tuple(trait for trait in own if trait not in traits),
        tuple(trait for trait in traits if trait not in own),
    )  # fmt: skip


def _folded(text: str) -> str:
    return " ".join(WORD.findall(fold(text)))
