"""The rows' names of a PDF's tables told as headers, which typst knows but its Python package does not offer."""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject


def with_row_headers(content: bytes) -> bytes:
    """The same pages; in every row of a table's body the first cell is a header of scope Row (ISO 32000-1, 14.8.5.7).

    Cells then name their headers by scope alone: a list of the columns' ids beside it would leave the rows' names out.
    """
    reader = PdfReader(BytesIO(content))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    for row in _elements(_inside(writer.root_object["/StructTreeRoot"])[0], "/TR"):
        for place, cell in enumerate(_children(row)):
            attributes = _inside(cell["/A"])
            table = next(one for one in attributes if _kind(one, "/O") == "/Table")
            table.pop("/Headers", None)
            if place == 0 and _kind(cell) == "/TD":
                cell[NameObject("/S")] = NameObject("/TH")
                table[NameObject("/Scope")] = NameObject("/Row")
            elif _kind(cell) == "/TD":
                cell[NameObject("/A")] = ArrayObject(one for one in attributes if len(one) > 1)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _elements(element: DictionaryObject, kind: str) -> Iterator[DictionaryObject]:
    """The elements of a kind anywhere inside an element, in the order of reading."""
    for one in _children(element):
        if _kind(one) == kind:
            yield one
        else:
            yield from _elements(one, kind)


def _children(element: DictionaryObject) -> list[DictionaryObject]:
    """The elements inside an element; its content on the page is none."""
    return [one for one in _inside(element.get("/K")) if "/S" in one]


def _inside(value: PdfObject | None) -> list[DictionaryObject]:
    """The dictionaries of a value that is one or a list of them."""
    found = value.get_object() if value is not None else None
    several = [one.get_object() for one in found] if isinstance(found, ArrayObject) else [found]
    return [one for one in several if isinstance(one, DictionaryObject)]


def _kind(element: DictionaryObject, key: str = "/S") -> str:
    return str(element.get(key))
