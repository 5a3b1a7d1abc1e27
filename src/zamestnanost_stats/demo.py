"""The invented round: fictional providers fill in, err, come late, answer partly or not at all; then where to look."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from zamestnanost_stats.beginning import begin
from zamestnanost_stats.console import command_line
from zamestnanost_stats.findings import UserError, hint, message, problem, where
from zamestnanost_stats.form.asked import Asked, file_name, required
from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.register import COLUMNS
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.language import Language
from zamestnanost_stats.report import FORMATS
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace, period_of, write_file

YEAR, FORM = "2020", "ips-2020"
DEADLINE, LATE = date(2021, 2, 15), date(2021, 2, 19)
NOTICE = (
    "Ukázka: organizace i všechna čísla jsou smyšlené.",
    "Demonstration: the organisations and all the numbers are invented.",
)

PROVIDERS = """\
dum-u-lipy;Dům u Lípy (smyšlená);;;
kavarna-vrabec;Kavárna Vrabec (smyšlená);;;
most;Most k práci (smyšlená);;;
nove-brehy;Nové břehy (smyšlená);;;
ctyrlistek;Čtyřlístek (smyšlená);;;
podzim;Podzim (smyšlená);;;
"""
SERVICES = """\
dum-u-lipy;ips;IPS;ips;P1 P2 P3 P8;2016-01-01;;
dum-u-lipy;pz;Podporované zaměstnávání;supported_employment;P1 P2 P3 P8;2009-01-01;;
dum-u-lipy;ips-kraj;IPS Střední Čechy;ips;outside;2018-01-01;;
kavarna-vrabec;kavarna;Tréninková kavárna;training;P2;2012-01-01;;
kavarna-vrabec;dilna;Chráněná dílna;sheltered;P9;2010-01-01;;
most;pz;Podporované zaměstnávání;supported_employment;P4 P5 P6;2011-01-01;;
nove-brehy;ips;IPS;ips;P7 P9;2019-01-01;;
nove-brehy;dilna;Chráněná dílna;sheltered;P7;2005-01-01;;
ctyrlistek;ips;IPS;ips;unknown;2020-03-01;;
ctyrlistek;priprava;Příprava na práci;pre_employment;P10;2015-01-01;;
podzim;pz;Podporované zaměstnávání;supported_employment;P12;2014-01-01;;
"""
TEAMS = """\
tym-stred;Komunitní tým Střed (smyšlený);community;dum-u-lipy;ips;P1 P2;own;;
cdz-sever;CDZ Sever (smyšlené);cdz;dum-u-lipy;ips;P3 P8;own;;
tym-holesovice;Komunitní tým Holešovice (smyšlený);community;nove-brehy;ips;P7 P9;visiting;;
"""

COUNTS = ("supported", "new_intakes", "placed_open", "placed_sheltered")
Row = tuple[Answer, Answer, Answer, Answer]
ANSWERS: Mapping[str, Mapping[str, Row]] = {
    "dum-u-lipy": {
        "ips": (64, 25, 27, 3),
        "pz": (41, 12, 9, 4),
        "ips-kraj": (18, 7, 6, 0),
        TOTAL: (115, 40, 40, 6),
    },
    "kavarna-vrabec": {"kavarna": ("22 klientů", 9, 3, 2), "dilna": (15, 2, 0, 16), TOTAL: (34, 10, 3, 18)},
    "most": {"pz": (57, 21, 13, 6)},
    "nove-brehy": {"ips": (38, 14, 15, 2), "dilna": (26, 3, 1, 24), TOTAL: ("N", "N", "N", "N")},
    "ctyrlistek": {"ips": (12, 12, 4, 0), "priprava": (30, 11, "X", "X"), TOTAL: (37, 20, 4, 0)},
}
RESTRICTED = {("most", "pz"): ("restricted", "Na jaře jsme kvůli epidemii pracovali jen po telefonu.")}


def play(folder: Path | None, spoken: Language, say: Callable[[str], None]) -> None:
    """Runs the whole round in a new folder. A folder that is not empty is refused."""
    _ = spoken.gettext
    place = folder or _free("demo")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UserError(problem("folder-taken", file=str(place)))
    say(_("Everything here is invented: organisations, people, numbers."))
    workspace = _workspace(place, spoken)
    current = workspace.round(period_of(YEAR))
    say(_("1. A workbook for each provider: {path}").format(path=_written(workspace.templates(current, []))))
    for provider in ANSWERS:
        _return(workspace, current.asked(provider), spoken)
    say(_("2. Returns came back: {path}").format(path=place / YEAR / "inbox"))
    for path in workspace.inbox(current.period):
        checked = workspace.check(path, current)
        received = LATE if checked.taken.provider == "most" else DEADLINE
        workspace.accept(checked, Receipt(received))
        say(f"   {path.name}: " + (_("refused") if checked.refused else _("accepted")))
        for finding in checked.findings if checked.refused else ():
            say(f"     {where(finding, spoken)}: {message(finding, spoken)} {hint(finding, spoken)}".rstrip())
    say(_("3. The report:"))
    for path in workspace.report(current, FORMATS):
        say(f"   {path}")
    say(
        _("Open the .html in a browser and a workbook from {path} in Excel or LibreOffice.").format(
            path=place / YEAR / "outgoing"
        )
    )
    say(_("Then try: {command}").format(command=command_line(place, "status", YEAR)))


def _free(name: str) -> Path:
    """The first of ``demo``, ``demo-2``, ... that does not exist."""
    number, path = 1, Path(name)
    while path.exists():
        number += 1
        path = Path(f"{name}-{number}")
    return path


def _workspace(place: Path, spoken: Language) -> Workspace:
    for _made in begin(place, period_of(YEAR), FORM, spoken):
        pass
    for table, lines in (("providers", PROVIDERS), ("services", SERVICES), ("teams", TEAMS)):
        write_file(place / f"{table}.csv", (";".join(COLUMNS[table]) + "\n" + lines).encode("utf-8-sig"))
    collection = f"""\
form = "{FORM}"
language = "{spoken.code}"
deadline = {DEADLINE}
notice = {{ cs = "{NOTICE[0]}", en = "{NOTICE[1]}" }}

[coordinator]
name = "Jana Smyšlená"
email = "jana@example.org"
"""
    write_file(place / YEAR / "collection.toml", collection.encode())
    return Workspace(place)


def _written(paths: Iterator[Path]) -> Path:
    """The folder of all the files, once they are written."""
    return {path.parent for path in paths}.pop()


def _return(workspace: Workspace, asked: Asked, spoken: Language) -> None:
    """What a provider sends back: its template with its answers."""
    values: dict[CellKey, Answer] = {}
    provider = asked.provider.id
    for key in required(asked):
        answer, remark = RESTRICTED.get((provider, key.column), ("full", ""))
        indicator = asked.form.indicators[key.indicator]
        if indicator.type is Type.CHOICE:
            values[key] = asked.form.codelists[indicator.codelist][answer].label.in_(spoken)
        elif key.indicator in COUNTS:
            values[key] = ANSWERS[provider][key.column][COUNTS.index(key.indicator)]
        else:
            values[key] = 12
        if remark:
            values[CellKey("what_was_different", "", "", key.column)] = remark
    folder = workspace.folder / YEAR / "inbox"
    write_file(folder / file_name(provider, YEAR), write(lay_out(asked), values, {}))
