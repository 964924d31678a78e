"""The llama-index retriever."""

import warnings

from kb.library import Library
from kb.model import ANONYMOUS


def test_llama_index_retrieves_what_the_reader_may_see(sample: Library) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from kb.output.llama_index import PolikbRetriever
    nodes = PolikbRetriever(sample, ANONYMOUS, k=5).retrieve("bone char filters against fluoride")
    assert len(nodes) == 5
    assert nodes[0].node.metadata["source"] in ("tesi/thesis-clear-wells.pdf", "progetti/report-rift-water-midterm.pdf")
    assert nodes[0].score >= nodes[-1].score
    assert all(
        "telehealth" not in n.node.metadata["source"]
        for n in PolikbRetriever(sample, ANONYMOUS).retrieve("telehealth bracelet")
    )
