"""The way back to the provider: its own template with its own values, what is wrong marked, noted and listed first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from zamestnanost_stats.findings import Finding, Severity, errors, hint, message, quote, where
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.fixsheet import NOW_LENGTH, Fix, Spot, cells, with_fixes
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.slots import WorkbookLayout
from zamestnanost_stats.keys import VALUE, CellKey, State
from zamestnanost_stats.language import Language, Text, language
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.privacy import EMAIL, PHONE, YOUNGEST, masked
from zamestnanost_stats.returns.validate import operand_values, stale_mark, unexplained
from zamestnanost_stats.workbook.cells import Kind
from zamestnanost_stats.workbook.writer import Answer as Typed
from zamestnanost_stats.workbook.writer import write

PERSONAL = "personal-"
"""How the codes begin of what is found about people."""


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
    wanted, hidden = _without_names(wanted, taken), _emptied(findings, taken, asked)
    stale = {CellKey(one.code, "", "", one.key.column) for one in wanted if one.key}
    texts = {key: answer.value.text for key, answer in taken.explanations.items() if key not in hidden | stale}
    values = {key: value for key, value in _values(taken, asked, spoken) if key not in hidden} | texts
    explained = {key: stale_mark(text, operand_values(key, taken.answers, asked)) for key, text in texts.items()}
    layout = lay_out(asked, explained)
    came = {key: _came(answer, asked, spoken) for key, answer in taken.answers.items() if key not in hidden}
    spots = _spots(layout, values, came, asked, spoken)
    fixes = tuple(_fix(finding, taken, asked, spots, hidden) for finding in wanted)
    notes: dict[CellKey, str] = {}
    wrong: set[CellKey] = set()
    for fix in fixes:
        for spot in (*fix.spots, *((fix.explanation,) if fix.explanation else ())):
            said = f"{fix.wrong} {fix.remedy}".strip()
            notes[spot.key] = "\n\n".join(part for part in (notes.get(spot.key, ""), said) if part)
            wrong |= {spot.key} if fix.severity is Severity.ERROR else set()
    return Feedback(fixes, write(with_fixes(layout, asked, fixes), values, notes, notes.keys() - wrong))


def to_mend(taken: Return, asked: Asked, findings: Sequence[Finding]) -> list[Finding]:
    """What the provider has to do something about: errors, then warnings that wait for an explanation, then contacts
    that may be somebody's own."""
    odd = [one for one in findings if unexplained(one, taken, asked)]
    contacts = [one for one in findings if one.code in (EMAIL, PHONE)]
    return [*errors(findings), *odd, *contacts]


def unread(findings: Sequence[Finding], spoken: Language) -> tuple[Fix, ...]:
    """Why nothing could be read of a file that its sender can send again; empty where that is not the sender's."""
    faults = errors(findings)
    if not any(one.code.startswith(_SENDERS) and one.code not in _OTHERS for one in faults):
        return ()
    return tuple(Fix(one.severity, (), message(one, spoken), "") for one in faults)


_SENDERS = ("file-", "package-", "legacy-", "stamp-missing", "stamp-doubled", "stamp-other-")
_OTHERS = (
    "file-missing",
    "file-not-regular",
    "file-unreadable",
    "file-is-lock",
    "file-changing",
    "file-figures-elsewhere",
    "file-message",
)
"""What the coordinator does something about."""


# --- nothing about people goes back


def _emptied(findings: Sequence[Finding], taken: Return, asked: Asked) -> set[CellKey]:
    """Cells whose text does not go back: personal data were found there; and, where any is sure, what was typed for a
    number, for names stand beside. What was read as a number, a mark or a choice is nobody's."""
    found = [one for one in findings if one.code.startswith(PERSONAL)]
    answers = {**(taken.answers or {}), **taken.explanations}
    keys = {key for one in found for key in _read_at(one, taken) if _speaks(answers[key])}
    if errors(found):
        keys |= {key for key, answer in answers.items() if answer.value.state is State.INVALID}
    return {key for key in keys if _is_free(key, answers[key], asked)}


def _speaks(answer: Answer) -> bool:
    """Whether it is the text itself that holds personal data, not only a comment on it, which does not go back."""
    text = answer.raw.text if answer.raw else answer.value.text
    return masked(text) != text


def _is_free(key: CellKey, answer: Answer, asked: Asked) -> bool:
    indicator = asked.form.indicators.get(key.indicator)
    chosen = indicator is not None and answer.value.text in asked.form.codelists.get(indicator.codelist, {})
    return answer.value.state in (State.TEXT, State.INVALID) and not chosen


def _without_names(wanted: list[Finding], taken: Return) -> list[Finding]:
    """Beside sure personal data nothing is quoted that stood in a cell: it can be the name."""
    if not any(one.code.startswith(PERSONAL) for one in errors(wanted)):
        return wanted
    return [
        replace(one, params={**one.params, "found": "…"})
        if isinstance(one.params.get("found"), str) and not one.code.startswith(PERSONAL)
        else one
        for one in wanted
    ]


def _came(answer: Answer, asked: Asked, spoken: Language) -> str:
    """A date that came back where a number belongs; one that can be somebody's birth, masked."""
    raw = answer.raw
    if raw is None or raw.kind is not Kind.DATE or answer.value.state is not State.INVALID:
        return ""
    try:
        day = date(1899, 12, 30) + timedelta(int(float(raw.text)))
    except (ValueError, OverflowError):
        return ""
    recent = day.year > asked.collection.deadline.year - YOUNGEST
    return spoken.date(day) if recent else masked(day.isoformat())


# --- things to do


def _fix(
    finding: Finding, taken: Return, asked: Asked, spots: Mapping[CellKey, Spot], hidden: Collection[CellKey]
) -> Fix:
    spoken = language(asked.collection.language)
    found = tuple(spots[key] for key in _keys(finding, taken, asked, spots) if key in spots)
    explanation = None
    remedy = _remedy(finding, spoken)
    if finding.text and finding.severity is Severity.WARNING and finding.key:
        explanation = spots[CellKey(finding.code, "", "", finding.key.column)]
        there = spoken.gettext("The explanation belongs in the cell {cell}.").format(cell=explanation.address)
        remedy = f"{remedy} {there}"
    if finding.code.startswith(PERSONAL) and any(spot.key in hidden for spot in found):
        emptied = spoken.gettext("We have emptied the cell; write again what else stood there.")
        remedy = f"{remedy} {emptied}"
    wrong = finding.text.in_(spoken) if finding.text else message(finding, spoken)
    elsewhere = "" if found else _elsewhere(finding, {spot.sheet for spot in spots.values()}, spoken)
    return Fix(finding.severity, found, wrong, remedy, elsewhere, finding.text is not None, explanation)


def _elsewhere(finding: Finding, ours: Collection[str], spoken: Language) -> str:
    """Where no cell of the template is meant. A sheet of the provider's own can be called after a client."""
    sheet = finding.place.sheet
    if finding.code.startswith(PERSONAL) and sheet and sheet not in ours:
        sheet = spoken.gettext("Another sheet")
    place = replace(finding.place, file="", sheet=sheet)
    return where(replace(finding, place=place), spoken) or spoken.gettext("The whole file")


_OF_A_SHEET = ("sheet-missing", "sheet-doubled", "sheet-other-title", "rows-mixed", "columns-mixed")
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
    if finding.code in (EMAIL, PHONE):
        return spoken.gettext("Delete the contact; nothing that leads to one person belongs here.")
    if finding.code.startswith(PERSONAL):
        return spoken.gettext("Leave it out here; write nothing about individual clients.")
    if finding.code in _AGAIN:
        return spoken.gettext("Fill it in here again.")
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
    at = [(cell.rpartition("!")[0] or finding.place.sheet, cell.rpartition("!")[2]) for cell in finding.place.cells]
    return [places[one] for one in at if one in places]


def _spots(
    layout: WorkbookLayout,
    values: Mapping[CellKey, Typed],
    came: Mapping[CellKey, str],
    asked: Asked,
    spoken: Language,
) -> dict[CellKey, Spot]:
    """Every cell of the workbook that goes back, in words: ``Podpořené osoby celkem – IPS``."""
    columns = asked.labels(spoken) | {VALUE: ""}
    found = {}
    for key, (sheet, cell) in cells(layout).items():
        parts = (_row_label(key, asked, spoken), columns[key.column])
        typed = values.get(key, "")
        now = quote(typed, NOW_LENGTH) if isinstance(typed, str) else spoken.number(typed)
        label = " – ".join(part for part in parts if part)
        found[key] = Spot(key, sheet, cell, label, now, came.get(key, ""))
    return found


def _row_label(key: CellKey, asked: Asked, spoken: Language) -> str:
    if key.indicator not in asked.form.indicators:
        return spoken.gettext("Your explanation")
    return asked.form.row_label(key.indicator, key.codelist, key.code).in_(spoken)


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
