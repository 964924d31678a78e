"""The embedded model as a sentence-transformers folder, for measuring stock llama-index with the same model."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from kb.models.embedded_model import PackedModel

_MODULES = (
    ("", "sentence_transformers.models.Transformer"),
    ("1_Pooling", "sentence_transformers.models.Pooling"),
    ("2_Normalize", "sentence_transformers.models.Normalize"),
)


def write_folder(model: PackedModel, folder: Path) -> None:
    """Write the model in the layout that hubs serve, in float32 (about 260 MB)."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: np.ascontiguousarray(values) for name, values in model.weights().items()}
    window = int(model.config["max_position_embeddings"])
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    _tokenizer(model.kept_pieces()).save(str(folder / "tokenizer.json"))
    vocabulary = len(weights["embeddings.word_embeddings.weight"])
    _write(
        folder / "config.json",
        {
            **model.config,
            "model_type": "bert",
            "architectures": ["BertModel"],
            "vocab_size": vocabulary,
            "pad_token_id": 1,
        },
    )
    special = {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "cls_token": "<s>",
        "sep_token": "</s>",
    }
    _write(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": window, **special},
    )
    _write(folder / "sentence_bert_config.json", {"max_seq_length": window, "do_lower_case": False})
    dimension = model.config["hidden_size"]
    _write(
        folder / "1_Pooling" / "config.json", {"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": True}
    )
    _write(folder / "2_Normalize" / "config.json", {})
    rows = [{"idx": at, "name": str(at), "path": path, "type": kind} for at, (path, kind) in enumerate(_MODULES)]
    _write(folder / "modules.json", rows)


def _tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    found = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    found.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    found.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    found.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return found


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
