"""Generated front pages as rows of pieces, each labelled with its part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth

from bench.covers.wording import Wording, places
from kb.model import Kind

A4, SLIDE, LETTER, WIDE = (595.0, 842.0), (720.0, 540.0), (612.0, 792.0), (960.0, 540.0)
Part = str


@dataclass(frozen=True)
class Piece:
    """A text set in one line. `span` is the start and end of its column, as shares of the page's width."""

    text: str
    part: Part
    size: float
    bold: bool = False
    align: str = "c"
    span: tuple[float, float] = (0.12, 0.88)


@dataclass(frozen=True)
class Row:
    """Pieces side by side, `gap` points below the row above; `stretch` is its share of the page's remaining height.

    A row that `continues` ends in the middle of a text: formats without pages have it on the same line as the row above.
    """

    pieces: tuple[Piece, ...]
    gap: float = 4.0
    stretch: float = 0.0
    continues: bool = False


@dataclass(frozen=True)
class Made:
    """A document with generated front pages. `sheets` are the rows of each page."""

    kind: Kind
    size: tuple[float, float]
    sheets: tuple[tuple[Row, ...], ...]
    font: str
    title: str = ""
    author: str = ""
    headings: tuple[str, ...] = field(default=())


FONTS = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}


def wrapped(piece: Piece, width: float, font: str, spacing: float) -> list[Row]:
    """The rows of a piece in a column `width` points wide."""
    lines: list[str] = []
    room = (piece.span[1] - piece.span[0]) * width
    for word in piece.text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, FONTS[font] if piece.bold else font, piece.size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [
        Row(
            (Piece(line, piece.part, piece.size, piece.bold, piece.align, piece.span),),
            spacing * piece.size if at else 0.0,
            continues=at > 0,
        )
        for at, line in enumerate(lines)
    ]


class Layout:
    """Draws the pages of one document of a kind."""

    def __init__(self, random: Random, language: str) -> None:
        self.random = random
        self.words = Wording(random, language)
        self.font = random.choice(list(FONTS))
        self.size = random.choice((A4, A4, A4, A4, LETTER))
        self.base = random.choice((10.0, 11.0, 12.0, 12.0, 13.0, 14.0))
        self.align = random.choice("cccccccllr")
        self.year = self.words.year()
        self.title = self.words.title()
        self.authors = [self.words.person() for _ in range(random.choice((1, 1, 1, 1, 1, 1, 2, 2, 3)))]

    # -- pieces

    def rows(self, text: str, part: Part, scale: float = 1.0, *, bold: bool = False, **more: object) -> list[Row]:
        """The rows of a text in the layout's type, `scale` times as large."""
        piece = Piece(text, part, round(self.base * scale, 1), bold, **{"align": self.align, **more})  # type: ignore[arg-type]
        return wrapped(piece, self.size[0], self.font, self.random.choice((0.15, 0.25, 0.4, 0.6)))

    def apart(self, groups: Sequence[list[Row]], gap: float | None = None, stretch: float = 0.0) -> list[Row]:
        """Groups of rows below one another, the first of each at a distance."""
        found = []
        for rows in groups:
            for at, row in enumerate(rows):
                gap_here = row.gap if at else (gap or self.random.choice((4, 8, 12, 20)))
                found.append(replace(row, gap=gap_here, stretch=0.0 if at else stretch))
        return found

    def maybe(self, share: float, make: Callable[[], list[Row]]) -> list[Row]:
        """The rows with a probability of `share`, else none."""
        return make() if self.random.random() < share else []

    # -- parts of covers

    def title_rows(self) -> list[Row]:
        """The title, sometimes announced by a word above it or in quotation marks; then the subtitle."""
        r = self.random
        scale, bold = r.choice((1.0, 1.2, 1.4, 1.5, 1.7, 2.0, 2.4, 3.0)), r.random() < 0.65
        text = r.choice(("{}", "{}", "{}", "{}", "{}", "{}", "{}", "“{}”", '"{}"', "«{}»")).format(self.title)
        inner = r.choice(((0.12, 0.88), (0.12, 0.88), (0.2, 0.8), (0.25, 0.75), (0.1, 0.9)))
        label = self.maybe(
            0.04,
            lambda: self.rows(
                self.words.choose("Titolo|Titolo della tesi:|Titolo", "Title|Title:|Thesis title"),
                "label",
                r.choice((1.0, 1.3)),
                bold=r.random() < 0.5,
            ),
        )
        text = f"{self.words.choose('Titolo', 'Title')}: {text}" if r.random() < 0.015 else text
        found = self.apart([label, self.rows(text, "title", scale, bold=bold, span=inner)])
        if r.random() < 0.05:
            other = Wording(r, "en" if self.words.language == "it" else "it").title()
            found += self.apart(
                [
                    self.rows(
                        other.upper() if self.title.isupper() else other,
                        "translation",
                        scale * r.choice((1.0, 1.0, 0.8)),
                        bold=bold and r.random() < 0.7,
                        span=inner,
                    )
                ]
            )
            return found
        if r.random() < 0.04:
            return found + self.apart(
                [self.rows(self.words.degree(), "degree", scale * r.choice((1.0, 0.8)), bold=bold and r.random() < 0.5)]
            )
        if r.random() < 0.2:
            below = self.words.subtitle()
            below = below[0].upper() + below[1:] if r.random() < 0.8 else below
            found += self.apart(
                [
                    self.rows(
                        below,
                        "subtitle",
                        max(0.9, scale * r.choice((0.55, 0.7, 0.8, 1.0))),
                        bold=bold and r.random() < 0.4,
                        span=inner,
                    )
                ]
            )
        return found

    def head_rows(self) -> list[Row]:
        """University, school and degree programme."""
        r, w = self.random, self.words
        scale = r.choice((1.0, 1.0, 1.2, 1.4, 1.7, 2.2))
        university = self.maybe(0.85, lambda: self.university_rows(scale))
        schools = self.maybe(
            0.7, lambda: self.rows(w.school(), "school", max(0.9, scale * 0.85), bold=r.random() < 0.3)
        )
        schools += self.maybe(
            0.2, lambda: self.rows(w.school(), "school", max(0.9, scale * 0.8), bold=r.random() < 0.3)
        )
        course = self.programme_rows() if r.random() < 0.75 else []
        return self.apart([university, schools, course])

    def university_rows(self, scale: float) -> list[Row]:
        """The university in one line or in the lines of a logo, sometimes with its address."""
        r, name, bold = self.random, self.words.university(), self.random.random() < 0.4
        if r.random() < 0.12 and len(name.split()) > 2:
            cut = r.randint(1, len(name.split()) - 1)
            halves = (" ".join(name.split()[:cut]), " ".join(name.split()[cut:]))
            return self.apart(
                [self.rows(half, "university", scale * r.choice((1.0, 1.0, 1.3)), bold=bold) for half in halves], 2
            )
        motto = self.maybe(0.05, lambda: self.rows("Alma Mater Studiorum", "university", scale))
        address = self.maybe(
            0.05,
            lambda: self.rows(
                f"{self.words.choose('Via Roma', 'Station Road')} {r.randint(1, 90)}, {r.randint(1000, 99999)} {r.choice(places())}",
                "school",
                0.8,
            ),
        )
        return self.apart([motto, self.rows(name, "university", scale, bold=bold), address], 3)

    def programme_rows(self) -> list[Row]:
        """The degree programme, in one line or with its name on a line of its own, sometimes in large type."""
        r = self.random
        whole = self.words.programme()
        scale, bold = r.choice((0.9, 1.0, 1.0, 1.15, 1.3)), r.random() < 0.3
        for link in (" in ", " IN "):
            if link in whole and r.random() < 0.3:
                head, _, subject = whole.partition(link)
                return self.apart(
                    [
                        self.rows(head + link.rstrip(), "course", scale, bold=bold),
                        self.rows(subject, "course", scale * r.choice((1.0, 1.0, 1.2, 1.6)), bold=r.random() < 0.5),
                    ],
                    3,
                )
        if r.random() < 0.15:
            whole += f" {self.words.choose('e', 'and')} {self.words.subject()}"
        number = r.randint(1, 60)
        level = self.maybe(
            0.08,
            lambda: self.rows(
                self.words.choose(
                    f"Classe n. L-{number}|Classe LM-{number} {self.words.subject()}|Classe L-{number} Scienze (D.M. 270/04)|Curriculum {self.words.subject()}|Ciclo XXXV",
                    f"Specialisation in {self.words.subject()}|Major: {self.words.subject()}|Programme {number}",
                ),
                "course",
                scale,
            ),
        )
        return self.apart([self.rows(whole, "course", scale, bold=bold), level], 3)

    def degree_rows(self) -> list[Row]:
        """The words that make it a thesis: a line, a sentence, or both."""
        r = self.random
        line = self.maybe(
            0.75,
            lambda: self.rows(
                self.words.degree(), "degree", r.choice((1.0, 1.0, 1.2, 1.5, 2.0)), bold=r.random() < 0.3
            ),
        )
        if r.random() < 0.08:
            subject = self.words.subject()
            line = self.apart(
                [
                    self.rows(
                        self.words.choose(
                            "Tesi di Laurea in|Tesi di Laurea Magistrale in|Elaborato finale in",
                            "Thesis in|Master Thesis in|Bachelor Thesis in",
                        ),
                        "degree",
                        1.0,
                    ),
                    self.rows(
                        subject.upper() if r.random() < 0.5 else subject,
                        "degree",
                        r.choice((1.0, 1.2, 1.5)),
                        bold=r.random() < 0.5,
                    ),
                ],
                4,
            )
        formula = self.maybe(
            0.3, lambda: self.rows(self.words.formula(), "degree", 1.0, span=r.choice(((0.12, 0.88), (0.25, 0.75))))
        )
        return self.apart([line, formula])

    def date_rows(self) -> list[Row]:
        """The date, in one line or two."""
        rows = self.rows(
            self.words.date(self.year),
            "date",
            self.random.choice((0.9, 1.0, 1.0, 1.2)),
            bold=self.random.random() < 0.2,
        )
        if self.random.random() < 0.06:
            rows = self.apart(
                [
                    self.rows(self.words.choose("Anno Accademico", "Academic Year"), "date"),
                    self.rows(f"{self.year - 1}/{self.year}", "date"),
                ],
                3,
            )
        return rows

    def people(self) -> list[tuple[str, str, list[str]]]:
        """(label, part, names) of each group of people on a thesis' cover; the label may be ""."""
        r, w = self.random, self.words
        found = []
        author = w.choose(
            "Candidato|Candidata|Laureando|Laureanda|Presentata da|Tesi di laurea di|Autore|Studente|Candidato|Tesi di|Elaborato di|Studentessa|Realizzato da|Nome",
            "Author|By|by|Submitted by|Candidate|Student|Author|Written by|Student name|A thesis by|Prepared by|Name",
        )
        if len(self.authors) > 1:
            author = w.choose(
                "Candidati|Laureandi|Autori|Studenti|Presentata da|Tesi di laurea di",
                "Authors|By|Students|Submitted by|Candidates",
            )
        found.append(("" if r.random() < 0.22 else author, "author", self.authors))
        if r.random() < 0.85:
            label = w.choose(
                "Relatore|Relatrice|Relatore|Supervisore della ricerca|Chiar.mo Relatore|Docente relatore|Relatore|Tutor accademico|Relatori|Supervisore",
                "Supervisor|Advisor|Thesis supervisor|Supervised by|Supervisor(s)|First supervisor|Academic supervisor|Tutor|Promotor|Supervisors|Faculty Advisor|Under the supervision of",
            )
            found.append((label, "supervisor", [w.person(titled=True) for _ in range(r.choice((1, 1, 1, 1, 2)))]))
        if r.random() < 0.45:
            label = w.choose(
                "Correlatore|Correlatrice|Correlatori|Co-relatore|Secondo relatore|Correlatore|Tutor aziendale|CORRELATORE",
                "Co-supervisor|Co-advisor|Second supervisor|Co-supervisors|Co-Advisors|Company supervisor|External supervisor|Daily supervisor",
            )
            found.append((label, "co-supervisor", [w.person(titled=True) for _ in range(r.choice((1, 1, 1, 2, 3)))]))
        if r.random() < 0.12:
            label = w.choose(
                "Controrelatore|Commissione|Presidente|Revisore",
                "Examiner|Second reader|Examiners|Examiner(s)|Second examiner|Committee",
            )
            found.append((label, "examiner", [w.person(titled=True) for _ in range(r.choice((1, 2)))]))
        if r.random() < 0.06:
            label = w.choose(
                "Coordinatore|Coordinatore del dottorato|Coordinatrice", "Coordinator|Programme coordinator"
            )
            found.append((label, "other", [w.person(titled=True)]))
        if r.random() < 0.35:
            found = [(label.upper(), part, names) for label, part, names in found]
        return found

    def people_rows(self) -> list[Row]:
        """The people in one of the arrangements of real covers."""
        r = self.random
        groups = self.people()
        style = r.random()
        if len(groups) > 1 and style < 0.45:
            return self.in_columns(groups)
        if style < 0.55:
            return self.label_beside(groups)
        order = groups if r.random() < 0.5 else groups[::-1]
        return self.apart([self.group_rows(*group, inline=r.random() < 0.5) for group in order], r.choice((6, 14, 24)))

    def group_rows(
        self,
        label: str,
        part: Part,
        names: Sequence[str],
        *,
        inline: bool,
        span: tuple[float, float] = (0.12, 0.88),
        align: str = "",
    ) -> list[Row]:
        """A group, one line below the other: label, names, student numbers."""
        r = self.random
        where: dict[str, Any] = {"span": span, "align": align or self.align}
        bold = r.random() < 0.25
        sign = r.choice((":", ":", ":", "", " :")) if label else ""
        if not label:
            texts = [(", ".join(names) if r.random() < 0.3 else "", part)] if len(names) > 1 else []
            texts = texts if texts and texts[0][0] else [(name, part) for name in names]
        elif part != "author" and r.random() < 0.03:  # the role below the name
            texts = [pair for name in names for pair in ((name, part), (label, "label"))]
        elif inline and len(names) < 4:
            joined = r.choice((", ", " and " if self.words.language == "en" else " e ", "; ")).join(names)
            texts = [(f"{label}{sign} {joined}", part)]
        else:
            texts = [(f"{label}{sign}", "label"), *((name, part) for name in names)]
        found = []
        for text, own in texts:
            inside = own == "author" and r.random() < 0.08
            number = (
                self.words.choose(
                    " matr. {n}| (Matricola {n})| {n}|, matr. n. {n}| - {n}|, Mat. {n}", " ({n})| - {n}|, {n}| (s{n})"
                ).format(n=r.randint(10000, 1999999))
                if inside
                else ""
            )
            found.append(self.rows(text + number, own, 1.0, bold=bold if own == part else r.random() < 0.3, **where))
            if own == "author" and not inside and r.random() < 0.3:
                found.append(
                    self.rows(
                        self.words.choose(
                            "Matricola {n}|Matr. {n}|Matricola: {n}|{n}|matr. n. {n}|Mat. {n}",
                            "Student ID: {n}|{n}|Student number {n}|s{n}|ID {n}|name@mail.example",
                        ).format(n=r.randint(10000, 1999999)),
                        "id",
                        0.9,
                        **where,
                    )
                )
            if own in ("supervisor", "co-supervisor") and r.random() < 0.1:
                found.append(
                    self.rows(
                        self.words.school() if r.random() < 0.6 else self.words.organisation(), "school", 0.9, **where
                    )
                )
        return self.apart(found, r.choice((1, 2, 3, 5)))

    def in_columns(self, groups: Sequence[tuple[str, str, list[str]]]) -> list[Row]:
        """Supervisors on one side, authors on the other, aligned at the top or one below the other."""
        r = self.random
        mine = [g for g in groups if g[1] == "author"]
        others = [g for g in groups if g[1] != "author"]
        left, right = (others, mine) if r.random() < 0.75 else (mine, others)
        aligns = r.choice((("l", "r"), ("l", "r"), ("l", "l"), ("c", "c")))
        inline = r.random() < 0.12
        sides = [
            self.apart(
                [self.group_rows(*g, inline=inline, span=span, align=align) for g in side], r.choice((3, 10, 18))
            )
            for side, span, align in ((left, (0.1, 0.48), aligns[0]), (right, (0.54, 0.9), aligns[1]))
        ]
        if r.random() < 0.15:
            return [*sides[0], *self.apart([sides[1]], 20)]
        rows = []
        for at in range(max(map(len, sides))):
            pieces = tuple(piece for side in sides if at < len(side) for piece in side[at].pieces)
            rows.append(Row(pieces, max(side[at].gap for side in sides if at < len(side))))
        return rows

    def label_beside(self, groups: Sequence[tuple[str, str, list[str]]]) -> list[Row]:
        """Labels in a narrow column, names in the one beside it."""
        left, sign = self.random.choice((0.12, 0.25, 0.35)), self.random.choice((":", ":", ""))
        rows = []
        for label, part, names in groups:
            sides = [
                [Piece(label + sign, "label", self.base, False, "l", (left, left + 0.2))] if label else [],
                *[[] for _ in names[1:]],
            ]
            for at, name in enumerate(names):
                pieces = (*sides[at], Piece(name, part, self.base, False, "l", (left + 0.24, 0.95)))
                rows.append(Row(pieces, 4 if at else 10))
        return rows

    # -- further pages

    def body_rows(self, heading: str, *, columns: bool = False) -> list[Row]:
        """A page of text below its heading: paragraphs, lists, formulas, tables, captions."""
        r, w = self.random, self.words
        rows = self.rows(heading, "heading", r.choice((1.0, 1.3, 1.6, 2.0)), bold=True, align="l") if heading else []
        size = min(self.base, 11.0)
        for _ in range(r.randint(2, 5)):
            if rows and r.random() < 0.2:
                number = r.choice((f"{r.randint(1, 4)}.{r.randint(1, 5)} ", f"{r.randint(1, 4)}. ", ""))
                rows += self.apart(
                    [
                        self.rows(
                            f"{number}{w.word().capitalize()}",
                            "heading",
                            r.choice((1.0, 1.1, 1.3)),
                            bold=True,
                            align="l",
                        )
                    ],
                    14,
                )
            if columns:
                sides = [
                    wrapped(
                        Piece(w.prose(r.randint(2, 6)), "body", size, False, "l", span), self.size[0], self.font, 0.2
                    )
                    for span in ((0.1, 0.48), (0.52, 0.9))
                ]
                rows += [
                    Row((*a.pieces, *b.pieces), a.gap, continues=at > 0)
                    for at, (a, b) in enumerate(zip(*sides, strict=False))
                ]
                continue
            texts = self._stretch_of_body()
            rows += self.apart(
                [
                    wrapped(Piece(text, "body", size, False, "l", (0.12, 0.88)), self.size[0], self.font, 0.2)
                    for text in texts
                ],
                r.choice((2, 4, 8)),
            )
        foot = r.random()
        if foot < 0.3:
            rows += self.apart(
                [
                    self.rows(
                        str(r.randint(1, 12)) if foot < 0.2 else f"{w.word()} | {r.randint(1, 9)}",
                        "other",
                        0.9,
                        align="c",
                    )
                ],
                20,
            )
        return rows

    def _stretch_of_body(self) -> list[str]:
        r, w = self.random, self.words
        kind = r.random()
        if kind < 0.6:
            return [w.prose(r.randint(1, 6))]
        sign = r.choice(("•", "-", "–", "", "1.", "*"))
        if kind < 0.78:
            return [f"{sign} {w.sentence() if r.random() < 0.5 else w.title()}".strip() for _ in range(r.randint(2, 7))]
        if kind < 0.88:
            return [
                f"{w.word().capitalize()}: {w.sentence() if r.random() < 0.4 else r.choice(('…', w.word(), str(r.randint(1, 900)), w.person()))}"
                for _ in range(r.randint(2, 7))
            ]
        if kind < 0.93:
            return [
                f"{w.choose('Figura', 'Figure')} {r.randint(1, 9)}. {w.title()}",
                f"P(w) = {r.randint(1, 9)} · x + {r.random():.2f}",
                f"({r.randint(1, 9)})",
            ]
        return [f"{w.word()} {r.randint(1, 900)} {r.random():.2f} {r.randint(1, 90)}" for _ in range(r.randint(2, 6))]

    def second_sheet(self) -> list[Row]:
        """The sheet after the cover: a dedication, an abstract, contents, a chapter, the title page once more, or nothing."""
        r, w = self.random, self.words
        kind = r.random()
        if kind < 0.25:
            text = (
                w.sentence()
                if r.random() < 0.5
                else w.choose(
                    "A mia nonna|Ai miei genitori|Alla mia famiglia, con affetto",
                    "To my family|To my parents, with love",
                )
            )
            rows = self.rows(text, "other", 1.0, align="r", span=(0.5, 0.88))
            rows += self.maybe(
                0.5,
                lambda: self.rows(
                    r.choice(("", "— ", "- ", "– ")) + w.person(), "other", 1.0, align=r.choice("rlc"), span=(0.5, 0.88)
                ),
            )
            return [replace(row, stretch=0.0 if at else 0.5) for at, row in enumerate(rows)]
        if kind < 0.5:
            return self.body_rows(
                w.choose(
                    "Abstract|Sommario|Riassunto|Ringraziamenti|Introduzione",
                    "Abstract|Summary|Acknowledgements|Preface|Executive Summary",
                )
            )
        if kind < 0.65:
            return self.body_rows(
                w.choose(
                    "Capitolo 1|1 Introduzione|1. Introduzione|Introduzione",
                    "Chapter 1|1 Introduction|1. Introduction|Introduction",
                )
            )
        if kind < 0.83:
            heads = [
                self.rows(
                    w.choose("Indice|Sommario", "Contents|Table of Contents"), "heading", 1.6, bold=True, align="l"
                )
            ]
            heads += [
                self.rows(
                    f"{at} {w.title()} {r.choice(('', '. . . . . . . . . '))}{r.randint(1, 90)}", "body", 0.9, align="l"
                )
                for at in range(1, r.randint(4, 12))
            ]
            return self.apart(heads, 4)
        if kind < 0.89:
            return self.colophon()
        if kind < 0.95:
            return self.apart(
                [self.title_rows(), self.people_rows(), self.maybe(0.5, self.date_rows)], r.choice((20, 50))
            )
        return []

    def colophon(self) -> list[Row]:
        """The colophon: date and committee of the defence, rights, and production."""
        r, w = self.random, self.words
        lines = w.choose(
            f"Tesi discussa il {w.date(self.year)}|di fronte a una commissione composta da:|Prof. {w.person()} (presidente)|© {self.year} {self.authors[0]}. Tutti i diritti riservati|ISBN: 000-00-000|Versione: {w.date(self.year)}|E-mail dell'autore: nome@mail.example".replace(
                "|", "\n"
            ),
            f"Copyright © {self.year} {self.authors[0]}\nAll rights reserved\nDefended on {w.date(self.year)} before the committee:\n{w.person(titled=True)} (chair)\nPrinted in {r.choice(places())}\nwww.example.org\nDeclaration: this is my own work.",
        ).split("\n")
        kept = [line for line in lines if r.random() < 0.7]
        return self.apart(
            [self.rows(line, "other", r.choice((0.8, 0.9)), align="l") for line in kept], r.choice((4, 10))
        )
