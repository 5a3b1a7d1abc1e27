"""Where IPS is: a map of the districts, who has none, who is only visited, and what others counted beside it."""

from collections.abc import Iterator, Mapping

from zamestnanost_stats.figures.context import POPULATION, per_100000, population
from zamestnanost_stats.figures.figure import CITY
from zamestnanost_stats.form.definition import ReportSection
from zamestnanost_stats.form.register import Territory
from zamestnanost_stats.report.document import (
    Block,
    Column,
    Paragraph,
    Role,
    Table,
    Tile,
    TileMap,
    TileState,
)
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.report.tiles import positions


def coverage(plan: ReportSection, source: Source) -> Iterator[Block]:
    """The map, districts by name, people turned away by their address, and outside statistics."""
    spoken = source.language
    _ = spoken.gettext
    states = _states(source)
    if states:
        yield from summary(source)
        yield _map(states, source)
        day = spoken.date(source.current.period.end)
        text = _(
            "A district counts as covered where a team is served by a specialist, its own or visiting, of an IPS "
            "service that ran on {day}. A team served by another service is shown, not counted. “Not known” is not "
            "“none”; where the register of teams names no team, none is known."
        )
        yield Paragraph(text.format(day=day), Role.NOTE)
    yield from _visited(source)
    yield from _turned_away(plan, source)
    yield from _context(source)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)


def summary(source: Source) -> Iterator[Block]:
    """Where IPS is missing, where nobody has said, and what did not run; on the first page too."""
    yield from _districts(source)
    if not source.public:
        yield from _idle(source)


def _districts(source: Source) -> Iterator[Block]:
    spoken, found = source.language, source.coverage
    _ = spoken.gettext
    whole = len(found.covered) + len(found.without) + len(found.unknown)
    if not whole:
        return
    if len(found.unknown) == whole:
        yield Paragraph(_("It is not known of any district whether a team there is served by IPS."))
        return
    text = _("Districts with a team served by IPS: {share}.")
    if found.unknown:
        text = _("Districts known to have a team served by IPS: {share}.")
    parts = [text.format(share=spoken.out_of(len(found.covered), whole))]
    if found.without:
        text = _("Without IPS, as the register of teams has it: {names}.")
        parts.append(text.format(names=", ".join(one.name for one in found.without)))
    if found.unknown:
        parts.append(_("Not known: {names}.").format(names=", ".join(one.name for one in found.unknown)))
    yield Paragraph(" ".join(parts))


def _states(source: Source) -> dict[Territory, TileState]:
    """Every district in the register's order."""
    found = source.coverage
    states: dict[Territory, TileState] = dict.fromkeys(found.covered, "covered")
    for one in found.unknown:
        states[one] = "unknown"
    for one in found.without:
        states[one] = "visited" if one in found.visited else "without"
    return {one: states[one] for one in source.current.register.territories.values() if one in states}


def _visited(source: Source) -> Iterator[Block]:
    """Districts with a team served only by a service of another type: shown, not counted."""
    found = source.coverage
    _ = source.language.gettext
    for text, kind in (
        (_("Without IPS, with a team served by another service: {names}."), found.without),
        (_("IPS not known, with a team served by another service: {names}."), found.unknown),
    ):
        names = [one.name for one in found.visited if one in kind]
        if names:
            yield Paragraph(text.format(names=", ".join(names)))


def _idle(source: Source) -> Iterator[Block]:
    """IPS services that the register has, but whose return says that they did not run: they cover nothing."""
    names = [source.service_of(one.provider, one.id) for one in source.coverage.idle]
    if names:
        text = source.language.gettext("By the return it did not run, so no district counts as covered by it: {names}.")
        yield Paragraph(text.format(names="; ".join(names)), Role.NOTE)


def _words(source: Source) -> Mapping[TileState, str]:
    _ = source.language.gettext
    return {
        "covered": _("with IPS"),
        "visited": _("only another service"),
        "without": _("without IPS"),
        "unknown": _("not known"),
    }


def _map(states: Mapping[Territory, TileState], source: Source) -> TileMap:
    _, words = source.language.gettext, _words(source)
    at = positions(one.id for one in states)
    tiles = tuple(Tile(one.id, one.name, one.id, *at[one.id], states[one], _teams(one, source)) for one in states)
    named = {state: [one.name for one in states if states[one] == state] for state in words}
    told = (f"{word}: {', '.join(named[state]) or '–'}" for state, word in words.items())
    legend = tuple((state, word) for state, word in words.items() if state in states.values())
    return TileMap(_("Districts of the city by what is known of IPS in them"), "; ".join(told) + ".", tiles, legend)


def _teams(district: Territory, source: Source) -> str:
    """``CDZ: s IPS 1 z 1; komunitní tým: s IPS 0 z 1``."""
    _ = source.language.gettext
    kinds = {"cdz": _("CDZ"), "tdz": _("TDZ"), "community": _("community team")}
    text = _("{kind}: {served} served by IPS")
    return "; ".join(
        text.format(kind=kinds[some.kind], served=source.language.out_of(some.served, some.all))
        for some in source.coverage.teams.get(district.id, ())
    )


def _turned_away(plan: ReportSection, source: Source) -> Iterator[Block]:
    """People counted under one code of a breakdown: those who live outside a catchment."""
    form, spoken = source.current.form, source.language
    if not plan.code:
        return
    code = form.codelists[plan.codelist][plan.code].label.in_(spoken)
    for name in plan.indicators:
        label = form.indicators[name].label.in_(spoken)
        figure = source.figures.get(name, **CITY, **{plan.codelist: plan.code})
        shown = source.count(figure)
        value = spoken.number(shown.value) if shown.value is not None else shown.instead
        text = spoken.gettext("“{label}”, of them “{code}”: {count}.")
        yield Paragraph(text.format(label=label, code=code, count=value))
        if figure and figure.value is not None and figure.used < figure.expected:
            text = spoken.gettext("Only from some of the services: {names}.")
            yield Paragraph(text.format(names=spoken.out_of(figure.used, figure.expected)), Role.NOTE)


def _context(source: Source) -> Iterator[Block]:
    """What others counted, with its definition and source; and ours for each 100,000 inhabitants."""
    spoken, current = source.language, source.current
    _ = spoken.gettext
    people = population(source.context, current.register, current.period)
    supported = source.figures.get("supported", **CITY)
    if people and supported and supported.low is not None and (supported.low or supported.high is not None):
        low = spoken.number(per_100000(supported.low, people), 1)
        high = low if supported.high is None else spoken.number(per_100000(supported.high, people), 1)
        text = _(
            "{who} supported {count} people for each 100,000 inhabitants of the city ({people} inhabitants). "
            "The people supported are counted wherever they live."
        )
        said = {"who": source.whose_services, "people": spoken.number(people), "count": low}
        if supported.high is None:
            said["count"] = _("at least {low}").format(low=low)
        elif low != high:
            said["count"] = _("{low} to {high}").format(low=low, high=high)
        yield Paragraph(text.format_map(said))
    if not source.context:
        return
    labels = {POPULATION: _("Population")}
    names = {one.id: one.name for one in current.register.territories.values()} | {"city": _("whole city")}
    rows = tuple(
        (
            f"{labels.get(one.name, one.name)} ({names[one.territory]}, {one.period})",
            spoken.number(one.value) if one.value is not None else _("not known"),
            one.definition,
            one.source,
        )
        for one in source.context
        if one.period == current.period.label
    )
    if rows:
        columns = (Column(_("What")), Column(_("Value"), numeric=True), Column(_("Definition")), Column(_("Source")))
        text = _("Outside statistics, never added to these figures")
        yield Table(text, columns, rows, prose=True)
