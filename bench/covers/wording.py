"""Wording of generated front pages: names, titles, universities, degrees and dates in Italian and English, all made up from lists."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from bench.covers.name_lists import names_of

_GLOSSARY = Path(__file__).parent.parent.parent / "kb" / "subjects" / "data" / "glossary.csv"
_PLACES = Path(__file__).parent.parent.parent / "kb" / "subjects" / "data" / "places.csv"
_LOCALES = ("it_IT",) * 8 + (
    "en_GB",
    "en_US",
    "de_DE",
    "fr_FR",
    "es_ES",
    "nl_NL",
    "pt_PT",
    "tr_TR",
    "en_IN",
    "pl_PL",
    "no_NO",
    "en_PK",
    "ro_RO",
    "da_DK",
)

_HEADS = {
    "it": "Analisi|Studio|Progettazione|Progettazione e sviluppo|Sviluppo|Valutazione|Realizzazione|Implementazione|Confronto|Modellazione|Ottimizzazione"
    "|Simulazione|Sperimentazione|Validazione|Un metodo per la valutazione|Tecniche|Strumenti|Metodi|Un approccio|Un'analisi|Verso un modello|Il ruolo"
    "|La gestione|Linee guida per l'uso|Estensione|Stima|Previsione|Classificazione automatica|Un sistema per il controllo|Un'applicazione per la gestione"
    "|Riconoscimento|Monitoraggio|Il recupero|La rigenerazione|Mappatura|Caratterizzazione|Integrazione|Ricostruzione|Sintesi",
    "en": "Analysis|A study|Design|Design and development|Development|Evaluation|Assessment|Implementation|Comparison|Modelling|Optimisation|Simulation"
    "|An investigation|Towards a theory|The role|Managing the use|Estimation|Prediction|Automatic classification|A framework for the analysis"
    "|Exploring the effects|Understanding the dynamics|Detection|Monitoring|A tool for the assessment|Measuring the impact|Preferences|Evidence"
    "|Characterisation|Integration|Automated generation|Perception|Effects|Determinants|Applications",
}  # fmt: skip
_OF = {
    "it": ("di {}", "della {}", "dei {}", "del {}", "sulla {}", "per {}"),
    "en": ("of {}", "for {}", "of the {}", "on {}"),
}
_LINKS = {
    "it": ("in {}", "attraverso {}", "per {}", "nel contesto di {}", "basata su {}", "con {}", "tra {} e {}", "in ambito di {}", "a {}", "mediante {}", "e {}", "sul territorio di {}"),
    "en": ("in {}", "through {}", "for {}", "in the context of {}", "based on {}", "with {}", "between {} and {}", "using {}", "and {}", "from {}", "under {}", "across {}"),
}  # fmt: skip
_PREFIXES = ("", "", "", "", "", "", "{n}: ", "{N}: ", "{N} - ", "{n}, ")
_SUBTITLES = {
    "it": ("il caso di {p}", "un caso di studio a {p}", "una proposta per {p}", "stato dell'arte e prospettive", "un'analisi di {w}", "{w} e {w}", "tra {w} e {w}", "il ruolo di {w}"),
    "en": ("the case of {p}", "a case study in {p}", "evidence from {p}", "state of the art and outlook", "an analysis of {w}", "{w} and {w}", "between {w} and {w}", "a {w} perspective"),
}  # fmt: skip
_SUBJECTS = {
    "it": "Ingegneria Informatica|Ingegneria Gestionale|Informatica|Architettura|Design della Comunicazione|Scienze Statistiche|Economia e Finanza|Fisica|Matematica"
    "|Ingegneria Civile|Urbanistica|Scienze Ambientali|Sociologia|Scienze della Formazione|Psicologia|Giurisprudenza|Biologia|Chimica|Lettere Moderne|Ingegneria Biomedica"
    "|Ingegneria Energetica|Scienze Politiche|Informatica per le Imprese Digitali|Comunicazione|Beni Culturali|Intelligenza Artificiale|Sicurezza dei Sistemi e delle Reti|Elettronica e Telecomunicazioni"
    "|Lingue e Letterature Straniere|Marketing e Management|Servizio Sociale|Scienze e Tecnologie Alimentari|Ingegneria Meccanica|Data Science",
    "en": "Computer Science|Management Engineering|Architecture|Statistics|Economics|Physics|Mathematics|Civil Engineering|Urban Planning|Environmental Science|Sociology"
    "|Education|Psychology|Law|Biology|Chemistry|Biomedical Engineering|Energy Engineering|Political Science|Artificial Intelligence|Data Science|Public Policy"
    "|Software Engineering|Electrical Engineering|Human-Computer Interaction|Finance|Machine Learning|Sustainable Development|Information Systems|Geography|Computing",
}  # fmt: skip
_CITIES = "Milano Torino Roma Napoli Bologna Padova Pavia Pisa Firenze Genova Trento Bari Catania Parma Verona Bergamo Brescia Siena Udine Salerno Perugia Ferrara Modena Trieste Palermo Cagliari Lecce Ancona".split()
_TOWNS = "Leeds Bristol York Glasgow Dublin Utrecht Leiden Uppsala Lund Bergen Graz Zurich Geneva Bonn Lisbon Porto Madrid Valencia Nairobi Lagos Toronto Boston Auckland Sydney Warsaw Prague Helsinki Tartu Lahore Delhi".split()
MONTHS = {
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


@cache
def glossary() -> tuple[tuple[str, str], ...]:
    """Pairs of Italian and English words."""
    with _GLOSSARY.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["italian"].split(";")[0].strip(), row["english"].split(";")[0].strip()) for row in csv.DictReader(file)
        )


@cache
def places() -> tuple[str, ...]:
    """Names of places."""
    with _PLACES.open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))


@cache
def _names(locale: str) -> tuple[list[str], list[str]]:
    return names_of(locale, ("first_names", "first_names_male", "first_names_female")), names_of(
        locale, ("last_names", "last_names_male", "last_names_female")
    )


@dataclass(frozen=True)
class Wording:
    """Draws the words of one document; `language` is it or en."""

    random: Random
    language: str

    def choose(self, italian: str, english: str) -> str:
        """One of the alternatives, separated by "|", of the document's language."""
        return self.random.choice((italian if self.language == "it" else english).split("|"))

    def word(self) -> str:
        """A word of the glossary, sometimes with an additional adjective or noun."""
        pair = self.random.choice(glossary())
        word = pair[0] if self.language == "it" else pair[1]
        return (
            f"{word} {self.random.choice(glossary())[0 if self.language == 'it' else 1]}"
            if self.random.random() < 0.35
            else word
        )

    def title(self) -> str:
        """A title of 2 to 40 words."""
        r = self.random
        if r.random() < 0.25:
            title = f"{self.word()} {self.choose('e|nella|per la|senza|con|nei|tra', 'and|in|for|without|with|as|in the age of')} {self.word()}"
        else:
            title = f"{r.choice(_HEADS[self.language].split('|'))} {r.choice(_OF[self.language]).format(self.word())}"
        for _ in range(r.choice((0, 0, 1, 1, 1, 2, 2, 3, 4))):
            place = r.choice((self.word, self.word, lambda: r.choice(places()), self.acronym))
            title += " " + r.choice(_LINKS[self.language]).format(place(), self.word())
        if r.random() < 0.2:
            title += (": " if r.random() < 0.8 else ". ") + self.subtitle()
        title = r.choice(_PREFIXES).format(n=self.acronym().title(), N=self.acronym()) + title
        if r.random() < 0.04:
            title = self.word() if r.random() < 0.5 else f"{self.word()} {r.randint(1, 40)}"
        title = title[0].upper() + title[1:] + ("?" if r.random() < 0.04 else "")
        return _cased(title, r)

    def subtitle(self) -> str:
        """A subtitle, in lower case."""
        return self.random.choice(_SUBTITLES[self.language]).format(p=self.random.choice(places()), w=self.word())

    def acronym(self) -> str:
        """Capital letters that name a system or a method."""
        return "".join(self.random.choice("ABCDEGILMNOPRSTV") for _ in range(self.random.randint(2, 5)))

    def person(self, *, titled: bool = False) -> str:
        """A name as covers print it: in any order, in capitals, with a particle, an initial or an academic title."""
        r = self.random
        given, family = _names(
            r.choice(_LOCALES) if self.language == "it" or r.random() < 0.5 else r.choice(_LOCALES[8:])
        )
        first = r.choice(given) + (f" {r.choice(given)}" if r.random() < 0.12 else "")
        last = r.choice(family) if family else r.choice(_names("it_IT")[1])
        if r.random() < 0.1:
            last = f"{r.choice(('De', 'Di', 'Del', 'Della', 'della', 'Lo', 'Van der', 'von', 'Dal'))} {last}"
        if r.random() < 0.1:
            last = f"{last} {r.choice(_names('it_IT')[1])}"
        if r.random() < 0.1:
            first = first[0] + "." if r.random() < 0.6 else f"{first} {r.choice('ABCDEGLMPRS')}."
        style = r.random()
        name = (
            f"{first} {last}"
            if style < 0.8
            else f"{last} {first}"
            if style < 0.88
            else f"{first} {last.upper()}"
            if style < 0.95
            else f"{last.upper()} {first}"
        )
        if r.random() < 0.12:
            name = name.upper()
        if titled and r.random() < 0.85:
            name = (
                self.choose(
                    "Prof.|Prof.ssa|Prof.|Dott.|Dott.ssa|Ing.|Chiar.mo Prof.|Chiar.ma Prof.ssa|Prof. Ing.|Dr.",
                    "Prof.|Dr.|Prof. Dr.|Professor|Dr.|Mr.|Ms.",
                )
                + " "
                + name
            )
            name += r.choice(("", "", "", "", ", PhD", " Ph.D."))
        return name

    def university(self) -> str:
        """A university's name, sometimes in capitals."""
        r = self.random
        city = r.choice(_CITIES)
        italian = f"Università degli Studi di {city}|Università degli Studi di {city}|Università di {city}|Politecnico di {city}|Università della {r.choice(places())}|Alma Mater Studiorum · Università di {city}|Libera Università di {city}|Università Cattolica di {city}"
        town = r.choice(_TOWNS)
        english = f"University of {town}|{town} University|{town} University of Technology|{town} Institute of Technology|The University of {town}|{town.upper()} COLLEGE|Universidad Politécnica de {town}|{r.choice(_names('en_GB')[1])} University|Technical University of {town}|Politecnico di {city}|Università degli Studi di {city}"
        name = self.choose(italian, english)
        return name.upper() if r.random() < 0.4 else name

    def school(self) -> str:
        """A school, faculty or department."""
        subject = self.subject()
        name = self.choose(
            f'Dipartimento di {subject}|Dipartimento di {subject} e {self.subject()}|Scuola di {subject}|Facoltà di {subject}|Scuola di Ingegneria Industriale e dell\'Informazione|DIPARTIMENTO DI {subject.upper()}|Dipartimento di {subject} "{self.person()}"|Scuola di Scienze',
            f"Department of {subject}|School of {subject}|Faculty of {subject}|DEPARTMENT OF {subject.upper()}|Faculty of Science|Institute of {subject}|School of Engineering|Department of {subject} and {self.subject()}",
        )
        return name.upper() if self.random.random() < 0.15 else name

    def subject(self) -> str:
        """The subject of a degree programme."""
        return self.random.choice(_SUBJECTS[self.language if self.random.random() < 0.85 else "en"].split("|"))

    def programme(self) -> str:
        """A degree programme."""
        subject = self.subject()
        name = self.choose(
            f"Corso di Laurea in {subject}|Corso di Laurea Magistrale in {subject}|Corso di Laurea Triennale in {subject}|Corso di Studi in {subject}|Laurea Magistrale in {subject}|Corso di laurea in {subject} (Classe L-{self.random.randint(1, 40)})|CORSO DI LAUREA IN {subject.upper()}|Master of Science in {subject}|Dottorato di Ricerca in {subject} - XXXV ciclo|Master di II livello in {subject}",
            f"Master of Science in {subject}|Bachelor of Science in {subject}|MSc {subject}|Master's Programme in {subject}|Degree Programme in {subject}|M.Sc. in {subject}|BSc (Hons) {subject}|Master in {subject}|Doctoral Programme in {subject}|Bachelor's Degree in {subject}|MASTER OF SCIENCE",
        )
        return name.upper() if self.random.random() < 0.12 else name

    def degree(self) -> str:
        """The line that says that this is a thesis."""
        name = self.choose(
            "Tesi di Laurea|Tesi di Laurea Magistrale|Tesi di laurea triennale|Tesi di Laurea in {s}|Tesi magistrale|Elaborato finale|Prova finale|Tesi di Dottorato|Elaborato di laurea|Tesi di Laurea Sperimentale|Relazione di tirocinio|Tesi di Master|Tesina di {s}",
            "Master's Thesis|Bachelor's Thesis|Master Thesis|Bachelor Thesis|Thesis|PhD Thesis|Doctoral Dissertation|Final Year Project|Final Year Project Report|Master Thesis in {s}|M.Sc. Thesis|Undergraduate Thesis|Final Report|Capstone Project|Senior Thesis|Executive Summary of the Thesis|Dissertation",
        ).format(s=self.subject())
        return name.upper() if self.random.random() < 0.25 else name

    def formula(self) -> str:
        """The sentence by which a thesis is submitted."""
        subject, university = self.subject(), self.university()
        return self.choose(
            f"Tesi presentata per il conseguimento del titolo di dottore in {subject}|Tesi di laurea discussa presso l'{university}|Elaborato presentato per il conseguimento della laurea in {subject}",
            f"A thesis submitted in partial fulfillment of the requirements for the degree of Master of Science in {subject}|In partial fulfilment of the requirements for the degree of Bachelor of Science|Submitted to the Department of {subject} in partial fulfillment of the requirements for the MSc degree of {university}|A dissertation presented to the {university} for the award of Doctor of Philosophy|Master Thesis Presented to the Department of {subject} at the {university}|Thesis submitted for the degree of MSc in {subject}",
        )

    def year(self) -> int:
        """A year from 2004 to 2026."""
        return self.random.randint(2004, 2026)

    def date(self, year: int) -> str:
        """The line with the date: an academic year, a session, a month or a day."""
        r = self.random
        short, long = (
            f"{year - 1}-{year % 100:02}",
            r.choice((f"{year - 1}/{year}", f"{year - 1}-{year}", f"{year - 1} / {year}", f"{year - 1} – {year}")),
        )
        month, day, city = (
            r.choice(MONTHS[self.language]),
            r.randint(1, 28),
            r.choice(_CITIES if self.language == "it" else _TOWNS),
        )
        return self.choose(
            f"Anno Accademico {long}|Anno Accademico {long}|Anno Accademico {long}|A.A. {long}|A.A. {short}|a.a. {long}|Anno accademico: {long}|{city}, {month} {year}|{month.title()} {year}|{day} {month} {year}|Sessione autunnale - Anno Accademico {long}|{long}|{year}|ANNO ACCADEMICO {long}",
            f"Academic Year {long}|Academic year: {long}|{month} {year}|{month} {year}|{month} {day}, {year}|{day} {month} {year}|{day}th {month} {year}|{city}, {month} {year}|{year}|AY {long}|Spring {year}|Date: {month} {day}, {year}|{month.upper()} {year}",
        )

    def organisation(self) -> str:
        """A non-profit, a company, a municipality."""
        r = self.random
        return self.choose(
            f"Comune di {r.choice(places())}|Fondazione {r.choice(_names('it_IT')[1])}|Associazione {self.word().title()} ODV|Cooperativa {self.word().title()}|{r.choice(_names('it_IT')[1])} S.r.l.|{self.acronym()} S.p.A.|Regione {r.choice(places())}|{self.acronym()}",
            f"{self.word().title()} Foundation|{self.acronym()}|{r.choice(_names('en_GB')[1])} Ltd|Municipality of {r.choice(places())}|The {self.word().title()} Network|{self.word().title()} Association|Ministry of {self.word().title()}",
        )

    def sentence(self) -> str:
        """A sentence of prose, 8 to 25 words."""
        r = self.random
        small = (
            "il la di che è per con una nel dei questo sono tra da come si ha alla"
            if self.language == "it"
            else "the of that is for with a in these are between from as we has to this our"
        )
        words = [r.choice(small.split()) if r.random() < 0.45 else self.word() for _ in range(r.randint(5, 15))]
        text = " ".join(words)
        return text[0].upper() + text[1:] + "."

    def prose(self, sentences: int) -> str:
        """A paragraph."""
        return " ".join(self.sentence() for _ in range(sentences))


def _cased(title: str, random: Random) -> str:
    style = random.random()
    if style < 0.2:
        return title.upper()
    if style < 0.45:
        return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in title.split(" "))
    return title


_SMALL: Sequence[str] = (
    "di della dei del sulla per in attraverso nel con tra e a of for the on and through between using a".split()
)
