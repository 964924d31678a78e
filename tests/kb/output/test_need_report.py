"""The match of a need as a Word document and a table."""

import io

import docx

from kb.explore.needs import match
from kb.library import Library
from kb.model import OWNER
from kb.output.need_report import table, word
from kb.translations import translator
from web.links import SiteLinks

NEED = (
    "Siamo una piccola cooperativa di Lodi. Vorremmo aiutare famiglie straniere che lavorano ma non trovano casa in affitto. "
    "Ci servirebbe un maestro di fisarmonica per la festa. Grazie!"
)


def test_a_need_can_be_taken_along(sample: Library) -> None:
    found = match(sample, NEED, OWNER)
    _ = translator("en")
    paper = docx.Document(io.BytesIO(word(found, SiteLinks("http://library"), _)))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Porte Aperte" in text and "http://library/documents/" in text and "fisarmonica" in text
    assert all(f"{part.text} ({_('state ' + part.state)})" in text for part in found.parts)
    assert {part.state for part in found.parts} > {"nothing"}
    assert "works speak of 2 of the 3 parts" in text and "nobody has worked" not in text
    lines = table(found, SiteLinks("http://library")).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("section,name") and any(
        line.startswith("nothing here speaks of it,Ci servirebbe") for line in lines
    )


def test_the_need_and_its_sender_stand_first_and_control_characters_are_left_out(library: Library) -> None:
    found = match(library, "Vorremmo\x07 un pozzo a Lodi.", OWNER)
    written = word(found, SiteLinks("http://library"), translator("it"), ("Ada Rossi", "Lodi"))
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(written)).paragraphs]
    assert "Secondo questi documenti, nessuno ci ha ancora lavorato." in lines
    assert lines[1:4] == ["Vorremmo un pozzo a Lodi.", "Ada Rossi", "Lodi"]
