"""Where everything stands in the workbook, and how to find it again by keys: with ``checksheet``,
``fixsheet`` and ``slots`` the only code that knows addresses.

A cell is found by keys, not by its address: hidden column A of a sheet holds row keys, hidden row 1 column keys, A1 the
sheet's own key. Inserted, moved or sorted rows do no harm.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from zamestnanost_stats.form.asked import Asked, rows, stamp_of
from zamestnanost_stats.form.checksheet import (
    CHECK_SHEET,
    PRIOR_SHEET,
    SUMMARY_CELL,
    check_name,
    check_sheet,
    explain,
    prior_name,
    verdicts,
)
from zamestnanost_stats.form.definition import NUMERIC, SERVICE_TYPE, Form, Indicator, Per, Section, Type
from zamestnanost_stats.form.fixsheet import FIXES_SHEET
from zamestnanost_stats.form.slots import (
    FIRST_SERVICE_COLUMN,
    HELP_COLUMN,
    KEY_COLUMN,
    KEY_ROW,
    LABEL_COLUMN,
    NUMBER_COLUMN,
    Input,
    Page,
    SheetLayout,
    Slot,
    Style,
    WorkbookLayout,
    key_slots,
    sheet_reference,
)
from zamestnanost_stats.keys import MARKS, TOTAL, VALUE, CellKey
from zamestnanost_stats.language import Language, language

GUIDE_SHEET = "pokyny"
STAMP_SHEET = "_stamp"
EXPLAINED = "explained:"
"""In the stamp, before ``rule@column``: for which values an explanation was given."""


def lay_out(asked: Asked, explained: Mapping[CellKey, str] | None = None) -> WorkbookLayout:
    """The workbook for one provider and period. ``explained`` tells of explanations that will stand in it, which values
    they explained; it goes into the stamp, so that an explanation left over from other numbers is noticed."""
    spoken = language(asked.collection.language)
    return WorkbookLayout(
        title=f"{asked.form.title.in_(spoken)} – {asked.provider.name} – {asked.period}",
        language=spoken.code,
        created=asked.collection.deadline.isoformat(),
        sheets=(
            _guide(asked, spoken),
            *(_grid(section, asked, spoken) for section in asked.form.section if section.per is Per.SERVICE),
            *_prior_sheets(asked, spoken),
            check_sheet(asked, spoken),
            _stamp(asked, explained or {}),
        ),
        verdicts=verdicts(spoken),
        explain=explain(spoken),
    )


def _guide(asked: Asked, spoken: Language) -> SheetLayout:
    """The first sheet: what to do, by when, whom to send it to; and who answered."""
    _ = spoken.gettext
    collection, page = asked.collection, Page(key_slots(GUIDE_SHEET, {3: VALUE}))
    page.line(2, Style.TITLE, asked.form.title.in_(spoken))
    page.line(2, Style.SUBTITLE, f"{asked.provider.name} · {asked.period}")
    if collection.notice:
        page.line(2, Style.SUMMARY, collection.notice.in_(spoken))
    page.row += 1
    grids = [section for section in asked.form.section if section.per is Per.SERVICE]
    sheets = [section.sheet.in_(spoken) for section in grids if not section.optional]
    contact = {"name": collection.coordinator.name, "email": collection.coordinator.email}
    steps = (
        spoken.ngettext(
            "Fill in the light yellow cells on the sheet {sheets}.",
            "Fill in the light yellow cells on the sheets {sheets}.",
            len(sheets),
        ).format(sheets=", ".join(sheets)),
        _("Look at the sheet {sheet}: where it says “Correct”, “Explain” or “Fill in”, do so.").format(
            sheet=check_name(spoken)
        ),
        _("Save the file as .xlsx under its own name and send it by {deadline} to {name}, {email}.").format(
            deadline=spoken.date(collection.deadline), **contact
        ),
    )
    page.line(2, Style.HEADING, _("What to do"))
    for place, step in enumerate(steps, 1):
        page.line(2, Style.STEP, f"{place}. {spoken.typeset(step)}")
    if any(section.optional for section in grids):
        page.row += 1
        page.line(2, Style.HEADING, _("The sheets"))
        for section in grids:
            page.line(2, Style.TEXT, f"{section.sheet.in_(spoken)}: {_effort(section, spoken)}")
    page.row += 1
    page.line(2, Style.HEADING, _("How to count"))
    for text in asked.form.instructions:
        page.line(2, Style.TEXT, spoken.typeset(text.in_(spoken)))
    for section in asked.form.section:
        if section.per is Per.RETURN:
            page.row += 1
            page.line(2, Style.HEADING, section.title.in_(spoken))
            for indicator in section.indicator:
                _answer_line(page, indicator, spoken)
    _service_types(page, asked, spoken)
    return SheetLayout(
        GUIDE_SHEET, _guide_name(asked.form, spoken), tuple(page.slots), {1: 8, 2: 72, 3: 34}, None, False
    )


def _effort(section: Section, spoken: Language) -> str:
    """Whether a sheet is for everybody, and how long it takes if the form says so."""
    text = spoken.gettext("optional, may be left blank whole") if section.optional else spoken.gettext("for everybody")
    if not section.minutes:
        return f"{text}."
    minutes = spoken.ngettext("about {count} minute", "about {count} minutes", section.minutes)
    return f"{text}; {minutes.format(count=section.minutes)}."


def _answer_line(page: Page, indicator: Indicator, spoken: Language) -> None:
    page.row += 1
    page.put(KEY_COLUMN, Style.KEY, indicator.id)
    page.put(2, Style.LABEL, f"{indicator.label.in_(spoken)} – {indicator.help.in_(spoken)}")
    page.put(3, Style.INPUT_TEXT, key=CellKey(indicator.id, "", "", VALUE), input=_input(indicator, {}, spoken))


def _service_types(page: Page, asked: Asked, spoken: Language) -> None:
    """The definitions of the types of service this provider has."""
    codes = asked.form.codelists.get(SERVICE_TYPE, {})
    met = [codes[name] for name in dict.fromkeys(service.type for service in asked.services) if name in codes]
    if met:
        page.row += 1
        page.line(2, Style.HEADING, spoken.gettext("Your types of service"))
    for code in met:
        described = f"{code.label.in_(spoken)}: {code.help.in_(spoken)}" if code.help else code.label.in_(spoken)
        page.line(2, Style.TEXT, spoken.typeset(described))


def _grid(section: Section, asked: Asked, spoken: Language) -> SheetLayout:
    """A sheet whose rows are indicators and whose columns are the provider's services."""
    _ = spoken.gettext
    total = any(indicator.unduplicated for indicator in section.indicator) and len(asked.services) > 1
    columns = dict(enumerate((*asked.columns, *((TOTAL,) if total else ())), FIRST_SERVICE_COLUMN))
    page = Page(key_slots(section.id, columns))
    page.line(NUMBER_COLUMN, Style.TITLE, f"{section.title.in_(spoken)} {asked.period} – {asked.provider.name}")
    told = _("Whole numbers. 0 is nought, N = we do not collect it, X = does not apply.")
    if any(indicator.type in (Type.DECIMAL, Type.MONEY) for indicator in section.indicator):
        told = _("Numbers. 0 is nought, N = we do not collect it, X = does not apply.")
    page.line(NUMBER_COLUMN, Style.SUBTITLE, told)
    if section.optional:
        page.line(NUMBER_COLUMN, Style.SUBTITLE, _("This sheet: {effort}").format(effort=_effort(section, spoken)))
    page.row += 1
    page.put(NUMBER_COLUMN, Style.SUMMARY, formula=sheet_reference(check_name(spoken)) + SUMMARY_CELL)
    page.row += 2
    for column, text in ((NUMBER_COLUMN, ""), (LABEL_COLUMN, _("What")), (HELP_COLUMN, _("Who counts"))):
        page.put(column, Style.HEADER, text)
    types = {service.id: asked.form.service_type_label(service.type).in_(spoken) for service in asked.services}
    for column, name in columns.items():
        label, kind = asked.labels(spoken)[name], types.get(name, "")
        page.put(column, Style.HEADER, f"{label}\n({kind})" if kind and kind != label else label)
    frozen = (page.row + 1, FIRST_SERVICE_COLUMN)
    _rows(page, section, asked, columns, spoken)
    widths = {1: 8, 2: 5, 3: 26, 4: 60} | dict.fromkeys(columns, 17)
    return SheetLayout(section.id, section.sheet.in_(spoken), tuple(page.slots), widths, frozen)


def _rows(page: Page, section: Section, asked: Asked, columns: Mapping[int, str], spoken: Language) -> None:
    number = 0
    for indicator in section.indicator:
        if indicator.heading:
            page.line(NUMBER_COLUMN, Style.HEADING, indicator.heading.in_(spoken))
        lines = [("", "", indicator.label.in_(spoken), spoken.typeset(indicator.help.in_(spoken)))]
        for name in indicator.by:
            for code in asked.form.codelists[name].values():
                told = spoken.typeset(code.help.in_(spoken)) if code.help else ""
                lines.append((name, code.id, code.label.in_(spoken), told))
        here = asked.form.columns(indicator, asked.columns)
        for codelist, code_id, label, told in lines:
            page.row += 1
            number += not codelist
            key = CellKey(indicator.id, codelist, code_id, "")
            page.put(KEY_COLUMN, Style.KEY, key.row)
            page.put(NUMBER_COLUMN, Style.ROW_NUMBER, "" if codelist else str(number))
            page.put(LABEL_COLUMN, Style.LABEL, f"   {label}" if codelist else label)
            page.put(HELP_COLUMN, Style.HELP, told)
            choices = asked.form.codelists.get(indicator.codelist, {})
            labels = {name: item.label.in_(spoken) for name, item in choices.items()}
            style = Style.INPUT_NUMBER if indicator.type in NUMERIC else Style.INPUT_TEXT
            for column, name in columns.items():
                if name in here:
                    page.put(column, style, key=key._replace(column=name), input=_input(indicator, labels, spoken))
                else:
                    page.put(column, Style.NOT_ASKED)


def _prior_sheets(asked: Asked, spoken: Language) -> Iterator[SheetLayout]:
    """Last year's accepted values in the columns of this year: to compare with, and for the rules that look back."""
    if asked.prior is None:
        return
    _ = spoken.gettext
    known = asked.prior.values
    columns = dict(enumerate((*asked.columns, *((TOTAL,) if len(asked.services) > 1 else ())), FIRST_SERVICE_COLUMN))
    page = Page(key_slots(PRIOR_SHEET, columns))
    page.line(NUMBER_COLUMN, Style.TITLE, f"{prior_name(spoken)} ({asked.prior.period}) – {asked.provider.name}")
    told = _("The figures accepted from you for {period}. Do not change anything here; tell us if something is wrong.")
    page.line(NUMBER_COLUMN, Style.SUBTITLE, told.format(period=asked.prior.period))
    page.row += 2
    for column, text in ((NUMBER_COLUMN, ""), (LABEL_COLUMN, _("What")), (HELP_COLUMN, _("Sheet"))):
        page.put(column, Style.HEADER, text)
    for column, name in columns.items():
        page.put(column, Style.HEADER, asked.labels(spoken)[name])
    frozen, number = (page.row + 1, FIRST_SERVICE_COLUMN), 0
    for section in asked.form.section:
        for indicator in section.indicator:
            for key in rows(asked.form, indicator):
                values = {column: known.get(key._replace(column=name)) for column, name in columns.items()}
                if any(values.values()):
                    number += 1
                    page.row += 1
                    page.put(KEY_COLUMN, Style.KEY, key.row)
                    page.put(NUMBER_COLUMN, Style.ROW_NUMBER, str(number))
                    page.put(LABEL_COLUMN, Style.LABEL, _row_label(key, indicator, asked.form, spoken))
                    page.put(HELP_COLUMN, Style.HELP, section.sheet.in_(spoken))
                    for column, value in values.items():
                        mark = MARKS.get(value.state, "") if value else ""
                        style = Style.PRIOR if value else Style.NOT_ASKED
                        page.put(column, style, mark, number=value.number if value else None)
    widths = {1: 8, 2: 5, 3: 44, 4: 16} | dict.fromkeys(columns, 17)
    yield SheetLayout(PRIOR_SHEET, prior_name(spoken), tuple(page.slots), widths, frozen)


def _row_label(key: CellKey, indicator: Indicator, form: Form, spoken: Language) -> str:
    if not key.codelist:
        return indicator.label.in_(spoken)
    return f"   {form.codelists[key.codelist][key.code].label.in_(spoken)}"


def _input(indicator: Indicator, choices: Mapping[str, str], spoken: Language) -> Input:
    _ = spoken.gettext
    if indicator.type is Type.COUNT:
        prompt = _("A whole number 0–{limit}. N = we do not collect it, X = does not apply.")
        alert = _("Type a whole number 0–{limit}, or N, or X.")
        limit = {"limit": str(indicator.max)}
        prompt, alert = prompt.format_map(limit), alert.format_map(limit)
    elif indicator.type is Type.CHOICE:
        prompt, alert = _("Choose from the list."), _("Choose one of the words in the list.")
    else:
        prompt, alert = "", ""
    title = indicator.label.in_(spoken)
    short = title if len(title) <= 32 else title[:31] + "…"
    return Input(indicator.type, short, prompt, alert, indicator.max, tuple(choices.values()))


def _guide_name(form: Form, spoken: Language) -> str:
    named = (section.sheet.in_(spoken) for section in form.section if section.per is Per.RETURN)
    return next(named, spoken.gettext("Instructions"))


def _stamp(asked: Asked, explained: Mapping[CellKey, str]) -> SheetLayout:
    slots = [Slot(1, 1, Style.KEY, STAMP_SHEET)]
    told = stamp_of(asked) | {f"{EXPLAINED}{key.row}@{key.column}": values for key, values in explained.items()}
    for row, (name, text) in enumerate(told.items(), 2):
        slots += [Slot(row, 1, Style.KEY, name), Slot(row, 2, Style.KEY, text)]
    return SheetLayout(STAMP_SHEET, STAMP_SHEET, tuple(slots), {}, hidden=True)


Place = tuple[int, int]


def locate(texts: Iterable[tuple[Place, str]]) -> tuple[dict[CellKey, Place], list[tuple[str, Place, Place]]]:
    """The place of every key on one sheet, from the texts in its column A and row 1 (row, column counted from 1).

    Also every key that stands twice, with both places: such a sheet cannot be read safely.
    """
    rows_by_key: dict[str, Place] = {}
    columns_by_key: dict[str, Place] = {}
    doubled: list[tuple[str, Place, Place]] = []
    for place, text in sorted(texts):
        row, column = place
        if not text or (row, column) == (KEY_ROW, KEY_COLUMN):
            continue
        found = columns_by_key if row == KEY_ROW else rows_by_key
        if text in found:
            doubled.append((text, found[text], place))
        found.setdefault(text, place)
    keys = {
        CellKey.at(row_key, column_key): (row, column)
        for row_key, (row, _) in rows_by_key.items()
        for column_key, (_, column) in columns_by_key.items()
    }
    return keys, doubled


def sections_by_sheet(form: Form) -> dict[str, Sequence[Section]]:
    """Which sections stand on the sheet with that key."""
    grids: dict[str, Sequence[Section]] = {one.id: (one,) for one in form.section if one.per is Per.SERVICE}
    return {GUIDE_SHEET: [one for one in form.section if one.per is Per.RETURN], **grids}


def sheet_keys(form: Form) -> frozenset[str]:
    """The keys of all sheets that are ours."""
    return frozenset((*sections_by_sheet(form), CHECK_SHEET, PRIOR_SHEET, FIXES_SHEET, STAMP_SHEET))
