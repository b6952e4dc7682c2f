"""Files that are what they say and do harm: made here, so that none lies in the repository."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pikepdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
VBA = OLE + "_VBA_PROJECT".encode("utf-16-le")
PACKAGE = OLE + "\x01Ole10Native".encode("utf-16-le")
PROGRAM = b"MZ\x90\0" + b"\0" * 200
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def archive(*members: tuple[str, Any], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def office(*more: tuple[str, Any], main: str = "word/document.xml", types: str = WORD, rels: str = "") -> bytes:
    """Return a Word file (or another by its main part) with more parts."""
    relation = f'<Relationship Id="r1" Type="{MAIN}" Target="{main}"/>{rels}'
    return archive(
        ("[Content_Types].xml", f'<Types><Override PartName="/{main}" ContentType="{types}"/></Types>'),
        ("_rels/.rels", f"<Relationships>{relation}</Relationships>"),
        (main, "<x/>"),
        *more,
    )


def forged() -> bytes:
    """Return an archive whose member unpacks to 40 MB and says 10 bytes."""
    data = bytearray(archive(("a.txt", b"\0" * 40_000_000)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    data[22:26] = struct.pack("<L", 10)
    return bytes(data)


def deep(levels: int) -> bytes:
    """Return an archive in an archive, and so on."""
    data = archive(("a.txt", "x"))
    for _ in range(levels):
        data = archive(("a.zip", data))
    return data


def pdf(**root: Any) -> bytes:
    """Return a PDF of one page, compressed into object streams, with more in its catalogue."""
    out = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        for name, value in root.items():
            made.Root[f"/{name}"] = made.make_indirect(value)
        made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def action(kind: str, **more: Any) -> Any:
    """Return an action of a PDF."""
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def script() -> Any:
    """Return an action that runs a script. An object belongs to one PDF: each gets its own."""
    return action("JavaScript", JS=pikepdf.String("app.alert(1)"))


def names(kind: str) -> Any:
    """Return a catalogue of names, empty."""
    return pikepdf.Dictionary({f"/{kind}": pikepdf.Dictionary(Names=pikepdf.Array([]))})


REMOTE = '<Relationship Type="http://x/attachedTemplate" Target="https://evil.example/a.dotm" TargetMode="External"/>'

MACROS = {
    "a.docx": office(("word/vbaProject.bin", VBA)),
    "renamed.docx": office(("word/media/picture.bin", VBA)),
    "typed.docx": office(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "template.docx": office(("word/_rels/settings.xml.rels", f"<Relationships>{REMOTE}</Relationships>")),
    "excel4.xlsx": office(("xl/macrosheets/sheet1.xml", "<x/>"), main="xl/workbook.xml"),
    "active.pptx": office(("ppt/activeX/activeX1.xml", "<x/>"), main="ppt/presentation.xml"),
    "basic.odt": archive(
        ("mimetype", "application/vnd.oasis.opendocument.text"), ("Basic/Standard/Module1.xml", "<x/>"),
        method=zipfile.ZIP_STORED,
    ),
    "old.zip": archive(("letter.doc", VBA)),
    "inner.zip": archive(("letter.docx", office(("word/vbaProject.bin", VBA)))),
}  # fmt: skip
EXECUTABLES = {
    "a.zip": archive(("setup.exe", PROGRAM)),
    "renamed.zip": archive(("readme.txt", PROGRAM)),
    "linux.zip": archive(("tool", b"\x7fELF" + b"\0" * 90)),
    "script.zip": archive(("run.ps1", "Remove-Item x")),
    "dots.zip": archive(("a.exe. .", "x")),
    "inner.zip": archive(("b.zip", archive(("c.zip", archive(("setup.exe", PROGRAM)))))),
    "closed.zip": archive(("a.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 50)),
    "a.docx": office(("word/embeddings/x.bin", PROGRAM)),
    "object.docx": office(("word/embeddings/oleObject1.bin", PACKAGE)),
    "object.rtf": b"{\\rtf1 {\\object\\objemb{\\*\\objdata 0105}}}",
}
BOMBS = {
    "large.docx": office(*((f"word/media/{number}.xml", b"\0" * 9_000_000) for number in range(30))),
    "ratio.xlsx": office(("xl/big.xml", b"\0" * 30_000_000), main="xl/workbook.xml"),
    "deep.zip": deep(8),
    "forged.zip": forged(),
    "wide.zip": archive(*((f"{number}.zip", archive(("x", b"\0" * 9_000_000))) for number in range(30))),
}
PDFS = {
    "script.pdf": pdf(OpenAction=script()),
    "names.pdf": pdf(Names=names("JavaScript")),
    "launch.pdf": pdf(OpenAction=action("Launch", F=pikepdf.String("calc.exe"))),
    "attached.pdf": pdf(Names=names("EmbeddedFiles")),
    "direct.pdf": pdf(Deep=pikepdf.Array([pikepdf.Dictionary(A=script())])),
    "escaped.pdf": b"%PDF-1.4\n1 0 obj <</S /#4aavaScript /J#53 (app.alert(1))>> endobj\n",
    "damaged.pdf": b"%PDF-1.5\n5 0 obj <</Type /ObjStm>>\nstream\n" + zlib.compress(b"<</S/Launch>>") + b"\nendstream",
}
HARMLESS = {
    "a.docx": office(("word/media/a.png", b"\x89PNG"), ("word/embeddings/oleObject1.bin", OLE)),
    "a.xlsx": office(main="xl/workbook.xml"),
    "a.pptx": office(main="ppt/presentation.xml"),
    "online.docx": office(main="word/document2.xml"),
    "online.xlsx": office(main="xl/workbook2.xml"),
    "online.pptx": office(main="ppt/presentation2.xml"),
    "a.zip": archive(("a.csv", b"a,b\n" * 100_000), ("b.docx", office()), ("MZ.txt", "about MZ files")),
    "plain.pdf": pdf(),
    "link.pdf": pdf(OpenAction=action("URI", URI=pikepdf.String("https://example.org"))),
    "a.rtf": b"{\\rtf1 hello}",
}
