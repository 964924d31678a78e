"""Access control: which documents a reader may see. Decided here only, in SQL, before anything is ranked."""

from kb.clock import today
from kb.model import Filters, Reader
from kb.store.database import Database, containing, marks
from kb.store.document_names import shown
from kb.text.normalise import fold

_PERSON = (
    "EXISTS (SELECT 1 FROM document_people l JOIN people n ON n.id = l.person WHERE l.document = documents.number"  # noqa: S608
    f" AND l.role LIKE '%{{role}}' AND {shown('person')}"
    " AND n.folded LIKE ? ESCAPE '\\')"
)
_ORGANISATION = (
    "EXISTS (SELECT 1 FROM document_organisations l JOIN organisations n ON n.id = l.organisation"  # noqa: S608
    f" WHERE l.document = documents.number AND {shown('organisation')}"
    " AND n.folded LIKE ? ESCAPE '\\')"
)
_FACT = (
    "EXISTS (SELECT 1 FROM fields f WHERE f.document = documents.number AND f.name = '{name}'"
    " AND f.folded LIKE ? ESCAPE '\\')"
)
_NAMED = "EXISTS (SELECT 1 FROM readers r WHERE r.document = documents.number AND r.name IN ({marks}))"
_GOAL = "EXISTS (SELECT 1 FROM goals g WHERE g.document = documents.number AND g.goal = ?)"
_PLACE = "EXISTS (SELECT 1 FROM places p WHERE p.document = documents.number AND p.folded LIKE ? ESCAPE '\\')"


def visible_documents(database: Database, reader: Reader, filters: Filters | None = None) -> list[int]:
    """Numbers of the documents that the reader may see and that match the filters, ascending.

    Access level, named readers and embargo decide visibility; names that are hidden or in doubt never match a filter.
    """
    filters = filters or Filters()
    named = f" OR (access = 'restricted' AND {_NAMED.format(marks=marks(list(reader.names)))})" if reader.names else ""
    where = [f"(access IN ({marks(list(reader.clearance))}){named})"]
    parameters: list[object] = [*sorted(reader.clearance), *sorted(reader.names)]
    if not reader.sees_embargoed:
        where.append("(embargo_until IS NULL OR embargo_until <= ?)")
        parameters.append(today().isoformat())
    for clause, value in (
        ("kind = ?", filters.kind),
        ("language = ?", filters.language),
        ("year >= ?", filters.year_from),
        ("year <= ?", filters.year_to),
        ("id = ?", filters.document),
        ("access = ?", filters.access),
        (_GOAL, filters.goal),
    ):
        if value is not None:
            where.append(clause)
            parameters.append(value)
    for clause, text in (
        ("folded LIKE ? ESCAPE '\\'", filters.title),
        (_PERSON.format(role="author"), filters.author),
        (_PERSON.format(role="supervisor"), filters.supervisor),
        (_ORGANISATION, filters.partner),
        (_FACT.format(name="department"), filters.department),
        (_FACT.format(name="degree course"), filters.course),
        (_PLACE, filters.place),
    ):
        if text is not None:
            where.append(clause)
            parameters.append(containing(fold(text)))
    if filters.documents:
        where, parameters = [*where, f"id IN ({marks(list(filters.documents))})"], [*parameters, *filters.documents]
    found = database.rows(f"SELECT number FROM documents WHERE {' AND '.join(where)} ORDER BY number", parameters)  # noqa: S608
    return [int(row[0]) for row in found]
