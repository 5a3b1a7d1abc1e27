"""The register: providers, their services and teams, and the territories they serve, as the coordinator keeps them."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from zamestnanost_stats.findings import Finding, UserError, problem
from zamestnanost_stats.form.rows import read_table
from zamestnanost_stats.keys import Period, is_device_name, is_id, parse_day
from zamestnanost_stats.language import plain

SERVICE_TYPES = ("ips", "supported_employment", "pre_employment", "training", "sheltered", "transitional")
TEAM_KINDS = ("cdz", "tdz", "community")
SPECIALISTS = ("own", "visiting", "none")
COLUMNS = {
    "providers": ("id", "name", "ico", "contact_name", "email"),
    "services": ("provider", "id", "name", "type", "territories", "valid_from", "valid_to", "successor"),
    "teams": ("id", "name", "kind", "provider", "service", "territories", "specialist", "valid_from", "valid_to"),
    "territories": ("id", "code", "name"),
}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
OUTSIDE = "outside"
UNKNOWN = "unknown"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Provider:
    id: str
    name: str
    ico: str = ""
    contact_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """``territories`` holds ids, or only ``unknown``; both dates are inside the time it runs, None is without end."""

    provider: str
    id: str
    name: str
    type: str
    territories: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""

    @property
    def inside(self) -> bool:
        """Whether it serves the city: only such services enter the city's totals."""
        return self.territories != (OUTSIDE,)


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    kind: str
    provider: str
    service: str
    territories: tuple[str, ...]
    specialist: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    id: str
    code: str
    name: str


@dataclass(frozen=True)
class Register:
    """Everyone who may be asked; each dictionary is in the order of its file."""

    providers: dict[str, Provider]
    services: tuple[Service, ...]
    teams: tuple[Team, ...]
    territories: dict[str, Territory]

    @cached_property
    def by_provider(self) -> dict[str, list[Service]]:
        """The services of each provider, whenever they run."""
        found: dict[str, list[Service]] = {}
        for one in self.services:
            found.setdefault(one.provider, []).append(one)
        return found

    @cached_property
    def predecessors(self) -> dict[str, list[Service]]:
        """By ``provider/id`` of a service, those that went on in it."""
        found: dict[str, list[Service]] = {}
        for one in self.services:
            if one.successor:
                found.setdefault(one.successor, []).append(one)
        return found

    @cached_property
    def name_beginnings(self) -> dict[str, bool]:
        """The first words of the providers' names, one, two and so on, plain; and whether those are the whole name."""
        found: dict[str, bool] = {}
        for one in self.providers.values():
            words = plain(one.name).split()
            for many in range(1, len(words) + 1):
                beginning = " ".join(words[:many])
                found[beginning] = found.get(beginning, False) or many == len(words)
        return found

    def service(self, provider: str, name: str) -> Service | None:
        """The provider's service of that id, whenever it ran; None where the register knows none."""
        return next((one for one in self.by_provider.get(provider, ()) if one.id == name), None)

    def services_of(self, provider: str, period: Period) -> tuple[Service, ...]:
        """The provider's services that ran on at least one day of the period."""
        return tuple(one for one in self.by_provider.get(provider, ()) if runs_in(one, period))

    def expected(self, period: Period) -> tuple[Provider, ...]:
        """Providers with at least one service in the period."""
        return tuple(one for one in self.providers.values() if self.services_of(one.id, period))


def runs_in(one: Service | Team, period: Period) -> bool:
    """Whether a service or team ran on at least one day of the period."""
    return (one.valid_from or date.min) <= period.end and (one.valid_to or date.max) >= period.start


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a register file, and what is wrong with it so far."""

    file: str
    number: int
    cells: dict[str, str]
    findings: list[Finding]

    def fault(self, code: str, column: str, **params: str) -> None:
        found = {"found": self.cells.get(column, ""), **params}
        self.findings.append(problem(code, file=self.file, row=self.number, column=column, **found))

    def text(self, column: str, *, required: bool = True) -> str:
        if required and not self.cells[column]:
            self.fault("value-missing", column)
        return self.cells[column]

    def id(self, column: str) -> str:
        found = self.text(column)
        if found and not is_id(found):
            self.fault("id-device" if is_device_name(found) else "id-invalid", column)
        return found

    def refers(self, column: str, table: str, known: Container[str]) -> bool:
        """Whether a required cell names a line of another table."""
        found = self.text(column)
        if found and found not in known:
            self.fault("reference-unknown", column, known=table)
        return bool(found) and found in known

    def one_of(self, column: str, known: tuple[str, ...]) -> str:
        found = self.text(column)
        if found and found not in known:
            self.fault("value-unknown", column, known=", ".join(known))
        return found

    def day(self, column: str) -> date | None:
        found = self.cells[column]
        day = parse_day(found)
        if found and day is None:
            self.fault("date-invalid", column)
        return day

    def days(self) -> tuple[date | None, date | None]:
        first, last = self.day("valid_from"), self.day("valid_to")
        if first and last and first > last:
            self.fault("date-order", "valid_to")
        return first, last

    def territories(self, known: Container[str]) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(self.text("territories").split()))
        for name in found:
            if name not in known and name != OUTSIDE and found != (UNKNOWN,):
                self.fault("territory-unknown", "territories", name=name)
        return found

    def ico(self) -> str:
        found = self.cells["ico"]
        if found and not _ico_holds(found.zfill(8)):
            self.fault("ico-invalid", "ico")
        return found.zfill(8) if found else ""


class _Unread(dict[str, tuple[Row, T]]):
    """Stands for a table that could not be read: what refers to it is no second fault."""

    def __contains__(self, key: object) -> bool:
        return True


def load_register(folder: Path) -> Register:
    """The register in a working folder; a UserError with every fault found where it is broken."""
    findings: list[Finding] = []
    territories = _table(folder, "territories", _territory, findings)
    providers = _table(folder, "providers", _provider, findings)
    services = _table(folder, "services", lambda row: _service(row, providers, territories), findings)
    teams = _table(folder, "teams", lambda row: _team(row, providers, services, territories), findings)
    _check_successors(services)
    if findings:
        raise UserError(*findings)
    return Register(
        {name: one for name, (_, one) in providers.items()},
        tuple(one for _, one in services.values()),
        tuple(one for _, one in teams.values()),
        {name: one for name, (_, one) in territories.items()},
    )


def _check_successors(services: dict[str, tuple[Row, Service]]) -> None:
    """Every successor is a service, and none leads back to whom it succeeds."""
    for key, (row, one) in services.items():
        if one.successor and one.successor not in services:
            row.fault("reference-unknown", "successor", known="services")
            continue
        way: list[str] = []
        at = one.successor
        while at and at in services and at not in way:
            way.append(at)
            at = services[at][1].successor
        if key in way:
            row.fault("successor-cycle", "successor")


def _territory(row: Row) -> Territory:
    return Territory(row.text("id"), row.text("code", required=False), row.text("name"))


def _provider(row: Row) -> Provider:
    email = row.cells["email"]
    if email and not EMAIL.fullmatch(email):
        row.fault("email-invalid", "email")
    return Provider(row.id("id"), row.text("name"), row.ico(), row.cells["contact_name"], email)


def _service(row: Row, providers: Container[str], territories: Container[str]) -> Service:
    row.refers("provider", "providers", providers)
    places = row.territories(territories)
    kind = row.one_of("type", SERVICE_TYPES)
    identity, name = row.id("id"), row.text("name")
    return Service(row.cells["provider"], identity, name, kind, places, *row.days(), row.cells["successor"])


def _team(row: Row, providers: Container[str], services: Container[str], territories: Container[str]) -> Team:
    service = row.text("service")
    known = row.refers("provider", "providers", providers)
    if known and service and f"{row.cells['provider']}/{service}" not in services:
        row.fault("reference-unknown", "service", known="services")
    places = row.territories(territories)
    identity, name, kind = row.id("id"), row.text("name"), row.one_of("kind", TEAM_KINDS)
    specialist = row.one_of("specialist", SPECIALISTS)
    return Team(identity, name, kind, row.cells["provider"], row.cells["service"], places, specialist, *row.days())


def _table(folder: Path, stem: str, make: Callable[[Row], T], findings: list[Finding]) -> dict[str, tuple[Row, T]]:
    """The lines of a table, made into what they stand for, by id (of a service: with its provider's)."""
    found: dict[str, tuple[Row, T]] = {}
    try:
        for row in table_rows(folder, stem, COLUMNS[stem], findings):
            one, name = make(row), row.cells["id"]
            key = f"{row.cells['provider']}/{name}" if stem == "services" else name
            if name and key in found:
                row.fault("id-duplicate", "id")
            found[key] = (row, one)
    except UserError as error:
        findings += error.findings
        return _Unread()
    return found


def table_rows(folder: Path, stem: str, columns: tuple[str, ...], findings: list[Finding]) -> Iterator[Row]:
    """The lines of ``stem.csv`` or ``stem.xlsx`` that are not blank; faults go to ``findings``, a table that cannot be
    read at all is a UserError."""
    path, lines = read_table(folder, stem)
    header = _header(path, [cell.strip() for cell in lines[0][1]] if lines else [], columns)
    for number, cells in lines[1:]:
        texts = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
        if any(texts):
            row = Row(path.name, number, dict(zip(header, texts, strict=False)), findings)
            if any(text for text, name in zip_longest(texts, header) if not name):
                findings.append(problem("row-too-long", file=path.name, row=number))
            yield row


def _header(path: Path, names: list[str], columns: tuple[str, ...]) -> list[str]:
    def faults(code: str, of: Iterable[str], **params: str) -> list[Finding]:
        return [problem(code, file=path.name, row=1, column=name, **params) for name in of]

    findings = faults("column-missing", (name for name in columns if name not in names))
    unknown = (name for name in names if name and name not in columns)
    findings += faults("column-unknown", unknown, known=", ".join(columns))
    findings += faults("column-twice", (name for name in columns if names.count(name) > 1))
    if findings:
        raise UserError(*findings)
    return names


def _ico_holds(ico: str) -> bool:
    """The check digit of a Czech organisation number: weights 8 to 2, modulo 11."""
    if not re.fullmatch(r"[0-9]{8}", ico):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(ico[:7], range(8, 1, -1), strict=True)) % 11
    return int(ico[7]) == (11 - rest) % 10
