"""The invented years: fictional providers fill in, err, come late, answer partly or not at all; then where to look."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from zamestnanost_stats import demo_data as data
from zamestnanost_stats.beginning import begin
from zamestnanost_stats.console import command_line
from zamestnanost_stats.findings import UserError, hint, message, problem, where
from zamestnanost_stats.folder import write_file
from zamestnanost_stats.form.asked import Asked, Round, file_name, required, rows
from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.register import COLUMNS
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import Language
from zamestnanost_stats.report import FORMATS
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace, period_of

FORMS = {"2020": "ips-2020", "2021": "ips-2021"}
NOTICE = (
    "Ukázka: organizace i všechna čísla jsou smyšlené.",
    "Demonstration: the organisations and all the numbers are invented.",
)


def play(folder: Path | None, spoken: Language, say: Callable[[str], None]) -> None:
    """Runs two years in a new folder, the second with the longer form. A folder that is not empty is refused."""
    _ = spoken.gettext
    place = folder or _free("demo")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UserError(problem("folder-taken", file=str(place)))
    say(_("Everything here is invented: organisations, people, numbers."))
    workspace = _workspace(place, spoken)
    for year in FORMS:
        say(year)
        _play(workspace, workspace.round(period_of(year)), spoken, say)
    say(
        _("Open the .html in a browser and a workbook from {path} in Excel or LibreOffice.").format(
            path=place / year / "outgoing"
        )
    )
    say(_("Then try: {command}").format(command=command_line(place, "status", year)))


def _play(workspace: Workspace, current: Round, spoken: Language, say: Callable[[str], None]) -> None:
    """One year: out, back, in, and the report."""
    _, year = spoken.gettext, current.period.label
    say(_("1. A workbook for each provider: {path}").format(path=_written(workspace.templates(current, []))))
    for provider in dict.fromkeys(line.split()[0] for line in _table(year)[1].splitlines()):
        _return(workspace, current.asked(provider), spoken)
    say(_("2. Returns came back: {path}").format(path=workspace.folder / year / "inbox"))
    for path in workspace.inbox(current.period):
        checked = workspace.check(path, current)
        day = 19 if (year, checked.taken.provider) in data.LATE else 15
        workspace.accept(checked, Receipt(date(int(year) + 1, 2, day)))
        say(f"   {path.name}: " + (_("refused") if checked.refused else _("accepted")))
        for finding in checked.findings if checked.refused else ():
            say(f"     {where(finding, spoken)}: {message(finding, spoken)} {hint(finding, spoken)}".rstrip())
    say(_("3. The report:"))
    for path in workspace.report(current, FORMATS):
        say(f"   {path}")


def _free(name: str) -> Path:
    """The first of ``demo``, ``demo-2``, ... that does not exist."""
    number, path = 1, Path(name)
    while path.exists():
        number += 1
        path = Path(f"{name}-{number}")
    return path


def _workspace(place: Path, spoken: Language) -> Workspace:
    _ = spoken.gettext
    for year, form in FORMS.items():
        for _made in begin(place, period_of(year), form, spoken):
            pass
        write_file(place / year / "collection.toml", _collection(year, spoken).encode())
    for table, lines in (("providers", data.PROVIDERS), ("services", data.SERVICES), ("teams", data.TEAMS)):
        write_file(place / f"{table}.csv", (";".join(COLUMNS[table]) + "\n" + lines).encode("utf-8-sig"))
    context = (
        _("Job seekers with a disability"),
        "unknown",
        _("registered with the labour office on 31 December"),
        _("the labour office (the demonstration quotes no numbers of the real city)"),
    )
    path = place / "context.csv"
    write_file(path, path.read_bytes() + f"city;2021;{';'.join(context)}\r\n".encode())
    return Workspace(place)


def _collection(year: str, spoken: Language) -> str:
    return f"""\
form = "{FORMS[year]}"
language = "{spoken.code}"
deadline = {int(year) + 1}-02-15
area = {{ cs = "Praha (ukázka)", en = "Prague (demonstration)" }}
notice = {{ cs = "{NOTICE[0]}", en = "{NOTICE[1]}" }}

[coordinator]
name = "Jana Smyšlená"
email = "jana@example.org"
"""


def _written(paths: Iterator[Path]) -> Path:
    """The folder of all the files, once they are written."""
    return {path.parent for path in paths}.pop()


def _table(year: str) -> tuple[tuple[str, ...], str]:
    """The rows of a year and its answers."""
    return (data.FIRST_ROWS, data.FIRST) if FORMS[year] == "ips-2020" else (data.SECOND_ROWS, data.SECOND)


def _return(workspace: Workspace, asked: Asked, spoken: Language) -> None:
    """What a provider sends back: its template with its answers."""
    provider, year = asked.provider.id, asked.period.label
    given = dict(_answers(asked))
    values: dict[CellKey, Answer] = {}
    for rule, text in data.EXPLAINED.get((year, provider), {}).items():
        name, _, column = rule.partition("@")
        values[CellKey(name, "", "", column)] = text
    for key in required(asked):
        answer, remark = data.OPERATION.get((year, provider, key.column), ("full", ""))
        indicator = asked.form.indicators[key.indicator]
        if indicator.type is Type.CHOICE:
            values[key] = asked.form.codelists[indicator.codelist][answer].label.in_(spoken)
        elif key.indicator == "months_open":
            values[key] = data.MONTHS.get((year, provider, key.column), 12)
        else:
            values[key] = given.get(key, 0)  # codes that are not named
        if remark:
            values[CellKey("what_was_different", "", "", key.column)] = remark
    folder = workspace.folder / year / "inbox"
    write_file(folder / file_name(provider, year), write(lay_out(asked), {**given, **values}, {}))


def _answers(asked: Asked) -> Iterator[tuple[CellKey, Answer]]:
    """All that the tables say of a provider's return."""
    names, table = _table(asked.period.label)
    for _, column, told in _lines(table, asked.provider.id):
        yield from ((CellKey.at(name, column), _answer(one)) for name, one in zip(names, told, strict=False))
    if names is data.FIRST_ROWS:
        return
    for _, column, told in _lines(data.OPTIONAL, asked.provider.id):
        yield from ((CellKey.at(name, column), _answer(one)) for name, _, one in (pair.partition("=") for pair in told))
    for _, column, (name, *told) in _lines(data.MORE, asked.provider.id):
        for row in rows(asked.form, asked.form.indicators[name.partition("/")[0]])[1:]:
            codes = dict(pair.split("=") for pair in told if "=" in pair)
            yield row._replace(column=column), _answer(codes.get(row.code, "0") if codes else told[0])


def _lines(table: str, provider: str) -> Iterator[tuple[str, str, list[str]]]:
    """Of a provider: its id, a column and what is told of it."""
    for line in table.splitlines():
        name, column, *told = line.split()
        if name == provider:
            yield name, column, told


def _answer(text: str) -> Answer:
    return int(text) if text.isdigit() else Decimal(text) if "." in text else text.replace("_", " ")
