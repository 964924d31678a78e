"""The search as a llama-index retriever, for its query engines, agents and evaluators."""

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from kb.library import Library
from kb.model import Filters, Reader
from kb.search.hits import hits_without_orders
from kb.search.search import search


class PolikbRetriever(BaseRetriever):  # type: ignore[misc]
    """Retrieves the k best passages that `reader` may see, as nodes with document and page in their metadata.

    Sentences that are orders to a language model are left out."""

    def __init__(self, library: Library, reader: Reader, k: int = 10, filters: Filters | None = None) -> None:
        """`library` must stay open while the retriever is used."""
        super().__init__()
        self._library, self._reader, self._k, self._filters = library, reader, k, filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[Any]:
        found = search(self._library, query_bundle.query_str, self._reader, self._filters, self._k)
        hits = hits_without_orders(self._library, found.hits)
        return [
            NodeWithScore(
                score=hit.score,
                node=TextNode(
                    id_=str(hit.passage.id),
                    text=hit.passage.text,
                    metadata={
                        "document_id": hit.document.id,
                        "title": hit.document.title,
                        "source": hit.document.source,
                        "page": hit.passage.page,
                        "page_label": hit.passage.page_label,
                    },
                ),
            )
            for hit in hits
        ]
