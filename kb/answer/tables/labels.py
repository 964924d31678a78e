"""Matches the labels of a table's rows and columns with the words of a question."""

import re
from collections.abc import Sequence

from kb.answer.tables.grid import Table
from kb.answer.tables.operations import OPERATIONS
from kb.search.query_analysis import Query
from kb.text.normalise import fold
from kb.text.stopwords import STOPWORDS
from kb.text.terms import met, text_terms, weighted
from kb.text.tokens import folded_words, words

# By judgement:
_ASKED = 0.5  # share of the words of a row's label that the question has
_AROUND = 0.8  # of a word that only the caption, heading or title holds
_CLEAR = 1.15  # times the next row's share that the row asked for needs
# Words of a question that labels needn't have.
_IDLE = re.compile(
    r"numer[oi]|numbers?|valor[ei]|values?|amounts?|quantit\w+|ann[oi]|years?|ebbe\w*|avev\w+|reach\w*|ammont\w+", re.I
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_EMPTY = STOPWORDS["it"] | STOPWORDS["en"]


class MatchedLabels:
    """Match of the labels of one table with the question's words."""

    def __init__(self, query: Query, table: Table, around: str) -> None:
        """`around` is the text that holds for all of the table: its caption, heading and title."""
        self.table, self._idf, self._question = table, query.idf, query.folded
        self._is_idle = [_is_idle(form) for form in query.forms]
        self._asked = {term.text for alternatives in query.words for term in alternatives}
        self._around = [_AROUND * share for share in met(query.words, text_terms(around))]
        self._rows = [met(query.words, text_terms(row.label)) for row in table.rows]
        self._columns = [met(query.words, text_terms(head)) for head in table.head]

    def share(self, row: int | None, column: int | None) -> float:
        """The IDF share of the question's words in a row, a column (None for all) and the surroundings.

        What the rows are ("quartiere") is said by the head of their labels.
        """
        none = [0.0] * len(self._idf)
        held = zip(
            self._rows[row] if row is not None else self._columns[0],
            self._columns[column] if column is not None else none,
            self._around,
            strict=True,
        )
        shares = [max(found) for found in held]
        idf = [
            0.0 if is_idle and not share else rarity
            for rarity, share, is_idle in zip(self._idf, shares, self._is_idle, strict=True)
        ]
        return weighted(shares, idf)

    def is_asked(self, row: int) -> bool:
        """Whether the question has enough of a row's label."""
        said = [{term for _, term in text_terms(word)} for word in _telling(self.table.rows[row].label)]
        return sum(bool(terms & self._asked) for terms in said) >= _ASKED * len(said)

    def best_row(self) -> int | None:
        """The row that alone holds most of the question; None if none holds any of it, or several do."""
        labels = [row.label for row in self.table.rows]
        best = _only_best([self._own(shares) for shares in self._rows], labels)
        return None if best is None or not self.is_asked(best) or self._is_rivalled(best) else best

    def _is_rivalled(self, best: int) -> bool:
        """Whether another row has a word of the question that the best row, the columns and the surroundings lack."""
        known = [max(shares) for shares in zip(self._rows[best], self._around, *self._columns, strict=True)]
        lacking = [at for at, share in enumerate(known) if not share]
        return any(self.is_asked(row) for row, shares in enumerate(self._rows) if any(shares[at] for at in lacking))

    def best_column(self) -> int | None:
        """The column after the first that alone holds most of the question; one that the question names word for word comes first."""
        said = [at for at, head in enumerate(self.table.head) if at and _is_said(head, self._question)]
        if len(said) == 1:
            return said[0]
        return _only_best([0.0, *(self._own(shares) for shares in self._columns[1:])], self.table.head)

    def _own(self, shares: Sequence[float]) -> float:
        return sum(rarity * share for rarity, share in zip(self._idf, shares, strict=True))


def _is_idle(form: str) -> bool:
    return bool(_IDLE.fullmatch(form)) or any(pattern.search(form) for pattern in OPERATIONS.values())


def _telling(label: str) -> Sequence[str]:
    """The words of a row's label that a question about it says: not units, what stands in brackets, or words without content."""
    plain = words(_IN_BRACKETS.sub(" ", label))[0]
    telling = [word for word in plain if (folded := fold(word)) not in _EMPTY and not _IDLE.fullmatch(folded)]
    return telling or words(label)[0]


def _is_said(label: str, question: Sequence[str]) -> bool:
    """Whether a label of several words stands word for word in a question, given by its folded words."""
    said = folded_words(label)
    return len(said) > 1 and any(said == question[at : at + len(said)] for at in range(len(question)))


def _only_best(scores: Sequence[float], labels: Sequence[str]) -> int | None:
    """The index of the largest score that is clear of the others; of labels with the same, one whose words all others have, too."""
    best = max(range(len(scores)), key=lambda at: (scores[at], -len(labels[at])), default=None)
    if best is None or not scores[best]:
        return None
    said = set(folded_words(labels[best]))
    rivals = [at for at, score in enumerate(scores) if at != best and scores[best] <= _CLEAR * score]
    is_part = all(scores[at] == scores[best] and said < set(folded_words(labels[at])) for at in rivals)
    return best if is_part else None
