"""What lies in a folder of returns: files that are read, what is passed over, what came instead of a workbook."""

import os
from pathlib import Path

from zamestnanost_stats.findings import Finding
from zamestnanost_stats.language import N_, both

_LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_PHONE_PICTURES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_LETTERS, _OUTLOOK = (name.encode("utf-16-le") for name in ("WordDocument", "__properties_version1.0"))
_ARCHIVES = (b"PK\3\4", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b")
_OPEN_XML = b"[Content_Types].xml"
_MAIL = (
    b"from:",
    b"to:",
    b"received:",
    b"return-path:",
    b"delivered-to:",
    b"mime-version:",
    b"x-",
    b"date:",
    b"subject:",
)


def files_in(folder: Path) -> list[Path]:
    """The files of a folder by name; office programs' lock files and what systems leave are passed over, folders too
    (links are not: they are refused)."""
    found = (path for path in folder.iterdir() if not path.name.startswith(("~$", ".")) and not _is_folder(path))
    return sorted(path for path in found if path.name.lower() not in _LEFT_BY_SYSTEMS)


def folders_in(folder: Path) -> list[Path]:
    """The folders inside a folder of returns; what lies in them is not read."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and _is_folder(path))


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)  # those of Path raise where the folder may not be entered


def workbook_of_lock(name: str) -> str:
    """The workbook beside which an office program keeps a lock file of that name; empty where it is no such name."""
    if name.startswith(".~lock.") and name.endswith("#"):
        return name.removeprefix(".~lock.").removesuffix("#")
    return name.removeprefix("~$") if name.startswith("~$") else ""


def holder(path: Path) -> str:
    """The program whose lock file lies beside a file; empty where none does."""
    locks = {"Excel": f"~${path.name}", "LibreOffice": f".~lock.{path.name}#"}
    return next((program for program, name in locks.items() if os.path.lexists(path.parent / name)), "")


def instead(data: bytes) -> Finding | None:
    """What came in the place of a workbook, told by its content, so that the remedy fits; None for anything else."""
    if data.startswith(_OLE) and _OUTLOOK in data:
        return Finding("file-message")
    if _is_letter(data):
        kind = both(N_("a text document"))
    elif b"%PDF-" in data[:1024]:
        kind = both(N_("a PDF"))
    elif data.startswith(_PICTURES) or data[4:12] in _PHONE_PICTURES:
        kind = both(N_("a picture"))
    else:
        lines = data[:2000].lower().splitlines()[:20]
        headers = sum(line.startswith(_MAIL) for line in lines)
        return Finding("file-message") if headers >= 3 else _in_other_format(data)
    return Finding("file-figures-elsewhere", params={"kind": kind})


def _in_other_format(data: bytes) -> Finding | None:
    """A table that some program can save as .xlsx, or an archive with who knows what in it."""
    start = data[:4000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(_OLE):
        kind = both(N_("a file of an older Office, perhaps cut short"))
    elif data.startswith(b"PK\3\4") and b"xl/workbook.bin" in data:
        kind = both(N_("a binary workbook (.xlsb)"))
    elif data.startswith(b"PK\3\4") and b".iwa" in data:
        kind = both(N_("a file of Apple Numbers"))
    elif data.startswith(_ARCHIVES):
        return None if _OPEN_XML in data else Finding("file-archive")
    elif start.startswith((b"<!doctype html", b"<html")):
        kind = both(N_("a web page"))
    elif start.startswith(b"<?xml") and (b"office:document" in start or b"office:spreadsheet" in start):
        kind = both(N_("a workbook written as one XML file"))
    elif _is_csv(data):
        kind = both(N_("a text table (CSV), which holds one sheet only"))
    else:
        return None
    return Finding("file-other-format", params={"kind": kind})


def _is_csv(data: bytes) -> bool:
    """Several lines of text, each with the same separator in it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.replace(b"\0", b"")
    lines = [line for line in data[:4000].splitlines()[:5] if line.strip()]
    return (
        b"\0" not in data[:4000]
        and len(lines) > 1
        and any(all(sign in one for one in lines) for sign in (b";", b",", b"\t"))
    )


def _is_letter(data: bytes) -> bool:
    if data.startswith(_OLE):
        return _LETTERS in data
    if data.startswith(b"PK\3\4"):
        return b"word/document.xml" in data or b"opendocument.text" in data[:100]
    return data.startswith(b"{\\rtf")
