"""Choice of the title among runs of lines, by decision trees over their features."""

from collections.abc import Sequence

from ingest.cover.blocks import FrontPages
from ingest.cover.model import Chain
from ingest.cover.spans import Span, span_features, spans
from ingest.cover.trees import Trees


def choose(front: FrontPages, chain: Chain, rules: Sequence[Span], trees: Trees) -> tuple[Span, float]:
    """(the likeliest title, its probability). `rules` are the title found by rules, with its subtitle and without."""
    found = spans(front, chain, rules)
    shares = trees.probabilities(span_features(front, chain, found, rules))
    best = int(shares.argmax())
    return found[best], float(shares[best])
