"""Queries to the lexical index: words with alternatives, restricted to documents and words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query, Schema

from kb.index.document_bitmaps import Numbers
from kb.text.terms import Term, Words

_FEW = 300  # documents up to which a search is narrowed by a term for each, 3 µs each
_BODY = {"body": 1.0}


@dataclass(frozen=True)
class Within:
    """Restricts a search to document numbers (None: all) and to passages with all `required` and no `excluded` words.

    `share` is their share (0..1) of the index's documents, if the reader may see the others, too; else None.
    """

    documents: Collection[int] | Numbers | None = None
    required: Words = ()
    excluded: Words = ()
    share: float | None = None

    @property
    def is_nowhere(self) -> bool:
        """Whether the restriction admits no document."""
        return self.documents is not None and not len(self.documents)

    @property
    def is_post_filtered(self) -> bool:
        """Whether it is quicker to filter the hits of all documents than to restrict the query to these many."""
        return self.documents is not None and self.share is not None and len(self.documents) > _FEW


EVERYWHERE = Within()


def any_word(schema: Schema, words: Words, weights: dict[str, float]) -> Query:
    """A query for passages that match any word; `weights` gives the weight of a match in each field."""
    return Query.boolean_query([(Occur.Should, _word(schema, alternatives, weights)) for alternatives in words])


def restricted(schema: Schema, query: Query, within: Within) -> Query:
    """The query restricted to documents and words, which leave its scores as they are."""
    parts = [(Occur.Must, query)]
    for alternatives in within.required:
        parts.append((Occur.Must, Query.const_score_query(_word(schema, alternatives, _BODY), 0.0)))
    for alternatives in within.excluded:
        parts.append((Occur.MustNot, _word(schema, alternatives, _BODY)))
    if within.documents is not None:
        allowed = Query.term_set_query(schema, "document", [int(number) for number in within.documents])
        parts.append((Occur.Must, Query.const_score_query(allowed, 0.0)))
    return query if len(parts) == 1 else Query.boolean_query(parts)


def _word(schema: Schema, alternatives: Sequence[Term], weights: dict[str, float]) -> Query:
    """A query for one word; of alternatives that match, the best one counts."""
    queries = []
    for term in alternatives:
        fields = [
            (Occur.Should, Query.boost_query(Query.term_query(schema, f"{field}_{term.language}", term.text), weight))
            for field, weight in weights.items()
            if weight
        ]
        queries.append(Query.boost_query(Query.boolean_query(fields), term.weight))
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries)
