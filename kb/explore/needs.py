"""Matching of a partner's need, in plain words, with works and experts; finds its uncovered parts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.answer.catalogue.aspects import Statement, statements
from kb.errors import TextTooLong
from kb.library import Library
from kb.model import Document, DocumentHit, Filters, Hit, Kind, Reader
from kb.people.experts import Experts, experts
from kb.ranking_config import RelevanceWeights
from kb.search.relevance import judgement, state_of
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.search.search import group
from kb.search.topical import proving_hits
from kb.text.languages import detect_query
from kb.text.sentences import sentences
from kb.text.tokens import content_words

# By judgement on the sample corpus.
LONGEST = 12_000  # characters of a need or an idea: three pages
_WORKS = 5  # works of each kind
_PARTS = 12
_HITS = 60
_TOO_SHORT = 2  # content words below which a sentence states no need
# Greetings and closings. A group's description of itself is kept, because it often contains the need.
_GREETING = re.compile(
    r"^(?:buongiorno|buonasera|gentil|egregi|salve|grazie|cordiali|distinti|un saluto|dear|hello|good morning|thank|best regards|kind"
    r" regards|yours)\b",
    re.I,
)
# A short self-introduction ("We are a municipality of 12,000 people") isn't a need, either.
_INTRODUCTION = re.compile(r"^(?:noi )?(?:siamo|sono|rappresentiamo|we are|we['’]re|i am|i['’]m|we represent)\b", re.I)
_INTRODUCED = 3  # content words, numbers aside, below which a sentence that begins so states no need
# Words that express a wish or request; they are left out of the query.
_FRAME = frozenset(
    "vorremmo vorrei volevamo vogliamo cerchiamo cerco stiamo cercando serve servono servirebbe servirebbero bisogno avremmo avere interessa"
    " interessati interesserebbe capire sapere conoscere modo modi piacerebbe pensiamo stavamo progetto progetti genere qualcuno want wants like"
    " need needs looking look seek seeking interested know understand way ways thinking plan planning project projects anyone somebody help us"
    " someone kind thesis tesi studio studiare study would experience".split()
)


@dataclass(frozen=True)
class NeedPart:
    """One sentence of the need and the passages that speak of it, most probable first."""

    text: str
    hits: tuple[Hit, ...]

    @property
    def state(self) -> str:
        """The relevance of the best passage: "answers", "related" or "nothing"."""
        return judgement(self.hits)[1]


@dataclass(frozen=True)
class MatchedWork:
    """A matching work, its best passages, and the sentence that states its outcome, if one does."""

    document: Document
    hits: tuple[Hit, ...]
    outcome: Statement | None

    @property
    def state(self) -> str:
        """The relevance of its best passage to the need."""
        return judgement(self.hits)[1]


@dataclass(frozen=True)
class NeedReport:
    """The result of matching a need. `works` are by kind, `places` are (name, number of works found there).

    `left_out` are the sentences that weren't read as part of the need: greetings and very short ones.
    """

    need: str
    parts: tuple[NeedPart, ...]
    left_out: tuple[str, ...]
    works: dict[Kind, tuple[MatchedWork, ...]]
    experts: Experts
    places: tuple[tuple[str, int], ...]
    searched: int

    @property
    def uncovered(self) -> tuple[NeedPart, ...]:
        """The parts that no work speaks of."""
        return tuple(part for part in self.parts if not part.hits)

    @property
    def state(self) -> str:
        """The library's relevance to the need: "answers", "in part" (a part of the need isn't answered) or "nothing"."""
        if not self.works:
            return "nothing"
        return "answers" if all(part.state == "answers" for part in self.parts) else "in part"

    @property
    def ranked(self) -> list[MatchedWork]:
        """The works of all kinds, most probable first."""
        return sorted(
            (work for works in self.works.values() for work in works), key=lambda work: -judgement(work.hits)[0]
        )

    @property
    def documents(self) -> list[Document]:
        """The documents of all works, most probable first."""
        return [found.document for found in self.ranked]


@retry_on_change
def match(
    library: Library, need: str, reader: Reader, filters: Filters | None = None, *, everything: bool = False
) -> NeedReport:
    """Match a need with the documents that the reader may see; `everything` leaves no sentence out. Raises TextTooLong."""
    need = checked_length(need)
    scope = open_scope(library, reader, filters)
    read, left_out = parts_of(need, everything=everything)
    parts = tuple(_part(scope, text) for text in read)
    asked = topic_of(" ".join(read))
    whole = proving_hits(scope, scope.analyse(asked, prefixes=False), _HITS)
    of_parts = _in_context([hit for part in parts for hit in part.hits], whole, scope.config.relevance)
    best: dict[int, Hit] = {}
    for hit in sorted((*whole, *of_parts), key=lambda hit: hit.probability):
        best[hit.passage.id] = hit  # as found by the whole need or by a part, whichever is more probable
    works = _works(library, sorted(best.values(), key=lambda hit: -hit.probability))
    people = experts(library, asked, reader, 5, filters)
    return NeedReport(need, parts, tuple(left_out), works, people, _places(library, works), len(scope.allowed))


def contextual_probability(part: float, whole: float, threshold: float) -> float:
    """The probability that a document speaks of a part of a need: the mean of those for the part and for the whole need.

    It stays at or above `threshold` ("related") if that of the part alone is. A part alone has lost its context: by it, a fridge speaks of "put pressure on the council". Of six needs
    of several parts that were held out the first work is right for five instead of four, of 33 others for as many as before.
    """
    return max((part + whole) / 2, min(part, threshold))


def _in_context(found: Sequence[Hit], whole: Sequence[Hit], weights: RelevanceWeights) -> list[Hit]:
    """The hits of a need's parts, with the probabilities that `contextual_probability` gives."""
    by_whole: dict[str, float] = {}
    for hit in whole:
        by_whole[hit.document.id] = max(by_whole.get(hit.document.id, 0.0), hit.probability)
    means = [
        round(contextual_probability(hit.probability, by_whole.get(hit.document.id, 0.0), weights.related), 3)
        for hit in found
    ]
    return [
        replace(hit, probability=mean, state=state_of(mean, weights)) for hit, mean in zip(found, means, strict=True)
    ]


def checked_length(text: str) -> str:
    """The text without white space around it. Raises TextTooLong if it has more than LONGEST characters."""
    text = text.strip()
    if len(text) > LONGEST:
        raise TextTooLong(len(text), LONGEST)
    return text


def parts_of(need: str, *, everything: bool = False) -> tuple[list[str], list[str]]:
    """(the sentences and clauses of a need that are read, those that are left out); at most _PARTS are read.

    Greetings, very short clauses and mere self-introductions are left out; with `everything`, only what exceeds _PARTS.
    """
    language = detect_query(need)
    clauses = [text for start, end in sentences(need) for text in _clauses(need[start:end])]
    read = [text for text in clauses if everything or _says_something(text, language)][:_PARTS]
    return read, [text for text in clauses if text not in read]


def _says_something(text: str, language: str) -> bool:
    said = [word for word in content_words(topic_of(text), language) if word[0].isalpha()]
    least = _INTRODUCED if _INTRODUCTION.match(text) else _TOO_SHORT
    return not _GREETING.match(text) and len(said) >= least


def topic_of(text: str) -> str:
    """The text without words that express a wish or request, for use as a query."""
    return " ".join(word for word in text.split() if word.strip(".,:!?'’").lower() not in _FRAME)


def _clauses(sentence: str) -> Iterator[str]:
    yield from (text for part in sentence.split(";") if (text := part.strip(" \t-–—•*")))


def _part(scope: Scope, text: str) -> NeedPart:
    hits = proving_hits(scope, scope.analyse(topic_of(text), prefixes=False), _WORKS * 2)
    return NeedPart(text, tuple(sorted(hits, key=lambda hit: -hit.probability)[:3]))


def _works(library: Library, hits: Sequence[Hit]) -> dict[Kind, tuple[MatchedWork, ...]]:
    grouped = group(hits, {}, Counter(hit.document.id for hit in hits))
    kinds: dict[Kind, list[MatchedWork]] = {"report": [], "thesis": [], "course": [], "other": []}
    for work in grouped:
        if len(kinds[work.document.kind]) < _WORKS:
            kinds[work.document.kind].append(_found(library, work))
    return {kind: tuple(found) for kind, found in kinds.items() if found}


def _found(library: Library, work: DocumentHit) -> MatchedWork:
    number = library.snapshot().document_of(work.hits[0].passage.id)
    stated = statements(library, number) if work.document.kind in ("report", "thesis") else {}
    return MatchedWork(work.document, work.hits, stated.get("outcome"))


def _places(library: Library, works: dict[Kind, tuple[MatchedWork, ...]]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for found in (found for kind in works.values() for found in kind):
        counts.update(library.places().get(library.snapshot().document_of(found.hits[0].passage.id), ()))
    return tuple(counts.most_common(8))
