"""The rows of a register file as the coordinator saved it: CSV in any of Excel's ways, or a workbook."""

import csv
import io
import re
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from zamestnanost_stats.findings import UserError, problem

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITER_LINE = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)
"""What some programs write above the table, for Excel; Excel does not show it as a row."""


def read_table(folder: Path, stem: str) -> tuple[Path, list[tuple[int, list[str]]]]:
    """``stem.csv`` or ``stem.xlsx`` of a working folder, with its rows, numbered as Excel shows them.

    A UserError where there is none or both, or where it cannot be read.
    """
    found = [path for path in (folder / f"{stem}.csv", folder / f"{stem}.xlsx") if path.exists()]
    if not found:
        raise UserError(problem("register-missing", file=f"{stem}.csv", folder=str(folder)))
    if len(found) > 1:
        raise UserError(problem("register-doubled", file=found[0].name, other=found[1].name))
    [path] = found
    data = read_own(path, path.name)
    return path, list(_csv_rows(data, path) if path.suffix == ".csv" else _xlsx_rows(data, path))


def read_own(path: Path, file: str) -> bytes:
    """The bytes of a file of the coordinator's, called ``file`` in messages; a UserError where the system refuses."""
    if path.is_dir():
        raise UserError(problem("file-is-folder", file=file))
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait for ever
            raise UserError(problem("file-not-regular", file=file))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(problem("file-missing", file=file)) from error
    except OSError as error:
        raise UserError(problem("file-unreadable", file=file, reason=error.strerror or "")) from error


def _csv_rows(data: bytes, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of a CSV file: UTF-8 (BOM accepted) or Windows-1250, commas or semicolons.

    A row is what Excel shows as one: a line end inside quotation marks does not begin another.
    """
    if data.startswith(_UTF16) or b"\0" in data[:2]:
        raise UserError(problem("csv-unicode", file=path.name))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1250", errors="replace")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    if told := _DELIMITER_LINE.match(text):
        delimiter, text = told[1], text[told.end() :]
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            yield number, cells
    except csv.Error as error:
        raise UserError(problem("csv-quotes", file=path.name, row=number + 1)) from error


def _xlsx_rows(data: bytes, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of the first sheet of the coordinator's own workbook."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
        found = [(number, row) for number, row in rows if number == 1 or any(value is not None for value in row)]
    except Exception as error:  # a damaged file makes openpyxl raise anything
        raise UserError(problem("register-unreadable", file=path.name)) from error
    for number, row in found:
        yield number, [_plain(value) for value in row]


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
