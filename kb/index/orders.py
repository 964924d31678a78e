"""Detection of sentences that give orders to a language model, by meaning, in wordings that no rule knows.

A logistic regression over the vector of a sentence and a few groups of words; `bench/fit_orders.py` fits it on made-up
orders and harmless sentences. Its weights belong to the embedding model: with another one, or before a passage is
embedded, the rules stand alone (kb/text/instructions.py). Such a sentence stays in its passage, and a search finds it,
but it is never quoted or sent to a model.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from kb.index.hidden_names import blanked, without_hidden_names
from kb.model import Passage
from kb.store.catalogue import Catalogue
from kb.text.instructions import find_instruction, undisguised
from kb.text.normalise import fold

_WEIGHTS = Path(__file__).parent / "data" / "orders.json"
# Groups of words, in Italian and English, one feature each. The last is of the text as written, the others are of folded text.
_WORDS = tuple(
    re.compile(words)
    for words in (
        # the addressee
        r"\b(?:language models?|ai|ias?|llms?|chatbots?|bots?|crawlers?|(?:virtual |digital |ai |dear |the )assistants?|assistent[ei](?! social\w+)"
        r"|summaris\w+|summariz\w+|machines?(?! learning)|automat\w+|modell[oi] linguistic[oi]|intelligenz[ae] artificial[ei]|software|riassuntor[ei]"
        r"|robot|macchina)\b",
        # its output
        r"\b(?:answers?|answering|repl(?:y|ies)|responses?|output|summary|rispost[ae]|replica|riassunto)\b",
        r"\b(?:your|you|yours|tu[oaei]|tuoi|ti|te)\b",
        # its input
        r"\b(?:system message|system prompt|prompt|messaggio di sistema|prompt di sistema|conversation|conversazione|chat|context|contesto|messages?"
        r"|messagg[io])\b",
        r"\b(?:instructions?|guidelines?|rules?|orders?|directions?|commands?|policy|restrictions?|istruzion[ei]|indicazion[ei]|regol[ae]|ordin[ei]"
        r"|direttiv[ae]|comand[io]|restrizion[ei]|limit[is]?)\b",
        # the person asking
        r"\b(?:users?|utent[ei]|whoever|chi (?:chiede|domanda|legge|riassume|genera|fa la domanda))\b",
        r"\b(?:this|these|quest[oaie]) (?:\w+ )?(?:text|page|paragraph|document|passage|section|file|lines?|report|testo|pagina|paragrafo|documento"
        r"|passaggio|brano|sezione|righ[ae]|relazione)\b",
        r"\b(?:other (?:sources|documents|files|texts)|altr[ei] (?:fonti|documenti|file|testi))\b",
        r"\b(?:refus\w+|declin\w+|rifiut\w+|only|nothing|solo|soltanto|nient'?altro|nulla|instead|invece|always|sempre|never|mai)\b",
        # the authority
        r"\b(?:developers?|operators?|admin\w*|provider|sviluppator\w+|gestor[ei]|amministrat\w+|fornitor\w+)\b",
        # a text to be repeated literally
        r"[\"“”«»]|\b[A-Z]{4,}\b",
    )
)  # fmt: skip


@dataclass(frozen=True)
class OrderWeights:
    """A sentence is an order if `vector` · its vector + `intercept` is at least `least`, and with `words` at least `threshold`.

    `least` spares the words of nearly all sentences.
    """

    vector: np.ndarray
    words: np.ndarray
    intercept: float
    least: float
    threshold: float

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """The log-odds (n) that sentences with these unit vectors (n×d) are orders, less the threshold: orders have 0 or more."""
        near = vectors @ self.vector + self.intercept
        found = np.full(len(texts), -np.inf)
        for at in np.flatnonzero(near >= self.least).tolist():
            found[at] = near[at] + word_features(texts[at]) @ self.words - self.threshold
        return found


def word_features(text: str) -> np.ndarray:
    """The groups of words that a text has, 0 or 1 each."""
    written = undisguised(text)
    folded = fold(written)
    *groups, as_written = _WORDS
    return np.array([bool(words.search(folded)) for words in groups] + [bool(as_written.search(written))], np.float32)


@cache
def weights_of(identity: str) -> OrderWeights | None:
    """The weights for the embedding model of this identity ("name@version"); None if there are none."""
    kept = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    if identity.partition("@")[0] != kept["model"]:
        return None
    vector, words = (np.array(kept[name], np.float32) for name in ("vector", "words"))
    return OrderWeights(vector, words, kept["intercept"], kept["least"], kept["threshold"])


def is_order(text: str, vector: np.ndarray, identity: str) -> bool:
    """Whether a text with this unit vector is an order to a language model, by rule or by meaning."""
    weights = weights_of(identity)
    by_meaning = weights is not None and weights.scores([text], vector[None])[0] >= 0
    return bool(by_meaning or find_instruction(text))


def order_spans(catalogue: Catalogue, passages: Sequence[Passage]) -> dict[int, list[tuple[int, int]]]:
    """The spans of the sentences of passages that are orders by their meaning, by passage id; passages without any are left out."""
    if (weights := weights_of(catalogue.fact("model") or "")) is None:
        return {}
    texts = {passage.id: passage.text for passage in passages}
    found = {}
    for passage, known in catalogue.vectors.sentences(list(texts)).items():
        spans = known.spans.tolist()
        if not spans:
            continue
        scores = weights.scores([texts[passage][start:end] for start, end in spans], known.vectors)
        if orders := [(start, end) for (start, end), score in zip(spans, scores.tolist(), strict=True) if score >= 0]:
            found[passage] = orders
    return found


def without_orders(catalogue: Catalogue, passages: Sequence[Passage]) -> list[Passage]:
    """The passages with line breaks in place of sentences that are orders, and of lines that name a hidden person.

    Offsets of all other text are unchanged.
    """
    found = order_spans(catalogue, passages)
    return [
        replace(kept, text=blanked(kept.text, found[kept.id])) if kept.id in found else kept
        for kept in without_hidden_names(catalogue, passages)
    ]


def without_orders_on_page(catalogue: Catalogue, text: str, passages: Sequence[Passage]) -> str:
    """The text of a page with line breaks in place of all orders in its passages."""
    marked = [(passage.start, passage.end) for passage in passages if passage.part == "instruction"]
    by_meaning = order_spans(catalogue, passages)
    starts = {passage.id: passage.start for passage in passages}
    meant = [(starts[i] + start, starts[i] + end) for i, spans in by_meaning.items() for start, end in spans]
    return blanked(text, [*marked, *meant])
