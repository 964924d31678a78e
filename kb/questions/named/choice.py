"""Questions that choose between two things by a degree: "which costs less, A or B?", and the question of degree about each. Pure."""

import re
from dataclasses import dataclass

from kb.questions.grammar import VERBS
from kb.questions.work_nouns import names_kind

_LEAD = {
    "it": re.compile(
        r"(?:(?:tra|fra)\s+(?:i|le|questi|queste)\s+(?:due\s+)?,?\s*)?(?:qual[ei]?|chi)(?:\s+(?:(?:dei|delle|tra i|tra le|fra i|fra le|di questi|di queste)\s+due|dei|delle|tra (?:questi|queste|loro)))?(?:\s+(?:tesi|progett[oi]|studio?|lavor[oi]|oper[ae]|rapport[oi]|relazion[ei]|cors[oi]))?,?\s+", re.I
    ),
    "en": re.compile(
        r"which(?:\s+(?:one|project|programme|report|course)s?|\s+(?:thesis|theses|study|studies)|\s+of\s+(?:the\s+|these\s+|those\s+)?(?:two|them|both|these|those)(?:\s+(?:theses|projects|studies|works|reports|courses|programmes))?)?,?\s+", re.I
    ),
}  # fmt: skip
_DEGREE = {
    "it": re.compile(r"\b(?:più|meno|meglio|peggio|miglior[ei]?|peggior[ei]?|maggior[ei]?|minor[ei]?)\b", re.I),
    "en": re.compile(
        r"\b(?:more|less|fewer|most|least|fewest|better|worse|best|worst|longer|longest)\b|\b(?:is|are|was|were)\s+(?:the\s+)?\w+(?:er|est)\b",
        re.I,
    ),
}
_NAMES = {
    "it": re.compile(r"\s*(?:[,:;]|\s(?:tra|fra)\s)\s*(?P<one>.+?),?\s+(?:e|ed|o|oppure)\s+(?P<other>.+)", re.I),
    "en": re.compile(r"\s*(?:[,:;]|\sbetween\s)\s*(?P<one>.+?),?\s+(?:or|and)\s+(?P<other>.+)", re.I),
}
# "È più lunga la tesi o la relazione?", "Is the thesis or the report longer?".
_BARE = {
    "it": re.compile(
        r"(?P<said>(?:è|era|sono|erano|cost\w+|dur\w+|pes\w+)\s+(?:(?:più|meno)(?:\s+\w+)?|meglio|peggio))\s+(?P<one>(?:il|lo|la|i|gli|le)\s.+?|l['’].+?),?\s+o(?:ppure)?\s+(?P<other>.+)", re.I
    ),
    "en": re.compile(
        r"(?P<verb>is|are|was|were)\s+(?P<one>.+?),?\s+or\s+(?P<other>.+?),?\s+(?P<degree>(?:the\s+)?(?:(?:more|less|most|least)\s+\w+|\w+(?<!oth)(?:er|est)))", re.I
    ),
}  # fmt: skip
_PRICED = re.compile(
    r"cheap\w*|(?:more|less|most|least)\s+(?:expensive|costly|affordable)|(?:più|meno)\s+(?:economic|car|costos|convenient)\w+",
    re.I,
)
# Of works, whose age is their year.
_DATED = re.compile(
    r"older|oldest|newer|newest|(?:more|most|less|least)\s+recent|(?:più|meno)\s+(?:recent|vecchi|antic|nuov)\w+", re.I
)
_THE = r"(?:il\s+|la\s+|i\s+|le\s+|gli\s+|l['’])?"
_OF_HAVING = {
    "it": re.compile(
        rf"(?P<verb>\w+(?:\s+\w+t[oaie])?)\s+{_THE}(?:più|meno|(?:maggior|minor)(?:e)?\s+numero\s+di)\s+(?P<noun>\w.+)", re.I
    ),
    "en": re.compile(r"(?P<verb>\w+)\s+(?:the\s+)?(?:more|fewer|less|most|fewest|least)\s+(?P<noun>\w.+)", re.I),
}  # fmt: skip
_OF_BEING = {
    "it": re.compile(
        rf"(?P<verb>è|era|sono|erano|fu|è\s+stat[oa])\s+{_THE}(?:più|meno)\s+(?P<quality>\w+)(?P<rest>.*)", re.I
    ),
    "en": re.compile(
        r"(?P<verb>is|are|was|were)\s+(?:the\s+)?(?:(?:more|less|most|least)\s+(?P<quality>\w+)|(?P<degree>\w+?)(?:er|est))(?P<rest>\s.*|)",
        re.I,
    ),
}
_OF_DOING = {
    "it": re.compile(r"(?P<verb>\w+)\s+(?:di\s+)?(?:più|meno)(?:\s+(?:a\s+lungo|tempo))?(?P<rest>\s.*|)", re.I),
    "en": re.compile(
        r"(?P<verb>\w+)\s+(?:the\s+)?(?:more|less|most|least|(?P<long>longer|longest))(?P<rest>\s.*|)", re.I
    ),
}


@dataclass(frozen=True)
class Choice:
    """A question that chooses by a degree: `said` is "costs less"; `names` are the things to choose from, () if it names none."""

    said: str
    language: str
    names: tuple[str, ...] = ()

    @property
    def aspect(self) -> str:
        """What the choice is about, without its degree: "costs"."""
        return _without_degree(self.said, self.language)

    def between(self, names: tuple[str, ...]) -> str:
        """The whole question with the things to choose from."""
        if self.language == "it":
            return f"Quale {self.said} tra {' e '.join(names)}?"
        return f"Which {self.said}, {' or '.join(names)}?" if len(names) > 1 else f"Which of {names[0]} {self.said}?"

    def asked_of(self, name: str) -> str:
        """The question of degree about one of them: "How much does A cost?"."""
        if _DATED.search(self.said) and names_kind(name):
            return f"Di che anno è {name}?" if self.language == "it" else f"What year is {name} from?"
        return (_in_italian if self.language == "it" else _in_english)(self.said, name)


def choice(question: str) -> Choice | None:
    """A question as a choice; None for other questions."""
    asked = question.strip().rstrip("?!. ")
    for language, lead in _LEAD.items():
        found = lead.match(asked)
        said = asked[found.end() :] if found else ""
        degree = _DEGREE[language].search(said)
        if found and degree:
            named = _NAMES[language].search(said, degree.end())
            names = (named["one"].strip(), named["other"].strip()) if named else ()
            return Choice(said[: named.start()].strip(" ,") if named else said, language, names)
    return _bare_choice(asked)


def _bare_choice(asked: str) -> Choice | None:
    """ "È più lunga la tesi o la relazione?"; None for others."""
    for language, form in _BARE.items():
        if found := form.fullmatch(asked):
            said = found["said"] if language == "it" else f"{found['verb']} {found['degree']}"
            return Choice(f"{said[:1].lower()}{said[1:]}", language, (found["one"].strip(), found["other"].strip()))
    return None


def _in_italian(said: str, name: str) -> str:
    if being := _OF_BEING["it"].fullmatch(said):
        if _PRICED.search(said):
            return f"Quanto costa {name}?"
        return f"Quanto {being['verb']} {being['quality']} {name}{being['rest']}?"
    doing = _OF_DOING["it"].fullmatch(said)
    if doing and re.match(r"$|\s(?:per|in|a|nel\w*|al\w*|d[aei]\w*|su\w*|con)\b", doing["rest"]):
        return f"Quanto {doing['verb']} {name}{doing['rest']}?"
    if having := _OF_HAVING["it"].fullmatch(said):
        many = "quante" if re.match(r"\w+e\b", having["noun"]) else "quanti"
        return f"{many.capitalize()} {having['noun']} {having['verb']} {name}?"
    return f"{_without_degree(said, 'it')} {name}?"


def _in_english(said: str, name: str) -> str:
    if being := _OF_BEING["en"].fullmatch(said):
        if _PRICED.search(said):
            return f"How much does {name} cost?"
        quality = being["quality"] or _positive(being["degree"])
        return f"How {quality} {being['verb']} {name}{being['rest']}?"
    doing = _OF_DOING["en"].fullmatch(said)
    if doing and re.match(r"$|\s(?:per|in|at|for|to|on|by|with)\b", doing["rest"]):
        how = "long" if doing["long"] else "much"
        return f"How {how} {_asked_by(doing['verb'])} {name} {_base(doing['verb'])}{doing['rest']}?"
    if having := _OF_HAVING["en"].fullmatch(said):
        return f"How many {having['noun']} {_asked_by(having['verb'])} {name} {_base(having['verb'])}?"
    return f"{_without_degree(said, 'en')} {name}?"


def _without_degree(said: str, language: str) -> str:
    return " ".join(_DEGREE[language].sub(" ", said).split())


def _positive(stem: str) -> str:
    """The adjective of a comparative without "er": "larg" → "large", "bigg" → "big", "earli" → "early"."""
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "ls":
        return stem[:-1]
    return f"{stem}e" if stem in ("larg", "lat", "wid", "saf", "simpl", "fin", "rar", "strang", "whit") else stem


def _asked_by(verb: str) -> str:
    return "did" if verb == "had" or verb.endswith("ed") else "does"


def _base(verb: str) -> str:
    """The infinitive of an English verb: "costs" → "cost", "lasted" → "last", "involves" → "involve"."""
    if verb in ("has", "have", "had"):
        return "have"
    if verb.endswith("ed"):
        return verb[:-1] if verb[:-1] in VERBS or verb[-3] in "cuv" else verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb
