"""A cross-encoder that scores how far a sentence answers a question: the embedded model, adapted.

Question and sentence are read together, so that each word of one is weighed against each word of the other; a cosine
compares what both say as a whole. The adapter (kb/models/data) holds low-rank changes to each matrix (Hu et al.,
"LoRA", 2022; rank 16), the layers' norms and a linear head; the changes' factors have 4 bits a number and a scale a
row. `bench/scorer` trained it on public questions, documentation and documents written for it, and on no word of a
measuring corpus.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np

from kb.errors import ModelError
from kb.files import file_digest
from kb.models.bert import BertModel, first_states, open_encoder
from kb.models.embedded_model import load_embedded
from kb.models.tokenization import BEGIN, END, load_tokenizer
from kb.settings import Settings

ADAPTER = Path(__file__).parent / "data" / "multilingual-e5-small-answers.npz"
_QUESTION, _TITLE, _SENTENCE = 48, 20, 110  # tokens that are read; as trained
_AVERAGE, _SCALE = -3.0, 4.0  # scores of the head: that of an average candidate, and the distance of a good one from it
_DOWN, _UP, _ROWS = ".down", ".up", ".scale"  # of the names of the two factors, and of their rows' scales
_KNOWN = 4096  # cached scores
_LOADING = Lock()


class AnswerScorer:
    """Scores how far sentences answer a question. Loading takes 0.3 s, and some 3 s the first time, for the conversion."""

    def __init__(self, cache: Path, threads: int) -> None:
        """Load the scorer; it takes 90 MB. Raises ModelError if the embedded model isn't installed."""
        base, adapter = load_embedded(cache), dict(np.load(ADAPTER))
        self._tokenize = load_tokenizer(base.converted(cache))
        self._encoder = open_encoder(adapted(base, adapter), cache, threads)
        self._weight = adapter["head.weight"][0].astype(np.float32)
        self._bias = float(adapter["head.bias"][0])
        self._pool = ThreadPoolExecutor(threads)
        # A page repeats the earlier questions of a conversation, and a written answer that of the quotes.
        self._known = lru_cache(_KNOWN)(self._score)

    def scores(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[float]:
        """One score for each (title of its document, sentence): 0 for an average candidate, about 1 for an answer."""
        longest_first = sorted(
            range(len(sentences)), key=lambda at: -len(sentences[at][1])
        )  # else one core waits for a long last one
        found = self._pool.map(lambda at: self._known(question, *sentences[at]), longest_first)
        return [score for _, score in sorted(zip(longest_first, found, strict=True))]

    def _score(self, question: str, title: str, sentence: str) -> float:
        """The score of one sentence, read alone: padded to the length of others, its score would depend on them."""
        asked, named, said, colon = (ids[1:-1] for ids in self._tokenize([question, title, sentence, ":"]))
        head = [*named[:_TITLE], *colon] if title else []
        (state,) = first_states(self._encoder, [[BEGIN, *asked[:_QUESTION], END, END, *head, *said[:_SENTENCE], END]])
        return (float(state @ self._weight) + self._bias - _AVERAGE) / _SCALE


def adapted(base: BertModel, adapter: Mapping[str, np.ndarray]) -> BertModel:
    """The model with the adapter's changes; it shares the tokens of the base and has no tokenizer of its own."""

    def weights() -> dict[str, np.ndarray]:
        found = base.weights()
        for name, change in adapter.items():
            if name.endswith(_DOWN):
                matrix = name.removesuffix(_DOWN)
                up, down = (unpacked(adapter[matrix + end], adapter[matrix + end + _ROWS]) for end in (_UP, _DOWN))
                found[f"{matrix}.weight"] = found[f"{matrix}.weight"] + up.T @ down
            elif name in found:
                found[name] = change.astype(np.float32)
        return found

    identity = f"{base.identity}-answers-{file_digest(ADAPTER)[:12]}"
    return replace(base, identity=identity, weights=weights, write_tokenizer=lambda _: None)


def unpacked(bits: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """float32, rows×columns: byte j of a row holds columns 2j (low four bits) and 2j + 1; a number is (bits - 8) x its row's scale."""
    numbers = np.stack([bits & 15, bits >> 4], axis=-1).reshape(len(bits), -1).astype(np.float32) - 8
    found: np.ndarray = numbers * scale.astype(np.float32)
    return found


@lru_cache(maxsize=1)
def _load(cache: Path, threads: int) -> AnswerScorer | None:
    try:
        return AnswerScorer(cache, threads)
    except ModelError:
        return None  # reported where the embedded model is loaded; answers work without the scorer


def load_answer_scorer(settings: Settings) -> AnswerScorer | None:
    """The scorer, which all libraries of a process share; None if the embedded model isn't installed."""
    with _LOADING:
        return _load(settings.model_cache, settings.workers)
