"""Programs in archives and documents: by name, and by how the bytes begin."""

from __future__ import annotations

import re

from site_content.media.office_check import OLE

HEAD = 512
EXTENSIONS = frozenset(
    {
        *(
            "apk",
            "app",
            "appimage",
            "bat",
            "chm",
            "cmd",
            "com",
            "cpl",
            "deb",
            "dll",
            "dmg",
            "exe",
            "gadget",
            "hta",
            "inf",
        ),
        *("ins", "iso", "jar", "jnlp", "js", "jse", "lnk", "mht", "mhtml", "msc", "msi", "msix", "msp", "pif", "pkg"),
        *("ps1", "psm1", "py", "pyw", "reg", "rpm", "scf", "scr", "sct", "sh", "sys", "url", "vb", "vbe", "vbs", "vhd"),
        *("vhdx", "wsc", "wsf", "wsh", "xbap", "xll"),
    }
)
# PE and DOS, ELF, Mach-O and Java, a Windows shortcut, scripts with an interpreter.
MAGIC = (
    *(b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    *(b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00", b"#!"),
)
# What cannot be looked into here, and so vouches for nothing: 7z, RAR, cabinet, xz, bzip2, gzip, zstd.
CLOSED = (
    *(b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"MSCF", b"\xfd7zXZ\x00", b"BZh", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"),
)
_PACKAGE = "\x01Ole10Native".encode("utf-16-le")
_RTF_OBJECT = re.compile(rb"\\obj(?:data|emb|ocx)\b")


def is_program(name: str, head: bytes) -> bool:
    """Say whether a member of an archive is one that a computer runs when it is opened."""
    # Windows drops what follows the name: dots, spaces, a stream.
    extension = name.lower().partition(":")[0].rstrip(". ").rpartition(".")[2]
    return extension in EXTENSIONS or head.startswith(MAGIC)


def is_closed(head: bytes) -> bool:
    """Say whether these are the bytes of an archive that nobody here looks into."""
    return head.startswith(CLOSED)


def holds_package(data: bytes) -> bool:
    """Say whether an OLE file holds a file of any kind, which a double click opens."""
    return data.startswith(OLE) and _PACKAGE in data


def has_rtf_object(data: bytes) -> bool:
    """Say whether an RTF text holds an object, which may be any program."""
    return _RTF_OBJECT.search(data) is not None
