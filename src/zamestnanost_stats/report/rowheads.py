"""The rows' names of a PDF's tables told as headers, which typst knows but its Python package does not offer."""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject


def with_row_headers(content: bytes) -> bytes:
    """The same pages; in every row of a table's body the first cell is a header of scope Row (ISO 32000-1, 14.8.5.7).

    Cells then name their headers by scope alone: a list of the columns' ids beside it would leave the rows' names out.
    """
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    root = writer.root_object["/StructTreeRoot"].get_object()
    for row in _elements(root, "/TR"):
        cells = [cell for cell in _children(row) if cell["/S"] in ("/TD", "/TH")]
        for place, cell in enumerate(cells):
            table = next(one for one in _attributes(cell) if one["/O"] == "/Table")
            table.pop("/Headers", None)
            if place == 0 and cell["/S"] == "/TD":
                cell[NameObject("/S")] = NameObject("/TH")
                table[NameObject("/Scope")] = NameObject("/Row")
            elif cell["/S"] == "/TD" and len(table) == 1:
                cell[NameObject("/A")] = ArrayObject(one for one in _attributes(cell) if one is not table)
    file = BytesIO()
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    writer.write(file)
    return file.getvalue()


def _children(element: DictionaryObject) -> Iterator[DictionaryObject]:
    """The elements inside an element; its content on the page is none."""
    inside: PdfObject | None = element.get("/K")
    inside = inside.get_object() if inside is not None else None
    for one in inside if isinstance(inside, ArrayObject) else [inside]:
        found = one.get_object() if isinstance(one, PdfObject) else None
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield found


def _elements(element: DictionaryObject, kind: str) -> Iterator[DictionaryObject]:
    for one in _children(element):
        if one["/S"] == kind:
            yield one
        else:
            yield from _elements(one, kind)


def _attributes(cell: DictionaryObject) -> list[DictionaryObject]:
    found = cell["/A"].get_object()
    return [one.get_object() for one in found] if isinstance(found, ArrayObject) else [found]
