"""The codebook: what a form asks, how it counts and how it checks, for those who fill it in; as HTML and as Markdown.

Everything in it comes from the form, the catalogue and the rooms that use them, so it says what the program does.
"""

from collections import defaultdict
from collections.abc import Iterator

from zamestnanost_stats.catalogue_returns import RETURNED
from zamestnanost_stats.form.definition import SERVICE_TYPE, Codelist, Form, Indicator, Metric, Per, Type, Unit
from zamestnanost_stats.form.grammar import parse_number
from zamestnanost_stats.language import Language
from zamestnanost_stats.report import html, markdown
from zamestnanost_stats.report.document import Block, Bullets, Column, Paragraph, Report, Role, Section, Table
from zamestnanost_stats.report.wording import checks_in_words, in_words, quoted, said
from zamestnanost_stats.returns.coerce import (
    DECIMAL_PLACES,
    NOT_APPLICABLE_SPELLINGS,
    NOT_COLLECTED_SPELLINGS,
    TEXT_LIMIT,
)

RESPONDENT = "respondent_"
"""How the ids of the rows begin that may name a person: whoever filled the return in."""


def to_html(form: Form, spoken: Language) -> str:
    """The codebook as one self-contained page, like the report."""
    return html.to_html(codebook(form, spoken), spoken)


def to_markdown(form: Form, spoken: Language) -> str:
    """The codebook as GitHub's Markdown."""
    return markdown.to_markdown(codebook(form, spoken), spoken)


def codebook(form: Form, spoken: Language) -> Report:
    """The codebook of a form, before any writer sees it; a part without content is left out."""
    _ = spoken.gettext
    sections = (
        Section("how", _("How to count"), tuple(_how(form, spoken))),
        Section("asked", _("What is asked"), tuple(_asked(form, spoken))),
        Section("codelists", _("Code lists"), tuple(_codelist(one, form, spoken) for one in form.codelist)),
        Section("states", _("Nought, blank, N and X"), tuple(_states(spoken))),
        Section("total", _("The organisation in total"), tuple(_total(form, spoken))),
        Section("checks", _("How a return is checked"), tuple(checks_in_words(form, spoken))),
        Section("findings", _("What can be said of a returned file"), tuple(_findings(spoken))),
        Section("rates", _("What is made of the figures"), tuple(_rates(form, spoken))),
        Section("privacy", _("Personal data"), tuple(_privacy(form, spoken))),
    )
    return Report(
        title=said(form.title, spoken),
        subtitle=_("Codebook: what is asked, how it is counted and how it is checked"),
        language=spoken.code,
        edition="",
        marks=(),
        facts=(_("Form: {id}").format(id=form.id),),
        sections=tuple(section for section in sections if section.blocks),
    )


def _how(form: Form, spoken: Language) -> Iterator[Block]:
    if form.instructions:
        yield Bullets(tuple(said(text, spoken) for text in form.instructions))
    text = spoken.gettext(
        "Thresholds in the definitions, such as one day worked or 60 days without an answer, are proposals to the "
        "working group; it can change them."
    )
    yield Paragraph(text, Role.WARNING)


# --- what is asked


def _asked(form: Form, spoken: Language) -> Iterator[Block]:
    _ = spoken.gettext
    columns = (Column(_("Indicator")), Column(_("Code")), Column(_("Who counts")), Column(_("Answer")))
    for section in form.section:
        rows = [
            (said(one.label, spoken), one.id, said(one.help, spoken), "\n".join(_answer(one, form, spoken)))
            for one in section.indicator
        ]
        once = _("Sheet “{sheet}”; answered once for each service.")
        if section.per is Per.RETURN:
            once = _("Sheet “{sheet}”; answered once for the whole return.")
        note = once.format(sheet=said(section.sheet, spoken))
        if section.optional:
            note += " " + _("The sheet is optional: it may be left blank whole.")
        yield Table(said(section.title, spoken), columns, tuple(rows), note, prose=True)


def _answer(indicator: Indicator, form: Form, spoken: Language) -> Iterator[str]:
    """What may be written, whether it must be, and where else it is asked."""
    _ = spoken.gettext
    titles = {one.id: said(one.title, spoken) for one in form.codelist}
    if indicator.type is Type.TEXT:
        yield _("Text of at most {limit} characters.").format(limit=spoken.number(TEXT_LIMIT))
    elif indicator.type is Type.CHOICE:
        yield _("One of the list “{title}”.").format(title=titles[indicator.codelist])
    elif indicator.type is Type.COUNT:
        yield _("A whole number from 0 to {limit}.").format(limit=spoken.number(indicator.max or 0))
    else:
        text = _("A number of 0 or more, with at most {places} decimal places.")
        yield text.format(places=DECIMAL_PLACES)
        if indicator.max is not None:
            yield _("At most {limit}.").format(limit=spoken.number(indicator.max))
    yield _("Required.") if indicator.required else _("Optional.")
    for name in indicator.by:
        yield _("Below it a row for each code of “{title}”.").format(title=titles[name])
    if indicator.unduplicated:
        yield _("Asked also for the organisation in total.")


def _codelist(codelist: Codelist, form: Form, spoken: Language) -> Table:
    _ = spoken.gettext
    users = [one.label for one in form.indicators.values() if codelist.id == one.codelist or codelist.id in one.by]
    notes = [_("Code list {id}.").format(id=codelist.id)]
    if users:
        labels = ", ".join(quoted(said(label, spoken), spoken) for label in users)
        notes.append(_("Used by {labels}.").format(labels=labels))
    if codelist.id == SERVICE_TYPE:
        notes.append(_("The coordinator's register says of what type each service is."))
    rows = [(said(one.label, spoken), one.id, said(one.help, spoken) if one.help else "") for one in codelist.item]
    described = any(one.help for one in codelist.item)
    columns = (Column(_("Answer")), Column(_("Code")), *((Column(_("What it means")),) if described else ()))
    return Table(
        said(codelist.title, spoken),
        columns,
        tuple(row[: len(columns)] for row in rows),
        " ".join(notes),
        prose=True,
    )


# --- what may stand in a cell


def _states(spoken: Language) -> Iterator[Block]:
    _ = spoken.gettext

    def accepted(mark: str, spellings: tuple[str, ...]) -> str:
        return ", ".join(quoted(one, spoken) for one in spellings if one != mark.casefold())

    yield Table(
        _("What the signs mean"),
        (Column(_("In the cell")), Column(_("What it means")), Column(_("Accepted too"))),
        (
            ("0", _("Nought: you collect the figure and there was nobody to count."), "–"),
            (_("blank"), _("Not answered yet. A required row must not stay blank."), "–"),
            ("N", _("You do not collect the figure."), accepted("N", NOT_COLLECTED_SPELLINGS)),
            ("X", _("The row does not apply to the service."), accepted("X", NOT_APPLICABLE_SPELLINGS)),
        ),
        _("Capital and small letters make no difference."),
        prose=True,
    )
    yield Bullets(
        (
            _("These are different answers; none of them is ever turned into another, and none but 0 is nought."),
            _("A dash is refused, for it can mean nought or not known."),
            _("Spaces around a number or between its thousands are accepted; 1.234 and 1,234 are not."),
            _("A return with N is accepted as partial. A rate uses only services that have both its numbers."),
        )
    )


def _total(form: Form, spoken: Language) -> Iterator[Block]:
    _ = spoken.gettext
    asked = [one for one in form.indicators.values() if one.unduplicated]
    if not asked:
        return
    yield Paragraph(
        _(
            "An organisation with several services also fills in the column “{column}”. Whoever used several of its "
            "services counts there once, so the services can add up to more. Write N if you cannot tell."
        ).format(column=_("Organisation in total, each person once"))
    )
    alike = [said(one.label, spoken) for one in asked if one.total_at_least_largest]
    other = [said(one.label, spoken) for one in asked if not one.total_at_least_largest]
    if alike:
        yield Paragraph(_("Whoever belongs to the row in at least one service counts in the total of:"))
        yield Bullets(tuple(alike))
    if other:
        yield Paragraph(
            _("Whoever belongs to the row in one service may, by its definition, not belong to the total of:")
        )
        yield Bullets(tuple(other))


# --- what is said of a file, and what is made of it


def _findings(spoken: Language) -> Iterator[Block]:
    """What of the catalogue a provider can meet; for every parameter of a message stands an ellipsis."""
    _ = spoken.gettext

    def shown(text: str) -> str:
        put_in = _(text).format_map(defaultdict(lambda: "…")) if text else _("Nothing; it is only said.")
        return put_in.replace("….", "…")

    yield Paragraph(
        _(
            "Beside these checks, the file itself and each of its cells is looked at. “…” stands for what was found. "
            "Where the advice speaks of a provider or of the program's own files, the coordinator sees to it."
        )
    )
    columns = (Column(_("Code")), Column(_("What was found")), Column(_("What to do")))
    for title, entries in RETURNED.items():
        rows = tuple((code, shown(entry.message), shown(entry.hint)) for code, entry in entries.items())
        yield Table(_(title), columns, rows, prose=True)


def _rates(form: Form, spoken: Language) -> Iterator[Block]:
    _ = spoken.gettext
    if form.metric:
        yield Table(
            _("Rates and what they are made of"),
            (Column(_("Rate")), Column(_("Code")), Column(_("Contract"))),
            tuple((said(one.label, spoken), one.id, "\n".join(_contract(one, form, spoken))) for one in form.metric),
            _(
                "Every rate is shown with its numerator, its denominator and a 95% interval (Wilson). Two rates with "
                "different contracts are never compared, added or averaged."
            ),
            prose=True,
        )
    if form.report.comparable:
        pairs = (
            " – ".join(said(form.service_type_label(one), spoken) for one in pair) for pair in form.report.comparable
        )
        yield Paragraph(
            _("A difference is stated only between these types of service: {pairs}.").format(pairs="; ".join(pairs))
        )
        text = _(
            "Services have different purposes and different clients; "
            "the difference measures neither quality nor effect."
        )
        yield Paragraph(text)
    if form.report.limits:
        yield Paragraph(_("What the figures cannot say:"))
        yield Bullets(tuple(said(text, spoken) for text in form.report.limits))


def _contract(metric: Metric, form: Form, spoken: Language) -> Iterator[str]:
    _ = spoken.gettext
    numerator, denominator = (
        in_words(parse_number(text, form.vocabulary), form, spoken) for text in (metric.numerator, metric.denominator)
    )
    yield _("Numerator: {text}.").format(text=numerator)
    yield _("Denominator: {text}.").format(text=denominator)
    yield _("Population: {text}.").format(text=said(metric.population, spoken))
    yield _("Measured: {text}.").format(text=said(metric.measured, spoken).rstrip("."))
    yield _("Persons are counted, not jobs.") if metric.unit is Unit.PERSONS else _("Jobs are counted, not persons.")
    if metric.note:
        yield said(metric.note, spoken)


def _privacy(form: Form, spoken: Language) -> Iterator[Block]:
    _ = spoken.gettext
    rules = [
        _(
            "Write nothing about a single client anywhere in the workbook: no name, birth number, date of birth, "
            "address, telephone number or e-mail address."
        ),
        _(
            "Names cannot be found by any pattern, so the program does not find them. Write none: not in a cell, an "
            "explanation or a comment, nor in the name of a sheet or of the file."
        ),
        _(
            "What looks like a birth number, or a date of birth beside a name, is an error and the file is refused. "
            "An e-mail address or a telephone number is a warning."
        ),
        _("A file with personal data of a client must be deleted, and so must the message it came with."),
    ]
    respondent = [one for one in form.indicators.values() if one.id.startswith(RESPONDENT)]
    if respondent:
        labels = ", ".join(quoted(said(one.label, spoken), spoken) for one in respondent)
        text = _("Only whoever fills the return in may be named, in {labels}; it is optional.")
        rules.append(text.format(labels=labels))
    rules += [
        _(
            "Accepted returns are kept with their original files. If a client's name turns up in one, write to the "
            "coordinator: the original can be erased while its figures stay."
        ),
        _(
            "Before anything is published, small numbers are hidden and others rounded. A hidden number is shown as *, "
            "and * is never 0."
        ),
    ]
    yield Bullets(tuple(rules))
