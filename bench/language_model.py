"""Extraction of the part of py3langid's model that `kb.text.languages` needs: six of its 142 languages, in the Latin alphabet.

The whole model takes half a second of processor time in each process that reads it; this part gives the same answers for
such texts. Run `python -m bench.language_model` after a new version of py3langid.
"""

import lzma
from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kb.text.languages import DOCUMENT_LANGUAGES, MODEL

# Bytes of UTF-8: ASCII, letters and signs of the Latin alphabets of these languages (U+0080 to U+00FF, œ), punctuation (U+2000 to U+2FFF).
_BYTES = (*range(0x80), *range(0x80, 0xC0), 0xC2, 0xC3, 0xC5, 0xE2)


def reached(moves: NDArray[np.int64]) -> list[int]:
    """The states that texts of these bytes lead to from the first, in order of discovery. `moves` has 256 columns, a row for each state."""
    found: dict[int, None] = {0: None}
    waiting = deque([0])
    while waiting:
        for state in np.unique(moves[waiting.popleft(), _BYTES]).tolist():
            if state not in found:
                found[state] = None
                waiting.append(state)
    return list(found)


def part(whole: LanguageIdentifier) -> dict[str, Any]:
    """Arrays by name, as `kb.text.languages` reads them. Bytes of other alphabets lead back to the first state."""
    rows = np.asarray(whole.tk_nextmove).reshape(-1, 256).astype(np.int64)
    moves, out = rows[np.asarray(whole.tk_row)], np.asarray(whole.tk_output)
    kept = reached(moves)
    numbers = np.zeros(len(moves), np.int64)
    numbers[kept] = np.arange(len(kept))
    allowed = np.zeros(256, bool)
    allowed[list(_BYTES)] = True
    new, index = np.unique(np.where(allowed, numbers[moves[kept]], 0), axis=0, return_inverse=True)
    features = np.unique(out[kept][out[kept] >= 0])
    of_state = np.where(out[kept] >= 0, np.searchsorted(features, out[kept]), -1)
    assert len(kept) <= 1 << 16 and new.max() < 1 << 16
    table, prior, labels = whole._full_model
    columns = [labels.index(language) for language in sorted(DOCUMENT_LANGUAGES)]
    return {
        "ptc": table[features][:, columns], "pc": prior[columns], "nextmove": new.astype(np.uint16),
        "row": index.ravel().astype(np.uint16), "out": of_state.astype(np.int32),
    }  # fmt: skip


if __name__ == "__main__":
    with lzma.open(MODEL, "wb") as file:
        np.savez(file, **part(LanguageIdentifier.from_model_file(MODEL_FILE)))
