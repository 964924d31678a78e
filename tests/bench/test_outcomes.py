"""Questions are judged by trees that haven't seen them."""

from bench.outcomes import FOLDS, fold_of, trees_without, unseen
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import open_scope


def test_a_library_judges_each_question_by_the_trees_of_its_fold(sample: Library) -> None:
    with unseen(sample) as judging:
        for question in ("Quante famiglie hanno trovato casa?", "Who paid?", "Quanto è costato?"):
            scope = open_scope(judging(question), OWNER)
            assert scope.config.answerability.trees == trees_without(fold_of(question))
            assert scope.config.answerability.threshold == sample.ranking.answerability.threshold
        assert judging("Who paid?") is judging("Who paid?")
    assert sample.ranking.answerability.trees not in {trees_without(fold) for fold in range(FOLDS)}
