"""A cross-encoder behind a server that reads question and passage together: off unless one is named.

The protocol is the one of Cohere, Jina, vLLM, llama.cpp and others: POST {url}/rerank with a query and documents; the answer
holds `results`, each with `index` and `relevance_score`.
"""

import logging
from collections.abc import Sequence

import httpx
import numpy as np

from kb.settings import Settings

log = logging.getLogger("polikb")

_SECONDS = 5.0  # A search doesn't wait longer than this for a better order.


class Reranker:
    """Scores passages for a question; a server that fails costs the better order, never the search."""

    def __init__(self, url: str, model: str, key: str) -> None:
        self._url, self._model = f"{url.rstrip('/')}/rerank", model
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(timeout=_SECONDS, headers=headers, trust_env=False)

    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray | None:
        """A score in 0..1 for each passage, the best 1; None when the server can't be used."""
        asked = {"model": self._model, "query": question, "documents": list(passages), "top_n": len(passages)}
        try:
            response = self._client.post(self._url, json=asked)
            response.raise_for_status()
            found = np.full(len(passages), np.nan)
            for result in response.json()["results"]:
                found[int(result["index"])] = float(result["relevance_score"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError, IndexError) as error:
            log.warning("The re-ranker at %s can't be used: %s", self._url, error)
            return None
        if not len(found) or np.isnan(found).any():
            log.warning("The re-ranker at %s left passages out.", self._url)
            return None
        spread = float(found.max() - found.min())
        scaled: np.ndarray = (found - found.min()) / spread if spread else np.ones(len(found))
        return scaled


def load_reranker(settings: Settings) -> Reranker | None:
    """The re-ranker that the settings name; None when they name none."""
    if not settings.rerank_url:
        return None
    return Reranker(settings.rerank_url, settings.rerank_model, settings.rerank_key)
