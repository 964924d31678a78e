"""Stop words of Italian and English. Pure."""

# Function and question words, also as they are typed: "perchè", "piu". The tokenizer splits elisions and contractions, so
# "dell'acqua" contributes "dell", "cos'è" "cos" and "doesn't" "doesn".
STOPWORDS = {
    "it": frozenset(
        "a ad al allo alla ai agli alle all anche ancora avere aveva avevano c che chi ci ciascun ciascuna ciascuno cio cioè"
        " ciò coi col come con contro cosa cosi così cui d da dagli dai dal dall dalla dalle dallo degli dei del dell della"
        " delle dello dentro di dopo dove due durante e è ed era erano esse essere essi fa fare fatto fra fu furono già gli"
        " ha hai hanno ho i il in io l la le lei li lo loro lui ma me mentre mi mio n ne negli nei nel nell nella nelle nello"
        " no noi non nostro o ogni oppure per perché però più po poi possa possono presso prima può puó qual quale quali"
        " qualche quando quant quanta quante quanti quanto quel quell quella quelle quelli quello quest questa queste questi"
        " questo qui quindi s sarà se sei secondo sempre senza si sia siano siamo sono sopra sotto sta stata state stati stato"
        " su sua sue sugli sui sul sull sulla sulle sullo suo suoi t te tra tu tua tutta tutte tutti tutto un una uno un v vi"
        " viene vengono voi perche perchè cioe gia piu puo com cos dov quand".split()
    ),
    "en": frozenset(
        "a about after all also am an and any are as at be because been before being between both but by can could d did do"
        " does doing for from further had has have having he her here hers him his how i if in into is it its itself just ll"
        " m many me might more most much must my no nor not of off on once only or other our out over own re s same shall she"
        " should so some such t than that the their theirs them then there these they this those through to too under until"
        " up us ve very was we were what when where which while who whom whose why will with would you your aren couldn didn doesn don hadn hasn haven isn shouldn wasn weren won wouldn".split()
    ),
}

# Stop words of the other language that mean something in this one.
_MEANINGFUL = {"it": frozenset[str](), "en": frozenset("ai due era fare state".split())}


def without_terms(language: str) -> frozenset[str]:
    """The words that have no index term in a language: its stop words, and those of the other language that mean nothing in it.

    Texts are indexed in both languages, and the stem of a word may be a stop word of the other one: "ore" has that of "or", "cani" of
    "can". Single letters may always mean something, "vitamin C".
    """
    others = frozenset[str]().union(*(words for other, words in STOPWORDS.items() if other != language))
    return STOPWORDS[language] | {word for word in others - _MEANINGFUL[language] if len(word) > 1}
