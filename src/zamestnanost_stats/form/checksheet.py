"""The live check sheet: rules x services with verdicts that Excel computes, and a cell per warning to explain it."""

from collections.abc import Callable, Iterator, Mapping

from zamestnanost_stats.findings import Severity, UserError, problem
from zamestnanost_stats.form import expression
from zamestnanost_stats.form.asked import Asked, required
from zamestnanost_stats.form.checks import Check, attributes
from zamestnanost_stats.form.definition import NUMERIC, Form, Type
from zamestnanost_stats.form.grammar import Operand, operands
from zamestnanost_stats.form.slots import (
    HIDDEN,
    KEY_COLUMN,
    Input,
    Page,
    SheetLayout,
    Slot,
    Style,
    key_slots,
    sheet_reference,
)
from zamestnanost_stats.keys import TOTAL, CellKey, letters
from zamestnanost_stats.language import Language

CHECK_SHEET = "kontrola"
PRIOR_SHEET = "loni"
FORMULA_LIMIT = 8_000
"""Characters of a rule's formula, a little under what Excel allows (8,192), for its condition comes on top."""
ENOUGH = 8
"""Characters of an explanation, a letter among them; less ("ok", "?") explains nothing."""
SUMMARY_CELL = "$B$3"
"""Where the check sheet sums itself up; the form's sheets show it too."""


def verdicts(spoken: Language) -> expression.Verdicts:
    """The words of the check sheet for an error rule."""
    _ = spoken.gettext
    return expression.Verdicts(passed=_("All right"), failed=_("Correct"), fill_in=_("Fill in"), idle="–")


def explain(spoken: Language) -> str:
    """The word of the check sheet for a warning."""
    return spoken.gettext("Explain")


def check_name(spoken: Language) -> str:
    return spoken.gettext("Check")


def prior_name(spoken: Language) -> str:
    return spoken.gettext("Last year")


def check_sheet(asked: Asked, spoken: Language) -> SheetLayout:
    """Rules x services with live verdicts, and a cell for an explanation under each warning."""
    _ = spoken.gettext
    columns = dict(enumerate((*asked.columns, *((TOTAL,) if len(asked.services) > 1 else ())), 3))
    page = Page(key_slots(CHECK_SHEET, columns))
    page.line(2, Style.TITLE, f"{check_name(spoken)} {asked.period} – {asked.provider.name}")
    page.row += 1  # SUMMARY_CELL: written last, over the rows below
    page.line(2, Style.SUBTITLE, _("The verdicts change while you fill in the form. Type only into the yellow cells."))
    page.row += 2
    page.put(2, Style.HEADER, _("What is checked"))
    for column, name in columns.items():
        page.put(column, Style.HEADER, asked.labels(spoken)[name])
    frozen = (page.row + 1, 3)
    finder = max(columns) + 2
    refer = _Finder(asked.form, spoken, finder, frozen[0])
    _completeness(page, asked, columns, refer, spoken)
    for check in asked.checks:
        if check.columns:
            _check_rows(page, check, asked, columns, refer, spoken)
    page.slots.append(Slot(3, 2, Style.SUMMARY, formula=_summary(page, frozen[0], max(columns), spoken)))
    page.slots += refer.slots()
    widths = {1: 8, 2: 62} | dict.fromkeys(columns, 19) | {finder: HIDDEN}
    return SheetLayout(CHECK_SHEET, check_name(spoken), tuple(page.slots), widths, frozen)


def _summary(page: Page, first: int, last: int, spoken: Language) -> str:
    """How many verdicts still want something; a warning with an explanation under it wants nothing more."""
    words, end = verdicts(spoken), letters(last)
    open_count = "+".join(
        f'COUNTIF($C${first}:${end}${page.row},"{word}")' for word in (words.failed, words.fill_in, explain(spoken))
    )
    for row in (slot.row for slot in page.slots if slot.column == KEY_COLUMN and slot.row > first):
        verdict, explained = f"$C${row - 1}:${end}${row - 1}", f"$C${row}:${end}${row}"
        said = f"(LEN(TRIM({explained}))>={ENOUGH})*(1-EXACT(UPPER({explained}),LOWER({explained})))"
        open_count += f'-SUMPRODUCT(({verdict}="{explain(spoken)}")*{said})'
    done = spoken.gettext("Everything checked is in order; the return can be sent.")
    left = spoken.gettext("Cells of the sheet “{sheet}” not yet in order (one number mended may settle several):")
    return f'IF({open_count}=0,"{done}","{left.format(sheet=check_name(spoken))} "&({open_count}))'


Reference = Callable[..., str]


class _Finder:
    """References to cells of the form's sheets by their keys, surviving insertion, sorting and other programs.

    Where a key stands is looked up once, in hidden columns of the check sheet: written into every formula, the look-ups
    of ten services would pass the 8,192 characters that Excel allows.
    """

    def __init__(self, form: Form, spoken: Language, column: int, row: int) -> None:
        self.sheets = {
            indicator.id: sheet_reference(section.sheet.in_(spoken))
            for section in form.section
            for indicator in section.indicator
        }
        self.column, self.first = column, row
        self.found: dict[str, str] = {}

    def __call__(self, key: CellKey, sheet: str = "") -> str:
        sheet = sheet or self.sheets[key.indicator]
        column = "~*" if key.column == TOTAL else key.column  # MATCH reads * as a wildcard
        row_at = self.at(f'MATCH("{key.row}",{sheet}$A:$A,0)')
        return f'INDEX({sheet}$A:$CZ,{row_at},{self.at(f"""MATCH("{column}",{sheet}$1:$1,0)""")})'

    def at(self, look_up: str) -> str:
        """The hidden cell of a look-up, one for each."""
        return self.found.setdefault(look_up, f"${letters(self.column)}${self.first + len(self.found)}")

    def slots(self) -> Iterator[Slot]:
        """The hidden cells with their look-ups."""
        for row, look_up in enumerate(self.found, self.first):
            yield Slot(row, self.column, Style.KEY, formula=look_up)


def _completeness(page: Page, asked: Asked, columns: Mapping[int, str], refer: Reference, spoken: Language) -> None:
    """The first row of the check sheet: every required row of a column holds what may stand there."""
    words = verdicts(spoken)
    page.row += 1
    page.put(2, Style.LABEL, spoken.gettext("Every row is filled in with a number, N or X"))
    for column, name in columns.items():
        right, wrong, count = [], [], 0
        for key in required(asked):
            if key.column != name:
                continue
            indicator, cell, count = asked.form.indicators[key.indicator], refer(key), count + 1
            if indicator.type in NUMERIC:
                whole = f",{cell}=INT({cell})" if indicator.type is Type.COUNT else ""
                most = f",{cell}<={indicator.max}" if indicator.max is not None else ""
                wrong.append(f"IF(ISNUMBER({cell}),IF(AND({cell}>=0{most}{whole}),0,1),0)")
                right.append(f'COUNT({cell},MATCH({cell},{{"N","X"}},0))')
            elif indicator.codelist:
                codes = asked.form.codelists[indicator.codelist].values()
                known = ",".join('"' + code.label.in_(spoken).replace('"', '""') + '"' for code in codes)
                right.append(f"COUNT(MATCH({cell},{{{known}}},0))")
            else:
                right.append(f"COUNTA({cell})")
        filled = f'IF({"+".join(right)}<{count},"{words.fill_in}","{words.passed}")'
        formula = f'IF({"+".join(wrong)}>0,"{words.failed}",{filled})' if wrong else filled
        page.put(column, Style.VERDICT, formula=formula)


def _check_rows(
    page: Page, check: Check, asked: Asked, columns: Mapping[int, str], refer: Reference, spoken: Language
) -> None:
    words = verdicts(spoken)
    warning = check.severity is Severity.WARNING
    if warning:
        words = expression.Verdicts(words.passed, explain(spoken), words.fill_in, words.idle)
    page.row += 1
    page.put(2, Style.LABEL, check.label.in_(spoken))
    for column, name in columns.items():
        if name in check.columns:
            page.put(column, Style.VERDICT, formula=_verdict(check, name, asked, refer, words, spoken))
        else:
            page.put(column, Style.NOT_ASKED)
    if warning:
        page.row += 1
        page.put(KEY_COLUMN, Style.KEY, check.id)
        page.put(2, Style.HELP, spoken.gettext("Your explanation, if it says “Explain” above"))
        title = spoken.gettext("Explanation")
        prompt = spoken.gettext("In one sentence, without names of clients.")
        for column, name in columns.items():
            if name in check.columns:
                key = CellKey(check.id, "", "", name)
                page.put(column, Style.EXPLANATION, key=key, input=Input(Type.TEXT, title, prompt, ""))
            else:
                page.put(column, Style.NOT_ASKED)


def _verdict(
    check: Check, column: str, asked: Asked, refer: Reference, words: expression.Verdicts, spoken: Language
) -> str:
    def cell_of(operand: Operand) -> str:
        return refer(operand.key(column), sheet_reference(prior_name(spoken)) if operand.prior else "")

    formula = expression.to_formula(check.check, cell_of, words)
    optional = {one.id for section in asked.form.section if section.optional for one in section.indicator}
    asked_there = dict.fromkeys(one for one, _ in operands(check.check) if one.indicator in optional)
    if cells := [cell_of(one) for one in asked_there]:  # a blank sheet that may be blank leaves nothing to fill in
        formula = f'IF(COUNTA({",".join(cells)})=0,"{words.idle}",{formula})'
    if len(formula) > FORMULA_LIMIT:
        raise UserError(problem("formula-too-long", provider=asked.provider.name, found=check.id))
    if check.when is None:
        return formula
    service = next(one for one in asked.services if one.id == column)
    known = attributes(service, asked.period)
    return expression.guarded(
        check.when,
        formula,
        known.__getitem__,
        lambda name: None if name in known else refer(CellKey(name, "", "", column)),
        lambda name, code: asked.form.codelists[asked.form.indicators[name].codelist][code].label.in_(spoken),
        words,
    )
