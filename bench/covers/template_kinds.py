"""Generated theses and reports by the templates of technical universities: official covers, summaries, doctoral theses, design schools, awards."""

from collections.abc import Sequence

from bench.covers.further_kinds import spread, table_rows
from bench.covers.layouts import Layout, Part, Row

Pairs = Sequence[tuple[str, str, Part]]


def _members(make: Layout, *, advisors: Sequence[str] = ()) -> list[tuple[str, str, Part]]:
    """(label, value, part) of author, student number, advisor, co-advisors and academic year, as a form lists them."""
    r, w = make.random, make.words
    several = len(make.authors) > 1
    author = w.choose(
        "Autori|Studenti" if several else "Autore|Studente|Candidato",
        "Authors|Students" if several else "Author|Student",
    )
    advisor, second = advisors or w.choose(
        "Relatore/Correlatore|Relatrice/Correlatori|Relatore/Correlatrice", "Advisor/Co-advisor|Advisor/Co-advisors|Supervisor/Co-supervisor"
    ).split("/")  # fmt: skip
    number = ", ".join(str(r.randint(800000, 10999999)) for _ in make.authors)
    pairs: list[tuple[str, str, Part]] = [
        (author, ", ".join(make.authors), "author"),
        (w.choose("Matricola|Codice persona", "Student ID|Person code|ID"), number, "id"),
        (advisor, w.person(titled=True), "supervisor"),
    ]
    if r.random() < 0.6:
        others = ", ".join(w.person(titled=r.random() < 0.7) for _ in range(r.choice((1, 1, 2, 3))))
        pairs.append((second, others, "co-supervisor"))
    years = r.choice((f"{make.year - 1}-{make.year % 100:02}", f"{make.year - 1}/{make.year}"))
    return [*pairs, (w.choose("Anno Accademico|A.A.", "Academic Year|A.Y."), years, "date")]


def _inline(make: Layout, pairs: Pairs, scale: float, align: str) -> list[Row]:
    """A line for each pair, with the label before the value."""
    sign = make.random.choice((":", ":", "", " –"))
    return make.apart(
        [make.rows(f"{label}{sign} {value}", part, scale, align=align) for label, value, part in pairs], 3
    )


def _course(make: Layout) -> str:
    """A degree programme named in two languages."""
    return f"{make.words.subject()} - {make.words.subject()}" if make.random.random() < 0.6 else make.words.subject()


def official(make: Layout) -> list[list[Row]]:
    """A thesis by the official template: title and degree in large type, a form of author, number, advisors and year at the foot."""
    r, w = make.random, make.words
    make.align, make.base = r.choice("llc"), r.choice((11.0, 12.0))
    logo = make.maybe(0.5, lambda: make.university_rows(1.0))
    school = make.maybe(0.4, lambda: make.rows(w.school(), "school", 0.9))
    title = make.rows(make.title, "title", r.choice((1.8, 2.2, 2.6)), bold=r.random() < 0.8)
    degree = w.choose(
        "Tesi di Laurea Magistrale in|Tesi di Laurea in|Laurea Magistrale in",
        "Tesi di Laurea Magistrale in|Master Thesis in",
    )
    cased = str.upper if r.random() < 0.6 else str
    bold = r.random() < 0.4
    course = make.apart(
        [
            make.rows(cased(degree), "degree", r.choice((1.0, 1.2, 1.4)), bold=bold),
            make.rows(cased(_course(make)), "course", r.choice((1.0, 1.2, 1.4)), bold=bold),
        ],
        3,
    )  # fmt: skip
    pairs = [(f"{label}:", value, part) for label, value, part in _members(make)]
    form = (
        table_rows(make, pairs) if r.random() < 0.6 else _inline(make, [(a[:-1], b, c) for a, b, c in pairs], 1.0, "l")
    )
    head = make.apart([logo, school], 4)
    order = [head, title, course, form] if r.random() < 0.8 else [title, course, form, head]
    return [spread(order), make.second_sheet(), make.second_sheet()]


def executive(make: Layout) -> list[list[Row]]:
    """The summary of a thesis: what it is, title, degree programme, a line for each person, then the text in two columns."""
    r, w = make.random, make.words
    make.align, make.base = "l", r.choice((10.0, 11.0))
    what = make.rows(w.choose("Executive Summary della tesi|Sintesi della tesi", "Executive Summary of the Thesis"), "degree", r.choice((1.0, 1.2)), align=r.choice("lr"))  # fmt: skip
    title = make.rows(make.title, "title", r.choice((1.3, 1.5, 1.8)), bold=r.random() < 0.8)
    course = make.rows(f"{w.choose('Laurea Magistrale in|Laurea in', 'Laurea Magistrale in|Master of Science in')} {_course(make)}", "course", 1.1)  # fmt: skip
    cased = [(label.upper() if r.random() < 0.3 else label, value, part) for label, value, part in _members(make)]
    if r.random() < 0.2:
        degree = w.choose(
            "Tesi di Laurea Magistrale in|Tesi di Laurea in", "Tesi di Laurea Magistrale in|Master Thesis in"
        )
        course = make.apart(
            [make.rows(degree.upper(), "degree", 0.9), make.rows(_course(make).upper(), "course", 0.9)], 2
        )
    people = _inline(make, [pair for pair in cased if pair[2] != "id" or r.random() < 0.2], 1.0, "l")
    body = make.body_rows(
        w.choose("1. Introduzione|1 Introduzione", "1. Introduction|1 Introduction"), columns=r.random() < 0.7
    )
    return [make.apart([what, title, course, people, body], 12), make.body_rows("", columns=True)]


def doctoral(make: Layout) -> list[list[Row]]:
    """A doctoral thesis: author to the right, supervisor, tutor and the head of the programme below each other, a cycle."""
    r, w = make.random, make.words
    make.align, make.base, make.authors = "c", r.choice((11.0, 12.0)), make.authors[:1]
    university = make.university_rows(1.2)
    department = make.rows(w.school(), "school", 1.0)
    programme = w.choose("Dottorato di Ricerca in {s}|Corso di Dottorato in {s}", "Doctoral Programme in {s}|PhD Programme in {s}").format(s=w.subject())  # fmt: skip
    title = make.rows(make.title, "title", r.choice((1.5, 1.8, 2.2)), bold=r.random() < 0.7)
    align = r.choice("rrc")
    label = w.choose(
        "Tesi di dottorato di:|Dottorando:|Dottoranda:|Candidato:",
        "Doctoral Dissertation of:|PhD Candidate:|Candidate:",
    )
    author = make.apart([make.rows(label, "label", align=align), make.rows(make.authors[0], "author", bold=r.random() < 0.6, align=align)], 2)  # fmt: skip
    roles: list[tuple[str, Part]] = [(w.choose("Relatore|Relatrice|Supervisore", "Supervisor|Advisor"), "supervisor")]
    if r.random() < 0.4:
        roles.append((w.choose("Correlatore|Correlatrice", "Co-supervisor|Co-advisor"), "co-supervisor"))
    if r.random() < 0.8:
        roles.append(("Tutor", "supervisor"))
    head = w.choose(
        "Coordinatore del Programma di Dottorato|Il Coordinatore del dottorato|Coordinatrice",
        "The Chair of the Doctoral Program|Chair of the PhD Program|Coordinator|The Chair of the Doctoral Programme",
    )
    inline, below = r.random() < 0.3, r.choice("llr")
    groups = []
    for name, part in [*roles, (head, "other")]:
        person = w.person(titled=True)
        lines = (
            [make.rows(f"{name}: {person}", part, align=below)]
            if inline
            else [
                make.rows(f"{name}:", "label", align=below),
                make.rows(person, part, bold=r.random() < 0.4, align=below),
            ]
        )
        groups.append(make.apart(lines, 2))
    cycle = r.choice(("XXIX", "XXXI", "XXXIII", "XXXV", "36"))
    date = make.rows(w.choose(f"{make.year} – {cycle} ciclo|Ciclo {cycle}, {make.year}", f"{make.year} – {cycle} Cycle|Year {make.year} – Cycle {cycle}"), "date")  # fmt: skip
    top = make.apart([university, department, make.rows(programme, "course", 1.0)], 4)
    return [spread([top, title, author, make.apart(groups, 6), date]), make.second_sheet(), make.second_sheet()]


def studio(make: Layout) -> list[list[Row]]:
    """A thesis as a design school sets it: a huge title above, a subtitle, all else in one block of small type below."""
    r, w = make.random, make.words
    make.align, make.base = "l", r.choice((9.0, 10.0, 11.0))
    title = make.rows(make.title, "title", r.choice((2.6, 3.2, 4.0)), bold=r.random() < 0.7, span=(0.08, 0.7))
    below = make.maybe(0.5, lambda: make.rows(w.subtitle().capitalize(), "subtitle", r.choice((1.3, 1.6))))
    members = [pair for pair in _members(make) if pair[2] != "id" or r.random() < 0.4]
    r.shuffle(members)
    place = make.apart([make.university_rows(1.0), make.rows(w.school(), "school"), make.rows(w.programme(), "course")], 3)  # fmt: skip
    people = _inline(make, members, 1.0, "l") if r.random() < 0.6 else table_rows(make, members, 0.08, 0.2)
    blocks = [place, people] if r.random() < 0.7 else [people, place]
    order = (
        [make.apart([title, below], 6), *blocks]
        if r.random() < 0.8
        else [blocks[0], make.apart([title, below], 6), blocks[1]]
    )
    return [spread(order), make.second_sheet(), make.second_sheet()]


def award(make: Layout) -> list[list[Row]]:
    """The report of a funded project: the call, an acronym or a title, who leads it, departments, partners, dates."""
    r, w = make.random, make.words
    make.align = r.choice("llc")
    call = make.rows(w.choose("Bando {a} {y}|Premio {a} {y}|{a} Award {y}", "{a} Award {y}|{a} Call {y}|{a} Grants {y}").format(a=w.acronym().title(), y=make.year - 2), "other", r.choice((1.0, 1.2)), bold=r.random() < 0.4)  # fmt: skip
    if r.random() < 0.4:
        make.title = w.acronym()
        title = make.apart([make.rows(make.title, "title", 3.0, bold=True), make.rows(w.title(), "subtitle", 1.3)], 4)
    else:
        title = make.title_rows()
    what = make.maybe(0.6, lambda: make.rows(w.choose("Relazione finale|Report di progetto|Scheda di progetto", "Final report|Project report|Project sheet"), "other", 1.1))  # fmt: skip
    pairs: list[tuple[str, str, Part]] = [
        (w.choose("Responsabile scientifico|Responsabile scientifica|Responsabile", "Principal investigator|Scientific coordinator|Scientific lead"), w.person(titled=r.random() < 0.6), "supervisor"),
        (w.choose("Dipartimenti coinvolti|Dipartimento", "Departments|Department"), f"{w.subject()}, {w.subject()}", "school"),
        (w.choose("Partner|Enti partner", "Partners|Project partners"), f"{w.organisation()}, {w.organisation()}", "organisation"),
    ]  # fmt: skip
    if r.random() < 0.4:
        pairs.append((w.choose("Gruppo di lavoro|Autori|A cura di", "Authors|Team|Prepared by"), ", ".join(make.authors), "author"))  # fmt: skip
    if r.random() < 0.4:
        pairs.append((w.choose("Durata|Periodo", "Duration|Period"), w.choose("15 mesi", "18 months"), "other"))
    form = _inline(make, pairs, 1.0, make.align) if r.random() < 0.6 else table_rows(make, pairs)
    return [spread([call, title, what, form, make.maybe(0.7, make.date_rows)]), make.second_sheet(), make.body_rows("")]
