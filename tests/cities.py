"""Random cities over several years on a small form of their own, with everything that was sent kept for oracles."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import rounds
from zamestnanost_stats.form.asked import Asked, Round, file_name
from zamestnanost_stats.form.asked import rows as rows_of
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

TYPES = ("ips", "supported_employment", "training")
REASONS = ("health", "moved", "other")
FIELDS = ("office", "kitchen")
UNDUPLICATED = ("supported", "exits")
YEARS = ("2019", "2020", "2021")

FORM = """\
id = "small"
title = { cs = "Malý formulář", en = "A small form" }
instructions = [{ cs = "Vyplňte.", en = "Fill in." }]

[[codelist]]
id = "service_type"
title = { cs = "Typ", en = "Type" }
item = [
  { id = "ips", cs = "IPS", en = "IPS" },
  { id = "supported_employment", cs = "PZ", en = "SE" },
  { id = "training", cs = "Trénink", en = "Training" },
]
[[codelist]]
id = "reason"
title = { cs = "Důvod", en = "Reason" }
item = [
  { id = "health", cs = "zdraví", en = "health" },
  { id = "moved", cs = "stěhování", en = "moved" },
  { id = "other", cs = "jiný", en = "other" },
]
[[codelist]]
id = "field"
title = { cs = "Obor", en = "Field" }
item = [{ id = "office", cs = "kancelář", en = "office" }, { id = "kitchen", cs = "kuchyně", en = "kitchen" }]

[[section]]
id = "clients"
sheet = { cs = "Výkaz", en = "Return" }
title = { cs = "Klienti", en = "Clients" }
[[section.indicator]]
id = "supported"
type = "count"
max = 5000
unduplicated = true
label = { cs = "Podpoření", en = "Supported" }
help = { cs = "Kolik.", en = "How many." }
[[section.indicator]]
id = "exits"
type = "count"
max = 5000
unduplicated = true
by = ["reason"]
label = { cs = "Odchody", en = "Exits" }
help = { cs = "Kolik.", en = "How many." }
[[section.indicator]]
id = "jobs"
type = "count"
max = 5000
by = ["field"]
label = { cs = "Místa", en = "Jobs" }
help = { cs = "Kolik.", en = "How many." }
[[section.indicator]]
id = "months"
type = "count"
max = 12
additive = false
label = { cs = "Měsíce", en = "Months" }
help = { cs = "Kolik.", en = "How many." }
[[section.indicator]]
id = "staff"
type = "decimal"
label = { cs = "Úvazky", en = "Full-time posts" }
help = { cs = "Kolik.", en = "How many." }

[[metric]]
id = "exit_rate"
numerator = "exits"
denominator = "supported"
unit = "persons"
label = { cs = "Podíl odchodů", en = "Share of exits" }
population = { cs = "všichni", en = "everyone" }
measured = { cs = "v roce", en = "in the year" }
[[metric]]
id = "office_share"
numerator = "jobs[field, office]"
denominator = "sum(jobs[field])"
unit = "jobs"
label = { cs = "Podíl kanceláří", en = "Share of offices" }
population = { cs = "místa", en = "jobs" }
measured = { cs = "v roce", en = "in the year" }
[[metric]]
id = "caseload"
numerator = "supported"
denominator = "staff"
unit = "persons"
proportion = false
label = { cs = "Klientů na úvazek", en = "Clients for one post" }
population = { cs = "všichni", en = "everyone" }
measured = { cs = "v roce", en = "in the year" }

[report]
comparable = [["ips", "supported_employment"]]
[[report.section]]
id = "counts"
view = "table"
indicators = ["supported"]
by = "service_type"
title = { cs = "Počty", en = "Counts" }
"""

Sent = dict[CellKey, Answer]


@dataclass
class City:
    """A working folder with what each provider sent in each year, and the lines of ``services.csv``."""

    workspace: Workspace
    services: list[tuple[str, ...]]
    sent: dict[tuple[str, str], Sent] = field(default_factory=dict)

    def round(self, label: str) -> Round:
        return self.workspace.round(rounds.period(label))

    @property
    def rounds(self) -> list[Round]:
        return [self.workspace.round(one) for one in self.workspace.periods()]

    def accept(self, label: str, provider: str, values: Sent) -> None:
        """Sends back a return with just these values, which is accepted."""
        current = self.round(label)
        path = self.workspace.folder / label / "inbox" / file_name(provider, label)
        path.write_bytes(write(lay_out(current.asked(provider)), values, {}))
        checked = self.workspace.check(path, current)
        assert self.workspace.accept(checked, Receipt(date(2022, 2, 1))), checked.findings
        self.sent[label, provider] = values

    def columns(self, label: str, kind: str = "") -> Iterator[tuple[str, str, Sent]]:
        """Service columns of the returns of a year: those of a type that serve the city, or all."""
        for (year, provider), values in self.sent.items():
            for line in self.services:
                theirs = year == label and line[0] == provider and _ran(line, label)
                if theirs and (not kind or (line[3] == kind and line[4] != "outside")):
                    yield provider, line[1], values


def _ran(line: Sequence[str], label: str) -> bool:
    return (line[5] or "0") <= f"{label}-12-31" and (line[6] or "9") >= f"{label}-01-01"


def number(values: Mapping[CellKey, Answer], row: str, column: str) -> Decimal | None:
    """The number sent in a cell, None for an N, an X and a blank."""
    found = values.get(CellKey.at(row, column))
    return Decimal(str(found)) if isinstance(found, int | float | Decimal) else None


def founded(place: Path, services: Sequence[tuple[str, ...]], years: Sequence[str] = YEARS, form: str = FORM) -> City:
    """A city without returns. A service is a line of ``services.csv``."""
    providers = dict.fromkeys(line[0] for line in services)
    for label in years:
        workspace = rounds.folder(
            place,
            "".join(f"{name},{name},,,\n" for name in providers),
            "".join(",".join(line) + "\n" for line in services),
            label=label,
            form="small",
        )
    (place / "forms").mkdir()
    (place / "forms" / "small.toml").write_text(form, encoding="utf-8")
    return City(workspace, list(services))


def random_city(place: Path, seed: int) -> City:
    """Nine providers over three years; some services outside, some renamed or begun later, some answers N, X or
    blank, some returns missing."""
    dice = random.Random(seed)
    lines: list[tuple[str, ...]] = []
    for number_of in range(9):
        provider = f"p{number_of}"
        for place_in_order in range(dice.randint(1, 3)):
            kind, where = dice.choice(TYPES), "P1" if dice.random() < 0.85 else "outside"
            name = f"s{place_in_order}"
            fate = dice.random()
            if fate < 0.2:  # renamed at the end of 2019
                lines.append((provider, name, name, kind, where, "", "2019-12-31", f"{provider}/{name}b"))
                lines.append((provider, f"{name}b", name, kind, where, "2020-01-01", "", ""))
            elif fate < 0.3:
                lines.append((provider, name, name, kind, where, "2020-06-01", "", ""))
            else:
                lines.append((provider, name, name, kind, where, "", "", ""))
    city = founded(place, lines)
    for label in YEARS:
        current = city.round(label)
        for one in current.expected:
            if dice.random() < 0.9:
                city.accept(label, one.id, random_values(dice, current.asked(one.id)))
    return city


def random_values(dice: random.Random, asked: Asked) -> Sent:
    """Answers that break no rule: parts make up their whole, the organisation's total is the sum of its services."""
    values: Sent = {}
    for column in asked.columns:
        exits = {f"exits/reason/{code}": random_code(dice) for code in REASONS}
        jobs = {f"jobs/field/{code}": random_code(dice) for code in FIELDS}
        numbers: dict[str, Answer] = {
            "supported": dice.randint(15, 40),
            "exits": sum(one for one in exits.values() if isinstance(one, int)),
            **exits,
            "jobs": sum(one for one in jobs.values() if isinstance(one, int)),
            **jobs,
            "months": 12,
            "staff": Decimal(dice.randint(1, 40)) / 4,
        }
        for row in list(numbers):
            if dice.random() < 0.06:
                numbers[row] = "N" if "/" in row else dice.choice(("N", "X"))
            elif dice.random() < 0.03:
                del numbers[row]
        values.update({CellKey.at(row, column): answer for row, answer in numbers.items()})
    if len(asked.columns) > 1:
        for name in UNDUPLICATED:
            for key in rows_of(asked.form, asked.form.indicators[name]):
                parts = [values.get(key._replace(column=column), "N") for column in asked.columns]
                known = [part for part in parts if isinstance(part, int)]
                values[key._replace(column=TOTAL)] = sum(known) if len(known) == len(parts) else "N"
    return values


def random_code(dice: random.Random) -> Answer:
    """A small number, or now and then an X, which counts 0."""
    return "X" if dice.random() < 0.12 else dice.randint(0, 4)
