"""Closed word classes of Italian and English; agreement of articles and their fusion with Italian prepositions."""

import re

TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*%?|[^\W_]+(?:[-&.][^\W_]+)*(?:['’](?:s\b)?)?|[€$£%]")

OPENINGS = re.compile(
    r"^\s*(?:(?:e|ed|ma|invece|poi|allora|and|but|or|so|then|also)\b[\s,]*)*"
    r"(?:(?:che (?:mi )?(?:dici|ne è|si sa)|what about|how about|what of|per quanto riguarda|quanto a(?=[dgil]?\b)|as for|invece)\b[\s,]*)?",
    re.I,
)

HIGHEST = re.compile(
    r"\b(?:(?<!at )most|highest|largest|greatest|biggest|maximum|maggior\w*|(?<!al )massim\w+|più\s+(?:alt|grand|numeros|elevat|cost|important)\w+)\b", re.I
)  # fmt: skip
LOWEST = re.compile(
    r"\b(?:(?<!at )least|lowest|smallest|fewest|minimum|cheapest|minore?|(?<!al )(?<!come )minim\w+|più\s+(?:bass|piccol|economic)\w+|meno\s+(?:alt|grand|numeros|elevat|cost|important)\w+)\b",
    re.I,
)

ARTICLES = {"it": frozenset("il lo la i gli le l' un uno una un'".split()), "en": frozenset("the a an".split())}
DETERMINERS = {
    "it": ARTICLES["it"] | frozenset("questo questa questi queste quest' quel quello quella quei quegli quelle quell' ogni ciascun"
                                     " ciascuna altri altre tutti tutte alcuni alcune".split()),
    "en": ARTICLES["en"] | frozenset("this that these those each every all both some any other another".split()),
}  # fmt: skip
_SIMPLE = {
    "it": "di a ad da in con su per tra fra contro senza dopo prima durante verso presso secondo sopra sotto entro oltre d' come",
    "en": "of in on at to for from by with about against between among under over during after before since until within without"
    " through per into near than as behind across toward towards according",
}
_SIMPLE_IT = frozenset(_SIMPLE["it"].split())
# (preposition, article) → the fused form.
_FUSED_STEMS = {"di": "de", "a": "a", "da": "da", "in": "ne", "su": "su"}
_FUSED_ENDS = {"il": "l", "lo": "llo", "la": "lla", "l'": "ll'", "i": "i", "gli": "gli", "le": "lle"}
FUSED = {(p, a): stem + end for p, stem in _FUSED_STEMS.items() for a, end in _FUSED_ENDS.items()}
SPLIT = {fused: parts for parts, fused in FUSED.items()} | {"col": ("con", "il"), "coi": ("con", "i")}
PREPOSITIONS = {"it": _SIMPLE_IT | frozenset(SPLIT), "en": frozenset(_SIMPLE["en"].split())}
OF = {"it": frozenset({"di", "d'"}), "en": frozenset({"of"})}
LOCATIVE = frozenset("in a ad at from da near presso to".split())

AUXILIARIES = {
    "it": frozenset("è e' sono era erano fu furono sarà saranno sia siano ha hanno aveva avevano ebbe ebbero avrà avranno viene vengono"
                    " veniva venivano può possono poteva potevano deve devono doveva dovevano va vanno sta stanno stava fa fanno faceva"
                    " dà danno si c' ce ci vi dura durano serve servono".split()),
    "en": frozenset("is are was were be been does did do has have had can could will would shall should may might must".split()),
}  # fmt: skip
# After these the subject comes before the verb: "does the kitchen prepare".
INVERTED = frozenset("does did do has have can will should would was were is are".split())
WH = re.compile(
    r"(?P<prep>(?:(?:a|ad|da|di|in|con|per|su|tra|entro|presso|fino a|tra|fra|sotto|dopo|durante|secondo|verso|to|of|for|by|from|with|at|on|since|until|into|through"
    r"|over|between|during|under|within|before|after|among|in)\s+)?)"
    r"(?P<wh>che cos['’]|che cosa|che|cosa|cos['’]|chi|quando|dove|dov['’]|come mai|come|perch[eéè]|quant['’]|quant[oaie]|qual[ei]?"
    r"|whom?|whose|whether|what|when|where|why|how (?:many|much|long|often|far|old|large|big|high|tall)|how|which)(?:(?<=['’])|(?!\w))\s*",
    re.I,
)
COUNTING = re.compile(r"(?:quant[aie]|qual[ei]|which|what|how many|che)$", re.I)

PRONOUNS = {
    "en": {
        "it": "one", "they": "many", "them": "many", "he": "person", "she": "person", "him": "person", "her": "person",
        "this": "one", "that": "one", "these": "many", "those": "many", "one": "one", "ones": "many",
        "its": "one's", "their": "many's", "his": "person's", "hers": "person's", "theirs": "many's",
    },
    "it": {
        "lo": "one", "la": "one", "l'": "one", "li": "many", "le": "many", "ne": "any's", "lui": "person", "lei": "person", "esso": "one",
        "essa": "one", "essi": "many", "esse": "many", "questo": "one", "questa": "one", "questi": "many", "queste": "many",
        "quello": "one", "quella": "one", "quelli": "many", "quelle": "many", "loro": "many's", "suo": "one's", "sua": "one's",
        "suoi": "one's", "sue": "one's", "ciò": "one",
    },
}  # fmt: skip

# A question's subject, and no thing that a later one may refer to.
PERSONAL = {
    "en": frozenset("i you we me us my your our".split()),
    "it": frozenset("io tu noi voi mio mia miei mie".split()),
}
# English verbs at the end of a question, or between subject and object without a marker: "how does … work", "does noise reduce sleep".
VERBS = frozenset(
    "work function operate help start begin end last take happen differ compare change open close live grow spread matter exist apply affect improve reduce increase"
    " decrease use need have cause support protect influence depend include require provide offer predict explain make show cover collect produce replace mean lead run"
    " learn prevent measure serve reach save earn pay fund teach train treat detect recognise recognize estimate contribute interact relate".split()
)

_IRREGULAR = dict(
    pair.split(":") for pair in
    "build:built make:made find:found buy:bought bring:brought teach:taught think:thought sell:sold tell:told hold:held leave:left lose:lost"
    " keep:kept feel:felt meet:met pay:paid say:said send:sent spend:spent take:took give:gave get:got go:went come:came become:became"
    " begin:began write:wrote see:saw know:knew grow:grew draw:drew choose:chose drive:drove run:ran win:won lead:led read:read put:put"
    " cut:cut set:set cost:cost let:let have:had do:did speak:spoke rise:rose fall:fell show:showed".split()
)  # fmt: skip
_PAST = frozenset(_IRREGULAR.values()) | frozenset(
    "written taken given seen known grown drawn chosen driven shown".split()
)


def past(verb: str) -> str:
    """The simple past of an English verb: "restore" → "restored"."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else verb + "ed"


def is_past(word: str) -> bool:
    """Whether an English word is probably a past form."""
    return word in _PAST or (word.endswith("ed") and len(word) > 4)


def article(noun: str, language: str, plural: bool, feminine: bool) -> str:
    """The definite article that goes before a noun: "the", "gli ", "l'" …; without a space after an apostrophe."""
    if language == "en":
        return "the"
    first = noun[:1].lower()
    before_vowel, hard = first in "aeiouàèéìòùh", bool(re.match(r"s[^aeiou]|z|gn|ps|x|y", noun.lower()))
    if plural:
        return "le" if feminine else "gli" if before_vowel or hard else "i"
    if before_vowel:
        return "l'"
    return "la" if feminine else "lo" if hard else "il"


def fuse(preposition: str, phrase: str) -> str:
    """A preposition before an Italian phrase, fused with its article: "di" + "la mensa" → "della mensa"."""
    first, _, rest = phrase.partition(" ")
    if first.lower().startswith(("l'", "l’")):
        first, rest = "l'", phrase[2:]
    fused = FUSED.get((preposition, first.lower().replace("’", "'")))
    if fused is None:
        return f"{preposition} {phrase}"
    return f"{fused}{rest}" if fused.endswith("'") else f"{fused} {rest}"


def lowered(question: str, language: str) -> str:
    """A question with a small letter at its start, where its first word is no name."""
    first = re.split(r"[\s'’]", question, maxsplit=1)[0].lower()
    small = AUXILIARIES[language] | PREPOSITIONS[language] | DETERMINERS[language] | {"l"}
    return f"{question[:1].lower()}{question[1:]}" if first in small or WH.match(question) else question
