"""Tokens are those of the model's authors, and padding and truncation stay off."""

from pathlib import Path

from bench.stock_model import _tokenizer
from kb.models.embedded_model import installed, unpack
from kb.models.tokenization import copy_hub_tokenizer, load_tokenizer, write_pieces
from tests.kb.models.tiny_bert import make_model

PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -4.0),
    ("▁acqua", -5.0),
    ("acqua", -6.0),
    ("dotto", -7.0),
]
# Fictional sentences.
TEXTS = [
    "query: Quante famiglie bevono acqua filtrata a Boschetto Alto?",
    "passage: Forty  households — use the “bone char” ﬁlter,\nand pay 3,50 € per m³.",
    "Κείμενο, текст, نص; 水文字",
    "a\u200bb\u00adc\tqualita\u0300",
]


def test_pieces_are_joined_by_their_scores(tmp_path: Path) -> None:
    write_pieces(PIECES, tmp_path)
    assert load_tokenizer(tmp_path)(["acquadotto", "acqua  acqua ", "x", ""]) == [
        [0, 5, 7, 2],
        [0, 5, 5, 4, 2],
        [0, 4, 3, 2],
        [0, 2],
    ]


def test_the_embedded_models_tokens_are_those_of_its_published_tokenizer(model_cache: Path, tmp_path: Path) -> None:
    pieces = unpack(installed(model_cache)).kept_pieces()
    write_pieces(pieces, tmp_path)
    assert load_tokenizer(tmp_path)(TEXTS) == [found.ids for found in _tokenizer(pieces).encode_batch(TEXTS)]


def test_a_hubs_tokenizer_neither_pads_nor_cuts(tmp_path: Path) -> None:
    copy_hub_tokenizer(make_model(tmp_path / "tiny") / "tokenizer.json", tmp_path)
    short, long = load_tokenizer(tmp_path)(["casa", "casa " * 40])
    assert (len(short), len(long)) == (3, 42)
