"""Folders are ingested once, skipped when unchanged, and resumed after a kill."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.layout.structure import is_contents
from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.summary import Summary
from kb.errors import InvalidManifest, NothingToIngest
from kb.library import Library
from kb.maintenance.doctor import examine
from kb.model import OWNER
from kb.search.scope import all_documents, open_document
from kb.settings import Settings
from kb.text.terms import Term
from tests.conftest import SAMPLE
from tests.fakes import write_pdf
from tests.ingest.readers.office.made import paragraph, word

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    write_pdf(tmp_path / "in" / "water.pdf", [["Clean water from wells in the valley."]])
    (tmp_path / "in" / "sub" / "bread.txt").write_text("Bread and roses for the neighbourhood.")
    return tmp_path / "in"


def run(library: Library, path: Path, options: Options | None = None) -> Summary:
    return ingest(library, [path], options or Options())


def outcomes(summary: Summary) -> dict[str, str]:
    return {entry.source: entry.outcome for entry in summary.entries}


def test_added_unchanged_replaced(library: Library, folder: Path) -> None:
    assert outcomes(run(library, folder)) == {"sub/bread.txt": "added", "water.pdf": "added"}
    before = {d.source: d.id for d in all_documents(library, OWNER)}
    assert set(outcomes(run(library, folder)).values()) == {"unchanged"}
    write_pdf(folder / "water.pdf", [["Dirty water from a lake."]])
    assert outcomes(run(library, folder)) == {"sub/bread.txt": "unchanged", "water.pdf": "replaced"}
    assert {d.source: d.id for d in all_documents(library, OWNER)} == before
    library.embedding_queue.run()
    assert all(finding.sound for finding in examine(library))


def test_scores_are_those_of_a_library_that_read_each_document_once(
    library: Library, folder: Path, settings: Settings, tmp_path: Path
) -> None:
    run(library, folder)
    for colour in ("green", "blue"):
        write_pdf(folder / "water.pdf", [[f"The {colour} water of a lake."]])
        run(library, folder)
    with Library(replace(settings, home=tmp_path / "fresh"), writable=True) as fresh:
        run(fresh, folder)
        scores = [
            [score for _, score in opened.lexical.search(((Term("water", "en"),),), {"body": 1.0}, 5)]
            for opened in (library, fresh)
        ]
    assert scores[0] == scores[1] != []


def test_a_kind_once_given_stays_until_another_is_stated(library: Library, folder: Path) -> None:
    run(library, folder, Options(kind="thesis"))
    assert set(outcomes(run(library, folder)).values()) == {"unchanged"}
    write_pdf(folder / "water.pdf", [["Dirty water from a lake."]])
    assert outcomes(run(library, folder))["water.pdf"] == "replaced"
    assert {d.kind for d in all_documents(library, OWNER)} == {"thesis"}
    (folder / "manifest.csv").write_text("path,kind\nwater.pdf,report\n")
    run(library, folder)
    assert {d.source: d.kind for d in all_documents(library, OWNER)} == {
        "water.pdf": "report",
        "sub/bread.txt": "thesis",
    }


def test_a_lost_original_is_stored_again(library: Library, folder: Path) -> None:
    run(library, folder)
    lost = next(d for d in all_documents(library, OWNER) if d.source == "water.pdf")
    library.originals.path(lost).unlink()
    assert not all(finding.sound for finding in examine(library))
    assert outcomes(run(library, folder)) == {"sub/bread.txt": "unchanged", "water.pdf": "updated"}
    library.embedding_queue.run()
    assert all(finding.sound for finding in examine(library))
    assert set(outcomes(run(library, folder)).values()) == {"unchanged"}


def test_the_same_bytes_under_another_name_are_a_duplicate(library: Library, folder: Path) -> None:
    shutil.copy(folder / "water.pdf", folder / "zz-copy.pdf")
    summary = run(library, folder)
    assert outcomes(summary)["zz-copy.pdf"] == "duplicate"
    assert "water.pdf" in next(e.reason for e in summary.entries if e.source == "zz-copy.pdf")


def test_bad_files_are_said_and_the_rest_goes_in(library: Library, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nonsense")
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(b"")
    write_pdf(folder / "scan.pdf", [[]])
    summary = run(library, folder)
    reasons = {e.source: e.reason for e in summary.entries if e.outcome == "failed"}
    assert set(reasons) == {"broken.pdf", "empty.pdf", "scan.pdf"}
    assert "0 bytes" in reasons["empty.pdf"] and "no text" in reasons["scan.pdf"]
    assert summary.count("added") == 2
    assert {e.source for e in library.catalogue.ledger.files() if e.outcome == "failed"} == set(reasons)


def test_an_unreadable_page_costs_that_page_only(library: Library, folder: Path) -> None:
    write_pdf(folder / "half.pdf", [["A page with words."], []])
    run(library, folder)
    document = next(d for d in all_documents(library, OWNER) if d.source == "half.pdf")
    assert [p.status for p in library.catalogue.pages(open_document(library, document.id, OWNER))] == ["text", "empty"]


def test_the_manifest_wins_and_a_change_in_it_is_noticed(library: Library, folder: Path) -> None:
    (folder / "manifest.csv").write_text(
        "path,title,authors,year,kind,language,access\nwater.pdf,Wells,Ada Rossi; Ugo Neri,2019,report,en,internal\n"
    )
    run(library, folder)
    document = next(d for d in all_documents(library, OWNER) if d.source == "water.pdf")
    assert (document.title, document.year, document.kind, document.access) == ("Wells", 2019, "report", "internal")
    assert [p.name for p in document.people] == ["Ada Rossi", "Ugo Neri"]
    (folder / "manifest.csv").write_text("path,title\nwater.pdf,Deep wells\n")
    assert outcomes(run(library, folder))["water.pdf"] == "updated"
    assert outcomes(run(library, folder, Options(manifest=False, access="restricted")))["water.pdf"] == "updated"
    assert {d.access for d in all_documents(library, OWNER)} == {"restricted"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[document]]\npath = 'water.pdf'\naccess = 'secret'\n", "access 'secret'"),
        ("[[document]]\npath = 'water.pdf'\nembargo_until = 'soon'\n", "embargo_until 'soon'"),
        ("[[document]]\ntitle = 'x'\n", "no path"),
        ("[[document\n", "can't be read"),
    ],
)
def test_a_wrong_manifest_stops_before_anything_is_changed(
    library: Library, folder: Path, text: str, problem: str
) -> None:
    (folder / "manifest.toml").write_text(text)
    with pytest.raises(InvalidManifest, match=problem):
        run(library, folder)
    assert library.catalogue.counts()["documents"] == 0


def test_a_kind_that_is_unknown_is_noted_and_left_out(library: Library, folder: Path) -> None:
    (folder / "manifest.toml").write_text("[[document]]\npath = 'water.pdf'\nkind = 'poster'\n")
    summary = run(library, folder)
    assert "'poster'" in next(e.reason for e in summary.entries if e.source == "water.pdf")
    assert summary.count("added") == 2


def test_nothing_to_ingest_is_said(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NothingToIngest, match="no file or folder"):
        run(library, tmp_path / "absent")
    (tmp_path / "void").mkdir()
    with pytest.raises(NothingToIngest, match="Formats read"):
        run(library, tmp_path / "void")


def test_passages_of_the_sample_fit_their_pages(sample: Library) -> None:
    for document in all_documents(sample, OWNER):
        pages = {page.number: page.text for page in sample.catalogue.pages(open_document(sample, document.id, OWNER))}
        (number,) = [
            n for n, d in sample.catalogue.documents(sample.catalogue.numbers().tolist()).items() if d.id == document.id
        ]
        for passage in sample.catalogue.passages_of(number):
            assert pages[passage.page][passage.start : passage.end] == passage.text
        # Only tables of contents make no passages: nothing of the body is lost.
        body = sum(len("".join(text.split())) for text in pages.values() if not is_contents(text))
        held = sum(
            len("".join(p.text.split())) for p in sample.catalogue.passages_of(number) if not is_contents(pages[p.page])
        )
        assert held >= 0.995 * body, document.source


CRASH = """
import sys
from dataclasses import replace
from pathlib import Path
from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.library import Library
from kb.settings import load_settings
if __name__ == "__main__":
    settings = replace(load_settings({}), home=Path(sys.argv[1]), model_cache=Path(sys.argv[2]))
    with Library(settings, writable=True) as library:
        ingest(library, [Path(sys.argv[3])], Options())
        library.embedding_queue.run()
"""


@pytest.mark.kill
@pytest.mark.slow
def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    settings: Settings, sample_home: Path, tmp_path: Path
) -> None:
    script = tmp_path / "run.py"
    script.write_text(CRASH)
    command = [sys.executable, str(script), str(settings.home), str(settings.model_cache), str(SAMPLE / "files")]
    environment = {**os.environ, "PYTHONPATH": str(SAMPLE.parent.parent)}
    chance = random.Random(7)
    for _ in range(4):
        process = subprocess.Popen(command, start_new_session=True, env=environment)
        time.sleep(chance.uniform(0.8, 5.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run(command, check=True, env=environment)
    with Library(settings, writable=True) as library:
        documents = all_documents(library, OWNER)
        assert len(documents) == len({d.source for d in documents}) == 27
        assert all(finding.sound for finding in examine(library)), examine(library)
        with Library(replace(settings, home=sample_home), writable=False) as whole:
            counts, expected = library.catalogue.counts(), whole.catalogue.counts()
        assert counts == expected


def test_slides_with_a_picture_alone_are_left_alone_the_second_time(library: Library, tmp_path: Path) -> None:
    import pptx
    from PIL import Image

    folder = tmp_path / "slides"
    folder.mkdir()
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Un lucido con un titolo"
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(str(tmp_path / "red.png"), 0, 0)
    deck.save(str(folder / "deck.pptx"))
    assert [entry.outcome for entry in run(library, folder).entries] == ["added"]
    assert [entry.outcome for entry in run(library, folder).entries] == ["unchanged"]


def test_what_a_file_holds_and_nobody_read_is_in_its_entry(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    picture = "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"
    word(
        folder / "relazione.docx",
        paragraph("Una relazione fittizia sugli orti del rione, con una fotografia.", picture),
    )
    word(folder / "intera.docx", paragraph("Una relazione fittizia sui cortili del rione, senza fotografie."))
    reasons = {entry.source: entry.reason for entry in run(library, folder).entries}
    assert reasons == {"relazione.docx": "1 picture(s) not read", "intera.docx": ""}


def test_an_office_file_of_an_older_format_is_refused_and_says_so(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "vecchia.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (folder / "chiara.txt").write_text("Un testo fittizio che si legge senza fatica.")
    entries = {entry.source: (entry.outcome, entry.reason) for entry in run(library, folder).entries}
    assert entries["chiara.txt"] == ("added", "")
    assert entries["vecchia.docx"][0] == "failed"
    assert "older format" in entries["vecchia.docx"][1]


def test_every_file_that_was_met_is_in_the_ledger(library: Library, folder: Path) -> None:
    (folder / "map.dwg").write_bytes(b"x")
    (folder / "zero.txt").write_bytes(b"")
    (folder / "linked").symlink_to(folder / "sub")
    found = outcomes(run(library, folder))
    assert found == {
        "linked": "skipped",
        "map.dwg": "skipped",
        "sub/bread.txt": "added",
        "water.pdf": "added",
        "zero.txt": "failed",
    }
    assert {entry.source for entry in library.catalogue.ledger.files()} == set(found)


def test_files_are_read_again_after_the_reading_of_files_changed(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(library, folder)
    assert "updated" not in outcomes(run(library, folder)).values()
    monkeypatch.setattr("ingest.pipeline.READING", 10**6)
    again = outcomes(run(library, folder))
    assert again["water.pdf"] == "updated"
    assert "updated" not in outcomes(run(library, folder)).values()
