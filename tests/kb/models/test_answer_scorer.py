"""The answer scorer distinguishes a sentence that answers from one that only shares words, also across languages."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.models.answer_scorer import ADAPTER, AnswerScorer, adapted, load_answer_scorer
from kb.models.bert import BertModel, Prompts
from kb.settings import Settings

ABOUT = "Il fondo di Pietrachiara (fictional)"
ASKED = [
    ("Quante famiglie bevono l'acqua filtrata?", "Quarantuno famiglie bevono acqua filtrata.", "Le famiglie discutono dell'acqua."),
    ("When did the repair workshop open?", "The repair workshop has been open since March 2016.", "The workshop repairs bicycles."),
    ("Chi ha pagato i filtri?", "The filters were paid for by the Rossi foundation.", "Filters remove fluoride from water."),
    ("How much bread is thrown away?", "Ogni giorno si buttano 12 chili di pane.", "Il pane si vende la mattina."),
]  # fmt: skip


@pytest.fixture(scope="module")
def scorer(model_cache: Path) -> AnswerScorer:
    return AnswerScorer(model_cache, 2)


@pytest.mark.parametrize(("question", "right", "wrong"), ASKED)
def test_an_answer_scores_above_what_only_shares_words(
    scorer: AnswerScorer, question: str, right: str, wrong: str
) -> None:
    best, other = scorer.scores(question, [(ABOUT, right), (ABOUT, wrong)])
    assert best > other + 0.2


def test_a_score_depends_on_its_own_sentence_alone(scorer: AnswerScorer) -> None:
    """Otherwise a score would reveal that something hidden was scored beside it."""
    question, right, wrong = ASKED[0]
    alone = scorer.scores(question, [(ABOUT, right)])
    beside = scorer.scores(question, [("", wrong), (ABOUT, right), (ABOUT, "x" * 5000)])
    assert beside[1] == alone[0] and beside[0] != scorer.scores(question, [(ABOUT, wrong)])[0]
    assert scorer.scores(question, []) == []


def test_a_pair_that_was_scored_is_not_read_again(scorer: AnswerScorer, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(ABOUT, "Il mulino riapre a maggio."), (ABOUT, "The mill opens again in May.")]
    first = scorer.scores("Quando riapre il mulino?", pairs)
    monkeypatch.setattr("kb.models.answer_scorer.first_states", lambda *_: pytest.fail("read again"))
    assert scorer.scores("Quando riapre il mulino?", pairs) == first


def test_an_adapter_changes_matrices_by_their_low_rank_product() -> None:
    known = {"a.weight": np.ones((2, 4), np.float32), "n.bias": np.zeros(2, np.float32)}
    base = BertModel("tiny@1", {}, lambda _: None, lambda: known, Prompts(), 8)
    factors = {"a.down": np.array([[0x99, 0xA9]], np.uint8), "a.up": np.array([[0x89]], np.uint8)}  # 1 1 1 2 and 1 0
    scales = {"a.down.scale": np.array([[0.5]]), "a.up.scale": np.array([[2.0]])}
    change = {**factors, **scales, "n.bias": np.ones(2), "head.bias": np.ones(1)}
    weights = adapted(base, change).weights()
    assert weights["a.weight"].tolist() == [[2, 2, 2, 3], [1, 1, 1, 1]] and weights["n.bias"].tolist() == [1, 1]
    assert set(weights) == {"a.weight", "n.bias"} and adapted(base, change).identity.startswith("tiny@1-answers-")


def test_every_layer_is_adapted() -> None:
    with np.load(ADAPTER) as found:
        assert (
            sum(name.endswith(".down") for name in found.files)
            == sum(name.endswith(".up") for name in found.files)
            == 72
        )


def test_answers_do_without_where_the_model_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.models.embedded_model._INSTALLED", tmp_path)
    assert load_answer_scorer(Settings(home=tmp_path, model_cache=tmp_path)) is None


def test_threads_that_ask_at_once_convert_and_load_it_once(model_cache: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, model_cache=model_cache)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(load_answer_scorer, [settings] * 4))
    assert found[0] is not None and all(one is found[0] for one in found)
