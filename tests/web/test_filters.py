"""Query parameters: a form's are read leniently, a program's strictly; and the reader's language."""

import pytest
from pydantic import ValidationError
from starlette.requests import Request

from kb.model import Filters
from web.filters import FormFilters, SearchForm, SearchQuery, StrictFilters
from web.render.templates import chosen_language


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
    ("header", "language"),
    [
        ("it-IT,it;q=0.9,en;q=0.5", "it"),
        ("fr, en; q=0.5, it; q=0.8", "it"),
        ("it;q=0, en;q=0.1", "en"),
        ("it-CH", "it"),
        ("de", "en"),
        ("", "en"),
        ("it;q=x", "en"),
    ],
)
def test_the_browsers_languages_are_negotiated(header: str, language: str) -> None:
    headers = [(b"accept-language", header.encode())]
    assert chosen_language(Request({"type": "http", "headers": headers, "query_string": b""})) == language
