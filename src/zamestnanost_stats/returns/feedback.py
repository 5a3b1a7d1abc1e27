"""The way back to the provider: its own template with its own values, what is wrong marked, noted and listed first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from zamestnanost_stats.findings import Finding, Severity, errors, hint, message
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.layout import Fix, lay_out, with_fixes
from zamestnanost_stats.keys import VALUE, CellKey, State
from zamestnanost_stats.language import Language, language
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.validate import operand_values, stale_mark, unexplained
from zamestnanost_stats.workbook.cells import Kind
from zamestnanost_stats.workbook.writer import Answer as Typed
from zamestnanost_stats.workbook.writer import write


def feedback(taken: Return, asked: Asked, findings: Sequence[Finding]) -> bytes | None:
    """A fresh workbook to be corrected and sent back; None where nothing has to be mended or nothing could be read."""
    wanted = to_mend(taken, asked, findings)
    if taken.answers is None or not wanted:
        return None
    spoken = language(asked.collection.language)
    fixes = [_fix(finding, taken, asked, spoken) for finding in wanted]
    notes: dict[CellKey, str] = {}
    for fix in fixes:
        for key in fix.keys:
            notes[key] = "\n\n".join(part for part in (notes.get(key, ""), f"{fix.wrong} {fix.remedy}".strip()) if part)
    hidden = {key for one in errors(findings) if one.code.startswith("personal-") for key in _keys(one, taken)}
    values = {key: value for key, value in _values(taken, asked, spoken) if key not in hidden}
    texts = {key: answer.value.text for key, answer in taken.explanations.items()}
    explained = {key: stale_mark(text, operand_values(key, taken, asked)) for key, text in texts.items()}
    layout = with_fixes(lay_out(asked, explained), asked, fixes)
    return write(layout, values, notes)


def to_mend(taken: Return, asked: Asked, findings: Sequence[Finding]) -> list[Finding]:
    """What the provider has to do something about: errors, and warnings that wait for an explanation."""
    return [one for one in findings if one.severity is Severity.ERROR or unexplained(one, taken, asked)]


def _fix(finding: Finding, taken: Return, asked: Asked, spoken: Language) -> Fix:
    """A warning leads to the cell for its explanation, an error to the cells at fault."""
    keys = _keys(finding, taken)
    place = _where(finding, keys, asked, spoken)
    if finding.severity is Severity.WARNING and finding.key:
        keys = (CellKey(finding.code, "", "", finding.key.column),)
    return Fix(keys, place, message(finding, spoken), _remedy(finding, spoken))


_AGAIN = ("sheet-missing", "sheet-doubled", "key-doubled", "row-lost", "column-lost", "cell-formula-uncomputed")
"""What came back could not be read; this workbook has the place for it."""


def _remedy(finding: Finding, spoken: Language) -> str:
    """What the provider does in this very workbook; the catalogue's hints speak to the coordinator too."""
    if finding.code.startswith("personal-"):
        return spoken.gettext("Leave it out here; write nothing about individual clients.")
    if finding.code in _AGAIN:
        return spoken.gettext("Type here again what is blank.")
    return hint(finding, spoken)


def _keys(finding: Finding, taken: Return) -> tuple[CellKey, ...]:
    """What the cells of a finding ask, wherever they stood in the file that came back."""
    places = {(answer.sheet, answer.cell): key for key, answer in (taken.answers or {}).items()}
    found = [places.get((finding.place.sheet, cell)) for cell in finding.place.cells]
    if not found and finding.code == "row-lost" and finding.key:
        return (finding.key,)
    return tuple(key for key in found if key is not None)


def _where(finding: Finding, keys: Sequence[CellKey], asked: Asked, spoken: Language) -> str:
    """``Podpořené osoby celkem – IPS`` rather than an address: rows may have moved."""
    known = [key for key in keys if key.indicator in asked.form.indicators]
    if not known:
        return finding.place.sheet or spoken.gettext("The whole file")
    rows = dict.fromkeys(asked.form.indicators[key.indicator].label.in_(spoken) for key in known)
    labels = asked.labels(spoken)
    columns = dict.fromkeys(labels[key.column] for key in known if key.column != VALUE)
    if finding.text is not None and finding.key is not None:
        columns = dict.fromkeys([labels[finding.key.column]])
    return " – ".join(part for part in ("; ".join(rows), ", ".join(columns)) if part)


def _values(taken: Return, asked: Asked, spoken: Language) -> Iterator[tuple[CellKey, Typed]]:
    """What the provider typed, into the same questions; what cannot be typed again (dates, errors) is left blank."""
    for key, answer in (taken.answers or {}).items():
        typed = _typed(key, answer, asked, spoken)
        if typed is not None:
            yield key, typed
    for key, answer in taken.explanations.items():
        yield key, answer.value.text


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
