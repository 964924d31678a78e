"""The works that a question compares. All of them are made up."""

import pytest

from kb.questions.named.compared import compared


@pytest.mark.parametrize(
    ("question", "named", "first"),
    [
        ("Compare the Girandola project and the Aquilone project on costs.", ("Girandola project", "Aquilone project"),
         "Girandola project costs"),
        ("What is the difference between the thesis on bees and the report on wasps in how hives are kept?",
         ("thesis on bees", "report on wasps"), "thesis on bees how hives are kept"),
        ("How do the city bees thesis and the valley wasps thesis take winter into account?",
         ("city bees thesis", "valley wasps thesis"), "How do the city bees thesis take winter into account?"),
        ("Quali sono le date della tesi di Nuoro e del rapporto Ginestra sulle api?", ("tesi di Nuoro", "rapporto Ginestra"),
         "Quali sono le date della tesi di Nuoro sulle api?"),
        ("Quanti volontari hanno Tetti Verdi e Campi Aperti?", ("Tetti Verdi", "Campi Aperti"), "Quanti volontari hanno Tetti Verdi?"),
        ("Nella tesi sulle api e nella relazione finale, quante arnie ci sono?", ("tesi sulle api", "relazione finale sulle api"),
         "Nella tesi sulle api, quante arnie ci sono?"),
        ("Quale dei due progetti, Tetti Verdi o Campi Aperti, ha più soci?", ("Tetti Verdi", "Campi Aperti"),
         "Quale dei due progetti, Tetti Verdi, ha più soci?"),
        ("Quante arnie ci sono secondo la tesi e secondo il rapporto sulle vespe?", ("tesi sulle vespe", "rapporto sulle vespe"),
         "Quante arnie ci sono secondo la tesi?"),
        ("Compare the thesis and the final report on Bread for Bees", ("thesis on Bread for Bees", "final report on Bread for Bees"),
         "thesis on Bread for Bees"),
        ("Confronta la tesi di laurea e il rapporto sulle api rispetto ai costi", ("tesi di laurea sulle api", "rapporto sulle api"),
         "tesi di laurea sulle api costi"),
        ("Confronta la tesi sulle api e il rapporto", ("tesi sulle api", "rapporto sulle api"), "tesi sulle api"),
        ("Confronta il progetto Girandola e il progetto Aquilone sull’acqua", ("progetto Girandola", "progetto Aquilone"), "progetto Girandola acqua"),
        ("Quante api ci sono nella tesi e nel report su Bread for Bees?", ("tesi su Bread for Bees", "report su Bread for Bees"),
         "Quante api ci sono nella tesi?"),
        ("Confronta Tetti Verdi e Bread for Bees", ("Tetti Verdi", "Bread for Bees"), "Tetti Verdi"),
        ("Qual è la differenza tra orto comune e orto privato?", ("orto comune", "orto privato"), "orto comune"),
    ],
)  # fmt: skip
def test_works_side_by_side(question: str, named: tuple[str, ...], first: str) -> None:
    found = compared(question)
    assert found is not None and found.count == 0
    assert found.named == named and found.questions[0] == first


@pytest.mark.parametrize(
    ("question", "count", "aspect"),
    [
        ("What data do the two studies on city bees rely on?", 2, "What data do on?"),
        ("What data do the two studies on Kenyan community hives rely on?", 2, "What data do on?"),
        ("Quanto costano i tre progetti sulle api?", 3, "Quanto costano ?"),
        ("Both theses on wasps: who wrote them?", 2, ": who wrote them?"),
    ],
)
def test_works_that_are_counted(question: str, count: int, aspect: str) -> None:
    found = compared(question)
    assert found is not None and found.named == () and found.count == count
    assert found.aspect.split() == aspect.split()


@pytest.mark.parametrize(
    "question",
    [
        "Che rapporto c'è tra reddito e salute?",
        "How many men and women took part in the project?",
        "Qual è l'accordo tra il Comune di Nuoro e la Fondazione Ginestra?",
        "Quali sono i rischi e i benefici del progetto?",
        "Chi ha scritto la tesi sulle donne e il lavoro?",
        "Quanti volontari ha Tetti Verdi?",
        "The last two reports on wasps",
        "le ultime tre tesi",
        "e",
        "",
    ],
)
def test_questions_that_compare_no_works(question: str) -> None:
    assert compared(question) is None


def test_an_open_comparison_does_not_say_in_what() -> None:
    found = [
        compared(text)
        for text in ("Compare Clear Wells and Porte Aperte", "Compare Clear Wells and Porte Aperte on costs")
    ]
    assert [one is not None and one.is_open for one in found] == [True, False]


def test_a_bare_kind_is_on_the_topic_of_the_other_in_a_choice_too() -> None:
    found = compared("Which is longer, the thesis or the report on Light for Learning?")
    assert found is not None and found.named == ("thesis on Light for Learning", "report on Light for Learning")
