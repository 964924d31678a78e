"""Generated documents of each kind: theses, summaries of theses, articles, reports, course material, slides."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from bench.covers.further_kinds import (
    american,
    deliverable,
    exam,
    journal,
    manual,
    milanese,
    plan,
    poster,
    syllabus,
    talk,
)
from bench.covers.layouts import SLIDE, WIDE, Layout, Made, Piece, Row
from bench.covers.template_kinds import award, doctoral, executive, official, studio
from kb.model import Kind


def thesis(make: Layout) -> list[list[Row]]:
    """A thesis with a cover of its own."""
    r = make.random
    head, degree, title = make.head_rows(), make.degree_rows(), make.title_rows()
    people, date = make.people_rows(), make.maybe(0.9, make.date_rows)
    order = [head, degree, title, people, date]
    if r.random() < 0.3:
        order = [title, degree, people, head, date] if r.random() < 0.5 else [head, title, degree, people, date]
    if r.random() < 0.12:
        order = [title, people, degree, date, head]
    order = [group for group in order if group]
    stretch = r.random() < 0.75
    logo = make.maybe(0.12, lambda: make.rows(make.words.acronym(), "other", 2.0))
    rule = make.maybe(0.04, lambda: make.rows("_" * 40, "other"))
    order.insert(min(1, len(order)), rule)
    cover = [*logo, *(row for at, group in enumerate(order) for row in _only_first_stretches(make, group, at, stretch))]
    sheets = [cover, make.second_sheet(), make.second_sheet()]
    if r.random() < 0.05:
        sheets = [[], *sheets]
    return sheets


def _only_first_stretches(make: Layout, group: list[Row], at: int, stretch: bool) -> list[Row]:
    gap = make.random.choice((10, 24, 40)) if at else 6
    return [
        replace(row, gap=row.gap if i else gap, stretch=1.0 if stretch and at and not i else 0.0)
        for i, row in enumerate(group)
    ]


def plain_thesis(make: Layout) -> list[list[Row]]:
    """A thesis, paper or report whose title is above the text: an executive summary, an article."""
    r, w = make.random, make.words
    make.base = r.choice((9.0, 10.0, 11.0))
    make.align = r.choice("llc")
    degree = make.maybe(0.6, lambda: make.rows(w.degree(), "degree", r.choice((0.8, 1.0, 1.2))))
    course = make.maybe(
        0.6,
        lambda: make.rows(
            w.programme() + (f" - {w.subject()}" if r.random() < 0.4 else ""), "course", r.choice((0.6, 0.9, 1.0))
        ),
    )
    people = make.apart([make.group_rows(*group, inline=True) for group in make.people()], 4)
    date = make.maybe(0.6, make.date_rows)
    body = make.body_rows(
        w.choose(
            "1. Introduzione|Introduzione|Abstract|Sommario", "1. Introduction|Introduction|Abstract|1 Introduction"
        ),
        columns=r.random() < 0.5,
    )
    top = make.apart([degree, make.title_rows(), course, people, date, body], r.choice((8, 16)))
    return [top, make.body_rows("", columns=r.random() < 0.5), make.body_rows("")]


def article(make: Layout) -> list[list[Row]]:
    """A paper: title, authors with marks, affiliation, abstract, text."""
    r, w = make.random, make.words
    make.align = r.choice("ccl")
    names = [name + r.choice(("", "", "1", "*", "†")) for name in make.authors]
    people = make.rows(", ".join(names) if r.random() < 0.7 else " and ".join(names), "author", 1.1)
    if len(names) == 2 and r.random() < 0.5:
        people = [
            Row(
                (
                    Piece(names[0], "author", make.base, False, "c", (0.1, 0.5)),
                    Piece(names[1], "author", make.base, False, "c", (0.5, 0.9)),
                )
            )
        ]
    place = make.maybe(0.5, lambda: make.rows(w.school() if r.random() < 0.4 else w.university(), "university", 0.9))
    date = make.maybe(0.6, make.date_rows)
    top = make.maybe(
        0.25,
        lambda: make.rows(
            w.choose(
                "Working paper n. {n}|Quaderni di ricerca|Policy brief",
                "Working Paper {n}|Policy Brief|Journal of {s}|Research report",
            ).format(n=r.randint(1, 90), s=w.subject()),
            "other",
            0.8,
        ),
    )
    body = make.body_rows(
        w.choose("Abstract|Introduzione|1 Introduzione", "Abstract|Introduction|1 Introduction|Summary"),
        columns=r.random() < 0.3,
    )
    return [make.apart([top, make.title_rows(), people, place, date, body], r.choice((8, 16, 24))), make.body_rows("")]


def report(make: Layout) -> list[list[Row]]:
    """A report or social balance; its kind may be its title."""
    r, w = make.random, make.words
    year = make.year
    body = w.organisation()
    if r.random() < 0.45:
        make.title = w.choose(
            f"Bilancio sociale {year}|Rapporto annuale {year}|Relazione annuale {year} di {w.word()}|Relazione finale del progetto {w.word()}|Carta dei servizi|Rapporto di {w.word()} {year - 1}/{year}|Linee guida per {w.word()}|Piano di {w.word()} {year}-{year + 3}",
            f"{year} Annual Report|Annual Report {year}|Final report for {w.word()}|The {w.word()} {year} report|A guide to {w.word()}|{w.word().title()}: a handbook for {w.word()}|Policy brief on {w.word()}|Proposal for {w.word()} in {r.choice(('Leeds', 'Lagos', 'Graz'))}",
        )
        make.title = make.title.upper() if r.random() < 0.25 else make.title
    if r.random() < 0.15:
        make.title = f"{make.title} {r.choice((str(year), f'{year - 1}/{year}', f'{year - 1} / {year}'))}"
    owner = make.maybe(0.6, lambda: make.rows(body, "organisation", r.choice((0.9, 1.2, 1.6)), bold=r.random() < 0.3))
    kind = make.maybe(
        0.4,
        lambda: make.rows(
            w.choose(
                "Rapporto tecnico|Policy brief|Relazione finale|Report di ricerca|Documento di progetto|Rapporto",
                "Technical report|Policy brief|Final report|White paper|Research report|Report|Project report",
            ),
            "degree",
            r.choice((0.9, 1.2)),
        ),
    )
    people = make.maybe(
        0.4,
        lambda: make.group_rows(
            r.choice(("", w.choose("A cura di|Autori", "Authors|Prepared by|By"))), "author", make.authors, inline=True
        ),
    )
    date = make.maybe(0.6, make.date_rows)
    first = [owner, kind, make.title_rows(), people, date]
    if r.random() < 0.3:
        first = [kind, make.title_rows(), date, people, owner]
    first = [group for group in first if group]
    if r.random() < 0.35:  # the text begins on the same page
        return [
            make.apart(
                [*first, make.body_rows(w.choose("Introduzione|Premessa|", "Introduction|Background|Key messages|"))],
                r.choice((8, 16)),
            ),
            make.body_rows(""),
        ]
    stretch = r.random() < 0.6
    cover = [row for at, group in enumerate(first) for row in _only_first_stretches(make, group, at, stretch)]
    return [cover, make.second_sheet(), make.second_sheet()]


def course(make: Layout) -> list[list[Row]]:
    """Lecture notes, exercises, guidelines of a course."""
    r, w = make.random, make.words
    subject = w.subject()
    if r.random() < 0.6:
        make.title = w.choose(
            f"Appunti di {subject}|{subject}|Dispensa di {subject}|Esercitazione {r.randint(1, 12)}|Laboratorio #{r.randint(1, 9)}|Introduzione a {subject}|Formulario di {subject}|Esercizi di {subject}|Lezione {r.randint(1, 20)}: {w.word()}|Appunti del corso di {subject}|Esercitazione - {w.word()}",
            f"{subject}|Introduction to {subject}|Lecture {r.randint(1, 20)}: {w.word()}|Exercise Sheet {r.randint(1, 12)}|{subject} 101|Lecture Notes on {subject}|Lab {r.randint(1, 9)}|Guidelines for {w.word()}|Homework {r.randint(1, 9)}|Handbook of {subject}",
        )
    head = make.maybe(
        0.5,
        lambda: make.rows(
            w.university() if r.random() < 0.6 else f"{subject} - {make.year - 1}/{make.year}",
            "university" if r.random() < 0.6 else "other",
            r.choice((0.8, 1.0, 1.2)),
        ),
    )
    teacher = make.maybe(
        0.5,
        lambda: make.group_rows(
            w.choose("Docente|Prof.|Docenti|Tenuto da", "Instructor|Lecturer|Teacher|Instructors"),
            "teacher",
            [w.person(titled=True)],
            inline=r.random() < 0.7,
        ),
    )
    author = make.maybe(
        0.5,
        lambda: make.group_rows(
            r.choice(("", w.choose("Autore|A cura di|di", "Author|by|Notes by"))),
            "author",
            make.authors[:2],
            inline=r.random() < 0.6,
        ),
    )
    date = make.maybe(0.6, make.date_rows)
    parts = [head, make.title_rows(), teacher, author, date]
    if r.random() < 0.55:
        return [
            make.apart(
                [
                    *parts,
                    make.body_rows(
                        r.choice(
                            (
                                "",
                                w.choose(
                                    "1 Introduzione|Esercizio 1|Quesito 1", "Exercise 1|1 Introduction|Question 1"
                                ),
                            )
                        )
                    ),
                ],
                r.choice((6, 14)),
            ),
            make.body_rows(""),
        ]
    cover = [
        row
        for at, group in enumerate(part for part in parts if part)
        for row in _only_first_stretches(make, group, at, True)
    ]
    return [cover, make.second_sheet(), make.second_sheet()]


def slides(make: Layout) -> list[list[Row]]:
    """Slides of a lecture or talk; some are of a thesis defence."""
    r, w = make.random, make.words
    make.size = r.choice((SLIDE, WIDE))
    make.base = r.choice((14.0, 16.0, 18.0, 20.0))
    make.align = r.choice("cclll")
    if r.random() < 0.3:
        groups = make.people()
        people = (
            make.in_columns(groups)
            if r.random() < 0.3 and len(groups) > 1
            else make.apart([make.group_rows(*group, inline=True) for group in groups], 4)
        )
        parts = [make.maybe(0.7, make.head_rows), make.title_rows(), people, make.maybe(0.6, make.date_rows)]
    else:
        people = make.group_rows(
            "" if r.random() < 0.7 else w.choose("Docente|Relatore", "Speaker|Instructor|Presenter"),
            "author",
            make.authors,
            inline=True,
        )
        place = make.maybe(
            0.5, lambda: make.rows(w.university() if r.random() < 0.5 else w.organisation(), "university", 0.8)
        )
        top = make.maybe(0.2, lambda: make.rows(w.subject(), "course", 0.9))
        parts = [top, make.title_rows(), make.maybe(0.75, lambda: people), place, make.maybe(0.5, make.date_rows)]
    cover = [
        row
        for at, group in enumerate(part for part in parts if part)
        for row in _only_first_stretches(make, group, at, True)
    ]
    if r.random() < 0.15:  # the first slide has text already
        cover = [*cover, *_slide(make)[1:]]
    return [cover, _slide(make), _slide(make)]


def _slide(make: Layout) -> list[Row]:
    r, w = make.random, make.words
    head = make.rows(
        w.choose("Introduzione|Obiettivi|Indice|Contesto", "Introduction|Agenda|Outline|Motivation")
        if r.random() < 0.4
        else w.title(),
        "heading",
        1.5,
        bold=r.random() < 0.5,
        align="l",
    )
    bullets = [
        make.rows(
            f"{r.choice(('•', '–', '', '•'))} {w.sentence() if r.random() < 0.4 else w.title()}".strip(),
            "body",
            1.0,
            align="l",
        )
        for _ in range(r.randint(2, 6))
    ]
    return make.apart([head, *bullets], 14)


def note(make: Layout) -> list[list[Row]]:
    """A text of no known kind: a title, prose, perhaps a name or a date."""
    r = make.random
    author = make.maybe(0.3, lambda: make.group_rows("", "author", make.authors[:1], inline=True))
    return [
        make.apart([make.title_rows(), author, make.maybe(0.3, make.date_rows), make.body_rows("")], r.choice((8, 16))),
        make.body_rows(""),
    ]


KINDS: tuple[tuple[float, Kind, Callable[[Layout], list[list[Row]]]], ...] = (
    (0.25, "thesis", thesis), (0.05, "thesis", plain_thesis), (0.05, "thesis", milanese), (0.06, "thesis", american), (0.04, "report", article), (0.08, "report", report),
    (0.05, "report", deliverable), (0.05, "report", plan), (0.08, "report", journal), (0.02, "report", poster), (0.06, "report", manual), (0.08, "course", course),
    (0.03, "course", syllabus), (0.04, "course", exam), (0.08, "course", slides), (0.05, "course", talk), (0.04, "other", note),
    (0.04, "thesis", official), (0.03, "thesis", executive), (0.03, "thesis", doctoral), (0.03, "thesis", studio), (0.04, "report", award),
)  # fmt: skip


def made(seed: int) -> Made:
    """The document with this number; the same number gives the same document."""
    random = Random(seed)
    make = Layout(random, random.choice(("it", "it", "en")))
    ((_, kind, layout),) = random.choices(KINDS, [share for share, _, _ in KINDS])
    sheets = layout(make)
    title = make.title if random.random() < 0.25 else ""
    if random.random() < 0.25:
        title = random.choice(
            (
                "Microsoft Word - tesi_def.docx",
                "Untitled",
                "Presentazione di PowerPoint",
                "template",
                make.words.title(),
                "Title",
                "main",
            )
        )
    author = random.choice(("", "", make.authors[0], "user", "Utente", make.words.person()))
    return Made(kind, make.size, tuple(tuple(rows) for rows in sheets), make.font, title, author)
