"""Restrictions in a question to the catalogue: filters, person or organisation, topic, length, newest or longest."""

import re
from dataclasses import dataclass, field, replace

from kb.answer.catalogue.naming import entity_named, names_somebody, role_asked
from kb.answer.catalogue.unread import (
    NUMBERS,
    asks_otherwise,
    numeral,
    without_negated,
    without_numeral,
)
from kb.clock import today
from kb.library import Library
from kb.model import Filters, Reader
from kb.people.directory import Entity, directory
from kb.questions.catalogue_intent import frame_words
from kb.questions.catalogue_words import classes, topic_phrases, without_other_works
from kb.questions.constraints import years_in
from kb.questions.work_nouns import KIND_PATTERNS, WORKS
from kb.subjects.gazetteer import Place
from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS

# "Which students did she supervise": of an author's work where nothing else is said.
_STUDENTS = r"\b(?:student\w*|laureand\w+|graduates?)\b"
_IDLE = re.compile(
    r"tutt\w+|total\w*|altogether|progett[oi]|projects?|magistral\w+|triennal\w+|master\w*|bachelor\w*|laurea|entir\w+|whole|inter[oaie]|molt[oaie]|poch[ie]"
    r"|done|carried|made|conducted|fatt[oaie]|svolt[oaie]|condott[oaie]|contien\w*|contain\w*|bibliotec\w+|librar(?:y|ies)|archiv\w+|catalog\w+|collection\w*"
    r"|later|earlier|onwards?|avanti|poi|successiv\w+|precedent\w+|prior|dated|or later|raccolt[aei]|mention\w*|existing|present[ei]|please|favore|grazie|thanks"
)
# Whole words: "in Italia" and "in France" name no language.
_TONGUE_OF = {
    "it": "italian[oaie]?",
    "en": "(?:ingles[ei]|english)",
    "fr": "(?:frances[ei]|french)",
    "es": "(?:spagnol[oaie]|spanish)",
    "de": "(?:tedesc(?:[oa]|h[ie])|german)",
}
# "SDG 13", "obiettivo 11 dell'Agenda 2030"
_GOAL = re.compile(
    r"\b(?:(?:sustainable development )?goal|sdg|obiettivo(?: di sviluppo sostenibile)?|oss)[\s-]*(?:n\.|numero|number)?\s*(1[0-7]|[1-9])\b(?!\.\d)"
    r"(?:\s+(?:of the |dell['’]\s?)?agenda 2030)?", re.I
)  # fmt: skip
_DEPARTMENT = re.compile(
    r"\b(?:dipartimento|department)\s+(?:d[ie]\w*|of)\s+([A-Za-zÀ-ÿ]+(?:\s+[A-Za-zÀ-ÿ]+)*?)"
    r"(?=\s+(?:ci|are|is|sono|there|avete|do|(?:[a-z]+\s+)?\d{4})\b|\s*(?:[?,.]|$))",
    re.I,
)
_YEAR = r"(?:\w+\s+)?(?=\d{4})"
# "dal 2021" is since then, "from 2021" of that year unless "on" or "onwards" follows.
_SINCE = re.compile(
    r"\b(?:dal|since|a partire dal|starting (?:from|in))\s+(?:il\s+)?(?=\d{4})|\b\d{4}\s+(?:on\b(?!\s+\w)|onwards?|or (?:later|after)|and (?:later|after)|in poi|in avanti|o dopo|e dopo|e successiv\w+)",
    re.I,
)
_AFTER = re.compile(rf"\b(?:after|dopo|successiv\w+|posterior\w+|later than|newer than|più recent\w+)\s+{_YEAR}", re.I)
_BEFORE = re.compile(
    rf"\b(?:before|prima|precedent\w+|anterior\w+|earlier than|prior to|older than|più vecch\w+)\s+{_YEAR}", re.I
)
_UNTIL = re.compile(
    rf"\b(?:until|up to|fino|entro|not later than)\s+{_YEAR}|\b\d{{4}}\s+(?:or earlier|and before|e prima|o prima)",
    re.I,
)
_LATEST_YEARS = re.compile(
    rf"\b(?:(?:ultim\w+|last|past)\s+(?:(\d{{1,2}}|{'|'.join(NUMBERS)})\s+)?(?:anni|years)|recent\s+years|anni\s+recenti)\b",
    re.I,
)
_SOME_YEARS = 5  # "the last years", without a number; by judgement
_LENGTH = re.compile(
    r"\b(?P<no>(?:non|not|no)\s+)?(?:(?P<over>più(?:\s+lung\w+)?\s+di|oltre(?:\s+le)?|super\w+(?:\s+(?:le|a))?|more\s+than|over|longer\s+than|exceed\w*)"
    r"|(?P<under>meno\s+di|sotto\s+le|più\s+(?:cort|brev)\w+\s+di|fewer\s+than|less\s+than|under|below|shorter\s+than)"
    r"|(?P<least>almeno|at\s+least)|al\s+massimo|at\s+most|fino\s+a|up\s+to)\s+(?P<pages>\d+)\s*(?:pagin\w+|pages?)",
    re.I,
)
_COUNTED = rf"(?= (?:(?:\d{{1,2}}|{'|'.join(NUMBERS)}) )?(?:{WORKS})\b)"  # "le ultime tre tesi", "the first work"
_EXTREMES = {
    "newest": rf"\b(?:più\s+(?:recent|nuov)\w+|most recent|latest|newest|per ultim[oa]|(?:ultim[oaie]|last){_COUNTED})\b",
    "oldest": rf"\b(?:più\s+(?:vecchi|antic|datat)\w*|oldest|earliest|per prim[oa]|(?:prim[oaie]|first){_COUNTED})\b",
    "longest": r"\b(?:più\s+(?:lung\w+|pagine|facciate)|longest|most pages)\b",
    "shortest": r"\b(?:più\s+(?:cort|brev)\w+|meno\s+pagine|shortest|fewest pages)\b",
}
# "Outside Italy", "fuori da Milano"; "abroad" is outside _HOME.
_OUTSIDE = re.compile(
    r"\b(?:(?:countries|places|cities|paesi|luoghi|città)\s+)?(?:fuori\s+d(?:al?|all['’]|alla|i)\s*|outside\s+(?:of\s+)?(?:the\s+)?|(?:not|non)\s+in\s+)(?=(?-i:[A-ZÀ-Ý]))",
    re.I,
)
_ABROAD = re.compile(
    r"\b(?:all['’]estero|abroad|overseas|in\s+(?:other|foreign)\s+countries|in\s+(?:altri\s+paesi|paesi\s+(?:esteri|stranieri)))\b",
    re.I,
)
_HOME = "Italia"
_CAPITALISED = re.compile(r"[A-ZÀ-Ý][\w’'-]*(?:\s+[A-ZÀ-Ý][\w’'-]*)*")
OF_WORKS = ("count", "works", "exists")  # intents whose answer is a list of works
SAYS_NOTHING = STOPWORDS["it"] | STOPWORDS["en"]
_ACRONYM = re.compile(r"\b[A-ZÀ-Ý]{2,}\b")  # "AI", "IT" and "US" are topics, "ai", "it" and "us" aren't


@dataclass(frozen=True)
class CatalogueQuery:
    """Restrictions in a question to the catalogue. `role` is the entity's, "" for any; `extreme` is a key of `_EXTREMES` or "".

    `pages` are the fewest and the most pages, None for any. `is_unknown`: it asks for a person that no work names.
    """

    intent: str
    filters: Filters
    entity: Entity | None
    role: str
    topic: str
    language: str  # of the question
    is_stated: bool  # whether a word such as "about" introduces the topic; else it may be no topic at all
    extreme: str = ""
    pages: tuple[int | None, int | None] = (None, None)
    is_unknown: bool = False
    outside: str = ""  # the place outside which works must have a place
    without: Filters = field(default_factory=Filters)  # what works must not be
    most: int = 1  # how many of the newest or longest
    is_unread: bool = False  # whether it asks what neither filters nor a topic say: a mean, groups, "without"

    @property
    def lacks_topic(self) -> bool:
        """Whether it says that works are about something, and neither a topic nor a filter tells what."""
        return self.is_stated and not self.topic and not self.entity and not self.outside and self.filters == Filters(
            kind=self.filters.kind, language=self.filters.language,
            year_from=self.filters.year_from, year_to=self.filters.year_to,
        )  # fmt: skip

    @property
    def is_beyond_filters(self) -> bool:
        """Whether it restricts works by what no filter of a list does: their length, where or what they are not."""
        return self.pages != (None, None) or bool(self.outside) or self.without != Filters()

    @property
    def list_filters(self) -> Filters | None:
        """The filters of the list that shows the same works; None if no list does."""
        if self.is_beyond_filters or self.is_unknown:
            return None
        if self.entity is None:
            return self.filters
        name = self.entity.name
        if self.entity.kind == "organisation":
            return replace(self.filters, partner=name)
        return replace(self.filters, supervisor=name) if self.role else replace(self.filters, author=name)


def catalogue_query(library: Library, question: str, intent: str, reader: Reader, filters: Filters) -> CatalogueQuery:
    """The restrictions in a question of this intent, added to `filters`."""
    known, is_list = directory(library, reader), intent in OF_WORKS
    entity = entity_named(question, (*known.people.values(), *known.organisations.values()))
    rest = question if entity is None else re.sub(re.escape(entity.name), " ", question, flags=re.I)
    if goal := _GOAL.search(rest):
        filters, rest = replace(filters, goal=goal[1]), _GOAL.sub(" ", rest, count=1)
    filters, rest = _of_years(without_other_works(rest), filters)
    if department := _DEPARTMENT.search(rest):
        filters, rest = replace(filters, department=department[1].strip()), _DEPARTMENT.sub(" ", rest)
    pages, rest = _pages(rest)
    outside = negated = ""
    if is_list and entity is None:
        outside, rest = _outside(library, rest)
        rest, negated = without_negated(rest)
        filters, rest = _of_place(library, rest, filters)
    filters = _of_kind(rest, intent, filters)
    extreme, most, rest = _extreme(rest) if is_list else ("", 1, rest)
    without = _negated(library, negated, intent) if negated else Filters()
    role = role_asked(question) if is_list and (entity is None or entity.kind == "person") else ""
    is_unknown = entity is None and bool(role) and names_somebody(rest)
    return CatalogueQuery(
        intent, filters, entity, role, _topic(rest, entity), detect_query(question), "ABOUT" in classes(rest), extreme, pages, is_unknown, outside,
        without or Filters(), most, without is None or asks_otherwise(rest) or (is_list and numeral(rest) > 0),
    )  # fmt: skip


def asks_for_works_of(asked: CatalogueQuery) -> bool:
    """Whether a question about a role names the person who has it: "By Ada Ferrini I want the theses supervised"."""
    if asked.entity is None or asked.entity.kind != "person" or asked.intent not in ("supervisor", "author", "teacher"):
        return False
    mine = {role for part in asked.entity.parts for role in part.roles}
    return (
        not asked.topic
        and any(asked.intent in role for role in mine)
        and (asked.intent == "author" or "author" not in mine)
    )


def _of_years(rest: str, filters: Filters) -> tuple[Filters, str]:
    """The filters with the years that a question names, those before or after them or the latest; and the question without."""
    if latest := _LATEST_YEARS.search(rest):
        count = _SOME_YEARS if latest[1] is None else NUMBERS.get(latest[1].lower()) or int(latest[1])
        return replace(filters, year_from=today().year - count + 1), _LATEST_YEARS.sub(" ", rest)
    years = sorted(int(year) for year in years_in(rest))
    if not years:
        return filters, rest
    first, last = years[0], years[-1]
    if _AFTER.search(rest):
        return replace(filters, year_from=first + 1), rest
    if _SINCE.search(rest) and first == last:
        return replace(filters, year_from=first), rest
    if _BEFORE.search(rest):
        return replace(filters, year_to=last - 1), rest
    return replace(filters, year_from=None if _UNTIL.search(rest) else first, year_to=last), rest


def _of_kind(rest: str, intent: str, filters: Filters) -> Filters:
    """The filters with the kind of work that is named first, and with the language that works are asked for in."""
    named_kinds = {
        kind: match.start() for kind, pattern in KIND_PATTERNS.items() if (match := re.search(pattern, rest, re.I))
    }
    if not named_kinds and intent in (*OF_WORKS, "author") and re.search(_STUDENTS, rest, re.I):
        named_kinds = {"thesis": 0}
    if not named_kinds and intent == "teacher":
        named_kinds = {"course": 0}
    kind = min(named_kinds, key=lambda kind: named_kinds[kind], default=None)
    language = next((code for code, stem in _TONGUE_OF.items() if intent in OF_WORKS and _is_in(stem, rest)), None)
    return replace(filters, kind=filters.kind or kind, language=filters.language or language)


def _is_in(stem: str, text: str) -> bool:
    """Whether works are asked for in a language: "in English" (not "in English schools"), "English theses", "tesi inglesi"."""
    pattern = rf"\b(?:in (?:the )?(?:lingua )?|lingua ){stem}\b(?!\s+\w+s\b)|\b{stem}(?:[- ]language)?\s+(?:{WORKS})\b|\b(?:{WORKS})\s+{stem}\b"
    return bool(re.search(pattern, text, re.I))


def _negated(library: Library, negated: str, intent: str) -> Filters | None:
    """The kind, language or place that works must not have; None if something else is negated."""
    filters, rest = _of_place(library, negated, Filters())
    filters = _of_kind(rest, intent, filters)
    return None if filters == Filters() or _topic(rest, None) else filters


def _extreme(rest: str) -> tuple[str, int, str]:
    """The key of `_EXTREMES` that a question asks for, "" if none; how many works; and the question without both."""
    extreme = next((name for name, pattern in _EXTREMES.items() if re.search(pattern, rest, re.I)), "")
    if not extreme:
        return "", 1, rest
    rest = re.sub(_EXTREMES[extreme], " ", rest, flags=re.I)
    most = numeral(rest)
    return extreme, most or 1, without_numeral(rest) if most else rest


def _outside(library: Library, rest: str) -> tuple[str, str]:
    """The place outside which works are asked for, "" if none; and the question without it."""
    if _ABROAD.search(rest):
        return library.lists.places.canonical(_HOME), _ABROAD.sub(" ", rest)
    asked = _OUTSIDE.search(rest)
    found = library.lists.places.named_in(rest[asked.start() :]) if asked else []
    return (found[0].name, _without_place(library, _OUTSIDE.sub(", ", rest), found[0])) if found else ("", rest)


def _of_place(library: Library, rest: str, filters: Filters) -> tuple[Filters, str]:
    """The filters with the place that a question names, and the question without it."""
    found = library.lists.places.named_in(rest)
    if not found:
        return filters, rest
    return replace(filters, place=found[0].name), _without_place(library, rest, found[0])


def _without_place(library: Library, text: str, place: Place) -> str:
    return _CAPITALISED.sub(lambda match: "" if library.lists.places.find(match[0]) == place else match[0], text)


def _pages(rest: str) -> tuple[tuple[int | None, int | None], str]:
    """The fewest and the most pages that works must have, and the question without them."""
    least = most = None
    for found in _LENGTH.finditer(rest):
        pages = int(found["pages"])
        if found["least"] or (found["under"] and found["no"]):
            least = pages
        elif found["over"] and not found["no"]:
            least = pages + 1
        else:
            most = pages - bool(found["under"])
    return (least, most), _LENGTH.sub(" ", rest)


def _topic(rest: str, entity: Entity | None) -> str:
    """The topic of the works: the words that belong neither to the entity's name nor to the wording of the question."""
    own = {fold(word) for name in ((entity.name, *entity.also) if entity else ()) for word in WORD.findall(name)}
    acronyms = set() if rest.isupper() else {fold(word) for word in _ACRONYM.findall(rest)}
    phrases = topic_phrases(rest, (STOPWORDS[detect_query(rest)] - acronyms) | own, frame_words())
    return " ".join(phrase for phrase in phrases if not _IDLE.fullmatch(fold(phrase)))
