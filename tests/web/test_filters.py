"""Query parameters: a form's are read leniently, a program's strictly."""

import pytest
from pydantic import BaseModel, ValidationError

from kb.model import Filters
from kb.search.search import Listing
from web.filters import (
    ExpertsQuery,
    ExportQuery,
    FeedForm,
    FormFilters,
    ListForm,
    SearchForm,
    SearchQuery,
    StrictFilters,
)


def test_a_form_sends_every_field_and_unusable_values_are_no_filter() -> None:
    form = FormFilters.model_validate(
        {"kind": "", "language": "it", "year_from": "20", "year_to": "2021", "goal": "18", "place": ""}
    )
    assert form.filters == Filters(language="it", year_to=2021)
    assert FormFilters.model_validate({"goal": "7", "access": "public"}).filters == Filters(goal="7", access="public")
    assert SearchForm(sort="sideways").order == "relevance" and SearchForm(sort="date").order == "date"


def test_a_program_is_told_what_is_wrong() -> None:
    query = SearchQuery.model_validate({"q": "water", "kind": "thesis", "year_from": "2019", "goal": "7", "k": "3"})
    assert query.filters == Filters(kind="thesis", year_from=2019, goal="7") and query.k == 3
    for wrong in (
        {"kind": "poster"},
        {"year_from": "99"},
        {"goal": "18"},
        {"access": "secret"},
        {"partner": "x" * 201},
    ):
        with pytest.raises(ValidationError):
            StrictFilters.model_validate(wrong)


@pytest.mark.parametrize(
    ("sent", "filters"),
    [
        ({"year_from": "2019"}, Filters(year_from=2019)),
        ({"year_from": "-2019"}, Filters()),
        ({"year_from": "²⁰¹⁹"}, Filters()),
        ({"year_from": "20190"}, Filters()),
        ({"goal": "0"}, Filters()),
        ({"goal": "17"}, Filters(goal="17")),
        ({"goal": "seven"}, Filters()),
        ({"partner": "Comune di Lodi", "course": "", "place": "Lodi"}, Filters(partner="Comune di Lodi", place="Lodi")),
        ({"unknown": "x"}, Filters()),
    ],
)
def test_fields_of_a_form(sent: dict[str, str], filters: Filters) -> None:
    assert FormFilters.model_validate(sent).filters == filters


def test_other_forms_have_the_same_filters() -> None:
    for form in (SearchForm, FeedForm, ListForm):
        assert form.model_validate({"kind": "thesis", "goal": "99"}).filters == Filters(kind="thesis")
    assert ListForm(page="x").page == "x" and SearchForm().listing == Listing(page=1)


@pytest.mark.parametrize(
    ("page", "number"), [("3", 3), ("x", 1), ("", 1), ("-1", 1), ("²", 1), ("9" * 5000, 999_999_999)]
)
def test_a_page_of_results_is_read_leniently(page: str, number: int) -> None:
    assert SearchForm(page=page, sort="title", as_typed="1").listing == Listing("title", True, number)


@pytest.mark.parametrize(
    ("query", "sent", "says"),
    [
        (SearchQuery, {"k": "0"}, "greater than or equal to 1"),
        (SearchQuery, {"k": "101"}, "less than or equal to 100"),
        (SearchQuery, {"sort": "sideways"}, "'relevance'"),
        (SearchQuery, {"q": "x" * 2_001}, "at most 2000"),
        (SearchQuery, {"year_to": "10000"}, "less than or equal to 9999"),
        (SearchQuery, {"language": "x" * 9}, "at most 8"),
        (ExportQuery, {"format": "docx"}, "'bibtex', 'ris', 'csl', 'csv', 'apa'"),
        (ExpertsQuery, {}, "Field required"),
        (ExpertsQuery, {"q": ""}, "at least 1"),
        (FeedForm, {"q": "x" * 2001}, "at most 2000"),
    ],
)
def test_the_message_names_the_limit(query: type[BaseModel], sent: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        query.model_validate(sent)


def test_the_goal_of_a_program_is_a_number_and_of_a_search_a_name() -> None:
    assert SearchQuery.model_validate({"goal": "07"}).filters.goal == "7"
    assert ExportQuery.model_validate({"access": "internal"}).filters == Filters(access="internal")


@pytest.mark.parametrize("form", [SearchForm, FeedForm, ListForm])
def test_an_empty_field_has_its_default(form: type[FormFilters]) -> None:
    assert form.model_validate(dict.fromkeys(form.model_fields, "")) == form()
