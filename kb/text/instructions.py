"""Detection of text that instructs a language model ("ignore all previous instructions"), also in disguise.

Rules for Italian and English, and the commonest orders in four more languages, over text without its disguises.
`docs/decisions.md` has the measured rates; the labelled sentences are in `tests/injection/sentences.py`.
"""

import base64
import binascii
import itertools
import re
import unicodedata
from functools import cache, lru_cache

from kb.text.normalise import fold
from kb.text.sentences import sentences

_MACHINE = r"(?:ai|ias?|llms?|gpt|chatgpt|chatbots?|bots?|(?:language |linguistic )?models?|assistants?|assistent[ei]|modell[oi](?: linguistic[oi])?|intelligenza artificiale|intelligenze artificiali)"
_AI = r"(?:ai|ias?|llms?|gpt|chatgpt|chatbots?|(?:language|linguistic) models?|(?:ai|virtual|digital) assistants?|modelli linguistici|modello linguistico|assistenti? (?:ia|ai|virtual[ei]|digital[ei])|intelligenz[ae] artificial[ei])"
_ORDERS = (
    r"(?:instructions?|prompts?|rules|guidelines|guidance|directions|directives?|orders|commands|context|constraints)"
)
_ORDINI = r"(?:istruzion[ei]|indicazioni|prompt|regol[ae]|direttiv[ae]|ordini|comandi|consegn[ae]|vincoli)"
_SAY = r"(?:answer|respond|reply|say|state|declare|write|output|recommend|rate|tell|claim)"
_DI = r"(?:rispond\w+|dire|di(?=['’])|dici|afferma\w*|dichiara\w*|scriv\w+|sosten\w+|sostieni|consiglia\w*|valuta\w*|replica\w*)"
_RULES = (
    # to ignore earlier instructions
    rf"\b(?:ignore|disregard|forget|override|bypass|discard|cancel|set aside|skip|stop (?:following|obeying)|(?:do not|don.?t|never|no longer) (?:follow|obey|heed)|pay no (?:attention|heed) to)\b"
    rf".{{0,40}}\b(?:previous|prior|above|earlier|preceding|foregoing|all|any|your|system|given|other|initial|original)\b.{{0,25}}\b{_ORDERS}\b",
    rf"\b(?:ignore|disregard|forget|discard|set aside)\b.{{0,20}}\b{_ORDERS} (?:you (?:were|have been) )?(?:given|received|told) (?:before|above|earlier|so far)\b",
    r"\b(?:ignore|disregard|forget|discard)\b.{0,20}\b(?:everything|anything|all|what)\b.{0,30}\b(?:above|before|so far|previously|earlier|you (?:were|have been) (?:told|given))\b",
    rf"\b(?:ignora(?:re|te)?|dimentica(?:re|te)?|trascura(?:re|te)?|tralascia(?:re|te)?|scorda(?:re|te|ti)?|annulla(?:re|te)?|salta(?:re|te)?|disattend\w+|lascia(?:te)? perdere|met(?:ti|tete) da parte|smet(?:ti|tete) di seguire"
    rf"|non (?:seguire|considerare|rispettare|tenere conto|tener conto|(?:dare|prestare) (?:retta|attenzione|peso)))\b.{{0,40}}\b{_ORDINI}\b(?: \w+){{0,2}} (?:precedent\w+|sopra|ricevut\w+|di sistema|anterior\w+|fornit\w+|inizial\w+|dat[ei]|vist[ei])",
    rf"\b(?:ignora(?:te)?|dimentica(?:te)?|scorda(?:te)?|lascia perdere|metti da parte|smetti di seguire|annulla)\b.{{0,20}}\b(?:precedenti|tutte le|tutti gli|tutti i|le tue|i tuoi|ogni|qualsiasi) {_ORDINI}\b",
    r"\b(?:ignora(?:te)?|dimentica(?:te)?|scorda(?:te)?)\b.{0,20}\b(?:tutto|quanto|quello|cio|ogni cosa)\b.{0,30}\b(?:sopra|prima|finora|precedenza|ti e stato detto)\b",
    r"\b(?:ignora|ignore[zn]?|ignorad|olvid[ae]n?|oublie[zr]?|ignoriere(?:n sie)?|vergiss|vergessen sie|missachte|desconsidere|esqueca)\b (?:\w+ ){0,2}(?:las|les|tes|vos|tus|alle|die|deine|ihre|as|suas)\b.{0,25}"
    r"\b(?:instruc\w+|anweisung\w*|regeln|regles|reglas|regras|consignes|directives|vorgaben|ordenes)\b",
    # to take on another role
    rf"\byou are (?:now|no longer) (?:an?|bound|restricted|{_MACHINE}|dan|in (?:developer|debug|admin\w*|god))\b|\b(?:developer|jailbreak|god) mode\b|\b(?:system|admin\w*|instruction) override\b",
    r"(?:^|[.!?:;\n]\s*)(?:act|behave) as (?:an?|if you|the|though)\b.{0,30}\b(?:assistant|model|expert|admin\w*|without|unrestricted|no (?:rules|limits))|\bpretend (?:to be|that you are|you are|you have)\b.{0,30}\b(?:assistant|model|unrestricted|no |another|admin\w*)",
    r"\b(?:sei|tu sei) (?:ora|adesso) un(?:a|')? ?(?:assistente|modello|intelligenza|ia\b|ai\b)|\b(?:fingi di essere|fai finta di essere|comportati come|recita la parte di)\b.{0,30}\b(?:assistente|modello|senza (?:regole|limiti)|amministratore|un'ia)",
    # to give away the prompt
    r"\b(?:reveal|print|repeat|output|show|disclose|leak)\b.{0,25}\b(?:system prompt|your (?:instructions|prompt)|hidden prompt|the prompt)\b",
    r"\b(?:rivela|mostra|stampa|ripeti|svela)(?:re|te)?\b.{0,25}\b(?:prompt di sistema|le tue istruzioni|il tuo prompt)\b",
    # turns of a chat, and marks of a prompt
    r"(?:^|\n|[.!?] )\W*(?:system|assistant|sistema|assistente|developer)\s*(?:message|prompt|messaggio)?\s*:\s*(?:you|ignore|say|answer|reply|always|never|tu|devi|ignora|di(?=['’])|rispondi|sempre|the user|l'utente|from now|d'ora)\b",
    r"<\|?/?(?:im_?start|im_?end|system|end_?of_?text|endoftext|assistant|start_?header_?id|eot_?id)\|?>|<\|user\|>|\[/?inst\]|<<\s*/?sys\s*>>|</?(?:system|assistant|instructions?|prompt)(?: [^>]{0,40})?>",
    r"(?:^|\n)\s*#{2,}\s*(?:system|instructions?|assistant|new (?:task|instructions?)|istruzioni|sistema)\b|\b(?:end|fine) (?:of|delle|dei|del) (?:the )?(?:sources|context|prompt|fonti|contesto|documenti)\b.{0,40}\b(?:now|new|ora|nuov|you|answer|rispondi)",
    rf"\b(?:new|updated|revised|additional|final|priority|urgent) {_ORDERS}(?:\s+for (?:the )?{_MACHINE})?\s*:|\bnuov[ei] {_ORDINI}(?:\s+per (?:il |l' ?|la |gli |i )(?:{_MACHINE}))?\s*:",
    # to say something to the person asking
    rf"\b(?:as an? (?:ai|language model)|{_AI})\b(?! (?:lab|unit|cent(?:er|re)|department|course|project|tool)s?\b).{{0,40}}\b(?:must|should|shall|ha(?:s|ve) to|needs? to|is required to|are required to|will always)\b.{{0,30}}\b{_SAY}\b",
    rf"\b(?:i modelli linguistici|l'ia|le ia|l'intelligenza artificiale|se sei un(?:a |'| )(?:modello|assistente|ia|intelligenza)|{_AI})\b.{{0,40}}\b(?:deve|devono|dovra|dovranno|devi|e tenut[oa] a|sono tenut[ie] a)\b.{{0,30}}\b{_DI}\b",
    rf"\b(?:note|attention|attenzione|nota|message|messaggio|warning|avviso|instructions?|istruzioni)\b.{{0,15}}\b(?:(?:to|for|per|a|all|ai|agli|alle)\s|all'\s?)(?:any |all |the |il |la |le |gli |i |l'|ogni |tutt[ie] (?:i |gli |le )){{0,2}}{_MACHINE}\b.{{0,60}}\b(?:{_SAY}|{_DI}|ignore|ignora\w*)\b",
    rf"(?:^|[.!?\n]\s*){_MACHINE}\s*[:,]\s*(?:please |per favore )?(?:{_SAY}|{_DI}|ignore|ignora|you must|devi|never|non)\b",
    rf"\b(?:answer|respond|reply) only (?:with|that)\b|\bonly (?:answer|respond|reply) (?:with|that)\b|\brispondi (?:solo|soltanto|sempre|esclusivamente|unicamente) (?:con|che|di)\b|\b(?:from now on|henceforth)\b,? (?:you |always |every |all )?.{{0,20}}\b(?:{_SAY}|you|must)\b",
    rf"\b(?:d'ora in (?:poi|avanti)|da (?:questo momento|adesso|ora) in poi|a partire da ora)\b,? .{{0,20}}\b(?:{_DI}|devi|sei)\b",
    rf"\b(?:to|for|on) (?:any|every|each|all|whatever) questions?\b.{{0,40}}\b{_SAY}\b|\b(?:please )?{_SAY}\b.{{0,40}}\b(?:to|for) (?:any|every|whatever) (?:question|user|query|request)\b|\b{_SAY} (?:to )?the (?:user|reader) (?:that|to)\b",
    rf"\ba (?:qualsiasi|qualunque|ogni|tutte le) domand[ae]\b.{{0,40}}\b(?:rispondi|rispondete|di(?=['’])|scrivi|replica|(?:devi|dovete) {_DI})\b|\b(?:rispondi|di(?=['’])|scrivi|replica|sostieni|dichiara|afferma)\b.{{0,40}}\b(?:a (?:ogni|qualsiasi|qualunque) (?:domanda|utente|richiesta)|all'utente)\b",
    rf"\b(?:when(?:ever)?|if) (?:you(?: are|'re)? (?:being )?asked?|(?:anyone|anybody|someone|somebody|a user|the user|users?) asks?)\b.{{0,80}}\b(?:you (?:must|should|will)|please|always|just|simply|then|,) ?.{{0,15}}\b{_SAY}\b",
    r"\b(?:quando|se|qualora) (?:ti (?:viene chiesto|chiedono|domandano|si chiede)|qualcuno (?:ti )?(?:chiede|domanda)|l'utente (?:ti )?(?:chiede|domanda)|interrogat[oa])\b.{0,80}\b(?:rispondi|di(?=['’])|scrivi|afferma|dichiara|sostieni|devi)\b",
    r"\b(?:do not|don.?t|never) (?:mention|reveal|cite|disclose|quote|use) (?:this (?:instruction|note|message|order)|these instructions|the other (?:sources|documents|passages))\b|\bnon (?:menzionare|rivelare|citare|usare) (?:quest[ae] (?:istruzion[ei]|nota)|questo messaggio|le altre fonti|gli altri documenti)\b",
)  # fmt: skip
# (sets of words, numbers of rules): the rules can match only a text with a word of each set. Most have none, and finding words is fast.
_TOLD = _DI.replace("(?=['’])", "['’]") + rf"|{_SAY}|you|must|devi|sei|ignor[ae]\w*"
_MACHINES = r"ai|ias?|llms?|gpt|chatgpt|chatbots?|bots?|models?|assistants?|assistent[ei]|modell[oi]|intelligenz[ae]|(?:linguistic|artificial|virtual|digital)[oei]"
_GIVEN = (
    rf"{_ORDERS}|{_ORDINI}|instruc\w+|anweisung\w*|regeln|reglas|regles|regras|consignes|directives|vorgaben|ordenes"
)
_CUES = (
    ((_GIVEN, r"ignore[zn]?|disregard|forget|override|bypass|discard|cancel|aside|skip|follow(?:ing)?|obey(?:ing)?|heed|attention"
     r"|(?:ignora|dimentica|trascura|tralascia|scorda|annulla|salta|lascia|rivela|mostra|stampa|ripeti|svela)(?:re|te|ti)?|disattend\w+"
     r"|met(?:ti|tete)|smet(?:ti|tete)|seguire|considerare|rispettare|tenere?|dare|prestare|ignorad|olvid[ae]n?|oublie[zr]?|ignoriere|ignorieren"
     r"|vergiss|vergessen|missachte|desconsidere|esqueca|reveal|print|repeat|output|show|disclose|leak"),
     (0, 1, 3, 4, 6, 10, 11)),
    ((_GIVEN, r"new|updated|revised|additional|final|priority|urgent|nuov[ei]", r":"),
     (15,)),
    ((r"ignore|disregard|forget|discard|(?:ignora|dimentica|scorda)(?:te)?|override|mode|act|behave|pretend|sei|fingi|finta|comportati|recita",),
     (2, 5, 7, 8, 9)),
    ((r"you", r"now|longer"),
     (7,)),
    ((r"<|##|inst",),
     (13, 14)),
    ((r"(?:system|assistant|sistema|assistente|developer)(?:message|prompt|messaggio)?",
     r"you|ignore|say|answer|reply|always|never|tu|devi|ignora|di['’]|rispondi|sempre|user|utente|from|ora", r":"),
     (12,)),
    ((r"end|fine", r"sources|context|prompt|fonti|contesto|documenti"),
     (14,)),
    ((_MACHINES, rf"{_TOLD}|deve|devono|dovra|dovranno|tenut[aeoi]|never|non"),
     (16, 17, 18, 19)),
    ((r"(?:answer|respond|reply)", r"only"),
     (20,)),
    ((r"rispondi|menzionare|rivelare|citare|usare",),
     (20, 26)),
    ((r"now|henceforth|ora|momento|adesso|asks?|asked?|questions?|users?|query|request|reader|domand[ae]|domandano|utente|richiesta"
     r"|chiesto|chied\w+|interrogat[oa]", _TOLD),
     (20, 21, 22, 23, 24, 25)),
    ((r"mention|reveal|cite|disclose|quote|use", r"instructions?|note|message|order|sources|documents|passages"),
     (26,)),
)  # fmt: skip
_CUE_SETS = tuple(dict.fromkeys(itertools.chain(*(sets for sets, _ in _CUES))))
_CUE = re.compile("|".join(_CUE_SETS))
_CUE_WORD = re.compile(r"\bdi['’]|\w+|<|##|:")
# Orders without spaces, for spaced-out letters.
_SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget)(?:all|any|the|your|every|of|these|those)*(?:previous|prior|above|earlier|other|system)?(?:instructions?|prompts?|rules)"
    r"|(?:ignora|dimentica|scorda)(?:re|te)?(?:tutte|le|tutti|gli|i|ogni|tue|tuoi)*(?:precedenti)?(?:istruzioni|indicazioni|regole|direttive)"
    r"|systemprompt|youarenow|seioraun|rispondi(?:solo|sempre)|(?:answer|reply|say)(?:only|always)(?:that|with)?"
)
# Beside an order, on the same line, a sentence with one of these belongs to it.
_FURTHER = re.compile(r"\b(?:answer|respond|reply|say|output|pretend|rispondi|scrivi|replica|fingi|di(?=['’]))\b", re.I)
_SPACED = re.compile(r"(?:\b\w[\s.\-_*·|/]{1,3}){5,}\w\b")
_LOOKALIKES = str.maketrans(  # Cyrillic and Greek letters that look like Latin ones
    "авсԁеһіјкӏмнорԛѕтуԝхɡαβεικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВСЕНІЈКМОРЅТХУ",
    "abcdehijklmhopqstywxgabeikvoptuxwabezhikmnoptyxabcehijkmopstxy",
)
# A word with Latin letters and others that look like them.
_MIXED = re.compile(r"\w*(?:[A-Za-z][\u0370-\u04ff\u0500-\u052f]|[\u0370-\u04ff\u0500-\u052f][A-Za-z])\w*")
_DIGITS = str.maketrans("013457@$", "oieastas")
_DIGIT_IN_WORD = re.compile(r"[^\W\d_][013457@$]|[013457@$][^\W\d_]")
_ENCODED = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")


def find_instruction(text: str) -> str:
    """The words by which a text instructs a language model, without disguise; "" if there are none."""
    for plain in _without_disguise(text):
        # The leftmost match, as one pattern of all these rules would find; compiling one for each set of rules takes longer.
        if matches := [match for number in sorted(_cued(plain)) if (match := _rule(number).search(plain))]:
            return min(matches, key=re.Match.start).group().strip()
    for run in _SPACED.findall(text):
        if found := _SQUEEZED.search(re.sub(r"[\W_]", "", fold(run))):
            return found.group()
    return ""


def _cued(folded: str) -> frozenset[int]:
    """The numbers of the rules that the words of a folded text allow."""
    found = set[str]().union(*map(_cue_sets, set(_CUE_WORD.findall(folded))))
    return frozenset().union(*(rules for sets, rules in _CUES if found.issuperset(sets)))


@cache
def _rule(number: int) -> re.Pattern[str]:
    """The pattern of a rule, for folded text."""
    return re.compile(_RULES[number])


@lru_cache(maxsize=100_000)
def _cue_sets(word: str) -> frozenset[str]:
    """The sets of `_CUES` that a word is in."""
    if not _CUE.fullmatch(word):
        return frozenset()
    return frozenset(words for words in _CUE_SETS if re.fullmatch(words, word))


def undisguised(text: str) -> str:
    """A text in the letters of one script: without invisible characters, lookalikes and spaced-out letters."""
    if text.isascii() and not _SPACED.search(text):
        return text
    written = unicodedata.normalize("NFC", "".join(char for char in text if unicodedata.category(char) != "Cf"))
    written = _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), written)
    return _SPACED.sub(_joined, written)


def _joined(spaced: re.Match[str]) -> str:
    """Spaced-out letters joined to words, which wider gaps separate, or spaces if other signs separate the letters."""
    between = r"\s+" if re.search(r"[^\w\s]", spaced[0]) else r"\s{2,}"
    return " ".join(re.sub(r"[\W_]", "", word) for word in re.split(between, spaced[0]))


def _without_disguise(text: str) -> list[str]:
    """The folded readings of a text without invisible characters, lookalikes, digits for letters and encodings."""
    unseen = {} if text.isascii() else {ord(char): None for char in set(text) if unicodedata.category(char) == "Cf"}
    visible = text.translate(unseen) if unseen else text
    joined = re.sub(r"(\w)-\n(\w)", r"\1\2", visible)
    one_line = re.sub(r"[ \t]*\n[ \t]*", " ", joined)
    versions = [fold(joined), fold(one_line)]
    if not one_line.isascii() and re.search(r"[a-z]", one_line, re.I):
        latin = one_line.translate(_LOOKALIKES)
        versions += [fold(latin)] if latin != one_line else []
    if _DIGIT_IN_WORD.search(one_line):
        versions.append(re.sub(r"\S*[^\W\d_]\S*", lambda word: word[0].translate(_DIGITS), versions[-1]))
    versions += [fold(decoded) for found in _ENCODED.findall(text) if (decoded := _decoded(found))]
    return list(dict.fromkeys(versions))


def _decoded(text: str) -> str:
    """The words that a text in base64 encodes; "" if it encodes none."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return found if found.isprintable() and " " in found else ""


def instruction_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences that instruct a language model, in order, not overlapping. An order may be split in two or three."""
    if not find_instruction(text):
        return []
    spans = sentences(text)
    marked = {at for at, (start, end) in enumerate(spans) if find_instruction(text[start:end])}
    for size in (2, 3):
        for at in range(len(spans) - size + 1):
            parts = range(at, at + size)
            if not marked.intersection(parts) and find_instruction(text[spans[at][0] : spans[at + size - 1][1]]):
                marked.update(parts)
    if not marked:
        return [(0, len(text))]
    for at in (*range(1, len(spans)), *range(len(spans) - 2, -1, -1)):
        (before, after) = sorted((spans[at], spans[at - 1] if at - 1 in marked else spans[min(at + 1, len(spans) - 1)]))
        is_beside = (at - 1 in marked or at + 1 in marked) and "\n" not in text[before[1] : after[0]]
        if is_beside and _FURTHER.search(text[slice(*spans[at])]):
            marked.add(at)
    found = []
    for _, run in itertools.groupby(sorted(marked), key=lambda at, count=itertools.count(): at - next(count)):  # type: ignore[misc]
        ats = list(run)
        found.append((spans[ats[0]][0], spans[ats[-1]][1]))
    return found


def without_instructions(text: str) -> str:
    """A text without the sentences that instruct a language model."""
    for start, end in reversed(instruction_spans(text)):
        text = f"{text[:start]} {text[end:]}"
    return text.strip()
