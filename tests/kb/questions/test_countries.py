"""Countries have a name in each language."""

from kb.questions.countries import country_names


def test_a_country_has_its_names_in_both_languages() -> None:
    assert country_names("Nuova Zelanda") == country_names("New Zealand") == ("new zealand", "nuova zelanda")
    assert country_names("Kenya") == ("kenya",) and country_names("Nuoro") == ("nuoro",)
