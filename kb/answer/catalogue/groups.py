"""Answers that group works: how many there are of each year or supervisor, how many authors, which department has the most."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kb.answer.catalogue.grouping import Grouping, means_one
from kb.answer.catalogue.matching import matching_works, work_meant
from kb.answer.catalogue.narrowing import CatalogueQuery, catalogue_query
from kb.answer.records import CatalogueAnswer, WorkGroup
from kb.answer.section_questions import short_title
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.people.directory import Entity, directory
from kb.people.names import department_topic, departments, plain
from kb.questions.catalogue_words import classes
from kb.questions.work_nouns import KIND_PATTERNS, SEVERAL_WORKS
from kb.search.scope import open_scope
from kb.text.normalise import fold
from kb.translations import Translate, language_name, translator

GROUPS = "groups"  # the intent of such an answer
# The roles of people and organisations by which works are grouped; "supervisor" has co-supervisors, too.
_ROLES = {"supervisor": ("supervisor", "co-supervisor"), "author": ("author",), "teacher": ("teacher",), "partner": ("partner", "host")}  # fmt: skip
_FIELDS = {"department": "department", "course": "degree course"}  # of a document's metadata
_LABELS = {
    "supervisor": "Supervisors", "author": "Authors", "teacher": "Teachers", "partner": "Partners", "department": "Departments", "course": "Degree courses",
    "year": "Years", "language": "Languages", "kind": "Kinds", "place": "Places", "goal": "Goals",
}  # fmt: skip
_BY = {
    "supervisor": "by supervisor", "author": "by author", "teacher": "by teacher", "partner": "by partner", "department": "by department",
    "course": "by degree course", "year": "by year", "language": "by language", "kind": "by kind", "place": "by place", "goal": "by goal",
}  # fmt: skip
_THESES = re.compile(KIND_PATTERNS["thesis"], re.I)
_WORKS = re.compile(rf"\b(?:{SEVERAL_WORKS})\b", re.I)


def grouped(
    library: Library, question: str, grouping: Grouping, reader: Reader, filters: Filters
) -> CatalogueAnswer | None:
    """The works that a question asks for, in groups; `question` is without the words that name these.

    None if the question says what isn't read: "how many authors of the fairy tales".
    """
    asked = catalogue_query(library, question, "count", reader, filters)
    if grouping.is_of_theses:
        asked = replace(asked, filters=replace(asked.filters, kind=asked.filters.kind or "thesis"))
    if grouping.of == "teacher" and asked.filters.kind in ("thesis", "report"):
        grouping = replace(grouping, of="supervisor")
    if not _is_read(question, asked) or not _is_of_works(question, asked, grouping):
        return None
    works = _works(library, question, asked, reader)
    _ = translator(asked.language)
    if not works and means_one(question):
        return None
    if not works:
        return CatalogueAnswer(GROUPS, _("The catalogue has no work that matches."), 0, (), asked.topic)
    groups = _groups(library, asked, grouping.of, works, reader)
    named = _asked_for(grouping, groups)
    if not named:
        return None
    value, text = _told(_, grouping, named, works)
    people = tuple(group.entity for group in named if group.entity)
    if grouping.wants == "each":
        return CatalogueAnswer(
            GROUPS, text, value, tuple(works), asked.topic, asked.list_filters, (), people, tuple(groups)
        )
    members = {work.id for group in named for work in group.works}
    mine = tuple(work for work in works if work.id in members)
    return CatalogueAnswer(
        GROUPS, text, value, mine, asked.topic, None, (), people, tuple(named if len(works) > 1 else ())
    )


def _works(library: Library, question: str, asked: CatalogueQuery, reader: Reader) -> list[Document]:
    """The works that a question asks for; one if it means one: "how many authors has the thesis on wells?"."""
    found = matching_works(library, asked, reader)[2]
    if len(found) < 2 or not means_one(question):
        return found
    work = work_meant(library, asked, reader, lambda _: True)
    return [work] if work else []


def of_one(library: Library, question: str, of: str, reader: Reader, filters: Filters) -> CatalogueAnswer | None:
    """The department or degree course of the one work that a question means; None if it means none, or that isn't known."""
    asked = catalogue_query(library, question, "year", reader, filters)
    is_read = _is_read(question, asked) and _names_works(question)
    works = _works(library, question, asked, reader) if is_read else []
    value = ", ".join(_names(library, of, works[0], reader)) if len(works) == 1 else ""
    if not value:
        return None
    _ = translator(asked.language)
    text = (
        _("Department of “{title}”: {value}.", title=works[0].title, value=value)
        if of == "department"
        else _("Degree course of “{title}”: {value}.", title=works[0].title, value=value)
    )
    return CatalogueAnswer(of, text, value, (works[0],))


def group_lines(found: CatalogueAnswer, language: str) -> list[str]:
    """A line for each group: its name and the number of its works, and the titles of a person's or an organisation's few ones."""
    _ = translator(language)
    lines = []
    for group in found.groups:
        titles = "; ".join(_("“{title}”", title=short_title(work.title)) for work in group.works)
        count = f"{len(group.works)} ({titles})" if found.has_titled_groups else len(group.works)
        lines.append(f"{group.name or _('not stated')}: {count}")
    return lines


def _is_read(question: str, asked: CatalogueQuery) -> bool:
    """Whether filters and a topic say all that a question asks of the works."""
    if asked.is_unread or asked.is_unknown or asked.lacks_topic:
        return False
    asks_length = "LONG" in classes(question) and asked.pages == (None, None)
    is_topic = not asked.topic or asked.is_stated or _is_before_works(asked.topic, question)
    return is_topic and not asks_length


def _is_of_works(question: str, asked: CatalogueQuery, grouping: Grouping) -> bool:
    """Whether a question is about works: "how many students took part in the project?" isn't."""
    if not grouping.needs_works or (asked.entity and asked.entity.kind == "person"):
        return True
    return (
        bool(_THESES.search(question)) if grouping.is_of_theses else asked.entity is not None or _names_works(question)
    )


def _names_works(question: str) -> bool:
    return bool(means_one(question) or _WORKS.search(question))


def _is_before_works(topic: str, question: str) -> bool:
    """Whether a topic stands right before the works: "how many energy theses"."""
    return bool(re.search(rf"\b{re.escape(topic)}\s+(?:{SEVERAL_WORKS})\b", question, re.I))


def _asked_for(grouping: Grouping, groups: Sequence[WorkGroup]) -> list[WorkGroup]:
    """The groups with a name; of these those with most or fewest works, if these are asked for."""
    named = [group for group in groups if group.name]
    if grouping.wants not in ("most", "fewest"):
        return named
    counts = [len(group.works) for group in named]
    best = (max if grouping.wants == "most" else min)(counts, default=0)
    return [group for group in named if len(group.works) == best]


def _told(
    _: Translate, grouping: Grouping, named: Sequence[WorkGroup], works: Sequence[Document]
) -> tuple[str | int, str]:
    """The value and the text of an answer: a number or names, and a sentence with them."""
    names, total = "; ".join(group.name for group in named), len(works)
    label, first = _(_LABELS[grouping.of]), len(named[0].works)
    if grouping.wants == "each":
        return total, _("Works found, {by} ({count} in all):", by=_(_BY[grouping.of]), count=total)
    if grouping.wants == "most":
        return names, _(
            "With the most works found: {names} ({count} of {total}).", names=names, count=first, total=total
        )
    if grouping.wants == "fewest":
        return names, _(
            "With the fewest works found: {names} ({count} of {total}).", names=names, count=first, total=total
        )
    value = len(named) if grouping.wants == "number" else names
    if total > 1:
        return value, _("{groups} of the works found: {count}.", groups=label, count=len(named))
    title = works[0].title
    return value, _(
        "{groups} of “{title}”: {count} ({names}).", groups=label, title=title, count=len(named), names=names
    )


def _groups(
    library: Library, asked: CatalogueQuery, of: str, works: Sequence[Document], reader: Reader
) -> list[WorkGroup]:
    """The groups of works, years in order, others the largest first; last the works that belong to none."""
    found: dict[tuple[str, str], tuple[Entity | None, list[Document]]] = {}
    for value, shown, entity, work in _members(library, of, works, reader, asked.language):
        found.setdefault((value, shown), (entity, []))[1].append(work)
    groups = [
        WorkGroup(shown, tuple(members), _narrowed(asked.list_filters, of, value), entity)
        for (value, shown), (entity, members) in found.items()
    ]
    groups.sort(key=lambda group: (0, group.name) if of == "year" else (-len(group.works), group.name.casefold()))
    known = {work.id for group in groups for work in group.works}
    others = tuple(work for work in works if work.id not in known)
    return [*groups, *([WorkGroup("", others)] if others else [])]


def _names(library: Library, of: str, work: Document, reader: Reader) -> list[str]:
    return list(dict.fromkeys(shown for _, shown, _, _ in _members(library, of, [work], reader, "en")))


def _members(
    library: Library, of: str, works: Sequence[Document], reader: Reader, language: str
) -> Iterator[tuple[str, str, Entity | None, Document]]:
    """Yield (value, value as shown, person or organisation, work) for each value that a work has, each once."""
    if of in _ROLES:
        known, ids = directory(library, reader), {work.id: work for work in works}
        for entity in (known.organisations if of == "partner" else known.people).values():
            for part in entity.parts:
                if part.document.id in ids and not set(_ROLES[of]).isdisjoint(part.roles):
                    yield plain(entity.name), entity.name, entity, part.document
        return
    stated = _stated_values(library, of, works, reader)
    _ = translator(language)
    joined = _joined_departments(library, stated) if of == "department" else {}
    for work in works:
        for value, shown in dict.fromkeys(
            joined.get(value) or (value, _shown(library, _, of, value, language)) for value in stated.get(work.id, ())
        ):
            yield value, shown, None, work


def _joined_departments(library: Library, stated: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str]]:
    """(text that a filter finds it by, name shown) of each department as written; the text is "" if it would find others, too."""
    written = Counter(value for values in stated.values() for value in values)
    found: dict[str, tuple[str, str]] = {}
    for one in departments(written, library.lists.organisations):
        text = one.name if len(one.written) == 1 else department_topic(one.name)
        finds = {value for value in written if fold(text) in fold(value)}
        found |= dict.fromkeys(one.written, (text if finds == {*one.written} else "", one.name))
    return found


def _stated_values(library: Library, of: str, works: Sequence[Document], reader: Reader) -> dict[str, list[str]]:
    """The values of each work by its id: years, languages, kinds, departments, degree courses, goals, or places.

    A place has the works of all places in it, as in lists; one that no work names itself is left out.
    """
    if of in ("year", "language", "kind"):
        return {work.id: [str(value)] for work in works if (value := getattr(work, of))}
    ids, scope = {work.id for work in works}, open_scope(library, reader)
    numbers = {document.id: number for number, document in scope.documents(scope.visible).items() if document.id in ids}
    if of in _FIELDS:
        fields = library.catalogue.metadata.values(_FIELDS[of])
        return {one: [value for _, value in fields.get(number, ())] for one, number in numbers.items()}
    if of == "place":
        own = {one: library.places().get(number, []) for one, number in numbers.items()}
        named = {place for places in own.values() for place in places}
        return {one: [p for p in library.lists.places.with_wholes(places) if p in named] for one, places in own.items()}
    goals = library.goals()
    return {one: [goal.goal for goal in goals.get(number, ())] for one, number in numbers.items()}


def _shown(library: Library, _: Translate, of: str, value: str, language: str) -> str:
    if of == "goal":
        return f"{value} {library.lists.goals.name(value, language)}"
    if of == "language":
        return language_name(_, value)
    return _(f"kind {value}") if of == "kind" else value


def _narrowed(filters: Filters | None, of: str, value: str) -> Filters | None:
    """The filters of the list of one group; None if no filter is like it, or there is another one already."""
    if filters is None or not value:
        return None
    if of == "year":
        return replace(filters, year_from=int(value), year_to=int(value))
    name = "author" if of == "teacher" else of
    if getattr(filters, name) not in (None, value):
        return None
    return replace(filters, **{name: value})  # type: ignore[arg-type]
