"""The lists that a librarian edits (goals, aspects, places, organisations, glossary), reread when a file changes."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kb.errors import InvalidVocabulary
from kb.files import current
from kb.settings import DEFAULT_LISTS
from kb.subjects.aliases import ListedOrganisation, load_aliases, load_listed
from kb.subjects.gazetteer import Gazetteer, load_gazetteer
from kb.subjects.topics import BilingualConcepts
from kb.subjects.vocabulary import Vocabulary, load_vocabulary
from kb.text.glossary import current_glossary

T = TypeVar("T")
_LABELLING = b"3"  # raised when the same lists give other labels


class Lists:
    """A folder with `goals.toml`, `aspects.toml`, `places.csv` and `organisations.csv`, and the glossary.

    A list missing from the folder is taken from the defaults. Each property raises InvalidVocabulary, with the file and the
    line, for a file that can't be used.
    """

    def __init__(self, folder: Path, glossary: Path) -> None:
        self._folder, self._glossary = folder, glossary

    @property
    def goals(self) -> Vocabulary:
        """The Sustainable Development Goals, "1" to "17"."""
        return self._get("goals.toml", "", load_vocabulary)

    @property
    def methods(self) -> Vocabulary:
        """Methods of research and fieldwork."""
        return self._get("aspects.toml", "method", lambda path: load_vocabulary(path, "method"))

    @property
    def concerned(self) -> Vocabulary:
        """Groups of people that a work is about."""
        return self._get("aspects.toml", "people", lambda path: load_vocabulary(path, "people", is_of_nouns=True))

    @property
    def places(self) -> Gazetteer:
        """Places with their names and coordinates."""
        return self._get("places.csv", "", load_gazetteer)

    @property
    def organisations(self) -> dict[str, str]:
        """Folded name of an organisation → the name it is shown under."""
        return self._get("organisations.csv", "", load_aliases)

    @property
    def listed_organisations(self) -> dict[str, ListedOrganisation]:
        """Kind and ROR id of the organisations listed, by the name they are shown under."""
        return self._get("organisations.csv", "listed", load_listed)

    @property
    def concepts(self) -> BilingualConcepts:
        """The glossary's single words as language-independent concepts."""
        return self._get(str(self._glossary), "concepts", lambda path: BilingualConcepts(current_glossary(path)))

    @property
    def stamp(self) -> str:
        """Hash of the goals, places and glossary files, and of how they are used; documents labelled under another are relabelled."""
        names = ("goals.toml", "places.csv", str(self._glossary))
        return hashlib.sha256(_LABELLING + b"".join(self._bytes(name) for name in names)).hexdigest()

    def _bytes(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except OSError as error:
            raise InvalidVocabulary(self._path(name), f"can't be read: {error.strerror}") from error

    def _path(self, name: str) -> Path:
        """The file of a list; the default one if the folder lacks it."""
        path = self._folder / name
        return DEFAULT_LISTS / name if self._folder.is_dir() and not path.is_file() else path

    def _get(self, name: str, part: str, load: Callable[[Path], T]) -> T:
        return current(self._path(name), load, part)
