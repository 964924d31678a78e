"""Folders of encoders, of BERT's and XLM-RoBERTa's layout."""

from pathlib import Path

import numpy as np

from kb.models.bert import BertEncoder
from kb.models.model_folder import read_folder
from tests.kb.models.tiny_bert import POSITIONS, as_xlm_roberta, make_model


def test_an_xlm_roberta_gives_what_a_bert_of_the_same_weights_gives(tmp_path: Path) -> None:
    bert = BertEncoder(read_folder(make_model(tmp_path / "bert"), "bert"), tmp_path / "cache")
    folder = as_xlm_roberta(make_model(tmp_path / "roberta"))
    roberta = BertEncoder(read_folder(folder, "roberta"), tmp_path / "cache")
    text = "casa acqua water houses scuola"
    assert np.allclose(roberta.embed_query(text), bert.embed_query(text), atol=1e-4)
    # As many positions as the BERT has, but two fewer than its table.
    assert roberta.window == bert.window == POSITIONS


def test_e5_models_get_their_prefixes(tmp_path: Path) -> None:
    encoder = BertEncoder(read_folder(make_model(tmp_path / "m"), "intfloat/multilingual-e5-small"), tmp_path / "cache")
    assert (encoder.prompts.query, encoder.prompts.passage) == ("query: ", "passage: ")
    plain = BertEncoder(read_folder(make_model(tmp_path / "n"), "plain"), tmp_path / "cache")
    assert float(encoder.embed_query("casa") @ plain.embed_query("casa")) < 0.999
