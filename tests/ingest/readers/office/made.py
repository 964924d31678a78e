"""Small office files made from XML, for tests: they can contain elements that no library writes."""

import zipfile
from pathlib import Path

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def spaced(name: str, content: str, attributes: str = "") -> str:
    """An element with all namespaces declared."""
    return f"<{name} {_SPACES} {attributes}>{content}</{name}>"


def relations(**targets: str) -> str:
    """The relationships of a part: id="type:target"."""
    items = (
        f'<Relationship Id="{identity}" Type="{_RELATION}/{value.partition(":")[0]}" Target="{value.partition(":")[2]}"/>'
        for identity, value in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(items)}</Relationships>'


def packed(path: Path, parts: dict[str, str]) -> Path:
    """A ZIP archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def word(path: Path, body: str, parts: dict[str, str] | None = None, **related: str) -> Path:
    """A Word document with this XML in its body; `related` are relations of the document, `parts` other parts."""
    main = {
        "word/document.xml": spaced("w:document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations(**related),
    }
    return packed(path, {**main, **(parts or {})})


def slides(path: Path, *trees: str, parts: dict[str, str] | None = None, **related: str) -> Path:
    """A presentation of 100 by 100 units with one slide for each tree of shapes; `related` are relations of the first slide."""
    listed = "".join(f'<p:sldId id="{n}" r:id="s{n}"/>' for n in range(len(trees)))
    made = {
        "ppt/presentation.xml": spaced(
            "p:presentation", f'<p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="100" cy="100"/>'
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"s{n}": f"slide:slides/slide{n}.xml" for n in range(len(trees))}
        ),
        "ppt/slides/_rels/slide0.xml.rels": relations(**related),
    }
    for number, tree in enumerate(trees):
        whole = tree if tree.startswith("<p:cSld") else f"<p:cSld><p:spTree>{tree}</p:spTree></p:cSld>"
        made[f"ppt/slides/slide{number}.xml"] = spaced("p:sld", whole)
    return packed(path, {**made, **(parts or {})})


def run(text: str, properties: str = "") -> str:
    """A run of a Word document."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of a Word document; plain texts become runs."""
    inner = "".join(part if part.startswith("<") else run(part) for part in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(*rows: list[str]) -> str:
    """A table of a Word document; a cell is text or the XML in its w:tc."""
    cells = [[cell if cell.startswith("<") else paragraph(cell) for cell in row] for row in rows]
    return (
        "<w:tbl>"
        + "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in cells)
        + "</w:tbl>"
    )


def shape(text: str, box: tuple[int, int, int, int] = (10, 10, 20, 10), properties: str = "", look: str = "") -> str:
    """A shape on a slide with one run, at (left, top, width, height); `properties` of the shape, `look` of the run."""
    x, y, width, height = box
    place = f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    body = f"<p:txBody><a:p><a:r><a:rPr{look if look.startswith(' ') else '>' + look + '</a:rPr'}{'/>' if look.startswith(' ') else '>'}<a:t>{text}</a:t></a:r></a:p></p:txBody>"
    return f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr/></p:nvSpPr><p:spPr>{place}{properties}</p:spPr>{body if text else ""}</p:sp>'


def fill(colour: str) -> str:
    """A plain fill of DrawingML."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
