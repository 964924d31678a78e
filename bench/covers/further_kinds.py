"""Generated documents of further kinds: deliverables, plans, articles, posters, syllabi, exams, manuals, talks, theses."""

from collections.abc import Sequence
from dataclasses import replace

from bench.covers.layouts import Layout, Part, Piece, Row

_POSTER = (2384.0, 3370.0)


def table_rows(
    make: Layout, pairs: Sequence[tuple[str, str, Part]], left: float = 0.1, width: float = 0.26
) -> list[Row]:
    """Rows of a table with a label and a value of a part; values longer than a line are shortened."""
    bold = make.random.random() < 0.4
    rows = []
    for label, value, part in pairs:
        size = min(make.base, 11.0)
        text = value[: int((0.92 - left - width) * make.size[0] / size / 0.55)]
        rows.append(
            Row(
                (
                    Piece(label, "label", size, bold, "l", (left, left + width)),
                    Piece(text, part, size, False, "l", (left + width, 0.95)),
                ),
                make.random.choice((4.0, 6.0)),
            )
        )
    return rows


def spread(groups: Sequence[list[Row]], stretch: float = 1.0) -> list[Row]:
    """Groups of rows over the height of a page."""
    found = []
    for at, group in enumerate(group for group in groups if group):
        found += [
            replace(row, gap=row.gap if i else 10.0, stretch=0.0 if i or not at else stretch)
            for i, row in enumerate(group)
        ]
    return found


def deliverable(make: Layout) -> list[list[Row]]:
    """A deliverable of a funded project, with a table of document control on the cover or on the next page."""
    r, w = make.random, make.words
    project = make.rows(
        f"{w.acronym()} – {w.title()}" if r.random() < 0.6 else w.acronym(), "other", r.choice((1.0, 1.4, 1.8))
    )
    number = f"{r.choice(('D', 'Deliverable D', 'O', 'Deliverable '))}{r.randint(1, 8)}.{r.randint(1, 6)}"
    grant = make.maybe(
        0.5,
        lambda: make.rows(
            f"{w.choose('Accordo di sovvenzione n.', 'Grant Agreement No.')} {r.randint(100000, 999999)}", "other", 0.8
        ),
    )
    inline = r.random() < 0.25  # number and title on one line
    title = make.rows(f"{number} {make.title}", "title", r.choice((1.4, 1.8, 2.2)), bold=True) if inline else [
        *make.rows(number, "other", r.choice((1.2, 1.6)), bold=True), *make.title_rows()
    ]  # fmt: skip
    control = table_rows(
        make,
        [
            (w.choose("Versione", "Version"), f"{r.randint(0, 3)}.{r.randint(0, 9)}", "other"),
            (w.choose("Data", r.choice(("Due date", "Date", "Submission date"))), w.date(make.year), "date"),
            (
                w.choose("Autori", r.choice(("Author(s)", "Authors", "Lead author"))),
                ", ".join(make.authors[:2]),
                "author",
            ),
            (w.choose("Responsabile", "Lead beneficiary"), w.organisation(), "organisation"),
            (w.choose("Livello di diffusione", "Dissemination level"), r.choice(("PU", "Public", "CO")), "other"),
            (w.choose("Pacchetto di lavoro", "Work package"), f"WP{r.randint(1, 9)} {w.word()}", "other"),
        ][r.randint(0, 2) : r.randint(4, 6)],
    )
    date = make.maybe(0.4, make.date_rows)
    if r.random() < 0.6:
        return [spread([project, title, date, control, grant]), make.second_sheet(), make.body_rows("")]
    head = make.rows(w.choose("Controllo del documento", "Document control"), "heading", 1.3, bold=True, align="l")
    return [spread([project, title, date, grant]), make.apart([head, control], 8), make.second_sheet()]


def plan(make: Layout) -> list[list[Row]]:
    """A plan or report of a municipality, a ministry or a non-profit: owner, office, title, protocol number, date."""
    r, w = make.random, make.words
    owner = make.rows(w.organisation(), "organisation", r.choice((1.0, 1.4, 1.8)), bold=r.random() < 0.4)
    office = make.maybe(
        0.6,
        lambda: make.rows(
            w.choose(
                "Assessorato a|Settore|Direzione|Area|Servizio|Ufficio",
                "Department of|Office of|Directorate for|Unit for",
            )
            + f" {w.word()}",
            "school",
            0.9,
        ),
    )
    number = make.maybe(
        0.3,
        lambda: make.rows(
            w.choose("Prot. n.|Delibera n.|Rif.", "Ref.|Report No.|Document") + f" {r.randint(1, 9000)}/{make.year}",
            "other",
            0.8,
        ),
    )
    series = make.maybe(
        0.25,
        lambda: make.rows(
            w.choose(
                "Quaderni|Rapporti tecnici|Collana studi|Dossier",
                "Technical report series|Discussion paper|Briefing|Occasional papers",
            )
            + f" {r.randint(1, 80)}",
            "other",
            0.9,
        ),
    )
    editors = make.maybe(
        0.4,
        lambda: make.group_rows(
            w.choose("A cura di|Redazione|Gruppo di lavoro|Testi di", "Edited by|Prepared by|Written by|Authors"),
            "author",
            make.authors,
            inline=r.random() < 0.5,
        ),
    )
    place = make.maybe(0.7, make.date_rows)
    groups = [owner, office, number, make.title_rows(), series, editors, place]
    if r.random() < 0.3:
        groups = [series, make.title_rows(), editors, place, owner, office]
    if r.random() < 0.35:
        return [
            make.apart(
                [
                    *groups,
                    make.body_rows(w.choose("Premessa|1. Introduzione|Sintesi", "Foreword|1. Introduction|Key points")),
                ],
                r.choice((6, 12)),
            ),
            make.body_rows(""),
        ]
    return [spread(groups), make.second_sheet(), make.second_sheet()]


def journal(make: Layout) -> list[list[Row]]:
    """An article: head of the journal, DOI, stamp of a preprint server, authors in a grid or in a line with marks, dates, two columns."""
    r, w = make.random, make.words
    make.base, make.align = r.choice((9.0, 10.0, 11.0)), r.choice("cccl")
    name = w.choose(
        "Rivista di {s}|Annali di {s}|Studi di {s}",
        "Journal of {s}|{s} Letters|Annals of {s}|Proceedings of the Conference on {s}",
    ).format(s=w.subject())
    heads = [
        f"{name}, Vol. {r.randint(1, 60)}, No. {r.randint(1, 9)} ({make.year}), pp. {r.randint(1, 90)}–{r.randint(91, 200)}", name,
        f"https://doi.org/10.{r.randint(1000, 9999)}/{w.acronym().lower()}.{make.year}.{r.randint(1, 999)}", f"ISSN: {r.randint(1000, 9999)}-{r.randint(1000, 9999)}",
        f"arXiv:{make.year % 100:02}{r.randint(1, 12):02}.{r.randint(10000, 99999)}v{r.randint(1, 3)} [{r.choice(('cs.CL', 'stat.ME', 'econ.GN', 'math.PR'))}] {r.randint(1, 28)} Mar {make.year}",
        w.choose("Articolo originale|Rassegna|Nota breve", "Research Article|Original paper|General Article|Review|Draft version|Preprint"),
    ]  # fmt: skip
    head = [
        row
        for text in heads
        if r.random() < 0.3
        for row in make.rows(
            text, "date" if text.startswith("arXiv") else "other", r.choice((0.7, 0.8, 1.0)), align=r.choice("lc")
        )
    ]
    mark = r.choice(("", "", "", "*", "†", "1"))
    title = make.rows(make.title + mark, "title", r.choice((1.3, 1.5, 1.7, 2.0)), bold=r.random() < 0.5)
    while len(make.authors) < 4 and r.random() < 0.5:
        make.authors.append(w.person())
    received = make.maybe(
        0.25,
        lambda: make.rows(
            w.choose(
                f"Ricevuto il 3 maggio {make.year - 1}, accettato il 10 marzo {make.year}",
                f"Received 3 May {make.year - 1}; accepted 10 March {make.year}",
            ),
            "date",
            0.8,
        ),
    )
    body = make.body_rows(
        w.choose("Sommario|Abstract|Riassunto", "Abstract|Summary|1 Introduction"), columns=r.random() < 0.5
    )
    keywords = make.maybe(
        0.4,
        lambda: make.rows(
            f"{w.choose('Parole chiave', 'Keywords')}: {w.word()}, {w.word()}, {w.word()}", "body", 0.9, align="l"
        ),
    )
    date = make.maybe(0.4, make.date_rows)
    return [
        make.apart([head, title, authors_rows(make), date, received, body, keywords], r.choice((6, 10, 16))),
        make.body_rows("", columns=True),
    ]


def authors_rows(make: Layout) -> list[Row]:
    """Authors of an article, in a grid with their universities below, or in lines with marks and the universities below all."""
    r, w = make.random, make.words
    if len(make.authors) in (2, 3, 4) and r.random() < 0.4:
        share = 0.84 / len(make.authors)
        spans = [(0.08 + share * at, 0.08 + share * (at + 1)) for at in range(len(make.authors))]
        bold = r.random() < 0.5
        rows = [
            Row(
                tuple(
                    Piece(name, "author", make.base, bold, "c", span)
                    for name, span in zip(make.authors, spans, strict=True)
                )
            )
        ]
        if r.random() < 0.7:
            rows.append(
                Row(
                    tuple(
                        Piece(w.university()[:24], "university", make.base * 0.8, False, "c", span) for span in spans
                    ),
                    2.0,
                )
            )
        return rows
    if r.random() < 0.25:  # each author above their own university
        mark = r.choice(("", "1", "*", "1,2", "†"))
        pairs = [
            (make.rows(name + mark, "author", 1.0), make.rows(f"{w.subject()}, {w.university()}", "university", 0.8))
            for name in make.authors
        ]
        return make.apart([rows for pair in pairs for rows in pair], r.choice((4, 8)))
    marks = r.choice(("", "1", "*", "both"))
    names = [
        name
        + (str(at) if marks in ("1", "both") else marks if r.random() < 0.5 else "")
        + (",*" if marks == "both" and at == 1 else "")
        for at, name in enumerate(make.authors, 1)
    ]
    last = r.choice((", ", " and " if w.language == "en" else " e ", ", and "))
    line = (", ".join(names[:-1]) + last if len(names) > 1 else "") + names[-1]
    by = r.choice(("", "", "", "by " if w.language == "en" else "di "))
    found = make.rows(by + line, "author", r.choice((1.0, 1.1, 1.2)), bold=r.random() < 0.2)
    for at in range(1, r.randint(0, 3) + 1):
        found += make.rows(
            f"{at if marks in ('1', 'both') else ''} {w.choose('Dipartimento di', 'Department of')} {w.subject()}, {w.university()}".strip(),
            "university",
            0.8,
        )
    return found + make.maybe(0.3, lambda: make.rows(f"{w.acronym().lower()}@mail.example", "id", 0.8))


def poster(make: Layout) -> list[list[Row]]:
    """A poster: a title over the width, authors, then sections in columns, all in very large type."""
    r, w = make.random, make.words
    make.size, make.base, make.align = _POSTER, r.choice((40.0, 48.0, 60.0)), r.choice("cl")
    title = make.rows(make.title, "title", r.choice((1.8, 2.2, 2.6)), bold=r.random() < 0.6)
    columns = []
    for _ in range(r.randint(6, 14)):
        spans = ((0.06, 0.48), (0.54, 0.94))
        part, scale = r.choice((("heading", 0.8), ("body", 0.5), ("body", 0.5), ("body", 0.5)))
        texts = [(w.word().title() if part == "heading" else w.sentence())[:48] for _ in spans]
        columns.append(
            Row(
                tuple(
                    Piece(text, part, make.base * scale, part == "heading", "l", span)
                    for text, span in zip(texts, spans, strict=True)
                ),
                12.0,
            )
        )
    date = make.maybe(0.2, make.date_rows)
    return [make.apart([title, authors_rows(make), date, columns], r.choice((20, 40)))]


def syllabus(make: Layout) -> list[list[Row]]:
    """The programme of a course: a table or lines of teacher, credits, year, prerequisites."""
    r, w = make.random, make.words
    subject = w.subject()
    heading = w.choose(
        "Programma dell'insegnamento|Scheda dell'insegnamento|Programma del corso|Syllabus",
        "Course syllabus|Syllabus|Course outline|Module descriptor",
    )
    make.title = r.choice(
        (subject, f"{heading} {w.choose('di', 'of')} {subject}", f"{subject}: {heading.lower()}", w.title())
    )
    label = make.maybe(
        0.4 if make.title == subject else 0.0, lambda: make.rows(heading, "degree", r.choice((1.0, 1.3)))
    )
    pairs: list[tuple[str, str, Part]] = [
        (w.choose("Docente", "Instructor"), w.person(titled=True), "teacher"), (w.choose("CFU", "Credits"), str(r.choice((5, 6, 8, 10))), "other"),
        (w.choose("Anno accademico", "Academic year"), f"{make.year - 1}/{make.year}", "date"), (w.choose("Corso di studi", "Programme"), w.programme(), "course"),
        (w.choose("Codice", "Course code"), str(r.randint(50000, 99999)), "id"), (w.choose("Prerequisiti", "Prerequisites"), w.word(), "body"),
        (w.choose("Lingua", "Language"), w.choose("Italiano", "English"), "other"), (w.choose("Semestre", "Semester"), r.choice(("1", "2")), "other"),
    ]  # fmt: skip
    r.shuffle(pairs)
    chosen = pairs[: r.randint(3, 7)]
    lines = make.apart([make.rows(f"{name}: {value}", part, 1.0, align="l") for name, value, part in chosen], 4)
    head = make.maybe(0.6, lambda: make.rows(w.university(), "university", r.choice((0.9, 1.2))))
    body = make.body_rows(
        w.choose("Obiettivi formativi|Contenuti|Modalità d'esame", "Learning objectives|Course contents|Assessment")
    )
    return [
        make.apart(
            [head, label, make.title_rows(), table_rows(make, chosen) if r.random() < 0.5 else lines, body],
            r.choice((6, 12)),
        ),
        make.body_rows(""),
    ]


def exam(make: Layout) -> list[list[Row]]:
    """An exam, a problem set or a sheet of exercises: course, date, fields to fill, questions."""
    r, w = make.random, make.words
    subject = w.subject()
    number = r.randint(1, 12)
    make.title = w.choose(
        f"Prova scritta di {subject}|Esame di {subject}|Esercitazione {number}|Compito di {subject}|Verifica di {subject}|{subject} - Esercizi|Tema d'esame di {subject}|Simulazione d'esame",
        f"Problem Set {number}|{subject} Exam|Midterm Exam|Final exam: {subject}|Exercises on {w.word()}|Assignment {number}|Worksheet {number}: {w.word()}|Lab Report {number}",
    )
    course = make.maybe(
        0.5,
        lambda: make.rows(
            f"{subject} - {w.choose('A.A.', 'AY')} {make.year - 1}/{make.year % 100:02}",
            "course",
            0.9,
            bold=r.random() < 0.4,
        ),
    )
    fill = make.maybe(
        0.4,
        lambda: make.rows(
            w.choose(
                "Cognome e nome ____________ Matricola ________|Nome: ………………  Classe: ………",
                "Name: ______________ Student ID: ________|Surname ………………… First name …………………",
            ),
            "other",
            0.9,
            align="l",
        ),
    )
    teacher = make.maybe(
        0.4,
        lambda: make.group_rows(
            w.choose("Docente|Prof.", "Instructor|Lecturer"), "teacher", [w.person(titled=True)], inline=True
        ),
    )
    author = make.maybe(
        0.25, lambda: make.group_rows(r.choice(("", w.choose("di", "by"))), "author", make.authors[:1], inline=True)
    )
    questions: list[list[Row]] = []
    for at in range(1, r.randint(2, 6)):
        questions.append(
            make.rows(
                w.choose(f"Esercizio {at}|Domanda {at}|{at}.", f"Exercise {at}|Question {at}|{at}."),
                "heading",
                1.0,
                bold=True,
                align="l",
            )
        )
        questions.append(make.rows(w.prose(r.randint(1, 3)), "body", 0.9, align="l"))
    scale = r.choice((1.0, 1.0, 1.2, 1.5))
    title = make.rows(make.title, "title", scale, bold=r.random() < 0.7 or scale == 1.0)
    groups = [course, title, make.maybe(0.7, make.date_rows), teacher, author, fill, *questions]
    return [make.apart(groups, r.choice((6, 12))), make.body_rows("")]


def manual(make: Layout) -> list[list[Row]]:
    """A manual or handbook: title with a version, authors or a team, date, then contents or text on the same page."""
    r, w = make.random, make.words
    name = w.acronym() if r.random() < 0.5 else w.word().title()
    make.title = w.choose(
        f"Manuale utente di {name}|Guida a {name}|Il pacchetto {name}|Manuale di {w.word()}|Introduzione a {name}|Linee guida per {w.word()}|Guida pratica a {w.word()}",
        f"{name} User Manual|The {name} package|{name}: a guide to {w.word()}|A tutorial for {name}|Introduction to {name}|{name} Reference Guide|Handbook of {w.word()}",
    )
    make.title += r.choice(("", "", "", "*", "†"))
    version = make.maybe(
        0.6,
        lambda: make.rows(
            w.choose("versione|Versione|Edizione", "version|Version|Release|Revision")
            + f" {r.randint(0, 4)}.{r.randint(0, 20)}",
            "other",
            r.choice((0.8, 1.0)),
        ),
    )
    people = make.maybe(0.7, lambda: make.rows(", ".join(make.authors), "author", 1.0)) or make.maybe(
        0.5, lambda: make.rows(w.choose(f"Il gruppo di {name}", f"The {name} Development Team"), "organisation", 1.0)
    )
    mail = make.maybe(0.3, lambda: make.rows(f"{w.acronym().lower()}@mail.example", "id", 0.8))
    body = (
        make.body_rows(w.choose("Sommario|Indice|1 Introduzione", "Abstract|Contents|1 Introduction"))
        if r.random() < 0.6
        else []
    )
    groups = [make.title_rows(), version, people, mail, make.maybe(0.7, make.date_rows), body]
    return [
        make.apart(groups, r.choice((8, 14))) if body else spread(groups),
        make.second_sheet(),
        make.body_rows(""),
    ]


def talk(make: Layout) -> list[list[Row]]:
    """Slides of a talk: sections in a line at the top, title, authors with marks, universities, the event, a line at the foot."""
    r, w = make.random, make.words
    make.size, make.base, make.align = (
        r.choice(((362.8, 272.1), (453.5, 255.1))),
        r.choice((9.0, 10.0, 11.0)),
        r.choice("ccl"),
    )
    top = make.maybe(0.3, lambda: make.rows(" ".join(w.word().title() for _ in range(4)), "other", 0.5, align="l"))
    event = make.maybe(
        0.4,
        lambda: make.rows(
            w.choose(
                f"Convegno su {w.word()}, {make.year}|Seminario di {w.subject()}|Giornata di studi",
                f"Workshop on {w.word()}, {make.year}|{w.acronym()} Conference {make.year}|Seminar in {w.subject()}",
            ),
            "other",
            0.9,
        ),
    )
    foot = make.maybe(
        0.35,
        lambda: make.rows(
            f"{make.authors[0]}   {make.title[:30]}   {r.randint(1, 9)} / {r.randint(10, 60)}", "other", 0.5
        ),
    )
    cover = spread([top, make.title_rows(), authors_rows(make), event, make.maybe(0.6, make.date_rows), foot])
    bullets = [
        make.rows(f"{r.choice(('•', '', '–'))} {w.sentence()}".strip(), "body", 1.0, align="l") for _ in range(4)
    ]
    slide = make.apart([make.rows(w.word().title(), "heading", 1.3, align="l"), *bullets], 8)
    return [cover, slide, slide]


def milanese(make: Layout) -> list[list[Row]]:
    """A thesis in the order of many Italian templates: university, school, course, title, supervisors left, author right or below, year."""
    r, w = make.random, make.words
    names = [
        replace(row, gap=3.0)
        for row in make.rows(w.university().upper(), "university", r.choice((1.2, 1.5)), bold=r.random() < 0.5)
    ]
    school = make.rows(w.school(), "school", 1.0)
    course = make.rows(w.programme(), "course", 1.0)
    degree = make.maybe(0.6, lambda: make.rows(w.degree(), "degree", r.choice((1.0, 1.2))))
    supervisor = make.group_rows(
        w.choose("Relatore|Relatrice|RELATORE", "Supervisor|Advisor|SUPERVISOR"),
        "supervisor",
        [w.person(titled=True)],
        inline=r.random() < 0.7,
        align="l",
    )
    second = make.maybe(
        0.5,
        lambda: make.group_rows(
            w.choose("Correlatore|Correlatrice|Tutor aziendale", "Co-supervisor|Co-advisor|Company tutor"),
            "co-supervisor",
            [w.person(titled=True)],
            inline=r.random() < 0.7,
            align="l",
        ),
    )
    label = w.choose(
        "Tesi di Laurea di:|Tesi di laurea magistrale di:|Tesi di:|Candidato:|Laureando|Autore:",
        "Master thesis by:|Thesis of:|Author:|Candidate:|Student:",
    )
    mine = [
        make.rows(label, "label", 1.0, align="r"),
        *(
            row
            for name in make.authors
            for row in (
                make.rows(name, "author", 1.0, bold=r.random() < 0.4, align="r"),
                make.rows(
                    w.choose("Matricola n. {n}|Matr. {n}|Matricola: {n}|{n}", "Student ID {n}|{n}|ID: {n}").format(
                        n=r.randint(100000, 999999)
                    ),
                    "id",
                    0.9,
                    align="r",
                ),
            )
        ),
    ]
    groups = [
        make.apart([names, school, course], 4),
        degree,
        make.title_rows(),
        make.apart([supervisor, second], 5),
        make.apart(mine, 3),
        make.date_rows(),
    ]
    return [spread(groups), make.second_sheet(), make.second_sheet()]


def american(make: Layout) -> list[list[Row]]:
    """A thesis with a cover of many short lines: author, degree, place of submission, earlier degrees, committee."""
    r, w = make.random, make.words
    make.align, make.base = "c", 12.0
    upper = r.random() < 0.5
    if upper:
        make.title = make.title.upper()
    title = make.rows(make.title, "title", r.choice((1.0, 1.0, 1.3, 1.7)), bold=r.random() < 0.4, span=(0.2, 0.8))
    earlier = [
        make.rows(
            r.choice(
                (
                    f"B.S., {w.university()}, {make.year - 6}",
                    f"Bachelor of Arts, {w.university()}, {make.year - 5}",
                    f"M.A., {w.university()}, {make.year - 2}",
                )
            ),
            "other",
            1.0,
        )
        for _ in range(r.choice((0, 0, 1, 2)))
    ]
    by = make.maybe(0.7, lambda: make.rows(r.choice(("by", "By", "BY", "from", "di")), "label", 1.0))
    author = make.rows(
        make.authors[0].upper() if upper else make.authors[0], "author", r.choice((1.0, 1.2)), bold=r.random() < 0.3
    )
    kind = r.choice(("thesis", "dissertation"))
    lines = r.choice((
        [f"A {kind}", "submitted in partial fulfillment", "of the requirements for the degree of", r.choice(("Doctor of Philosophy", "Master of Science", "Master of Arts")), f"in {w.subject()}", w.university()],
        [f"A {kind} submitted to the Faculty of Graduate Studies", "in partial fulfilment of the requirements for the degree of", "Doctor of Philosophy", "in the Program of", w.subject()],
        [f"{kind.upper()}", "Submitted in partial satisfaction of the requirements for the degree of", "DOCTOR OF PHILOSOPHY", "in", w.subject(), "in the", "OFFICE OF GRADUATE STUDIES", "of the", w.university()],
        [f"A {kind} submitted for the degree of Doctor of Philosophy", w.school(), w.university()],
    ))  # fmt: skip
    formula = make.apart([make.rows(line, "degree", 1.0) for line in lines], r.choice((2, 6)))
    place = make.maybe(
        0.5,
        lambda: make.rows(
            r.choice(("Urbana, Illinois", "Toronto, Ontario", "Leeds, England", "Delft, the Netherlands")), "other", 1.0
        ),
    )
    date = make.rows(
        r.choice((str(make.year), w.date(make.year), f"{r.choice(('May', 'June', 'October'))} {make.year}")),
        "date",
        1.0,
    )
    committee = make.maybe(
        0.3,
        lambda: make.group_rows(
            r.choice(("Doctoral Committee", "Committee in charge", "Thesis committee")),
            "examiner",
            [w.person(titled=True) for _ in range(3)],
            inline=False,
            align="l",
        ),
    )
    directed = make.maybe(
        0.25,
        lambda: make.group_rows(
            r.choice(("Dissertation directed by", "Advisor", "Supervisor")),
            "supervisor",
            [w.person(titled=True)],
            inline=r.random() < 0.5,
        ),
    )
    right = make.maybe(0.2, lambda: make.rows(f"© {make.authors[0]} {make.year}", "other", 0.9))
    return [
        spread(
            [
                title,
                make.apart([by, author, *earlier], 10),
                formula,
                directed,
                committee,
                make.apart([place, date], 4),
                right,
            ],
        ),
        make.second_sheet(),
        make.second_sheet(),
    ]
