"""Words compared by runs of letters."""

from kb.text.letters import WordNgrams


def test_words_are_known_by_their_letters() -> None:
    letters = WordNgrams(["gestisce", "Lago"])
    managed, lake = letters.overlaps(["la", "gestione", "del", "lago"])
    assert 0 < managed < 1 and lake == 1
    assert letters.overlaps(["altro"]) == [0, 0]
    assert WordNgrams(["UE"]).overlaps(["ue"]) == [1] and WordNgrams(["UE"]).overlaps(["due"]) == [0]
