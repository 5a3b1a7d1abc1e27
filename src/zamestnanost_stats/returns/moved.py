"""What was moved or added on a sheet: labels that left their keys, numbers where nothing is asked.

The program reads by hidden keys, people by labels. Where the two contradict each other (the visible rows were sorted,
a label was copied over another) nobody can tell which of them the numbers followed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from zamestnanost_stats.findings import Finding, Param, Place, Severity, quote
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.captions import LONGEST, ORGANISATION, Captions, Expected
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.language import Text, both, folded
from zamestnanost_stats.returns.nearness import Whose, whose
from zamestnanost_stats.returns.privacy import masked
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet

Places = Mapping[CellKey, tuple[int, int]]
Texts = Mapping[int, Sequence[tuple[Address, str]]]
NAMED = 20
"""Cells named of those that are not read; there can be thousands."""
_FIGURE = re.compile(r"[0-9]+(?:[ \u00a0.,][0-9]+)*")


@dataclass(slots=True)
class Moved:
    """Keys of rows and columns that stand beside another's label, and what is to be said of the sheet."""

    rows: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def holds(self, key: CellKey | None) -> bool:
        """Whether that cell's row or column is among them."""
        return key is not None and (key.row in self.rows or key.column in self.columns)


def moved(sheet: Sheet, places: Places, expected: Expected, title: Text, above: int = 0) -> Moved:
    """What contradicts the labels expected on a sheet, with ``title`` as the form calls it. The labels stand ``above``
    rows over their keys. A label that is blank, or nobody's, contradicts nothing; the latter is said. One that is
    nearer to another's than to its own does."""
    rows = {key.row: row - above for key, (row, _) in places.items()}
    columns = {key.column: column for key, (_, column) in places.items()}
    in_rows, in_columns = _texts(sheet, {row for row, _ in places.values()}, set(columns.values()))
    first = min(rows.values(), default=0)
    in_headers = {column: [one for one in texts if one[0].row < first] for column, texts in in_columns.items()}
    in_labels = {
        row: [one for one in texts if one[0].column == expected.label_column] for row, texts in in_rows.items()
    }
    found = Moved()
    changed: list[Changed] = []
    for code, keys, at, captions, texts, alone in (
        ("rows-mixed", found.rows, rows, expected.labels, in_rows, in_labels),
        ("rows-mixed", found.rows, rows, expected.helps, in_rows, {}),
        ("columns-mixed", found.columns, columns, expected.columns, in_columns, in_headers),
    ):
        strange = _strange(at, captions, texts)
        if not above:
            near, other = _near(at, captions, texts, alone, code == "columns-mixed")
            strange = near | strange
            changed += [one for key, one in other.items() if key not in strange and key not in keys]
        told = {key: one for key, one in strange.items() if key not in keys}
        if told:
            found.findings.append(_mixed(code, told, at, captions, sheet, title))
        keys |= set(told)
    found.findings += [_changed(sheet, *one) for one in changed]
    return found


def _texts(sheet: Sheet, rows: Collection[int], columns: Collection[int]) -> tuple[Texts, Texts]:
    """The folded texts of each row beside the columns that are asked, and of each such column over the rows asked."""
    in_rows: dict[int, list[tuple[Address, str]]] = {}
    in_columns: dict[int, list[tuple[Address, str]]] = {}
    for at, cell in sheet.cells.items():
        if cell.kind is not Kind.TEXT or at.row == 1 or at.column == 1 or len(cell.text) > LONGEST:
            continue
        if text := folded(cell.text):
            if at.column not in columns:
                in_rows.setdefault(at.row, []).append((at, text))
            elif at.row not in rows:
                in_columns.setdefault(at.column, []).append((at, text))
    return in_rows, in_columns


def _strange(at: Mapping[str, int], captions: Captions, texts: Texts) -> dict[str, tuple[Address, str]]:
    """Keys that stand beside what another is called, and not beside their own: where, and which other."""
    owners = {text: key for key, caption in captions.items() for text in caption.texts}
    found: dict[str, tuple[Address, str]] = {}
    for key, caption in captions.items():
        here = texts.get(at.get(key, 0), ())
        if not any(text in caption.texts for _, text in here):
            found.update((key, (place, owners[text])) for place, text in here if text in owners)
    return found


Changed = tuple[Address, Whose, Text]


def _near(
    at: Mapping[str, int], captions: Captions, texts: Texts, alone: Texts, parts: bool
) -> tuple[dict[str, tuple[Address, str]], dict[str, Changed]]:
    """Of the keys that stand without their own label: what is nearer to another's (as ``_strange`` does), and what else
    stands in its place. ``alone`` are the texts that stand where the label does."""
    found: dict[str, tuple[Address, str]] = {}
    changed: dict[str, Changed] = {}
    for key, caption in captions.items():
        line = at.get(key, 0)
        if any(text in caption.texts for _, text in texts.get(line, ())):
            continue
        for place, text in sorted(alone.get(line, ()))[-1:]:  # of many above a column, the one right over it
            owner = whose(text, key, captions, parts)
            if isinstance(owner, Whose):
                changed[key] = place, owner, caption.name
            else:
                found[key] = place, owner
    return found, changed


def _mixed(
    code: str,
    strange: Mapping[str, tuple[Address, str]],
    at: Mapping[str, int],
    captions: Captions,
    sheet: Sheet,
    title: Text,
) -> Finding:
    """One finding for all of a sheet: every cell with another's label, and where that other stands."""
    cells: dict[str, None] = {}
    for here, owner in strange.values():
        cells[str(here)] = None
        if owner in at:
            other = here._replace(row=at[owner]) if code == "rows-mixed" else here._replace(column=at[owner])
            cells[str(other)] = None
    key, (here, _) = next(iter(strange.items()))
    told: dict[str, Param] = {"label": captions[key].name, "found": _quoted(sheet, here), "title": title}
    return Finding(code, Place(sheet=quote(masked(sheet.name)), cells=tuple(cells)), params=told)


def _changed(sheet: Sheet, at: Address, nearness: Whose, label: Text) -> Finding:
    """Something else than any label; a slip of the keyboard is only said."""
    here = Place(sheet=quote(masked(sheet.name)), cells=(str(at),))
    severity = Severity.INFO if nearness is Whose.OWN else Severity.WARNING
    return Finding("labels-changed", here, None, {"found": _quoted(sheet, at), "label": label}, severity)


def _quoted(sheet: Sheet, at: Address) -> str:
    return quote(masked(sheet.cells[at].text))


# --- what is lost, and numbers that nobody asked for


def lost(key: CellKey, sheet: Sheet, asked: Asked, rows_found: Collection[str]) -> Finding:
    """A cell that is asked and is not there: its row, or its whole column."""
    place = Place(sheet=quote(masked(sheet.name)))
    if key.row not in rows_found:
        return Finding("row-lost", place, key, {"label": asked.form.indicators[key.indicator].label})
    names = {service.id: service.name for service in asked.services}
    named = names.get(key.column)
    column = Text(named, named) if named else Text("Organizace celkem", "Organisation in total")
    return Finding("column-lost", place, CellKey("", "", "", key.column), {"column": column})


def unread(
    sheet: Sheet, places: Places, read: Collection[tuple[int, int]], services: Mapping[str, str], period: str
) -> list[Finding]:
    """Numbers outside the cells that were ``read``, and whatever stands in a column that is not asked. ``services`` are
    all the provider's by the register, their names by their ids."""
    rows, asked = {row for row, _ in read}, {column for _, column in read}
    columns = {column: key.column for key, (_, column) in places.items() if column not in asked}
    first = min(asked | set(columns), default=0)
    lost: dict[int, list[str]] = {}
    stray: list[str] = []
    for at, cell in sheet.cells.items():
        if at in read or at.row == 1 or at.column == 1:
            continue
        if at.column in columns and at.row in rows:
            lost.setdefault(at.column, []).append(str(at))
        elif _is_figure(cell) and not (cell.kind is Kind.TEXT and at.column < first and at.row in rows):
            stray.append(str(at))  # the texts before the first column of answers are our own row numbers
    shown = quote(masked(sheet.name))
    findings = []
    for column, cells in lost.items():
        known = _known(columns[column], services)
        params: dict[str, Param] = {"column": known or quote(masked(columns[column])), "period": period}
        code = "column-unread" if known else "service-unknown"
        findings.append(Finding(code, Place(sheet=shown, cells=tuple(cells[:NAMED])), None, params, Severity.WARNING))
    if stray:
        findings.append(_not_read(sheet, stray))
    return findings


def unread_sheet(sheet: Sheet) -> list[Finding]:
    """Numbers on a sheet that is none of the form's: it can be a copy with corrections."""
    stray = [str(at) for at, cell in sheet.cells.items() if _is_figure(cell)]
    return [_not_read(sheet, stray)] if stray else []


def _not_read(sheet: Sheet, cells: Sequence[str]) -> Finding:
    place = Place(sheet=quote(masked(sheet.name)), cells=tuple(cells[:NAMED]))
    return Finding("number-unread", place, None, {"count": len(cells)}, Severity.WARNING)


def _known(column: str, services: Mapping[str, str]) -> Text | None:
    if column == TOTAL:
        return both(ORGANISATION)
    name = services.get(column)
    return Text(name, name) if name else None


def _is_figure(cell: Cell) -> bool:
    return cell.kind in (Kind.NUMBER, Kind.DATE) or (
        cell.kind is Kind.TEXT and bool(_FIGURE.fullmatch(cell.text.strip()))
    )
