"""Nouns for works: alone and in names."""

from kb.questions.work_nouns import is_work, names_kind, topic_of


def test_a_noun_alone_means_a_work() -> None:
    assert is_work("studio") and is_work("Thesis") and is_work("programme") and not is_work("study of bread")


def test_a_name_says_what_kind_of_work_it_means() -> None:
    assert names_kind("tesi di Nuoro") and not names_kind("Tetti Verdi")


def test_a_name_may_add_a_topic_to_its_kind() -> None:
    assert topic_of("final report on water") == "on water" and topic_of("tesi di laurea sull’acqua") == "sull’acqua"
    assert (
        topic_of("annual report") == topic_of("tesi") == ""
        and topic_of("Tetti Verdi") is topic_of("rapporto Ginestra") is None
    )
