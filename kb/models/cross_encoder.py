"""Re-ranking with a cross-encoder on a server; off unless POLIKB_RERANK_URL is set.

Speaks the protocol of Cohere, Jina, vLLM and llama.cpp: POST {url}/rerank with a query and documents; the response holds
`results`, each with `index` and `relevance_score`.
"""

import logging
from collections.abc import Sequence

import numpy as np

from kb.settings import Settings

log = logging.getLogger("polikb")

_SECONDS = 5.0  # timeout, by judgement; after it the search keeps its own order


class Reranker:
    """Client of a re-ranking server. A failure is logged; the search then keeps its own order."""

    def __init__(self, url: str, model: str, key: str) -> None:
        import httpx2  # here, since few libraries have a re-ranker, and it is 5 % of what every command imports

        self._url, self._model = f"{url.rstrip('/')}/rerank", model
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._client = httpx2.Client(timeout=_SECONDS, headers=headers, trust_env=False)
        self._failure = httpx2.HTTPError

    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray | None:
        """Scores of the passages, min-max scaled to 0..1; None if the server fails or leaves passages out."""
        asked = {"model": self._model, "query": question, "documents": list(passages), "top_n": len(passages)}
        try:
            response = self._client.post(self._url, json=asked)
            response.raise_for_status()
            found = np.full(len(passages), np.nan)
            for result in response.json()["results"]:
                found[int(result["index"])] = float(result["relevance_score"])
        except (self._failure, ValueError, KeyError, TypeError, IndexError) as error:
            log.warning("The re-ranker at %s failed: %s. Results keep their own order.", self._url, error)
            return None
        if not len(found) or np.isnan(found).any():
            log.warning("The re-ranker at %s didn't score every passage. Results keep their own order.", self._url)
            return None
        spread = float(found.max() - found.min())
        scaled: np.ndarray = (found - found.min()) / spread if spread else np.ones(len(found))
        return scaled


def load_reranker(settings: Settings) -> Reranker | None:
    """The configured re-ranker; None if none is configured."""
    if not settings.rerank_url:
        return None
    return Reranker(settings.rerank_url, settings.rerank_model, settings.rerank_key)
