"""Word: all visible text is read once and in order; invisible text is separated. All texts are fictional."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.shared import Pt, RGBColor

from ingest.readers.office.word import read_docx
from ingest.readers.records import Heading, Parsed
from kb.errors import UnreadableFile
from tests.ingest.readers.office.made import fill, packed, paragraph, relations, run, spaced, table, word


def lines(parsed: Parsed) -> list[str]:
    return [line.text for page in parsed.pages for line in page.lines]


def read_body(tmp_path: Path, body: str) -> Parsed:
    return read_docx(word(tmp_path / "a.docx", body))


def test_sections_of_a_word_document_have_the_pages_they_were_printed_on(tmp_path: Path) -> None:
    document = docx.Document()
    for number, breaks in ((1, 0), (2, 1), (3, 2)):
        heading = document.add_heading(f"Capitolo {number}", 1)
        for _ in range(breaks):
            heading.runs[0]._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
        run = document.add_paragraph("Testo che comincia qui ").add_run("e finisce altrove.")
        if number == 2:
            run._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
    document.save(str(tmp_path / "pages.docx"))
    assert [page.label for page in read_docx(tmp_path / "pages.docx").pages] == ["1", "2–3", "5"]


SEEN = "The fictional cooperative restored seventeen flats in the Lambrate district."


def test_hidden_runs_of_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("A fictional report", 1)
    paragraph = document.add_paragraph(SEEN + " ")
    paragraph.add_run("vanished words here").font.hidden = True
    paragraph.add_run("white words here").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("tiny words here").font.size = Pt(1)
    document.save(str(tmp_path / "a.docx"))
    parsed = read_docx(tmp_path / "a.docx")
    text = " ".join(lines(parsed))
    assert SEEN in text
    assert "words here" not in text
    assert parsed.pages[0].hidden == "vanished words here white words here tiny words here"


def test_hidden_rows_of_a_table_are_left_out_and_told(tmp_path: Path) -> None:
    rows = table(["Nome", "Soci"], ["Orto", "4"]).replace("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>", 1)
    parsed = read_body(tmp_path, rows)
    assert (lines(parsed), parsed.pages[0].hidden) == (["Orto | 4"], "Nome Soci")


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def field(kind: str, code: str = "", inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar>{code}</w:r>'


CODE = "<w:instrText> REF tab </w:instrText>"
NARY = '<m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (control(paragraph("Titolo in copertina")), "Titolo in copertina"),
        (control(control(paragraph("due volte dentro"))), "due volte dentro"),
        (paragraph("Autrice: ", control(run("Zoe Alberi"))), "Autrice: Zoe Alberi"),
        (control(paragraph("Fare clic qui"), "<w:showingPlcHdr/>") + paragraph("resta"), "resta"),
        (
            paragraph(
                "costa ",
                f"<w:ins>{run('quaranta')}</w:ins>",
                "<w:del><w:r><w:delText>dieci</w:delText></w:r></w:del>",
                " euro",
            ),
            "costa quaranta euro",
        ),
        (
            paragraph(
                f"<w:moveFrom>{run('spostato')}</w:moveFrom>", "prima ", f"<w:moveTo>{run('spostato')}</w:moveTo>"
            ),
            "prima spostato",
        ),
        (
            paragraph("La ", f"<w:fldSimple w:instr='SEQ'>{run('Tabella 4')}</w:fldSimple>", " mostra"),
            "La Tabella 4 mostra",
        ),
        (
            paragraph(
                "vedi ", field("begin"), f"<w:r>{CODE}</w:r>", field("separate"), "Tabella 5", field("end"), " sotto"
            ),
            "vedi Tabella 5 sotto",
        ),
        (paragraph(f"<w:smartTag><w:smartTag>{run('Lodi')}</w:smartTag></w:smartTag>", " bella"), "Lodi bella"),
        (
            paragraph("scrivi a ", f"<w:hyperlink r:id='r1'>{run('orto@rione.example')}</w:hyperlink>"),
            "scrivi a orto@rione.example",
        ),
        (paragraph(f"<w:dir>{run('destra')}</w:dir>", f"<w:bdo>{run(' sinistra')}</w:bdo>"), "destra sinistra"),
        (paragraph("via Roma 3<w:br/>Milano".replace("<w:br/>", "</w:t><w:br/><w:t>")), "via Roma 3 Milano"),
        (paragraph("voce</w:t><w:tab/><w:t>12"), "voce 12"),
        (paragraph("parte</w:t><w:softHyphen/><w:t>cipa e e</w:t><w:noBreakHyphen/><w:t>mail"), "partecipa e e-mail"),
        (paragraph("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>", " fatto"), "✓ fatto"),
        (
            paragraph(
                "nel 2019",
                run("5", '<w:vertAlign w:val="superscript"/>'),
                " e 12 m",
                run("2", '<w:vertAlign w:val="superscript"/>'),
            ),
            "nel 2019 e 12 m2",
        ),
        (
            paragraph(
                "area <m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>".replace(
                    "area ", run("area ")
                )
            ),
            "area (a+b)/2",
        ),
        (
            paragraph(
                f"<m:oMathPara><m:oMath><m:nary>{NARY}<m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary></m:oMath></m:oMathPara>"
            ),
            "∑_(i=1)^n x",
        ),
        (
            paragraph(
                field("begin", inner="<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"),
                field("end"),
                "socio",
            ),
            "☒ socio",
        ),
        (
            paragraph(
                field(
                    "begin",
                    inner='<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="no"/><w:listEntry w:val="forse"/></w:ddList></w:ffData>',
                ),
                field("end"),
            ),
            "forse",
        ),
        (
            paragraph(
                "<w:r><w:ruby><w:rt><w:r><w:t>lettura</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r>"
            ),
            "base",
        ),
        (f"<w:ins>{paragraph('tutto nuovo')}</w:ins>", "tutto nuovo"),
        (f"<w:customXml>{paragraph('con etichetta')}</w:customXml>", "con etichetta"),
    ],
)
def test_what_is_shown_in_a_paragraph(tmp_path: Path, body: str, text: str) -> None:
    assert lines(read_body(tmp_path, body)) == [text]


def test_a_field_that_goes_over_paragraphs_shows_its_result_only(tmp_path: Path) -> None:
    body = (
        paragraph(field("begin"), f"<w:r>{CODE}</w:r>")
        + paragraph(f"<w:r>{CODE}</w:r>", field("separate"), "Indice")
        + paragraph("Uno 3", field("end"))
    )
    assert lines(read_body(tmp_path, body)) == ["Indice", "Uno 3"]


def box(content: str, properties: str = "") -> str:
    """A text box as Word saves it: once for itself and once for older programs."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    new = f"<mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:spPr>{properties}</wps:spPr><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
    return f"<w:r><mc:AlternateContent>{new}<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"


def test_text_boxes_are_read_once_behind_their_paragraph(tmp_path: Path) -> None:
    body = paragraph("Prima", box(paragraph("nel riquadro") + table(["a", "b"]))) + paragraph("dopo")
    assert lines(read_body(tmp_path, body)) == ["Prima", "nel riquadro", "a | b", "dopo"]
    old = paragraph(
        "Prima",
        f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('vecchio')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
    )
    assert lines(read_body(tmp_path, old)) == ["Prima", "vecchio"]


NOTES = ("footnotes", "footnote"), ("endnotes", "endnote")


@pytest.mark.parametrize(("part", "kind"), NOTES)
def test_notes_follow_the_paragraph_that_calls_them(tmp_path: Path, part: str, kind: str) -> None:
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    notes = f'<w:{kind} w:type="separator" w:id="0">{paragraph("____")}</w:{kind}><w:{kind} w:id="2">{paragraph(mark, " Il geometra Elio Prati.")}</w:{kind}>'
    body = paragraph("Trenta banchi", f'<w:r><w:{kind}Reference w:id="2"/></w:r>', " in piazza.") + paragraph("Fine.")
    path = word(tmp_path / "a.docx", body, {f"word/{part}.xml": spaced(f"w:{part}", notes)}, n=f"{part}:{part}.xml")
    assert lines(read_docx(path)) == ["Trenta banchi in piazza.", "Il geometra Elio Prati.", "Fine."]


def test_comments_are_no_text(tmp_path: Path) -> None:
    comment = spaced("w:comments", f'<w:comment w:id="1" w:author="Ivo">{paragraph("forse falso")}</w:comment>')
    body = paragraph(
        "Aperto", '<w:commentRangeStart w:id="1"/>', " a tutti", '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    path = word(tmp_path / "a.docx", body, {"word/comments.xml": comment}, c="comments:comments.xml")
    assert lines(read_docx(path)) == ["Aperto a tutti"]


def test_headers_and_footers_are_told_once_at_the_end(tmp_path: Path) -> None:
    parts = {
        "word/header1.xml": spaced("w:hdr", paragraph("Relazione del rione")),
        "word/header2.xml": spaced("w:hdr", paragraph("Relazione del rione")),
        "word/footer1.xml": spaced("w:ftr", paragraph("Pagina 3 di 10") + paragraph("Protocollo 118/2022")),
    }
    path = word(
        tmp_path / "a.docx",
        paragraph("Testo."),
        parts,
        a="header:header1.xml",
        b="header:header2.xml",
        c="footer:footer1.xml",
    )
    assert lines(read_docx(path)) == ["Testo.", "Relazione del rione", "Protocollo 118/2022"]


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        (
            table(["Sede", "Gen", "Feb"], ["Affori", "7", "7"], ["Greco", "", "9"]),
            ["Sede | Gen | Feb", "Affori | 7 | 7", "Greco | | 9"],
        ),
        (table(["x", control(paragraph("8100"))]), ["x | 8100"]),
        (table(["x", f"{paragraph('due')}{paragraph('righe')}"]), ["x | due righe"]),
        (
            table(["<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + paragraph("2021"), "totale"], ["a", "b", "c"]),
            ["2021 | | totale", "a | b | c"],
        ),
        (
            table(
                ["<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + paragraph("Affori"), "1"],
                ["<w:tcPr><w:vMerge/></w:tcPr><w:p/>", "2"],
            ),
            ["Affori | 1", "Affori | 2"],
        ),
        (table(["fuori", table(["dentro", "trenta"])]), ["fuori", "dentro | trenta"]),
        (table(["a", "b"]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1) + paragraph("resta"), ["resta"]),
        (f"<w:tbl>{control('<w:tr><w:tc>' + paragraph('riga') + '</w:tc></w:tr>')}</w:tbl>", ["riga"]),
    ],
)
def test_rows_of_tables(tmp_path: Path, rows: str, texts: list[str]) -> None:
    assert lines(read_body(tmp_path, rows)) == texts


WHITE, DARK = '<w:color w:val="FFFFFF"/>', "<w:shd w:val='clear' w:fill='1F3864'/>"
STYLES = spaced(
    "w:styles",
    '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:color w:val="FEFEFE"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Pale"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Banner"><w:pPr><w:shd w:val="clear" w:fill="000000"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Capitolo mio"/><w:basedOn w:val="H"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Out"><w:name w:val="Other"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    f'<w:style w:type="table" w:styleId="Grid"><w:tblStylePr w:type="firstRow"><w:tcPr>{DARK}</w:tcPr></w:tblStylePr></w:style>',
)


@pytest.mark.parametrize(
    ("body", "is_seen"),
    [
        (paragraph(run("parola", WHITE)), False),
        (paragraph(run("parola", '<w:color w:val="F2F2F2"/>')), False),
        (paragraph(run("parola", '<w:color w:val="A6A6A6"/>')), True),
        (paragraph(run("parola", '<w:sz w:val="2"/>')), False),
        (paragraph(run("parola", "<w:vanish/>")), False),
        (paragraph(run("parola", '<w:vanish w:val="0"/>')), True),
        (paragraph(run("parola", '<w:rStyle w:val="Secret"/>')), False),
        (paragraph("parola", properties='<w:pStyle w:val="Pale"/>'), False),
        (paragraph(run("parola", '<w:color w:val="auto"/>'), properties='<w:pStyle w:val="Pale"/>'), True),
        (paragraph(run("parola", WHITE), properties='<w:pStyle w:val="Banner"/>'), True),
        (paragraph(run("parola", WHITE), properties=DARK), True),
        (paragraph(run("parola", WHITE + '<w:highlight w:val="darkBlue"/>')), True),
        (paragraph(run("parola", '<w:color w:val="000000"/><w:highlight w:val="black"/>')), False),
        (paragraph(run("parola", "<w14:textFill><w14:noFill/></w14:textFill>")), False),
        (
            paragraph(
                run(
                    "parola",
                    "<w14:textFill><w14:solidFill><w14:srgbClr w14:val='0'><w14:alpha w14:val='99000'/></w14:srgbClr></w14:solidFill></w14:textFill>",
                )
            ),
            False,
        ),
        (table(["x", paragraph(run("parola", WHITE))]), False),
        (table(["x", f"<w:tcPr>{DARK}</w:tcPr>" + paragraph(run("parola", WHITE))]), True),
        (
            table(["x", paragraph(run("parola", WHITE))]).replace(
                "<w:tbl>", "<w:tbl><w:tblPr><w:tblStyle w:val='Grid'/></w:tblPr>"
            ),
            True,
        ),
        (paragraph(box(paragraph(run("parola", WHITE)), fill("203040"))), True),
        (paragraph(box(paragraph(run("parola", WHITE)), fill("FFFFFF"))), False),
        (paragraph(f"<w:hyperlink>{run('parola', WHITE)}</w:hyperlink>"), False),
        (paragraph(f"<w:ins>{run('parola', WHITE)}</w:ins>"), False),
        (
            "<w:p/>"
            + paragraph(run("parola", WHITE))
            + paragraph(
                "<w:r><w:drawing><wp:anchor behindDoc='1'><wp:extent cx='7000000' cy='9000000'/></wp:anchor></w:drawing></w:r>"
            ),
            True,
        ),
    ],
)
def test_what_is_seen_of_a_word(tmp_path: Path, body: str, is_seen: bool) -> None:
    path = word(tmp_path / "a.docx", paragraph("Inizio") + body, {"word/styles.xml": STYLES}, s="styles:styles.xml")
    parsed = read_docx(path)
    assert ("parola" in " ".join(lines(parsed)), "parola" in parsed.pages[0].hidden) == (is_seen, not is_seen)


def test_headings_are_known_by_name_by_base_and_by_outline_level(tmp_path: Path) -> None:
    body = "".join(
        paragraph(style, properties=f'<w:pStyle w:val="{style}"/>') for style in ("H", "Mine", "Out", "Pale")
    )
    own = paragraph("Direct", properties='<w:outlineLvl w:val="2"/>')
    parsed = read_docx(
        word(
            tmp_path / "a.docx",
            body + own,
            {"word/styles.xml": STYLES.replace("FEFEFE", "000000")},
            s="styles:styles.xml",
        )
    )
    assert parsed.headings == (Heading(1, "H", 2), Heading(2, "Mine", 2), Heading(3, "Out", 1), Heading(3, "Direct", 3))


def test_charts_pictures_and_objects_are_read_or_named(tmp_path: Path) -> None:
    chart = spaced(
        "c:chartSpace",
        "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Iscritti</a:t></a:r></a:p></c:rich></c:tx></c:title></c:chart>",
    )
    picture = "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"
    drawn = '<w:r><w:drawing><c:chart r:id="c1"/></w:drawing></w:r>'
    embedded = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    path = word(
        tmp_path / "a.docx",
        paragraph("Testo", picture, drawn, embedded),
        {"word/charts/c.xml": chart},
        c1="chart:charts/c.xml",
    )
    parsed = read_docx(path)
    assert lines(parsed) == ["Testo", "Iscritti"]
    assert parsed.remarks == ("1 picture(s) not read", "1 embedded object(s) not read: Excel.Sheet.12")


def test_inserted_files_are_read_or_named(tmp_path: Path) -> None:
    parts = {"word/x.html": "<p>Pagina <b>inserita</b></p>", "word/y.bin": "?"}
    path = word(
        tmp_path / "a.docx",
        '<w:altChunk r:id="x"/><w:altChunk r:id="y"/>',
        parts,
        x="aFChunk:x.html",
        y="aFChunk:y.bin",
    )
    parsed = read_docx(path)
    assert lines(parsed) == ["Pagina inserita"]
    assert parsed.remarks == ("word/y.bin is embedded and not read",)


def test_documents_and_web_archives_that_were_inserted_are_read(tmp_path: Path) -> None:
    inner = word(tmp_path / "inner.docx", paragraph("Documento inserito") + table(["Sede", "4"]))
    path = word(
        tmp_path / "a.docx", '<w:altChunk r:id="x"/><w:altChunk r:id="y"/><w:altChunk r:id="z"/>',
        {"word/y.mht": "Content-Type: text/html\n\n<p>A made-up web archive</p>", "word/z.docx": "damaged"},
        x="aFChunk:x.docx", y="aFChunk:y.mht", z="aFChunk:z.docx",
    )  # fmt: skip
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/x.docx", inner.read_bytes())
    parsed = read_docx(path)
    assert lines(parsed) == ["Documento inserito", "Sede | 4", "A made-up web archive"]
    (remark,) = parsed.remarks
    assert remark.startswith("word/z.docx is embedded and not read: it isn't a valid Word document")


def test_strict_files_and_damaged_parts_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", paragraph("Conforme"))
    strict = spaced("w:document", f"<w:body>{paragraph('Conforme')}</w:body>").replace(
        "schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"
    )
    assert lines(read_docx(packed(path, {"word/document.xml": strict}))) == ["Conforme"]
    cut = spaced("w:document", f"<w:body>{paragraph('Prima parte')}{paragraph('persa')}</w:body>").partition("persa")[0]
    parsed = read_docx(
        packed(path, {"word/document.xml": cut, "word/_rels/document.xml.rels": relations(n="footnotes:../NULL")})
    )
    assert lines(parsed) == ["Prima parte"]
    assert "is damaged from line 1 on" in parsed.remarks[0]


def test_what_is_no_word_document_is_refused_in_words(tmp_path: Path) -> None:
    cases = {
        b"hello": "valid Word document",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100: "older format",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"): "password-protected",
    }
    for data, says in cases.items():
        (tmp_path / "a.docx").write_bytes(data)
        with pytest.raises(UnreadableFile, match=says):
            read_docx(tmp_path / "a.docx")
    with pytest.raises(UnreadableFile, match="xml is missing"):
        read_docx(packed(tmp_path / "b.docx", {"x": "y"}))


def test_an_initial_set_apart_and_a_paragraph_whose_end_was_deleted_go_on(tmp_path: Path) -> None:
    initial = paragraph("L", properties='<w:framePr w:dropCap="drop"/>')
    deleted = paragraph("Prima parte ", properties='<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>')
    body = initial + paragraph("a cooperativa finta.") + deleted + paragraph("e seconda.") + deleted
    assert lines(read_body(tmp_path, body)) == ["La cooperativa finta.", "Prima parte e seconda.", "Prima parte"]


def test_signs_of_the_symbol_font_are_read(tmp_path: Path) -> None:
    signs = "".join(
        f'<w:r><w:sym w:font="Symbol" w:char="{code}"/></w:r>' for code in ("F061", "F0A3", "F0B0", "F0E5", "F0FF")
    )
    assert lines(read_body(tmp_path, f"<w:p>{signs}</w:p>")) == ["α≤°∑•"]


def test_front_pages_keep_size_weight_and_style_and_the_text_stays_the_same(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Acqua e città", "Title")
    document.add_paragraph("Storia di un pozzo", "Subtitle")
    name = document.add_paragraph().add_run("Ada Rossi")
    name.font.size, name.bold = Pt(15), True
    small = document.add_paragraph("una parola ").add_run("e un seguito molto più lungo in corpo nove")
    small.font.size = Pt(9)
    document.add_table(1, 2).rows[0].cells[1].text = "cella"
    document.save(str(tmp_path / "a.docx"))
    parsed = read_docx(tmp_path / "a.docx")
    drawn = [(line.text, line.size, line.bold, line.style) for page in parsed.pages for line in page.front]
    assert drawn[:3] == [
        ("Acqua e città", 26.0, False, "title"),
        ("Storia di un pozzo", 12.0, False, "subtitle"),
        ("Ada Rossi", 15.0, True, ""),
    ]
    assert drawn[3][1] == 9.0 and [text for text, *_ in drawn] == lines(parsed)
    assert all(not line.size and not line.style for page in parsed.pages for line in page.lines)
