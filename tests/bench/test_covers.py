"""Generated covers: the same number gives the same document, and every line that is read has the part it was drawn with."""

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

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
    table_rows,
    talk,
)  # fmt: skip
from bench.covers.held_out import FOLDS, fold_of, load, write
from bench.covers.kinds import KINDS, made
from bench.covers.layouts import Layout, Piece, Row, wrapped
from bench.covers.name_lists import census_names, everyday_words, listed_words, names_of
from bench.covers.render import _style, flow_sample, pdf_sample
from bench.covers.template_kinds import award, doctoral, executive, official, studio
from bench.covers.truth import Known, fixed_parts, key, known, people, squash
from bench.covers.wording import Wording
from bench.fit_covers import Sample, fit_lines, held_out
from ingest.cover.features import features
from ingest.cover.model import CoverModel
from ingest.cover.words import CLASSES
from kb.text.normalise import fold
from tests.ingest.cover.pages import COVER, front, parsed, sheet, with_texts

Kind = Callable[[Layout], list[list[Row]]]


def test_a_number_is_a_document() -> None:
    assert made(7) == made(7) and made(7) != made(8)
    assert {made(number).kind for number in range(60)} >= {kind for _, kind, _ in KINDS}


@pytest.mark.parametrize("seed", range(8))
def test_lines_read_from_a_pdf_have_the_part_that_was_drawn(seed: int, tmp_path: Path) -> None:
    pages, parts, document = pdf_sample(seed, tmp_path)
    drawn = {piece.part: "" for sheet in document.sheets for row in sheet for piece in row.pieces}
    for sheet_ in document.sheets:
        for row in sheet_:
            for piece in row.pieces:
                drawn[piece.part] += squash(piece.text)
    assert len(parts) == len(pages.blocks) > 0 and list(tmp_path.iterdir()) == []
    titles = [block for block, part in zip(pages.blocks, parts, strict=True) if part == "title"]
    assert titles and all(squash(block.text)[:12] in drawn["title"] + drawn.get("label", "") for block in titles)


@pytest.mark.parametrize("seed", [3, 7, 11, 15, 19, 23])
def test_formats_without_pages_have_the_same_parts(seed: int) -> None:
    pages, parts, document = flow_sample(seed)
    assert len(parts) == len(pages.blocks) and set(parts) <= {
        p.part for s in document.sheets for r in s for p in r.pieces
    } | {"other"}
    assert pages.parsed.flowing and "title" in parts


def test_a_text_is_broken_where_its_column_ends() -> None:
    rows = wrapped(
        Piece("Acqua e città nella valle del fiume", "title", 20.0, span=(0.3, 0.7)), 400.0, "Helvetica", 0.3
    )
    assert len(rows) > 1 and " ".join(row.pieces[0].text for row in rows) == "Acqua e città nella valle del fiume"
    assert [row.continues for row in rows] == [False] + [True] * (len(rows) - 1)


@pytest.mark.parametrize("language", ["it", "en"])
def test_words_are_of_their_kind(language: str) -> None:
    words = Wording(Random(2), language)
    for _ in range(30):
        assert CLASSES["university"].search(fold(words.university()))
        assert any(char.isdigit() for char in words.date(2019))
        assert 1 <= len(words.title().split()) <= 80 and len(words.person().split()) >= 2


def test_two_people_may_stand_side_by_side() -> None:
    rows = [row for seed in range(40) for row in Layout(Random(seed), "it").people_rows()]
    assert any(len(row.pieces) == 2 for row in rows)
    assert {piece.part for row in rows for piece in row.pieces} >= {"label", "author", "supervisor", "co-supervisor"}


def test_lists_of_names_and_of_words() -> None:
    assert "Maria" in names_of("it_IT", ("first_names_female",)) and "maria" in listed_words(("first_names_female",))
    assert "smith" in census_names() and {"findings", "semestre"} <= everyday_words({"maria"})


def test_names_of_a_manifest_are_compared_without_order_and_titles() -> None:
    assert people("Prof.ssa Ada Rossi; NERI Ugo – Pozzi S.r.l.") == {key("Rossi Ada"), key("Ugo Neri")}
    assert people("(see title page)") == set() and people("[Ada Rossi]") == {key("Ada Rossi")}


def test_a_manifest_tells_the_parts_of_lines(tmp_path: Path) -> None:
    document = parsed(sheet(*COVER))
    row = {
        "title": "Acqua e città: una storia di pozzi (tesi)",
        "authors": "Galli Marta",
        "supervisors": "Prof. Ugo Neri",
        "path": "a.pdf",
    }
    parts = fixed_parts(Known("corpus", row, document, with_texts(document)))
    found = {block.text: part for block, part in zip(front(*COVER).blocks, parts, strict=True) if part}
    assert found == {
        "Acqua e città:": "title",
        "una storia di pozzi": "title",
        "Marta Galli": "author",
        "Prof. Ugo Neri": "supervisor",
    }


def test_hard_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Acqua e città\n\nUna storia.")
    with (tmp_path / "manifest.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["path", "title", "kind"], ["a.txt", "Acqua e città", "report"], ["b.pdf", "", "hard"]]
        )
    assert [document.row["path"] for document in known(tmp_path)] == ["a.txt"]


def test_a_field_is_fitted_that_tells_what_it_was_shown() -> None:
    shown = [Sample(front(), [{"large"}, {"small"}], ["title", "author"], "thesis", "")] * 20
    model = fit_lines(shown)
    assert isinstance(model, CoverModel) and model.best(model.scores([{"large"}, {"small"}])) == ["title", "author"]
    assert np.allclose(model.probabilities(model.scores([{"large"}])).sum(), 1.0)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    "layout",
    [
        american,
        award,
        deliverable,
        doctoral,
        exam,
        executive,
        journal,
        manual,
        milanese,
        official,
        plan,
        poster,
        studio,
        syllabus,
        talk,
    ],
)
def test_a_further_kind_has_its_whole_title_on_the_first_page(layout: Kind, language: str) -> None:
    parts: set[str] = set()
    for seed in range(4):
        make = Layout(Random(seed), language)
        rows, *_ = layout(make)
        said = squash(" ".join(piece.text for row in rows for piece in row.pieces if piece.part == "title"))
        assert squash(make.title) in said
        parts |= {piece.part for row in rows for piece in row.pieces}
    assert parts > {"title"}


def test_a_value_of_a_table_is_shortened_to_its_column() -> None:
    make = Layout(Random(1), "it")
    (row,) = table_rows(make, [("Autori", "Ada Rossi " * 60, "author")])
    label, value = row.pieces
    assert (label.part, value.part) == ("label", "author") and 20 < len(value.text) < 120


def test_styles_are_of_the_part_and_of_the_format() -> None:
    slides = {_style(part, "pptx", Random(seed)) for part in ("title", "author") for seed in range(20)}
    texts = {_style("author", "docx", Random(seed)) for seed in range(40)}
    assert slides == {"", "title", "subtitle"} and texts == {"", "author"}
    assert {_style("body", "docx", Random(seed)) for seed in range(20)} == {""}


def test_each_fold_has_models_that_never_saw_its_authors(tmp_path: Path) -> None:
    made = [Sample(f, features(f), parts, of.kind, of.title) for f, parts, of in map(flow_sample, range(3, 103, 4))]
    rows = [
        {
            "title": "Acqua e città: una storia di pozzi",
            "authors": "Galli Marta",
            "kind": "thesis",
            "path": f"{name}.pdf",
        }
        for name in ("galli_pozzi", "galli_riassunto", "neri_fiumi", "serra_laghi")
    ]
    documents = [Known("corpus", row, document := parsed(sheet(*COVER)), with_texts(document)) for row in rows]
    assert (
        fold_of(documents[0]) == fold_of(documents[1]) and len({fold_of(document) for document in documents}) == FOLDS
    )
    models = held_out(made, documents, fit_lines(made))
    assert len(models) == FOLDS and set(models[0].kinds) >= {"thesis"} and "author" in models[0].cover.labels
    write(models, tmp_path / "models.gz")
    for kept, fitted in zip(load(tmp_path / "models.gz"), models, strict=True):
        scores = fitted.cover.scores(features(documents[0].front))
        assert np.allclose(kept.cover.scores(features(documents[0].front)), scores) and kept.kinds == fitted.kinds
        assert kept.titles and fitted.titles and kept.titles.base == fitted.titles.base
