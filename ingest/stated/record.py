"""The page of a document's record: stated abstract and keywords that aren't in its text."""

from collections.abc import Sequence

from kb.model import RECORD, Document, Field, Page
from kb.text.normalise import one_line
from kb.text.quotes import squash
from kb.text.sentences import sentences

_FOUND = ("text", "front page")  # origins of values found in the document
_LONGEST = 20_000  # characters of an abstract
_MOST = 200  # keywords
_KEYWORDS = {"it": "Parole chiave"}  # their heading, by language


def record_page(document: Document, fields: Sequence[Field], pages: Sequence[Page]) -> Page | None:
    """A page after the others with stated text that they lack, to be searched and quoted, too; None if there is none."""
    stated = [field for field in fields if field.name in ("abstract", "keywords") and field.origin not in _FOUND]
    if not stated:
        return None
    letters = squash("\n".join(page.text for page in pages if page.has_text))[0]
    abstracts = [one_line(field.value[:_LONGEST]) for field in stated if field.name == "abstract"]
    words = [one_line(field.value) for field in stated if field.name == "keywords"][:_MOST]
    parts = [abstract for abstract in abstracts if not _is_in(abstract, letters)]
    if missing := [word for word in words if not _is_in(word, letters)]:
        parts.append(f"{_KEYWORDS.get(document.language, 'Keywords')}: {', '.join(missing)}")
    return Page(len(pages) + 1, RECORD, "\n".join(parts), RECORD) if parts else None


def _is_in(text: str, letters: str) -> bool:
    """Whether at least half of a text's sentences are in a document with these folded letters."""
    spans = [squash(text[start:end])[0] for start, end in sentences(text)]
    return sum(span in letters for span in spans) * 2 >= len(spans)
