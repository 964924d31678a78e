"""Organisations named in a document: partners, hosts and funders in lists, and those acknowledged. Pure functions."""

import re
from collections.abc import Iterator, Sequence

from kb.model import Named
from kb.text.normalise import WORD, fold

_FRONT = 3  # first pages searched for lists
_LONGEST = 80  # characters of a name
_LONGEST_LIST = 12  # lines below a label
_LISTS = (
    ("partner", r"(?:enti )?partner(?:s|ner)?(?: (?:di|del) progetto| coinvolti| locali| esterni)?|(?:local |external |non[- ]profit )partners?|(?:ente )?capofila|project partners?|partenariato|in collaborazione con|in collaboration with"
     r"|in partnership with"),
    ("host", r"ente ospitante|azienda ospitante|host (?:organi[sz]ation|institution|company)"),
    ("funder", r"finanziator[ei]|enti finanziatori|finanziat[oa] da|funders?|funded by|con il (?:contributo|sostegno) di|with the support of"),
)  # fmt: skip
# A label at the start of a line, or after another list on the same line.
_LABEL = re.compile("|".join(f"(?P<r{at}>{pattern})" for at, (_, pattern) in enumerate(_LISTS)), re.I)
IN_LIST = re.compile(
    rf"\W*(?:{_LABEL.pattern})\s*[:|]", re.I
)  # how a line begins that names partners, hosts or funders
# It ends where another label begins ("… Comune di Pavia Durata: 15 mesi"), which no small word joins to what stands before.
_STATED = re.compile(
    rf"(?:^|(?<=[)\w]) )(?P<label>{_LABEL.pattern})\s*[:|]\s*(?P<names>.+?)(?=\s+(?-i:[A-Z])\w+(?: (?-i:[a-z])\w+){{0,3}}:|$)",
    re.I | re.M,
)
# A label on a line of its own, and the lines below; without a colon only those with bullets count.
_ABOVE_LIST = re.compile(
    rf"^\W*(?:{_LABEL.pattern})\s*(?:(?P<colon>:)\s*)?\n(?P<list>(?:.+\n?){{1,{_LONGEST_LIST}}})", re.I | re.M
)
_PLACE_AND_YEAR = re.compile(
    r",?\s+(?:[A-ZÀ-Ý]\w+,?\s+)?(?:19|20)\d\d$"
)  # what stands below a list, in one line with it
_BULLET = re.compile(r"^\s*[•·▪‣●○◦*–—-]\s*")
_THANKS = re.compile(r"^\W*(?:\d+\W+)?(?:ringraziament[oi]|acknowledge?ments?)\W*$", re.I | re.M)
_THANKED_IN = 2500  # characters after the heading
# The heading of the section after it, which may have a number.
_NEXT = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*\W+)?(?:references|literature(?: cited)?|bibliography|bibliografia|riferimenti(?: bibliografici)?|appendi\w*(?: \w)?"
    r"|(?:foot)?notes?|contents|indice|sommario|abstract|introduction|introduzione|(?:chapter|capitolo) \w+)\W*$",
    re.I | re.M,
)
# A journal's name continues with the name of the association that publishes it.
_JOURNAL = re.compile(
    r"\b(?:journal|bulletin|annals|proceedings|transactions|letters|notices|rivista|bollettino|annali|atti|quaderni)\s+(?:of|di|del\w*|dell[’'])?\s*(?:the\s+)?$",
    re.I,
)
_KINDS = (
    r"(?:Cooperativa|Associazione|Fondazione|Comune|Municipio|Caritas|Consorzio|Croce|Istituto|Centro|Ospedale|Casa|Sportello|Comitato|Banco"
    r"|Municipality|Foundation|Association|Cooperative|City Council|Hospital|Red Cross|Ministry|Ministero|Regione)"
)
_NAME = rf"(?:{_KINDS}(?:\s+(?:di|del|della|dei|delle|dell[’']|degli|per|of|the|for|la|il|lo|e)\b)*(?:\s*[A-ZÀ-Ý][\w’'\-]*)+|(?!(?:The|An?)\s)(?:[A-ZÀ-Ý][\w’'\-]+\s+(?:&\s+)?){{1,4}}(?:Foundation|Association|Cooperative|Onlus|ONLUS|NGO|ONG|ODV|APS))"
_THANKED = re.compile(_NAME)
# Headings on the same line as the text that follows.
_HEADING = re.compile(
    r"^(?:References|Bibliography|Bibliografia|Riferimenti|Appendix|Appendice|Notes|Note|Contents|Indice)\s+"
)
# A name that continues in lower case ("Ministero Italiano dell'università") would be cut short.
_GOES_ON = re.compile(
    r"\s+(?:(?:di|del|della|delle|dei|degli|of)\s|dell[’']|per\s(?:l[’']|(?:il|la|i|gli|le)\s)[A-ZÀ-Ý]|for\s(?:the\s)?[A-ZÀ-Ý])"
)
# Words before the publisher of a licence in its notice.
_PUBLISHED = re.compile(r"\b(?:published|pubblicat[oa]) (?:by|da) (?:the )?$|\bpubblicat[oa] dall[ao’'] ?$", re.I)
# Two people with one family name ("the Ada and Ugo Neri Foundation"): the name begins before.
_SECOND_OF_TWO = re.compile(r"\bthe\s+[A-ZÀ-Ý][\w’'-]+\s+and\s+$")
# A name that begins with its kind ("Foundation for Statistics") after a word of it ("the R Foundation"), unlike the start of a sentence.
_BEGINS_BEFORE = re.compile(
    r"\b(?!(?:The|An?|Il|Lo|La|Le|Gli|I|Al|Alla|Allo|Ai|Alle|Dal|Dalla|Del|Della|By|To|From|And|With|Thanks|Grazie)\b)[A-Z][\w’'-]*\s+$"
)
_GENERIC = frozenset(
    "science scientific research national international european italian foundation association society council cooperative institute"
    " centro centre center istituto ricerca nazionale fondazione associazione cooperativa comitato onlus ngo ong".split()
)
_LONGEST_WORDS = 9  # of a name
# Words of clauses that names don't have.
_CLAUSE = re.compile(
    r"\b(?:è|sono|era|ha|hanno|che|quale|quali|viene|stato|stata|is|are|was|were|has|have|which|who|that|will|may|shall|our|we)\b"
    r"|[€$%]|\d{3,}|\b(?:di|del|della|of|the|and|e|per|for|a|da|in)$",
    re.I,
)


def find_organisations(texts: Sequence[str]) -> tuple[Named, ...]:
    """Each organisation once, with its role. `texts` are the texts of the pages."""
    found: dict[str, Named] = {}
    for role, name in (*_listed(texts[:_FRONT]), *_thanked(texts)):
        found.setdefault(fold(name), Named(name, role))
    return tuple(found.values())


def _listed(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for match in _STATED.finditer(text):
            role = next(_LISTS[at][0] for at in range(len(_LISTS)) if match[f"r{at}"])
            yield from ((role, name) for name in _names(match["names"]))
        for match in _ABOVE_LIST.finditer(text):
            role = next(_LISTS[at][0] for at in range(len(_LISTS)) if match[f"r{at}"])
            yield from ((role, name) for name in _listed_below(match["list"].split("\n"), bool(match["colon"])))


def _listed_below(lines: Sequence[str], is_announced: bool) -> Iterator[str]:
    """The names in the lines below a label, up to the first line that isn't a name."""
    for line in lines:
        bullet = _BULLET.match(line)
        if ":" in line or not (bullet or is_announced):
            return
        text = _BULLET.sub("", line)
        names = list(_names(text))
        if len(names) <= text.strip(" ,;").count(",") or not names:
            return
        yield from names


def _names(text: str) -> Iterator[str]:
    parts = re.split(r"\s*[,;•·]\s*", text)
    if (
        len(parts) == 1
    ):  # "Cooperativa Terra e Cielo" is one organisation, "Comune di Milano e Caritas Ambrosiana" are two
        parts = re.split(rf"\s+(?:e|ed|and|&)\s+(?={_KINDS})", text)
    for part in parts:
        name = _PLACE_AND_YEAR.sub("", part).strip(" .:–—-")
        is_short = 3 <= len(name) <= _LONGEST and len(name.split()) <= _LONGEST_WORDS
        if is_short and name[0].isupper() and not _CLAUSE.search(name):
            yield name


def _thanked(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for heading in _THANKS.finditer(text):
            section = " ".join(_NEXT.split(text[heading.end() : heading.end() + _THANKED_IN])[0].split())
            yield from (
                ("acknowledged", _HEADING.sub("", match.group().strip()))
                for match in _THANKED.finditer(section)
                if len(match.group().split()) > 1
                and not _GOES_ON.match(section, match.end())
                and not _BEGINS_BEFORE.search(section[: match.start()])
                and not _JOURNAL.search(section[: match.start()])
                and not _PUBLISHED.search(section[: match.start()])
                and not _SECOND_OF_TWO.search(section[: match.start()])
                and not _is_generic(match.group())
            )


def _is_generic(name: str) -> bool:
    """Whether a name has at most two words that any organisation of its kind could have: the end of a longer one."""
    words = WORD.findall(fold(name))
    return len(words) <= 2 and all(word in _GENERIC for word in words)
