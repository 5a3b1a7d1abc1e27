"""Working folders for the tests, made in a few lines, and returns filled in by key."""

from collections.abc import Mapping
from pathlib import Path

from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.asked import Asked, Round, file_name, required
from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.register import COLUMNS
from zamestnanost_stats.keys import CellKey, Period
from zamestnanost_stats.language import language
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

COUNTS = ("supported", "new_intakes", "placed_open", "placed_sheltered")
PROVIDERS = "lipa,Dům u Lípy (smyšlená),,,\nmost,Most (smyšlená),,,\n"
SERVICES = (
    "lipa,ips,IPS,ips,P1 P2,2015-01-01,,\n"
    "lipa,pz,PZ,supported_employment,P1,2015-01-01,,\n"
    "most,ips,IPS,ips,P8,2015-01-01,,\n"
)
COLLECTION = """\
form = "{form}"
language = "{language}"
deadline = 2021-02-15
[coordinator]
name = "Jana Smyšlená"
email = "jana@example.org"
"""


def period(label: str) -> Period:
    """The period of that label, which must be one."""
    found = Period.parse(label)
    assert found is not None, label
    return found


def folder(
    place: Path,
    providers: str = PROVIDERS,
    services: str = SERVICES,
    teams: str = "",
    *,
    label: str = "2020",
    form: str = "ips-2020",
    spoken: str = "cs",
    extra: str = "",
) -> Workspace:
    """A working folder with that register and one collection. ``extra`` is put before the coordinator."""
    place.mkdir(exist_ok=True)
    for name, lines in (("providers", providers), ("services", services), ("teams", teams)):
        (place / f"{name}.csv").write_text(",".join(COLUMNS[name]) + "\n" + lines, encoding="utf-8")
    (place / "territories.csv").write_bytes(shipped("territories.csv").read_bytes())
    (place / label / "inbox").mkdir(parents=True)
    (place / label / "collection.toml").write_text(
        extra + COLLECTION.format(form=form, language=spoken), encoding="utf-8"
    )
    return Workspace(place)


def answers(asked: Asked, columns: Mapping[str, tuple[Answer, ...]]) -> dict[CellKey, Answer]:
    """All required cells: the four counts as given for each column, services in full operation for 12 months."""
    spoken = language(asked.collection.language)
    values: dict[CellKey, Answer] = {}
    for key in required(asked):
        indicator = asked.form.indicators[key.indicator]
        if key.indicator in COUNTS:
            values[key] = columns[key.column][COUNTS.index(key.indicator)]
        elif indicator.type is Type.CHOICE:
            values[key] = asked.form.codelists[indicator.codelist]["full"].label.in_(spoken)
        else:
            values[key] = 12
    return values


def send_back(
    workspace: Workspace, current: Round, provider: str, columns: Mapping[str, tuple[Answer, ...]], name: str = ""
) -> Path:
    """A filled return of that provider in the inbox."""
    asked = current.asked(provider)
    content = write(lay_out(asked), answers(asked, columns), {})
    path = workspace.folder / current.period.label / "inbox" / (name or file_name(provider, current.period.label))
    path.write_bytes(content)
    return path
