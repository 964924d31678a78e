"""Generic words of front pages in Italian, English and other languages, for the features of lines."""

import re

from kb.text.normalise import fold

# Roles and the words that announce them, as printed before or above a name; matched on folded text.
ROLES = (
    ("co-supervisor", r"co[\s-]*relat(?:or[ei]|ric[ei])|correlat(?:or[ei]|ric[ei])|co[\s-]*supervis(?:ors?|ed by)|co[\s-]*advis(?:ors?|ed by|ers?)|second (?:supervisor|advisor)"
     r"|secondo relatore|co[\s-]*tutors?|co[\s-]*director|co[\s-]*promot[eo]r|tutor (?:aziendale|esterno)|(?:company|external|industrial|business) (?:tutor|supervisor|advisor)"
     r"|(?:supervisore|tutore) (?:aziendale|estern[oa])|co[\s-]*directeurs?|co[\s-]*encadrant\w*|coorientador\w*|referente aziendale|(?:assistant|associate) (?:supervisor|advisor)s?|relator[ei] aggiunt[oi]|zweit\w*(?:betreuer|gutachter)\w*|daily supervisor"),
    ("examiner", r"(?:first |second |external |internal )?examin(?:ers?|ed by)(?:\(s\))?|contro[\s-]*relator[ei]|contro[\s-]*relatrice|revisor[ei]|second readers?|thesis committee|commissione"
     r"|committee members?|opponents?|president[ei]|reviewers?"),
    ("supervisor", r"(?:responsabil[ei]|coordinator[ei]|coordinatrice) scientific[oaih]+|responsabil[ei] (?:di|del) (?:progetto|ricerca)|project (?:leader|coordinator)s?|scientific (?:lead|coordinator)|principal investigator|(?:chiar\.?m[oa] )?relator[ei](?: (?:di )?tesi)?|relatric[ei]"
     r"|(?:\w+ )?supervis(?:ors?|ed by|ore|ori|ione)(?:\(s\))?(?: della ricerca)?|(?:thesis |academic |faculty |project )?advis(?:ors?|ed by|ers?)(?:\(s\))?|tutor(?:s|e|i)?(?: accademic[oi]| universitari[oi]| interno)?"
     r"|first supervisor|promot[eo]rs?|(?:thesis )?directed by|(?:thesis )?director[aes]*(?: de (?:la )?tesis)?|directeur(?: de these)?|(?:these |memoire )?dirigee? par|encadrant\w*|orientador\w*|docente relatore|betreuer(?:in)?|erstgutachter(?:in)?|gutachter(?:in)?|tutrice"
     r"|under the (?:supervision|guidance|direction) of|guide"),
    ("contact", r"(?:the |il |la )?(?:coordinat(?:or[ei]?|rice)|(?:chair|head)(?= of the | *:| *$))(?: (?:del|of the)(?: (?:dottorato|corso|programma|collegio|phd|ph\.d|doctoral|degree|course|program(?:me)?|school|committee|di|dei docenti|ricerca)\b\.?)+)?|(?:programme )?coordinators?|contatt[oi]|referent[ei]|contact(?: person)?"),
    ("teacher", r"docent[ei]|teachers?|instructors?|lecturers?|professore del corso|titolare del corso|esercitat(?:or[ei]|rice)|teaching assistants?|prof(?:essori|essore|essors?|\.(?:ssa)?)?(?= *:)"),
    ("author", r"alliev[oaie]|candidat[oaie](?:\(s\))?|candidates?|laureand[oaie]|dottorand[oaie]|presentat[oa] da|autor[ei]|autric[ei]|authors?(?:\(s\))?|(?:(?:a |this )?(?:thesis|dissertation|report|project) )?submitted (?:\w+ ){0,4}by|participant(?= *:)|partecipante(?= *:)|corsista(?= *:)|student[ei]|studentess[ae]|students?(?: name)?"
     r"|tesi di(?= *:| *$)|tesi (?:di (?:laurea|dottorato)|magistrale|triennale)(?: magistrale| triennale)? di(?= *:| *$)|(?:relazione della )?prova finale di(?= *:| *$)|(?:tesi|elaborato) di (?:laurea|dottorato)(?: magistrale| triennale| specialistica)? di(?= [a-z'’]+ (?:[a-z'’]+ )?[a-z'’]+$)(?! (?:primo|secondo|ricerca)\b)|(?:(?:ph\.?d|doctoral|master(?:'s|’s)?|m\.?sc|bachelor(?:'s|’s)?) )?(?:thesis|dissertation) (?:of(?= *:| *$)|by)|elaborat[oi] (?:finale )?di(?= *:| *$)|elaborat[oi] da"
     r"|written by|presented by|prepared by|realizzat[oa] da|redatt[oa] da|a cura di|by(?= *:|$| (?=[a-z]+ [a-z]))|di(?= *:|$)|da(?= *:|$)|von|par|realise par|name(?= *:)|nome(?: e cognome)?(?= *:)|author name|presenters?|speakers?|relazione di(?= *:|$)|svolt[oa] da|gruppo di (?:lavoro|ricerca|progetto)(?= *:| *$)|(?:research |project )?team(?: di (?:ricerca|progetto))?(?= *:)|autor(?:in|a|en|es)?(?= *:| *$)|verfasser(?:in)?|auteure?s?(?= *:| *$)|(?:vorgelegt|eingereicht|erstellt|verfasst) von|(?:these |memoire )?(?:presentee?|soutenue?|redigee?)(?: et (?:presentee?|soutenue?))?(?: publiquement)? par|presenta(?= *:)|apresentad[oa] por"),
)  # fmt: skip
ROLE = re.compile("|".join(f"(?P<r{at}>(?:{pattern})(?![a-z'’]))" for at, (_, pattern) in enumerate(ROLES)))

_MONTHS = (
    "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marz|juni|juli|oktober|dezember"
)
YEAR = r"(?:19[5-9]\d|20[0-3]\d)"

# Kinds of words on front pages by name; matched on folded text.
CLASSES = {
    name: re.compile(pattern)
    for name, pattern in {
        "university": r"\b(?:universit\w+|politecnic\w+|polytechni\w*|politecnica|alma mater|ateneo|college|eth|epfl|\w*hochschule|ecole|studiorum|degli studi|scuola (?:normale|superiore)|institute of technology|academy|accademia)\b",
        "school": r"\b(?:scuola d\w+|school of|facult\w+|facolta|facultad|fakultat|escuela|scuola)\b",
        "department": r"\b(?:dipartiment\w+|departe?ment\w*|departamento|dip\.|institut[eo]?|istituto|centro|centre|center|laborator\w+|division|section|unit|unita|area)\b",
        "course": r"\b(?:cors[oi] di (?:laurea|studi\w*|dottorato|diploma)|corso di|cds|programme?|degree (?:course|program\w*)|classe|ciclo|curriculum|indirizzo|course of study|studiengang|major)\b|\bl[ -]?(?:m[ -]?)?\d\d\b",
        "degree": r"\b(?:laurea|degrees?|bachelor\w*|master\w*|magistrale|triennale|specialistica|b\.? ?sc|m\.? ?sc|mba|ph\.? ?d|doctor\w*|dottorat\w+|undergraduate|graduate|postgraduate|laurea magistrale|licenciatura|diplom\w*|honou?rs|m\.?eng|b\.?eng|capstone)\b",
        "thesis": r"\b(?:tesi|tesina|thes[ei]s|dissertation\w*|elaborato|prova finale|final (?:year )?project|abschlussarbeit|\w+arbeit|memoire|executive summary|trabajo fin|relazione finale|project work|tirocinio|internship)\b",
        "formula": r"\b(?:submitted|partial|fulfil\w*|requirements?|presented to|presentat[oa]|award of|conseguimento|in candidacy|discuss\w+)\b",
        "course work": r"\b(?:esercita\w+|esercizi\w*|appunti|dispens[ae]|appello|prova scritta|docent[ei]|lezion[ei]|lectures?|slides?|syllabus|homework|exercises?|tutorials?|workshops?|lessons?|laborator(?:io|y)|lab|assignment|notes|handout|training|seminar\w*|modul[eo]|quiz|exam|esame|temi? d'esame|formulari\w*|corso|course|guidelines|summer school|unit|week)\b",
        "report": r"\b(?:reports?|rapporto|relazione|annual\w*|policy|brief|white ?paper|bilancio|sociale|project|progetto|deliverable|handbook|manual\w*|guide|guida|linee guida|booklet|strategy|piano|plan|proposal|evaluation|carta|documentazione|survey|indagine|working paper|statistic\w*|final report|toolkit|assessment|proceedings)\b",
        "project": r"\b(?:awards?|bando|partners?|partenariato|responsabil[ei] (?:scientific\w+|di progetto|del progetto)|principal investigator|grants?|work ?packages?|capofila|beneficiar\w+|(?:dipartimenti|departments) (?:coinvolti|involved)|cofinanziat\w+|funded)\b",
        "organisation": r"\b(?:s\.?r\.?l|s\.?p\.?a|s\.?n\.?c|onlus|odv|aps|ets|foundation|fondazione|associazione|association|cooperativa|comune|municipality|regione|ministero|ministry|consorzio|gmbh|ltd|inc|llc|ngo|ong|unione|union|bank|banca|agency|agenzia|council|commission\w*|group|network|lab|centre|osservatorio|program)\b",
        "date": rf"\b(?:{_MONTHS})\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)?\d\d\b",
        "year": rf"\b{YEAR}\b",
        "academic year": rf"\b(?:anno acc\w*|a\. ?a\.|aa|academic year|ay|ss|ws|session[ei]?|appello|anno)\b|\b{YEAR} ?[/\-–—] ?(?:20)?\d\d\b",
        "number of a student": r"\b(?:matr\w*|mat\.|student (?:id|number|no)|id|reg\w*\.? no|n\.|numero|identification|badge|codice persona|cwid|s\d{5,})\b|\b\d{5,}\b",
        "heading": r"^(?:(?:\d+|[ivx]+|capitolo|chapter|section|parte|part|appendi\w+)\b.{0,6}|)(?:abstract|sommario|riassunto|sintesi|summary|indice|contents|table of contents|introduzione|introduction|premessa|preface|prefazione|acknowledg\w+|ringraziamenti|conclusion\w*|bibliogra\w+|references|executive summary|background|keywords?|parole chiave|declaration|dichiarazione|agenda|outline|overview|obiettivi|objectives|capitolo|chapter|list of \w+|elenco delle \w+)\b",
        "numbered": r"^(?:capitolo |chapter )?(?:\d{1,2}|[ivx]{1,4})(?:\.\d+)*[.)]?\s+\D",
        "title label": r"^(?:tit(?:olo|le)|oggetto|subject|topic)\b",
        "person title": r"\b(?:prof\w*|dott\w*|dr|drs|ing|arch|avv|chiar\w*|phd|mr|mrs|ms|sig\w*|ir)\b\.?",
        "article": r"^(?:un|una|uno|il|lo|la|i|gli|le|l|a|an|the|towards?|verso)\b",
        "link": r"@|\bwww\.|https?:|\bdoi\b|\.(?:it|com|org|edu|eu|gov)\b",
        "file": r"\.(?:docx?|pdf|tex|pptx?|md|csv|py|html?)\b",
        "law": r"\b(?:copyright|©|licen[sc]\w+|rights reserved|creative commons|confidential|isbn|issn|draft|bozza|version\w*|v\d|rev\w*|not for|released)\b",
        "verb": r"\b(?:is|are|was|were|has|have|can|will|we|this|that|e|sono|era|ha|hanno|si|viene|che|which|these|questo|questa|our|their|dei|my|your|please|non|not)\b",
        "dash": r"\s[–—-]\s",
        "function word": r"\b(?:of|the|and|for|in|to|with|on|from|by|di|del|della|dei|delle|per|con|nel|nella|su|sul|e|al|alla|da|a|degli|dell|attraverso|through|tra|using|via|based)\b",
    }.items()
}  # fmt: skip


def role_of(text: str) -> tuple[str, int]:
    """(role that a folded text begins with, end of the words for it), or ("", 0)."""
    match = ROLE.match(text)
    if not match:
        return "", 0
    role = next(name for at, (name, _) in enumerate(ROLES) if match[f"r{at}"] is not None)
    return role, match.end()


# Kinds of words that a title seldom has.
FORMAL = (
    "university", "school", "department", "course", "degree", "thesis", "formula", "date", "academic year", "number of a student", "link", "law",
)  # fmt: skip


def is_formal(text: str) -> bool:
    """Whether a line has words of the formal part of a front page: a university, a degree, a role, a date."""
    folded = fold(text).strip()
    return bool(role_of(folded)[0]) or any(CLASSES[name].search(folded) for name in FORMAL)
