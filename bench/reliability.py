"""Calibration of answer confidence: of all questions given 70 %, about 70 % should have an answer."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality import held_out, without_documents
from bench.sets import load_set, open_set
from kb.answer.prepare import prepare_in
from kb.model import OWNER
from kb.ranking_config import DEFAULT
from kb.search.scope import open_scope

PICTURE = Path(__file__).parent.parent / "docs" / "reliability.svg"
_SIDE, _EDGE = 320, 56  # of a panel of the picture, in pixels
Point = tuple[float, float, int]  # mean probability, share that was true, number


def reliability() -> dict[str, Any]:
    """Confidence against truth for held-out questions of SQuAD-it, each with and without the paragraph that answers it."""
    judged = load_set("squad_it", "it")
    confidence, truth = [], []
    with open_set("squad_it", "it") as library:
        scope = open_scope(library, OWNER)
        for i in held_out(judged, 500):
            for gone in ((), judged.relevant[i]):
                prepared = prepare_in(without_documents(scope, gone), judged.queries[i])
                confidence.append(prepared.confidence)
                truth.append(not gone)
    said, true = np.array(confidence), np.array(truth)
    points, error = tenths(said, true, np.ones(len(said)))
    told = picture({"": points}, DEFAULT.answerability.threshold, "confidence", "share with an answer")
    PICTURE.write_text(told, encoding="utf-8")
    return {
        f"{x:.2f}": {"questions": count, "have an answer": round(y, 3)} for x, y, count in points
    } | {"all": {"questions": len(said), "have an answer": round(float(true.mean()), 3), "expected calibration error": round(error, 3)}}  # fmt: skip


def tenths(chances: np.ndarray, right: np.ndarray, weight: np.ndarray) -> tuple[list[Point], float]:
    """The mean probability, the share right and the number in each tenth that has any; and the expected calibration error, all weighted."""
    bins = np.minimum((chances * 10).astype(int), 9)
    points, error = [], 0.0
    for tenth in sorted(set(bins.tolist())):
        at = bins == tenth
        said, true = (float(np.average(values[at], weights=weight[at])) for values in (chances, right))
        points.append((said, true, int(at.sum())))
        error += float(weight[at].sum() / weight.sum()) * abs(said - true)
    return points, error


def picture(panels: Mapping[str, Sequence[Point]], line: float, across: str, up: str) -> str:
    """Reliability diagrams side by side as SVG; the dashed lines are perfect calibration, the upright ones the line of decision."""
    width, height = _SIDE + 2 * _EDGE, _SIDE + 2 * _EDGE
    drawn = "".join(
        f'<g transform="translate({at * width} 0)">{_panel(points, line)}'
        f'<text x="{_EDGE + _SIDE / 2}" y="14" text-anchor="middle">{name}</text>'
        f'<text x="{_EDGE + _SIDE / 2}" y="{_SIDE + 1.7 * _EDGE:.0f}" text-anchor="middle">{across}</text>'
        f'<text x="12" y="{_EDGE / 2 + _SIDE / 2}" text-anchor="middle" transform="rotate(-90 12 {_EDGE / 2 + _SIDE / 2})">{up}</text></g>'
        for at, (name, points) in enumerate(panels.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(panels) * width} {height}" width="{len(panels) * width}" height="{height}" '
        f'font-family="sans-serif" font-size="12" fill="#1c2a22"><rect width="{len(panels) * width}" height="{height}" fill="#fff"/>{drawn}</svg>\n'
    )


def _panel(points: Sequence[Point], line: float) -> str:
    def at(x: float, y: float) -> str:
        return f"{_EDGE + x * _SIDE:.1f},{_EDGE / 2 + (1 - y) * _SIDE:.1f}"

    most = max(count for *_, count in points)
    dots = "".join(
        f'<circle cx="{at(x, y).split(",")[0]}" cy="{at(x, y).split(",")[1]}" r="{3 + 9 * (count / most) ** 0.5:.1f}"><title>{count}</title></circle>'
        for x, y, count in points
    )
    ticks = "".join(
        f'<text x="{_EDGE + t * _SIDE:.0f}" y="{_SIDE + _EDGE:.0f}" text-anchor="middle">{t:.0%}</text>'
        f'<text x="{_EDGE - 6}" y="{_EDGE / 2 + (1 - t) * _SIDE + 4:.0f}" text-anchor="end">{t:.0%}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    )
    return (
        f'<rect x="{_EDGE}" y="{_EDGE / 2}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>'
        f'<polyline points="{at(0, 0)} {at(1, 1)}" fill="none" stroke="#999" stroke-dasharray="5 4"/>'
        f'<polyline points="{at(line, 0)} {at(line, 1)}" fill="none" stroke="#b4622d"/>'
        f'<polyline points="{" ".join(at(x, y) for x, y, _ in points)}" fill="none" stroke="#17583a" stroke-width="2"/><g fill="#17583a">{dots}</g>{ticks}'
    )
