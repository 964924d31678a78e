"""Words of questions to the catalogue: their classes, the topic that a question states, and its frame. Pure."""

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS

# The words of each class that the words of a question are reduced to; all others are "_".
_CLASSES = {
    "WORK": r"tesi|tesin[ae]|thesis|theses|dissertation\w*|dissertazion[ei]|lavor[oi]|works?|document[oi]|documents?|rapport[oi]|reports?|oper[ae]|cors[oi]|courses?|relazion[ei]"
    r"|pubblicazion[ei]|publications?|materiale?|papers?|stud[iy]|studio|studies|progett[oi]|projects?|elaborat[oi]|ricerc(?:a|he)|research|laborator[iy]o?|workshops?|articol[oi]|articles?",
    "SUPERVISE": r"relator[ei]|relatric[ei]|correlator[ei]|correlatric[ei]|supervis\w+|advis\w+|tutor\w*|seguit[oaie]|segue|segui|follow\w*|mentor\w*|docent[ei]|prof\w*"
    r"|guid(?:a|at[oaie]|ance|ed|es?)|dirett[oaie]|direzione|directed|direction|directing|oversaw|overs(?:een|ees|ight)|accompagnat[oaie]|responsabil[ei]|responsible|charge",
    "TEACH": r"insegna\w*|tiene|tenut[oa]|teach\w*|taught|lecturers?|docenza|lezion[ei]|lectur(?:es?|ing)|lessons?|instructors?|class|classes|cura|insegnament[oi]",
    "EXTREME": r"recent[ei]|ultim[oaie]|latest|newest|oldest|earliest|vecchi[aeo]?|antic[aeo]|datat[aeo]|nuov[oaie]|longest|shortest|last|first|prim[oaie]|breve",
    "WRITE": r"scritt[oaie]|scrive|scrivere|scrisse|autor[ei]|autric[ei]|wrote|written|write|writers?|authors?|authored|writes?|firma\w*|whose|laureand\w+|student\w*|redatt[oaie]"
    r"|penned|signed|realizzat[oaie]|behind|dietro|graduates?",
    "COUNT": r"quant[ei]|numero|number|counts?|conta\w*|total[ei]?|complessiv[oaie]|tant[ei]",
    "MANY": r"many",
    "ABOUT": r"su|sul|sull|sulla|sullo|sui|sugli|sulle|about|on|parla|parlano|parli|riguard\w+|tratta\w*|tratti|deals?|dealing|dealt|cover\w*|concern\w*|tema|dedicat\w+|topic|subject|regarding"
    r"|devoted|affront\w+|tackl\w+|address\w*|argomento|proposito|studiano|discuss",
    "LANGUAGE": r"lingua|lingue|idioma|languages?",
    "TONGUE": r"ingles[ei]|italian[oaie]?|english|frances[ei]|french|spagnol[oaie]|spanish|tedesc\w+|german",
    "LONG": r"pagin[ae]|pages?|lung(?:[oa]|h[ie])|lunghezza|length\w*|long|facciat[ae]|cartelle|sheets?|estensione|extensive|thick|spess[oa]",
    "ANY": r"qualcosa|qualcuno|qualche|any|anything|anybody|anyone|something|someone|niente|nulla|nothing|nobody|nessun[oa]?",
    "EXIST": r"esist\w+|exist\w*|avete|trova\w*|trovo|have|has|hold|got|risult\w+|possedete|disponibil[ei]|available|conserva\w+|kept",
    "LIST": r"elenc\w+|list|lista|mostra\w*|show|see|vedere|dammi|give|find|name|which|qual[ei]|cerco|cercando|cerca|looking|searching|servono|vorrei|need",
    "WHEN": r"anno|anni|year|quando|when|date|dates|dated",
    "DEFEND": r"discuss[aoie]|defen[ds]\w*|laure[aòi]t?\w*|graduated?|pubblicat[oaie]|published|uscit[oaie]|risal\w+|presentat[oaie]|finish\w*|finì|finit[oa]|consegnat[oaie]|submitted"
    r"|appeared|apparsi|appartiene|out",
    "PARTNER": r"partner\w*|dipartiment[oi]|departments?|ent[ei]|organizzazion[ei]|organi[sz]ations?|associazion[ei]|associations?|cooperativ[ae]|istituzion[ei]|institutions?|bodies|charities"
    r"|collabora\w*|insieme|together|affiancat\w+|coinvol\w+|involv\w+|host",
}  # fmt: skip
KEPT = frozenset(
    "chi who whom che cosa what è is are was were ci c sono there does do did con with di of by da from in un una an a ha had how perche why come"
    " dove where costi costs risultati findings methods metodi dice say says uses usa under sotto cui dei delle tra fra among hanno si".split()
)
_LONGEST = re.compile(r"\b(più\s+)(?:lung|cort|brev)\w+", re.I)
# Words of works that mean none: "corso di laurea", "did the filter work?".
_COURSE_OF_STUDY = re.compile(
    r"\bcors[oi](?=\s+di\s+(?:laurea|studio?\b))|(?<=degree )courses?\b|\bcourses?(?=\s+of\s+stud)", re.I
)
_DID_WORK = re.compile(
    r"^(\W*(?:(?:how|why|where|when)\s+)?(?:did|does|do)\b(?!\s+(?:you|we)\b).*\s)work(?=\W*$)", re.I
)
_CLASS_OF = re.compile("|".join(f"(?P<{name}>(?:{pattern})$)" for name, pattern in _CLASSES.items()))
# The verb after "who", "by whom" or "when". The catalogue knows nothing of verbs without a class: "who financed", "when was … born".
_DEEDS = (
    re.compile(r"\b(?:chi|who)\s+(?:(?:ha|hanno|aveva|has|have|had)\s+)?(\w{4,})", re.I),
    re.compile(r"\bda\s+chi\s+(?:è|fu|era|sono)\s+(?:stat[oaie]\s+)?(\w{4,})", re.I),
    re.compile(r"\b(?:by whom|who)\s+(?:is|was|were)\b.*?\b(\w{3,}ed)\b(?:\s+by)?\W*$", re.I),
    re.compile(r"\b(?:quando|anno)\s+(?:è|fu|era|sono)\s+(?:stat[oaie]\s+)?(\w+t[oaie])\b", re.I),
    re.compile(r"\b(?:when|year)\s+(?:is|was|were|did)\b.*?\b(\w{3,}ed|born|built|died?|open|start|begin)\W*$", re.I),
)  # fmt: skip
# Questions about what a person found or said are answered by documents.
_FOUND = re.compile(
    r"\bwhat\s+(?:did|does|do)\s+(?!(?:you|we|i)\b).*\b(?:find|say|show|see|give|need)\b|\bche\s+cosa\s+(?:ha|hanno)\s+(?:trovato|detto|mostrato|visto)\b",
    re.I,
)
_MADE = re.compile(
    r"fatt[oaie]|made|curat[oaie]|prepar\w+|compil\w+|compos\w+|complet\w+|conclus[oaie]|svolt[oaie]|dated", re.I
)
# "What is the number …" asks the catalogue, not for a definition.
_DEFINES = re.compile(
    r"\W*(?:what(?: is|['’]s| are)|(?:che )?cos(?:['’]\s?|a )?(?:[eè]['’]?|sono)|(?:che )?cosa (?:significa|vuol dire)|what does .+ mean)\s+(?!(?:the|il|la|le|i|gli) (?:number|numero|titl|titol|year|anno|language|lingua|length|longest|latest|newest|oldest|subject|topic|tem[ai]))",
    re.I,
)
_FEW = 8  # words of such a question at most
_QUOTED = re.compile(r"[“«\"][^”»\"]{2,80}[”»\"]|(?<!\w)'[^']{4,80}'(?!\w)")
_CAPITALS = re.compile(r"(?<=\s)[A-ZÀ-Ý][\w’'.-]+(?:\s+(?:d[ei]l?|of|van|von)?\s?[A-ZÀ-Ý][\w’'.-]+)*")
_ARTICLES = frozenset("the a an il lo la l i gli le un una".split())
_COUNTED = 4  # words after "how many" among which works are looked for
# Classes that a count of works may name.
_TOLD = frozenset("WORK WRITE TEACH SUPERVISE EXTREME LONG TONGUE LANGUAGE WHEN EXIST".split())
# Not works: "how many women work", "quanti punti studio".
_SINGULAR = frozenset(
    "work report study research paper project course document article studio progetto rapporto corso lavoro opera relazione ricerca articolo"
    " documento laboratorio".split()
)
# People, and projects, which are no works: their count isn't that of the works that name them. Students are counted by their theses.
_NAMED = re.compile(
    r"(?:cor?)?relat(?:ori|rici)|(?:co)?supervisors|advisors|aut(?:ori|rici)|authors|writers|docenti|professor\w+|profs|teachers|lecturers|instructors"
    r"|partners?|lingue|languages|dipartimenti|departments|organi\w+|associa\w+|enti|progetti|projects"
)
_SMALL = STOPWORDS["it"] | STOPWORDS["en"]
COMPOUND = 4  # words at most between an English article and the work: "the early warning thesis"
# A phrase that says what works are about ends before one of these.
_ENDS = frozenset(
    "è e' sono ha hanno fu era erano is are was were has have had did does do chi che cosa quando quante quanti quale quali come who whom whose what"
    " when which how con with by from del dal nel of for per o or si l c ce".split()
)


def without_other_works(question: str) -> str:
    """The question with "x" in place of words of works that mean none there."""
    return _DID_WORK.sub(r"\1x", _COURSE_OF_STUDY.sub("x", question))


def classes(question: str) -> list[str]:
    """The class of each word of a question, in order: WORK, COUNT …; YEAR, NAME, a function word itself, or "_"."""
    found: list[str] = []
    for at, match in enumerate(WORD.finditer(_LONGEST.sub(r"\1longest", without_other_works(question)))):
        word, known = match.group(), _CLASS_OF.match(fold(match.group()))
        is_name = at > 0 and word[0].isupper() and len(word) > 1
        plain = fold(word) if fold(word) in KEPT else "NAME" if is_name else "_"
        found.append(str(known.lastgroup) if known else "YEAR" if word.isdigit() and len(word) == 4 else plain)
    return found


def counts_others(question: str) -> bool:
    """Whether a question counts things that no count of works is about: "how many households", "quanti alloggi"."""
    kinds, words = classes(question), WORD.findall(_LONGEST.sub(r"\1longest", question))
    for at, (kind, word) in enumerate(zip(kinds, words, strict=True)):
        if kind != "MANY" and not (kind == "COUNT" and fold(word).startswith("quant")):
            continue
        behind = zip(kinds[at + 1 : at + 1 + _COUNTED], map(fold, words[at + 1 :]), strict=False)
        noun = takewhile(lambda one: one[0] not in KEPT and one[1] not in _SMALL, behind)
        counted = ["_" if word in _SINGULAR or _NAMED.fullmatch(word) else kind for kind, word in noun]
        return bool(counted) and _TOLD.isdisjoint(counted)
    return False


def does_otherwise(question: str) -> bool:
    """Whether "who" or "when" asks for what the catalogue doesn't know: "who financed the thesis", "when was Ada Rossi born"."""
    found = (match[1] for pattern in _DEEDS for match in pattern.finditer(question))
    return any(word.islower() and _is_other_deed(word) for word in found)


def _is_other_deed(word: str) -> bool:
    return not (_CLASS_OF.match(fold(word)) or fold(word) in KEPT | _SMALL or _MADE.fullmatch(word))


def asks_findings(question: str) -> bool:
    """Whether a question asks what a person found or said: "what did Ada Rossi find about wells"."""
    return bool(_FOUND.search(question))


def is_definition(question: str) -> bool:
    """Whether a question asks what something other than a work is: "What is DEIS?", "che cos'è il microcredito"."""
    return bool(_DEFINES.match(question)) and "WORK" not in classes(question) and len(WORD.findall(question)) <= _FEW


def frame(question: str) -> str:
    """The question with X in place of titles, names and topics; the rest shows the intent."""
    text = _without_compounds(_CAPITALS.sub("X", _QUOTED.sub("X", question)))
    parts, end, is_topic = [], 0, False
    for match, kind in zip(WORD.finditer(text), classes(text), strict=True):
        gap = text[end : match.start()]
        is_topic = is_topic and not _is_end(gap, fold(match[0]), kind)
        if not is_topic:
            parts.append(gap + match[0])
        elif parts[-1] != " X":
            parts.append(" X")
        end, is_topic = match.end(), is_topic or kind == "ABOUT"
    return "".join(parts) + text[end:]


def _without_compounds(text: str) -> str:
    """The text with "the X thesis" for "the early warning thesis"."""
    matches, kinds = list(WORD.finditer(text)), classes(text)
    for at in range(len(kinds) - 1, 0, -1):
        between = 0
        while (
            at > between + 1
            and kinds[at - between - 1] in ("_", "NAME")
            and fold(matches[at - between - 1][0]) not in _ARTICLES
        ):
            between += 1
        first = at - between
        if kinds[at] == "WORK" and 0 < between <= COMPOUND and fold(matches[first - 1][0]) in ("the", "a", "an"):
            text = f"{text[: matches[first].start()]}X {text[matches[at].start() :]}"
    return text


def _is_end(gap: str, word: str, kind: str) -> bool:
    """Whether a phrase that says what works are about ends between a gap and this word: "on wells in English"."""
    return bool(re.search(r"[,;:?!()]", gap)) or word in _ENDS or kind in ("TONGUE", "YEAR", "EXIST")


def topic_phrases(text: str, idle: Collection[str], frame_words: Collection[str] = ()) -> list[str]:
    """The topic phrases of a question: after "on" or "about" up to the end of the phrase, elsewhere words of no class.

    `idle` are folded words that begin and end no phrase, `frame_words` those that are a topic only after "on" or "about".
    """
    found: list[tuple[int, int]] = []
    end, is_stated = 0, False
    matches, kinds = list(WORD.finditer(text)), classes(text)
    for at, (match, kind) in enumerate(zip(matches, kinds, strict=True)):
        word, gap = fold(match[0]), text[end : match.start()]
        goes_on = is_stated and not _is_end(gap, word, kind)
        # "whose name is on the work": what follows is no topic.
        is_stated = goes_on or (kind == "ABOUT" and not _is_before_work(matches, kinds, at))
        end = match.end()
        is_plain = kind in ("_", "NAME") and word not in frame_words
        if kind == "ABOUT" or word in idle or len(word) < 2 or not (is_stated or is_plain):
            continue
        start = _with_prefix(text, match.start())
        if found and (goes_on or start <= found[-1][1]) and _is_joined(text[found[-1][1] : start], idle):
            start = found.pop()[0]
        found.append((start, match.end()))
    return [text[start:end] for start, end in found]


def _is_before_work(matches: Sequence[re.Match[str]], kinds: Sequence[str], at: int) -> bool:
    following = [
        kind for match, kind in zip(matches[at + 1 :], kinds[at + 1 :], strict=True) if fold(match[0]) not in _ARTICLES
    ]
    return following[:1] == ["WORK"] and ("ABOUT" in following)


def _with_prefix(text: str, start: int) -> int:
    """Start of a word, including a prefix joined by a hyphen: "after-school"."""
    joined = re.search(r"\w+-$", text[:start])
    return joined.start() if joined else start


def _is_joined(gap: str, idle: Collection[str]) -> bool:
    """Whether only small words are between two parts of one phrase."""
    return not re.search(r"[,;:?!()]", gap) and all(fold(word) in idle for word in WORD.findall(gap))
