"""Reader of encoders in the format of model hubs: a sentence-transformers folder.

It holds `config.json`, `model.safetensors`, `tokenizer.json`, `1_Pooling/config.json` and, where the model wants prefixes,
`config_sentence_transformers.json`.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from kb.errors import ModelError
from kb.files import file_digest
from kb.models.bert import BertModel, Prompts
from kb.models.tokenization import copy_hub_tokenizer

# Types of encoders; true for those whose positions are numbered from the one after padding.
_COUNTED_FROM_PADDING = {"bert": False, "xlm-roberta": True, "roberta": True, "camembert": True}


def read_folder(folder: Path, name: str) -> BertModel:
    """The model in a sentence-transformers folder. Raises ModelError, with the reason, for one of another kind."""
    config = _read_json(folder, "config.json")
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    missing = [path.name for path in (weights, tokenizer) if not path.is_file()]
    if config.get("model_type") not in _COUNTED_FROM_PADDING or missing:
        raise ModelError(
            f"The model {name} is of type {config.get('model_type')!r}"
            f"{' and has no ' + ' and no '.join(missing) if missing else ''}; only encoders of the types "
            f"{' and '.join(_COUNTED_FROM_PADDING)} with safetensors weights and a tokenizer.json are supported, such as "
            "intfloat/multilingual-e5-small and -base. Save a folder of older files again with transformers."
        )
    # RoBERTa's positions begin after that of padding; the ones before are never used.
    unused = config.get("pad_token_id", 1) + 1 if _COUNTED_FROM_PADDING[config["model_type"]] else 0
    limit = _read_json(folder, "sentence_bert_config.json", {}).get("max_seq_length")
    pooling = _read_json(folder, "1_Pooling/config.json", {"pooling_mode_mean_tokens": True})
    return BertModel(
        identity=f"{name}@{file_digest(weights)[:12]}",
        config=config,
        write_tokenizer=partial(copy_hub_tokenizer, tokenizer),
        weights=partial(_read_weights, weights, unused),
        prompts=_prompts(folder, name),
        window=int(min(limit or 10**9, config["max_position_embeddings"] - unused)),
        first_token=bool(pooling.get("pooling_mode_cls_token")),
    )


def _read_weights(path: Path, unused: int) -> dict[str, np.ndarray]:
    """The weights by BERT's names, without the first `unused` positions."""
    found = {k.removeprefix("bert.").removeprefix("roberta."): v for k, v in load_file(str(path)).items()}
    positions = "embeddings.position_embeddings.weight"
    return found | ({positions: found[positions][unused:]} if positions in found else {})


def _read_json(folder: Path, name: str, default: object = None) -> Any:
    path = folder / name
    if not path.is_file():
        if default is None:
            raise ModelError(f"The model folder {folder} has no {name}; it isn't a sentence-transformers model.")
        return default
    return json.loads(path.read_text(encoding="utf-8"))


def _prompts(folder: Path, name: str) -> Prompts:
    stated = _read_json(folder, "config_sentence_transformers.json", {}).get("prompts") or {}
    if stated.get("query") or stated.get("passage") or stated.get("document"):
        return Prompts(stated.get("query", ""), stated.get("passage") or stated.get("document", ""))
    # The E5 models state their prefixes on their model cards only, not in a file.
    return Prompts("query: ", "passage: ") if "e5-" in name.lower() else Prompts()
