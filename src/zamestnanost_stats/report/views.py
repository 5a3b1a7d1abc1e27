"""Tables and stacked bars: indicators at the places a section tells apart."""

from collections.abc import Iterator, Mapping, Sequence

from zamestnanost_stats.figures.figure import CITY, Figure, Kind
from zamestnanost_stats.form.definition import SERVICE_TYPE, By, ReportSection
from zamestnanost_stats.form.expression import Outcome, applies
from zamestnanost_stats.form.grammar import parse_condition
from zamestnanost_stats.report.document import (
    Bars,
    Block,
    Column,
    Paragraph,
    Role,
    Series,
    Table,
    TableCell,
)
from zamestnanost_stats.report.source import Source

DIMENSIONS = {By.SERVICE_TYPE: ("service_type",), By.PROVIDER: ("provider",), By.SERVICE: ("provider", "service")}
ROLES = {"placed_open": "open", "placed_sheltered": "sheltered"}


def counts_and_rates(plan: ReportSection, source: Source) -> Iterator[Block]:
    """Indicators in columns, one row per place; below organisations the city's sum and its bounds. Of what nobody gave
    there is one sentence."""
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    labels = {name: form.indicators[name].label.in_(spoken) for name in plan.indicators}
    rows: list[tuple[TableCell, ...]] = []
    partly: list[str] = []
    shown = places(plan, plan.indicators[0], source)
    if shown and not any(_given(plan, one, source) for one in shown):
        yield Paragraph(_("{label}: no figures.").format(label=plan.title.in_(spoken)), Role.NOTE)
        return
    for first in shown:
        found = {name: source.figures.get(name, **first.where) for name in plan.indicators}
        rates = [source.rate(source.figures.get(name, **first.where)) for name in plan.also]
        rows.append((source.place_name(first), *map(source.count, found.values()), *rates))
        some = [(name, one) for name, one in found.items() if one and one.used < one.expected and one.value is not None]
        partly += [_partly(first, some, labels, source)] if some else []
    city = [source.figures.get(name, **CITY) for name in plan.indicators] if plan.by is By.PROVIDER else []
    whole = any(city) and (bool(rows) or source.public)
    if whole:
        label = _("City: sum over organisations, not unique persons")
        if source.awaited:
            label = _("City, those that answered: sum over organisations, not unique persons")
        rates = [source.rate(source.figures.get(name, **CITY)) for name in plan.also]
        rows.append((label, *(_city_sum(one, source) for one in city), *rates))
    if rows:
        titles = (*labels.values(), *(form.metrics[name].label.in_(spoken) for name in plan.also))
        columns = (Column(_by_title(plan, source)), *(Column(title, numeric=True) for title in titles))
        yield Table(plan.title.in_(spoken), columns, tuple(rows), _note(plan, source), whole)
    if partly:
        yield Paragraph(_("Only from some of the services: {names}.").format(names="; ".join(partly)), Role.NOTE)
    if source.public:
        yield from _of_some(city, labels, source)
    persons = next((one for one in city if one and one.low is not None and one.high is not None), None)
    if persons and persons.low != persons.high:
        yield Paragraph(
            _("Unique persons in the city, {label}: between {low} and {high}.").format(
                label=labels[persons.subject],
                low=spoken.number(persons.low or 0),
                high=spoken.number(persons.high or 0),
            ),
            Role.NOTE,
        )


def _given(plan: ReportSection, place: Figure, source: Source) -> bool:
    """Whether any figure of a row is known."""
    found = (source.figures.get(name, **place.where) for name in (*plan.indicators, *plan.also))
    return any(one is not None and one.value is not None for one in found)


def _partly(first: Figure, some: list[tuple[str, Figure]], labels: Mapping[str, str], source: Source) -> str:
    """``IPS (1 ze 3)`` where every number of a row has one basis, else each with its own."""
    spoken, name = source.language, source.place_name(first)
    if len(some) == len(labels) and len({one.used for _, one in some}) == 1:
        return f"{name} ({spoken.out_of(first.used, first.expected)})"
    told = (f"{labels[subject]} ({spoken.out_of(one.used, one.expected)})" for subject, one in some)
    return f"{name}: {', '.join(told)}"


def _of_some(city: Sequence[Figure | None], labels: Mapping[str, str], source: Source) -> Iterator[Block]:
    """Which sums of the city lack organisations, and how many have them."""
    spoken = source.language
    found = (one for one in city if one and one.value is not None and one.used < one.expected)
    told = [f"{labels[one.subject]} ({spoken.out_of(one.used, one.expected)})" for one in found]
    if told:
        text = spoken.gettext("Only from some of the organisations: {names}.")
        yield Paragraph(text.format(names="; ".join(told)), Role.NOTE)


def _city_sum(figure: Figure | None, source: Source) -> TableCell:
    """The sum where every organisation that answered is in it; else the most, or the least, that it can be. In a public
    edition it is of those that gave it, and a note says of how many."""
    if figure is None or figure.value is None or figure.value == figure.high or source.public:
        return source.count(figure)
    spoken = source.language
    if figure.high is None:
        return spoken.gettext("at least {count}").format(count=spoken.number(figure.value))
    return spoken.gettext("at most {count}").format(count=spoken.number(figure.high))


def bars(plan: ReportSection, source: Source) -> Iterator[Block]:
    """One stacked bar per place; a place without any of the numbers is left out and named below."""
    spoken = source.language
    _ = spoken.gettext
    shown = places(plan, plan.indicators[0], source)
    found = [[source.figures.get(name, **place.where) for name in plan.indicators] for place in shown]
    kept = [at for at, row in enumerate(found) if any(one and one.value is not None for one in row)]
    if kept:
        yield _bars(plan, [shown[at] for at in kept], [found[at] for at in kept], source)
    absent = [f"{source.place_name(one)} ({source.instead(one)})" for at, one in enumerate(shown) if at not in kept]
    yield from without_figure(absent, source)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)


def _bars(plan: ReportSection, shown: list[Figure], found: list[list[Figure | None]], source: Source) -> Bars:
    spoken, form = source.language, source.current.form
    categories = tuple(map(source.place_name, shown))
    series = []
    for column, name in enumerate(plan.indicators):
        values = tuple(one.value if (one := row[column]) else None for row in found)
        words = tuple(source.instead(row[column]) for row in found)
        series.append(Series(form.indicators[name].label.in_(spoken), ROLES.get(name, "neutral"), values, words))
    told = []
    for at, category in enumerate(categories):
        numbers = [f"{one.name} {spoken.number(value)}" for one in series if (value := one.values[at]) is not None]
        numbers += [f"{one.name} {one.instead[at]}" for one in series if one.instead and one.values[at] is None]
        told.append(f"{category}: {', '.join(numbers)}")
    persons = spoken.gettext("persons")
    return Bars(plan.title.in_(spoken), "; ".join(told) + ".", categories, tuple(series), persons)


def without_figure(names: Sequence[str], source: Source) -> Iterator[Block]:
    """Who has none, each with the reason in brackets, if there are any."""
    if names:
        text = source.language.gettext("Without a figure: {names}.")
        yield Paragraph(text.format(names="; ".join(names)), Role.NOTE)


def places(plan: ReportSection, subject: str, source: Source) -> list[Figure]:
    """The figures of a subject at the places of a section, in alphabetical order or in the order of service types."""
    dimensions = DIMENSIONS[plan.by or By.SERVICE_TYPE]
    found = [
        one
        for one in source.figures.by_id.values()
        if one.subject == subject and tuple(one.where) == dimensions and one.kind in (Kind.COUNT, Kind.RATIO)
    ]
    if plan.where:
        condition = parse_condition(plan.where, source.current.form.vocabulary)
        found = [one for one in found if applies(condition, words_of(one, source).get) is Outcome.PASS]
    if plan.by is By.SERVICE_TYPE:
        order = list(source.current.form.codelists.get(SERVICE_TYPE, {}))
        return sorted(found, key=lambda one: (*order, one.where[SERVICE_TYPE]).index(one.where[SERVICE_TYPE]))
    return sorted(found, key=lambda one: source.language.sort_key(source.place_name(one)))


def words_of(figure: Figure, source: Source) -> dict[str, str]:
    if SERVICE_TYPE in figure.where:
        return {SERVICE_TYPE: figure.where[SERVICE_TYPE]}
    found = source.current.register.service(figure.where.get("provider", ""), figure.where.get("service", ""))
    return {SERVICE_TYPE: found.type} if found else {}


def _by_title(plan: ReportSection, source: Source) -> str:
    _ = source.language.gettext
    titles = {By.SERVICE_TYPE: _("Type of service"), By.PROVIDER: _("Organisation"), By.SERVICE: _("Service")}
    return titles[plan.by or By.SERVICE_TYPE]


def _note(plan: ReportSection, source: Source) -> str:
    _ = source.language.gettext
    notes = [plan.note.in_(source.language)] if plan.note else []
    if plan.by is By.SERVICE_TYPE:
        notes.append(_("Sums over the services of a type in the city; whoever used several of them is in each."))
    outside = any(
        not one.inside
        for line in source.lines
        for one in source.current.register.services_of(line.provider.id, source.current.period)
    )
    if plan.by is By.PROVIDER and source.public:
        notes.append(_("The city's sum leaves out services outside the city."))
    elif plan.by is By.PROVIDER and outside:
        notes.append(_("Rows hold all services of an organisation; the city's sum leaves out those outside the city."))
    return " ".join(notes)
