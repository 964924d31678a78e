"""Models of front pages fitted without a part of the documents, stored in `held_out.json.gz` so that measuring needs no fit."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from bench.covers.truth import Known
from ingest.cover.model import CoverModel
from ingest.cover.trees import Trees
from ingest.metadata.find import Models

FOLDS = 2
KEPT = Path(__file__).parent / "held_out.json.gz"


def work(document: Known) -> str:
    """The group of a document: the file name's first word (a thesis's author, a report's institution); a third party's folder."""
    path = Path(document.row["path"])
    return path.parent.name if "package" in document.row else path.stem.split("_")[0]


def fold_of(document: Known) -> int:
    """The fold of a document, 0 to FOLDS - 1."""
    return (crc32(work(document).encode()) >> 8) % FOLDS


def write(models: Sequence[Models], path: Path = KEPT) -> None:
    """Write the models of all folds, in order."""
    text = json.dumps([_values(each) for each in models], separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _values(models: Models) -> dict[str, object]:
    cover, titles = models.cover, models.titles
    return {
        "labels": cover.labels,
        "steps": cover.steps.tolist(),
        "weights": {name: row.tolist() for name, row in sorted(cover.weights.items()) if row.any()},
        "kinds": models.kinds,
        "titles": None if titles is None else [titles.names, titles.trees, titles.base],
    }


def load(path: Path = KEPT) -> list[Models]:
    """The models of all folds, in order."""
    return [
        Models(
            CoverModel(
                tuple(each["labels"]),
                {name: np.array(row) for name, row in each["weights"].items()},
                np.array(each["steps"]),
            ),
            each["kinds"],
            each["titles"] and Trees(tuple(each["titles"][0]), *each["titles"][1:]),
        )
        for each in json.loads(gzip.decompress(path.read_bytes()))
    ]
