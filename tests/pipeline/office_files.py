"""Office files that tests make: the least that Word and LibreOffice would write."""

# ruff: noqa: E501 - XML is easier to read unbroken
from __future__ import annotations

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"header": "header1.xml", "footer": "footer1.xml", "footnotes": "footnotes.xml", "endnotes": "endnotes.xml",
          "numbering": "numbering.xml", "styles": "styles.xml"}  # fmt: skip


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a ZIP of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """Return a DOCX with this XML in its body; `parts` are the insides of header, footnotes, numbering, styles, …"""
    roots = {"header": "hdr", "footer": "ftr"}
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
        + "".join(f'<Override PartName="/word/{_PARTS[name]}" ContentType="{_MAIN}.{name}+xml"/>' for name in parts)
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="{name}" Type="{_R}/{name}" Target="{_PARTS[name]}"/>' for name in parts)
        + "</Relationships>",
    }
    for name, inside in parts.items():
        root = roots.get(name, name)
        members[f"word/{_PARTS[name]}"] = f"<w:{root} {_W}>{inside}</w:{root}>"
    return zipped(members)


def run(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs; a string that is no XML is a run of its own."""
    inside = "".join(item if item.startswith("<") else run(item) for item in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def table(*rows: list[str]) -> str:
    """Return a table; a cell that begins with `<` is XML: its properties and paragraphs."""
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell if cell.startswith('<') else par(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def numbered(list_id: int, level: int = 0) -> str:
    """Return the properties of a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def lists(**levels: list[tuple[str, str]]) -> str:
    """Return the insides of numbering.xml: `n1=[(format, text), …]` is list 1 with its levels."""
    abstract = numbers = ""
    for name, formats in levels.items():
        number = name[1:]
        abstract += f'<w:abstractNum w:abstractNumId="{number}">'
        for at, (kind, text) in enumerate(formats):
            abstract += f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        abstract += "</w:abstractNum>"
        numbers += f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    return abstract + numbers


def odt(body: str, styles: str = "", automatic: str = "") -> bytes:
    """Return an ODT with this XML in its text."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
            ("draw", "drawing"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {names}>{styles}</office:document-styles>",
        }
    )


def xlsx(*sheets: list[list[object]], names: list[str] | None = None, merged: list[str] | None = None) -> bytes:
    """Return an XLSX; `merged` are ranges of the first sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"Sheet{number + 1}")
        for row in rows:
            sheet.append(row)
        for area in merged or () if not number else ():
            sheet.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
