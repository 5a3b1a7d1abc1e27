"""The way back to the provider: its own template with its own values, what is wrong marked, noted and listed first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from zamestnanost_stats.findings import Finding, Severity, errors, hint, message, quote
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.fixsheet import NOW_LENGTH, Fix, Spot, cells, with_fixes
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.slots import WorkbookLayout
from zamestnanost_stats.keys import VALUE, CellKey, State
from zamestnanost_stats.language import Language, Text, language
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.validate import operand_values, stale_mark, unexplained
from zamestnanost_stats.workbook.cells import Kind
from zamestnanost_stats.workbook.writer import Answer as Typed
from zamestnanost_stats.workbook.writer import write


@dataclass(frozen=True, slots=True)
class Feedback:
    """What goes back to a provider: the things to do, and the same things as a workbook to be mended."""

    fixes: tuple[Fix, ...]
    content: bytes


def feedback(taken: Return, asked: Asked, findings: Sequence[Finding]) -> Feedback | None:
    """A fresh workbook to be corrected and sent back; None where nothing has to be mended or nothing could be read."""
    wanted = to_mend(taken, asked, findings)
    if taken.answers is None or not wanted:
        return None
    spoken = language(asked.collection.language)
    hidden = {key for one in errors(findings) if one.code.startswith("personal-") for key in _read_at(one, taken)}
    stale = {CellKey(one.code, "", "", one.key.column) for one in wanted if one.key}
    texts = {key: answer.value.text for key, answer in taken.explanations.items() if key not in hidden | stale}
    values = {key: value for key, value in _values(taken, asked, spoken) if key not in hidden} | texts
    explained = {key: stale_mark(text, operand_values(key, taken, asked)) for key, text in texts.items()}
    layout = lay_out(asked, explained)
    spots = _spots(layout, values, asked, spoken)
    fixes = tuple(_fix(finding, taken, asked, spots) for finding in wanted)
    notes: dict[CellKey, str] = {}
    for fix in fixes:
        for spot in (fix.explanation,) if fix.explanation else fix.spots:
            said = f"{fix.wrong} {fix.remedy}".strip()
            notes[spot.key] = "\n\n".join(part for part in (notes.get(spot.key, ""), said) if part)
    return Feedback(fixes, write(with_fixes(layout, asked, fixes), values, notes))


def to_mend(taken: Return, asked: Asked, findings: Sequence[Finding]) -> list[Finding]:
    """What the provider has to do something about: errors, then warnings that wait for an explanation."""
    return errors(findings) + [one for one in findings if unexplained(one, taken, asked)]


def _fix(finding: Finding, taken: Return, asked: Asked, spots: Mapping[CellKey, Spot]) -> Fix:
    spoken = language(asked.collection.language)
    found = tuple(spots[key] for key in _keys(finding, taken, asked, spots) if key in spots)
    explanation = None
    remedy = _remedy(finding, spoken)
    if finding.severity is Severity.WARNING and finding.key:
        explanation = spots[CellKey(finding.code, "", "", finding.key.column)]
        there = spoken.gettext("The explanation belongs in the cell {cell}.").format(cell=explanation.address)
        remedy = f"{remedy} {there}"
    wrong = finding.text.in_(spoken) if finding.text else message(finding, spoken)
    elsewhere = "" if found else finding.place.sheet or spoken.gettext("The whole file")
    return Fix(finding.severity, found, wrong, remedy, elsewhere, finding.text is not None, explanation)


_OF_A_SHEET = ("sheet-missing", "sheet-doubled", "rows-mixed", "columns-mixed")
_AGAIN = (
    *_OF_A_SHEET,
    "key-doubled",
    "row-lost",
    "column-lost",
    "cell-formula-uncomputed",
    "cell-date",
    "cell-error",
)
"""What came back could not be read; this workbook has the place for it."""


def _remedy(finding: Finding, spoken: Language) -> str:
    """What the provider does in this very workbook; the catalogue's hints speak to the coordinator too."""
    if finding.code.startswith("personal-"):
        return spoken.gettext("Leave it out here; write nothing about individual clients.")
    if finding.code in _AGAIN:
        return spoken.gettext("Fill it in again in the workbook that we are sending back to you.")
    return hint(finding, spoken)


def _keys(finding: Finding, taken: Return, asked: Asked, spots: Mapping[CellKey, Spot]) -> list[CellKey]:
    """What the cells of a finding ask; of a row, column or sheet that was lost, everything that stood there."""
    gone = [key for key in spots if key.indicator in asked.form.indicators and key not in (taken.answers or {})]
    lost, title = finding.key, finding.params.get("title")
    if finding.code == "row-lost" and lost:
        return [key for key in gone if key.row == lost.row]
    if finding.code == "column-lost" and lost:
        return [key for key in gone if key.column == lost.column]
    if finding.code in _OF_A_SHEET and isinstance(title, Text):
        return [key for key in gone if spots[key].sheet == title.in_(language(asked.collection.language))]
    return _read_at(finding, taken)


def _read_at(finding: Finding, taken: Return) -> list[CellKey]:
    """What the cells of a finding ask, wherever they stood in the file that came back."""
    answers = {**(taken.answers or {}), **taken.explanations}
    places = {(answer.sheet, answer.cell): key for key, answer in answers.items()}
    found = [places.get((finding.place.sheet, cell)) for cell in finding.place.cells]
    return [key for key in found if key is not None]


def _spots(
    layout: WorkbookLayout, values: Mapping[CellKey, Typed], asked: Asked, spoken: Language
) -> dict[CellKey, Spot]:
    """Every cell of the workbook that goes back, in words: ``Podpořené osoby celkem – IPS``."""
    columns = asked.labels(spoken) | {VALUE: ""}
    found = {}
    for key, (sheet, cell) in cells(layout).items():
        parts = (_row_label(key, asked, spoken), columns[key.column])
        typed = values.get(key, "")
        now = quote(typed, NOW_LENGTH) if isinstance(typed, str) else spoken.number(typed)
        found[key] = Spot(key, sheet, cell, " – ".join(part for part in parts if part), now)
    return found


def _row_label(key: CellKey, asked: Asked, spoken: Language) -> str:
    if key.indicator not in asked.form.indicators:
        return spoken.gettext("Your explanation")
    label = asked.form.indicators[key.indicator].label.in_(spoken)
    return f"{label}: {asked.form.codelists[key.codelist][key.code].label.in_(spoken)}" if key.codelist else label


def _values(taken: Return, asked: Asked, spoken: Language) -> Iterator[tuple[CellKey, Typed]]:
    """What the provider typed, into the same questions; what cannot be typed again (dates, errors) is left blank."""
    for key, answer in (taken.answers or {}).items():
        typed = _typed(key, answer, asked, spoken)
        if typed is not None:
            yield key, typed


def _typed(key: CellKey, answer: Answer, asked: Asked, spoken: Language) -> Typed | None:
    value = answer.value
    if value.state is State.NUMBER:
        return value.number
    if value.state is State.NOT_COLLECTED:
        return "N"
    if value.state is State.NOT_APPLICABLE:
        return "X"
    if value.state is State.TEXT:
        codes = asked.form.codelists.get(asked.form.indicators[key.indicator].codelist, {})
        return codes[value.text].label.in_(spoken) if value.text in codes else value.text
    return _invalid(answer) if value.state is State.INVALID else None


def _invalid(answer: Answer) -> Typed | None:
    raw = answer.raw
    if raw is None or raw.kind in (Kind.DATE, Kind.ERROR, Kind.BOOLEAN) or raw.percent:
        return None
    try:
        return Decimal(raw.text) if raw.kind is Kind.NUMBER else raw.text
    except InvalidOperation:
        return raw.text
