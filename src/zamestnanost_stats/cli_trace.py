"""How ``trace`` tells where a figure comes from: its values by organisation and column, their sums, their files."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from zamestnanost_stats.figures.figure import Figure, Kind, code_of
from zamestnanost_stats.figures.lineage import Line, Trace
from zamestnanost_stats.findings import quote
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.definition import SERVICE_TYPE, Form
from zamestnanost_stats.form.grammar import Operand, parse_number
from zamestnanost_stats.keys import TOTAL, State
from zamestnanost_stats.language import Language
from zamestnanost_stats.report.wording import in_words
from zamestnanost_stats.returns.ledger.origins import Origin
from zamestnanost_stats.returns.privacy import masked


def told(trace: Trace, spoken: Language) -> Iterator[str]:
    """The lines to print. A difference, or a ratio of shares, is told with both of its figures."""
    yield from _figure(trace.figure, trace.round_of(trace.figure), spoken)
    for identity in trace.figure.of or (trace.figure.id,):
        figure = trace.figures.by_id[identity]
        lines = [line for line in trace.lines if line.figure == identity]
        current = trace.round_of(figure)
        if trace.figure.of:
            yield ""
            yield from _figure(figure, current, spoken)
        for (provider, column), some in groupby(lines, lambda line: (line.origin.provider, line.origin.column)):
            yield from _column(provider, column, [*some], current, spoken)
        yield from _sums(figure, lines, current.form, spoken)
    yield from _files((line.origin for line in trace.lines), spoken)


def _figure(figure: Figure, current: Round, spoken: Language) -> Iterator[str]:
    """Its id, what it is, and its value with the denominators and the interval."""
    form = current.form
    yield figure.id
    codelist, code = code_of(figure)
    if figure.kind is Kind.COUNT:
        name = _row(Operand(figure.subject, codelist, code), form, spoken)
    else:
        name = form.metrics[figure.subject].label.in_(spoken)
    parts = [name, *_place(figure, current, spoken)]
    yield f"  {', '.join(quote(part, 200) for part in parts)}: {_value(figure, form, spoken)}"


def _place(figure: Figure, current: Round, spoken: Language) -> Iterator[str]:
    _, where = spoken.gettext, figure.where
    if "city" in where:
        yield _("the whole city")
    if "provider" in where:
        yield _provider(where["provider"], current)
    if "service" in where:
        yield _service(where["provider"], where["service"], current, spoken)
    if SERVICE_TYPE in where:
        pair = next((one for one in current.form.report.comparable if where[SERVICE_TYPE] in _pairs(one)), None)
        types = pair or (where[SERVICE_TYPE],)
        yield " × ".join(current.form.service_type_label(one).in_(spoken) for one in types)
    yield from (where[name] for name in ("period",) if name in where)
    if "panel" in where:
        yield _("only the same services in all of {periods}").format(periods=where["panel"])


def _pairs(pair: Sequence[str]) -> tuple[str, str]:
    """How two types compared are written in an id: their difference, and their ratio."""
    return "-".join(pair), "/".join(pair)


def _value(figure: Figure, form: Form, spoken: Language) -> str:
    _ = spoken.gettext
    if figure.value is None:
        nobody = figure.kind is Kind.RATIO and figure.state is State.NOT_APPLICABLE and figure.used
        return _("nobody to count from") if nobody else _state(figure.state, spoken)
    share = figure.kind is Kind.RATIO and form.metrics[figure.subject].proportion

    def shown(value: Decimal) -> str:
        if figure.kind is Kind.DIFFERENCE:
            return spoken.points(value)
        return spoken.percent(value) if share else spoken.number(value)

    parts = [shown(figure.value)]
    if figure.kind is Kind.DIFFERENCE:
        parts = [_("{points} percentage points").format(points=parts[0])]
    if figure.numerator is not None and figure.denominator is not None:
        parts[0] += f" = {spoken.number(figure.numerator)}/{spoken.number(figure.denominator)}"
    if figure.low is not None and figure.high is not None:
        between = _("{low} to {high}").format(low=shown(figure.low), high=shown(figure.high))
        bounds = _("unique persons: {bounds}") if figure.kind is Kind.COUNT else _("95% interval {bounds}")
        parts.append(bounds.format(bounds=between))
    entered = _("services in all periods: {share}") if "panel" in figure.where else _("columns that entered: {share}")
    parts.append(entered.format(share=spoken.out_of(figure.used, figure.expected)))
    return "; ".join(parts)


def _state(state: State, spoken: Language) -> str:
    _ = spoken.gettext
    words = {
        State.NOT_COLLECTED: _("not collected (N)"),
        State.NOT_APPLICABLE: _("does not apply (X)"),
        State.MISSING: _("nothing"),
    }
    return words.get(state, state.value)


def _column(provider: str, column: str, lines: Sequence[Line], current: Round, spoken: Language) -> Iterator[str]:
    """What one column of a return gave, each value with its place; and why it did not enter."""
    _ = spoken.gettext
    yield ""
    name = f"{_provider(provider, current)}, {_service(provider, column, current, spoken)}"
    if lines[0].used:
        yield _("{column}: entered").format(column=quote(name, 200))
    else:
        rows = "; ".join(_row(line.origin.operand, current.form, spoken) for line in lines if not line.fits)
        reason = rows or _("a row that its return does not have")
        yield _("{column}: did not enter, for want of {rows}").format(column=quote(name, 200), rows=reason)
    for line in lines:
        one = line.origin
        value = _state(one.state, spoken) if one.value is None else spoken.number(one.value)
        place = f"{quote(masked(one.sheet))}!{quote(one.cell)}"
        where = _("{file}, revision {revision}, {place}")
        told_of = where.format(file=quote(masked(one.file)), revision=one.revision, place=place)
        yield f"  {_row(one.operand, current.form, spoken)}: {value}   [{told_of}]"


def _sums(figure: Figure, lines: Iterable[Line], form: Form, spoken: Language) -> Iterator[str]:
    """The values that entered, added up row by row; then the two parts of a ratio."""
    _ = spoken.gettext
    added: dict[Operand, list[Decimal]] = {}
    for line in lines:
        if line.used:
            added.setdefault(line.origin.operand, []).append(line.origin.value or Decimal(0))
    yield ""
    if not added:
        yield _("Nothing entered.")
        return
    yield _("Sums (an X counts 0):")
    for operand, values in added.items():
        terms = " + ".join(map(spoken.number, values))
        total = f" = {spoken.number(sum(values, Decimal(0)))}" if len(values) > 1 else ""
        yield f"  {_row(operand, form, spoken)}: {terms}{total}"
    if figure.kind is not Kind.RATIO:
        return
    metric = form.metrics[figure.subject]
    for word, text, value in (
        (_("numerator"), metric.numerator, figure.numerator),
        (_("denominator"), metric.denominator, figure.denominator),
    ):
        words = in_words(parse_number(text, form.vocabulary), form, spoken)
        yield f"  {word}: {words} = {spoken.number(value or 0)}"


def _files(found: Iterable[Origin], spoken: Language) -> Iterator[str]:
    """Each file once, with its hash in full."""
    files = {one.sha256: one for one in found}
    if files:
        yield ""
        yield spoken.gettext("Files (SHA-256):")
    for sha256, one in files.items():
        yield f"  {sha256}  {quote(masked(one.file))}"


def _row(operand: Operand, form: Form, spoken: Language) -> str:
    return quote(form.row_label(operand.indicator, operand.codelist, operand.code).in_(spoken), 200)


def _provider(provider: str, current: Round) -> str:
    known = current.register.providers.get(provider)
    return known.name if known else provider


def _service(provider: str, column: str, current: Round, spoken: Language) -> str:
    if column == TOTAL:
        return spoken.gettext("organisation in total")
    names = {(one.provider, one.id): one.name for one in current.register.services}
    return names.get((provider, column), column)
