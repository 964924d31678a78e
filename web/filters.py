"""Search filters as query parameters: lenient from a form, strict from a program."""

from typing import Annotated

from fastapi import Depends, Query

from kb.explore.needs import LONGEST
from kb.model import GOALS, Access, Filters, Kind


def _year(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) == 4 else None


async def _filters(
    kind: str | None = None,
    language: str | None = None,
    year_from: Annotated[str | None, Query()] = None,
    year_to: Annotated[str | None, Query()] = None,
    partner: str | None = None,
    department: str | None = None,
    course: str | None = None,
    place: str | None = None,
    access: str | None = None,
    goal: str | None = None,
) -> Filters:
    """Filters from a form: an empty or senseless one is no filter, since a form sends every field."""
    return Filters(
        kind or None, language or None, _year(year_from), _year(year_to), partner=partner or None,
        department=department or None, course=course or None, place=place or None, access=access or None,
        goal=goal if goal in GOALS else None,
    )  # fmt: skip


Year = Annotated[int | None, Query(ge=1000, le=9999)]
Named = Annotated[str | None, Query(max_length=200)]


async def _strict_filters(
    kind: Kind | None = None,
    language: Annotated[str | None, Query(max_length=8)] = None,
    year_from: Year = None,
    year_to: Year = None,
    partner: Named = None,
    department: Named = None,
    course: Named = None,
    place: Named = None,
    access: Access | None = None,
    goal: Annotated[int | None, Query(ge=1, le=17)] = None,
) -> Filters:
    """Filters from a program: what can't be a filter is refused."""
    return Filters(
        kind, language, year_from, year_to, partner=partner, department=department, course=course, place=place,
        access=access, goal=str(goal) if goal else None,
    )  # fmt: skip


FormFilters = Annotated[Filters, Depends(_filters)]
StrictFilters = Annotated[Filters, Depends(_strict_filters)]
Text = Annotated[str, Query(max_length=LONGEST)]  # a need, an idea, a topic
