"""An attacker who reads only what is published, and knows one organisation's own numbers, tells nothing hidden."""

import html
import itertools
import json
import random
import re
import sqlite3
import sys
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from pypdf import PdfReader
from scipy.optimize import Bounds, LinearConstraint, milp

import cities
import returned
import rounds
from program import Run
from zamestnanost_stats.figures.disclosure import rounded, small, span
from zamestnanost_stats.figures.figure import Figure, Kind
from zamestnanost_stats.figures.known import cell_of, rules
from zamestnanost_stats.findings import UserError, message, problem
from zamestnanost_stats.form.collection import Disclosure
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.keys import TOTAL, CellKey, State
from zamestnanost_stats.language import language
from zamestnanost_stats.returns.ledger.origins import Origin
from zamestnanost_stats.workspace import Workspace

RULE = """
[[rule]]
id = "exits-within-supported"
severity = "error"
check = "exits <= supported"
label = { cs = "Odchody", en = "Exits" }
message = { cs = "Odchodů je víc.", en = "More exits." }
"""
HEAD, TAIL = cities.FORM.split("[report]")
FORM = f"{HEAD}{RULE}[report]{TAIL}"
ROWS = {
    "supported": (),
    "exits": tuple(f"exits/reason/{code}" for code in cities.REASONS),
    "jobs": tuple(f"jobs/field/{code}" for code in cities.FIELDS),
}
"""Each count with its codes."""
FEWEST, STEP = 5, 5
FORMATS = ["xlsx", "html", "json", "docx", "pdf", "csv"]
DAY = date(2021, 3, 1)

Sent: TypeAlias = dict[tuple[str, str], int]
"""Row and column -> number."""
Service: TypeAlias = tuple[str, str]
"""Id and type."""


@dataclass
class Town:
    """A city on paper: the services of each provider and what it sent, oldest first; ``editions`` are the published
    JSON files, each with the revision of every provider's return that is in it."""

    services: dict[str, list[Service]]
    sent: dict[str, list[Sent]]
    workspace: Workspace
    editions: list[tuple[dict[str, Any], dict[str, int]]] = field(default_factory=list)

    def publish(self, day: date = DAY) -> dict[str, Any]:
        current = self.workspace.round(rounds.period("2020"))
        path = next(iter(self.workspace.report(current, ["json"], "public", publish=day)))
        edition: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.editions.append((edition, {name: len(some) - 1 for name, some in self.sent.items()}))
        return edition

    def send(self, provider: str, values: Sent) -> None:
        current = self.workspace.round(rounds.period("2020"))
        answers = {CellKey.at(row, column): value for (row, column), value in values.items()}
        returned.put(self.workspace, current, provider, answers)
        self.sent[provider].append(values)


def town(place: Path, services: dict[str, list[Service]], sent: Mapping[str, Sent], disclosure: str = "") -> Town:
    lines = [(name, one, one, kind, "P1", "", "", "") for name, some in services.items() for one, kind in some]
    city = cities.founded(place, lines, ("2020",), FORM)
    with (place / "2020" / "collection.toml").open("a") as file:
        file.write(disclosure)
    made = Town(services, {name: [] for name in services}, city.workspace)
    for name, values in sent.items():
        made.send(name, values)
    return made


def random_services(dice: random.Random) -> dict[str, list[Service]]:
    """Two to six providers with one to three services; often a type that only one of them has."""
    return {
        f"p{number}": [(f"s{at}", dice.choice(cities.TYPES)) for at in range(dice.choice((1, 1, 2, 3)))]
        for number in range(dice.randint(2, 6))
    }


def random_count(dice: random.Random) -> int:
    return dice.choice((0, dice.randint(1, 7), dice.randint(1, 7), dice.randint(8, 60)))


def random_sent(dice: random.Random, services: list[Service]) -> Sent:
    """A return without a fault: parts make up the whole, now and then one part is all of it."""
    found: Sent = {}
    for column, _kind in services:
        for row, codes in ROWS.items():
            values = [random_count(dice) if dice.random() < 0.7 else 0 for _ in codes]
            if codes and dice.random() < 0.2:
                values = [sum(values), *(0 for _ in values[1:])]
            found |= {(code, column): value for code, value in zip(codes, values, strict=True)}
            found[row, column] = sum(values)
        found["supported", column] = found["exits", column] + random_count(dice)
    if len(services) > 1:
        for row in ("supported", *ROWS["exits"]):
            parts = [found[row, column] for column, _kind in services]
            found[row, TOTAL] = sum(parts) if row != "supported" or dice.random() < 0.5 else max(parts)
        found["exits", TOTAL] = sum(found[row, TOTAL] for row in ROWS["exits"])
        found["supported", TOTAL] = max(found["supported", TOTAL], found["exits", TOTAL])
    return found


# --- the attacker: a model of its own, from the published file and what the form asks


Cell: TypeAlias = tuple[str, int, str, str]
"""Provider, revision, row, column."""


@dataclass
class Attacker:
    """Everything it may know, as linear rows over the cells of all returns ever in an edition."""

    cells: list[Cell]
    rows: list[tuple[dict[Cell, float], float, float]]
    most: dict[Cell, float]

    def interval(self, cells: Collection[Cell], own: Mapping[Cell, int]) -> tuple[int, int]:
        """Between what and what the sum of these cells lies for one who knows the cells ``own``, in whole numbers."""
        place = {cell: at for at, cell in enumerate(self.cells)}
        matrix = np.zeros((len(self.rows), len(self.cells)))
        for number, (terms, _low, _high) in enumerate(self.rows):
            for cell, times in terms.items():
                matrix[number, place[cell]] += times
        bounds = Bounds(
            [float(own.get(cell, 0)) for cell in self.cells],
            [float(own.get(cell, self.most[cell])) for cell in self.cells],
        )
        limits = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows])
        costs = np.zeros(len(self.cells))
        for cell in cells:
            costs[place[cell]] += 1
        ends = []
        for sign in (1, -1):
            whole: Any = np.ones(len(self.cells))
            plain: Any = {"presolve": False}  # presolving, HiGHS calls some feasible cities infeasible
            found = milp(sign * costs, integrality=whole, bounds=bounds, constraints=limits, options=plain)
            assert found.x is not None, "what is published contradicts itself"
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def members(place: Town, edition: int, where: str, row: str) -> list[Cell]:
    """The cells of a published count: by type service columns, for the city organisations' totals where asked."""
    revisions = place.editions[edition][1]
    found = []
    for name, services in place.services.items():
        in_total = not row.startswith("jobs") and len(services) > 1
        for column, kind in services:
            if where == f"service_type={kind}" or (where == "city=all" and not in_total):
                found.append((name, revisions[name], row, column))
        if where == "city=all" and in_total:
            found.append((name, revisions[name], row, TOTAL))
    return found


def attacker(place: Town) -> Attacker:
    rows: list[tuple[dict[Cell, float], float, float]] = []
    cells = [
        (name, revision, row, column)
        for name, some in place.sent.items()
        for revision, sent in enumerate(some)
        for row, column in sent
    ]
    known = set(cells)
    for name, revision in {(name, revision) for name, revision, _, _ in cells}:
        services = [column for column, _kind in place.services[name]]
        for column in (*services, TOTAL):
            for row, codes in ROWS.items():
                if codes and (name, revision, row, column) in known:
                    parts = {(name, revision, code, column): -1.0 for code in codes}
                    rows.append(({(name, revision, row, column): 1.0, **parts}, 0, 0))
            if (name, revision, "exits", column) in known:
                pair = {(name, revision, "supported", column): 1.0, (name, revision, "exits", column): -1.0}
                rows.append((pair, 0, np.inf))
        for row in ("supported", "exits"):
            total = (name, revision, row, TOTAL)
            if total in known:
                rows += [({total: 1.0, (name, revision, row, one): -1.0}, 0, np.inf) for one in services]
                rows.append(({total: 1.0, **{(name, revision, row, one): -1.0 for one in services}}, -np.inf, 0))
    rows += [({one: 1.0, other: -1.0}, 0, 0) for one, other in unchanged(place, cells)]
    for number, (edition, _revisions) in enumerate(place.editions):
        for figure in edition["figures"]:
            row, where = row_and_place(figure["id"])
            asked = figure["kind"] == "count" and row in {*ROWS, *itertools.chain(*ROWS.values())}
            said = told(figure, edition) if asked else None
            if said:
                rows.append((dict.fromkeys(members(place, number, where, row), 1.0), *said))
    return Attacker(cells, rows, dict.fromkeys(cells, 5000.0))


def unchanged(place: Town, cells: list[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Numbers that stood so in the revision before: whoever guesses that they do has one unknown less."""
    for name, revision, row, column in cells:
        if revision and place.sent[name][revision - 1].get((row, column)) == place.sent[name][revision][row, column]:
            yield (name, revision, row, column), (name, revision - 1, row, column)


def row_and_place(identity: str) -> tuple[str, str]:
    """``exits@service_type=ips;reason=health`` -> ``exits/reason/health`` and ``service_type=ips``."""
    subject, _, where = identity.partition("@")
    place, _, code = where.partition(";")
    return (f"{subject}/{code.replace('=', '/')}" if code else subject), place


def told(figure: Mapping[str, Any], edition: Mapping[str, Any]) -> tuple[float, float] | None:
    """What a published count says of the true one."""
    hide, step = edition["disclosure"]["hide_up_to"], edition["disclosure"]["round_to"]
    if figure["state"] == "suppressed":
        return 1, hide
    if figure["state"] != "number":
        return None
    fits = [true for true in range(figure["value"] + step + 1) if shown(true, hide, step) == figure["value"]]
    return fits[0], fits[-1]


def shown(true: int, hide: int, step: int) -> int | None:
    """What the legend of the edition says becomes of a number."""
    if 0 < true <= hide:
        return None
    return max(step, (2 * true + step) // (2 * step) * step) if true else 0


def hidden(place: Town) -> Iterator[list[Cell]]:
    """Everything that must not be told: small sums and small numbers of single returns, and what is one's alone."""
    hide = place.editions[0][0]["disclosure"]["hide_up_to"]
    for number in range(len(place.editions)):
        for row in (*ROWS, *itertools.chain(*ROWS.values())):
            for where in ("city=all", *(f"service_type={kind}" for kind in cities.TYPES)):
                some = members(place, number, where, row)
                value = sum(true(place, cell) for cell in some)
                if 0 < value <= hide or (value and len({cell[0] for cell in some}) == 1):
                    yield some
    for cell in attacker(place).cells:
        if 0 < true(place, cell) <= hide:
            yield [cell]


def true(place: Town, cell: Cell) -> int:
    name, revision, row, column = cell
    return place.sent[name][revision][row, column]


def attacked(place: Town, dice: random.Random, most: int) -> None:
    """Anybody and every provider against a sample of what is hidden. What the editions before told as closely, the last
    one cannot take back."""
    enemy, secrets = attacker(place), list(hidden(place))
    before = attacker(replace(place, editions=place.editions[:-1]))
    for knower in ("", *place.services):
        own = {cell: true(place, cell) for cell in enemy.cells if cell[0] == knower}
        aimed = [some for some in secrets if any(cell not in own for cell in some)]
        for some in dice.sample(aimed, min(most, len(aimed))):
            low, high = enemy.interval(some, own)
            assert low <= sum(true(place, cell) for cell in some) <= high
            if high - low + 1 < FEWEST:
                assert (low, high) == before.interval(some, own), (knower, some, low, high)


@pytest.fixture
def seeds(request: pytest.FixtureRequest) -> range:
    """A few cities; with ``--cities 200`` hundreds of them."""
    return range(request.config.getoption("--cities"))


def test_nothing_hidden_is_recovered(tmp_path: Path, seeds: range) -> None:
    """None of the cities is refused; of some that are tiny nothing is shown of the people supported."""
    shown = 0
    for seed in seeds:
        dice = random.Random(seed)
        services = random_services(dice)
        sent = {name: random_sent(dice, some) for name, some in services.items()}
        place = town(tmp_path / str(seed), services, sent)
        edition = place.publish()
        shown += any(one["value"] for one in edition["figures"] if one["id"].startswith("supported"))
        attacked(place, dice, 8)
    assert shown > 0.8 * len(seeds)


def test_nothing_hidden_is_recovered_from_two_editions(tmp_path: Path, seeds: range) -> None:
    """One provider sends a correction after the first edition; some of these are refused, never a first one."""
    refused, tried = 0, seeds[: max(1, len(seeds) // 3)]
    for seed in tried:
        dice = random.Random(1000 + seed)
        services = random_services(dice)
        sent = {name: random_sent(dice, some) for name, some in services.items()}
        place = town(tmp_path / str(seed), services, sent)
        place.publish()
        mended = dice.choice(list(services))
        place.send(mended, random_sent(dice, services[mended]))
        again = dice.choice(list(services))
        place.send(again, place.sent[again][-1])  # the same once more
        try:
            place.publish(date(2021, 4, 1))
        except UserError as error:
            if [one.code for one in error.findings] != ["disclosure-refused"]:
                raise
            refused += 1
            continue
        attacked(place, dice, 6)
    sys.stdout.write(f"refused: {refused} of {len(tried)} corrected editions\n")


@pytest.mark.parametrize(("hide", "step"), [(5, 2), (5, 10), (20, 5), (20, 40)])
def test_nothing_hidden_is_recovered_by_any_rule(tmp_path: Path, hide: int, step: int) -> None:
    """With the least and the most that a collection may say; with more than the least numbers are hidden, not all of
    them left out."""
    states: set[str] = set()
    for seed in (2, 4, 5, 7):
        dice = random.Random(seed)
        services = random_services(dice)
        sent = {name: random_sent(dice, some) for name, some in services.items()}
        rule = f"[disclosure]\nhide_up_to = {hide}\nround_to = {step}\n"
        place = town(tmp_path / str(seed), services, sent, rule)
        edition = place.publish()
        states |= {one["state"] for one in edition["figures"] if one["kind"] == "count"}
        attacked(place, dice, 6)
    assert {"number", "withheld"} <= states
    # of 1 to 5 whoever has one of them has only four left for the others
    assert ("suppressed" in states) is (hide > 5)


# --- one city whose numbers can be told from any others


BIG: dict[str, list[Service]] = {
    "p0": [("s0", "ips"), ("s1", "supported_employment")],
    "p1": [("s0", "ips")],
    "p2": [("s0", "ips"), ("s1", "supported_employment"), ("s2", "training")],
    "p3": [("s0", "supported_employment")],
}


@pytest.fixture
def big(tmp_path: Path) -> Town:
    """Four providers; every number is a prime above 1,000 or a small one, and no total is a sum of its services."""
    primes = iter([one for one in range(1009, 4999) if all(one % factor for factor in range(2, 71))])
    sent: dict[str, Sent] = {}
    for name, services in BIG.items():
        values: Sent = {}
        for column, _kind in services:
            for row, codes in ROWS.items():
                values |= {(code, column): next(primes) if at else 3 for at, code in enumerate(codes)}
                values[row, column] = sum(values[code, column] for code in codes)
            values["supported", column] = values["exits", column] + next(primes)
        if len(services) > 1:
            for row in ("supported", *ROWS["exits"]):
                values[row, TOTAL] = sum(values[row, column] for column, _kind in services) - (row == "supported")
            values["exits", TOTAL] = sum(values[row, TOTAL] for row in ROWS["exits"])
        sent[name] = values
    return town(tmp_path / "big", BIG, sent)


def texts_of(path: Path) -> str:
    """Everything a file says; of a workbook every part of it."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".docx":  # not its pictures, whose bytes are any numbers
        with zipfile.ZipFile(path) as package:
            xml = package.read("word/document.xml").decode()
        return html.unescape("\n".join(re.findall(r'(?<=>)[^<>]+(?=</w:t>)|(?<= descr=")[^"]*', xml)))
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as package:
            return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    return html.unescape(path.read_text(encoding="utf-8"))


def numbers_in(path: Path) -> set[str]:
    """Whole numbers, thousands put together where people read them and not where a comma parts two."""
    text = texts_of(path)
    if path.suffix not in (".csv", ".json"):
        text = re.sub(r"(?<=\d)[\u00a0\u202f ,](?=\d{3}\b)", "", text)
    return set(re.findall(r"\d+", text))


def test_no_file_of_an_edition_holds_a_raw_number(big: Town) -> None:
    raw = {value for some in big.sent.values() for sent in some for value in sent.values()}
    big.publish()
    for row in (*ROWS, *itertools.chain(*ROWS.values())):
        for where in ("city=all", *(f"service_type={kind}" for kind in cities.TYPES)):
            raw.add(sum(true(big, cell) for cell in members(big, 0, where, row)))
    unmistakable = {value for value in raw if value > 1000 and value % STEP}
    assert len(unmistakable) > 50
    current = big.workspace.round(rounds.period("2020"))
    paths = list(big.workspace.report(current, FORMATS, "public"))
    described = ["csv-metadata.json", "datapackage.json"]
    names = [re.sub("report-2020-public.", "", path.name) for path in paths]
    assert names == [*FORMATS, *described]
    internal = list(big.workspace.report(current, FORMATS))
    raw_words = {str(value) for value in unmistakable}
    for name, path, whole in zip(names, paths, internal, strict=True):
        assert name in described or raw_words & numbers_in(whole)  # the search finds what is there
        assert not raw_words & numbers_in(path), path.name


def test_no_page_of_one_organisation_is_in_a_public_edition(big: Town) -> None:
    current = big.workspace.round(rounds.period("2020"))
    with pytest.raises(UserError) as refused:
        list(big.workspace.report(current, ["json"], "public", "p0"))
    assert [one.code for one in refused.value.findings] == ["publish-provider"]


def test_what_an_edition_shows(big: Town) -> None:
    """Small sums are hidden, a type of one provider is left out, others are rounded, no provider is in it."""
    figures = {one["id"]: one for one in big.publish()["figures"]}
    assert not [name for name in figures if "provider=" in name]
    assert figures["supported@service_type=training"]["state"] == "withheld"
    assert figures["exit_rate@service_type=training"]["state"] == "withheld"
    ips = figures["supported@service_type=ips"]
    assert (ips["state"], ips["value"] % STEP) == ("number", 0)
    rate = figures["exit_rate@service_type=ips"]
    assert rate["numerator"] % STEP == rate["denominator"] % STEP == 0
    assert rate["low"] < rate["value"] < rate["high"]


def test_what_has_no_number_is_told_in_a_sentence(big: Town) -> None:
    """A type of one organisation is no row of a table but stands below it."""
    current = big.workspace.round(rounds.period("2020"))
    [path] = big.workspace.report(current, ["html"], "public")
    page = path.read_text(encoding="utf-8")
    assert re.findall(r'<th scope="row">([^<]*)</th>', page.split("<section", 2)[1])[:2] == ["IPS", "PZ"]
    assert '<p class="note">Bez údaje: Trénink (nezveřejněno).</p>' in page


def test_a_section_of_which_nothing_may_be_shown(tmp_path: Path) -> None:
    """It is only named: the one organisation there is did not agree."""
    services: dict[str, list[Service]] = {"p0": [("s0", "training")]}
    place = town(tmp_path, services, {"p0": random_sent(random.Random(1), services["p0"])})
    current = place.workspace.round(rounds.period("2020"))
    [path] = place.workspace.report(current, ["html"], "public")
    page = path.read_text(encoding="utf-8")
    assert re.findall('<section id="([^"]*)"', page)[0] == "not-shown"
    assert 'id="counts"' not in page
    [told] = re.findall("<li>([^<]*Počty[^<]*)</li>", page)
    assert "jediné organizace" in told.replace("\N{NO-BREAK SPACE}", " ")


def test_a_provider_that_agreed_is_shown(big: Town) -> None:
    with (big.workspace.folder / "2020" / "collection.toml").open("a") as file:
        file.write('[disclosure]\nproviders = ["p2"]\n')
    figures = {one["id"]: one for one in big.publish()["figures"]}
    assert {name.split("provider=")[1][:2] for name in figures if "provider=" in name} == {"p2"}
    assert figures["supported@service_type=training"]["state"] == "number"


def test_a_draft_then_an_edition_then_a_corrected_one(big: Town) -> None:
    current = big.workspace.round(rounds.period("2020"))

    def report(day: date | None = None) -> dict[str, Any]:
        path = next(iter(big.workspace.report(current, ["json"], "public", publish=day)))
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    assert [report()[name] for name in ("number", "published", "corrects")] == [1, None, None]
    first = report(DAY)
    assert [first[name] for name in ("number", "published", "changes")] == [1, "2021-03-01", []]
    assert report() == first == report(date(2021, 5, 1))  # nothing shown has changed: still that edition
    big.send("p1", {key: value + (40 if key[0] in ("supported",) else 0) for key, value in big.sent["p1"][0].items()})
    draft = report()
    assert [draft[name] for name in ("number", "published", "corrects")] == [2, None, "2021-03-01"]
    assert "supported@service_type=ips" in {one["id"] for one in draft["changes"]}
    with pytest.raises(UserError) as refused:
        report(date(2021, 2, 1))
    assert [one.code for one in refused.value.findings] == ["publish-early"]
    assert report(date(2021, 6, 1))["number"] == 2


def test_an_edition_changed_in_the_ledger_is_noticed(big: Town) -> None:
    big.publish()
    with sqlite3.connect(big.workspace.folder / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE editions SET content = replace(content, '10', '15')")
    ledger.close()
    with pytest.raises(UserError) as refused:
        big.publish()
    assert [one.code for one in refused.value.findings] == ["edition-damaged"]


def test_a_rule_with_two_ways_tells_only_that_one_of_them_holds(workspace: Workspace) -> None:
    """``job_starts_open = 0 or placed_open > 0``: who has no jobs is not known to have none."""
    form = workspace.form("ips-2021")
    count = {"job_starts_open": 0, "placed_open": 0, "supported": 30}
    there = {"service_type": "ips", "inside": True, "total": False, "city": False, "state": State.NUMBER}
    told = {"period": "2021", "provider": "lipa", "column": "ips", "file": "", "sha256": "", "revision": 1}
    sent = [
        Origin(operand=Operand(name), value=Decimal(value), sheet="", cell="", **there, **told)  # type: ignore[arg-type]
        for name, value in count.items()
    ]
    jobs, placed = (cell_of(one) for one in sent[:2])
    found = [row for row in rules(form, rounds.period("2021"), sent, {}) if jobs in row.terms]
    assert not [row for row in found if set(row.terms) == {jobs}]
    [both] = [row for row in found if row.terms.get(placed, 0) < -1]
    assert (both.terms[jobs], both.high) == (1, 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--publish"], "publish-internal"),
        (["--edition", "internal", "--on", "2021-03-01"], "publish-internal"),
        (["--edition", "public", "--on", "2021-03-01"], "publish-missing"),
        (["--edition", "public", "--publish", "--on", "2999-03-01"], "publish-future"),
        (["--edition", "public", "--provider", "lipa"], "publish-provider"),
    ],
)
def test_slips_of_the_operator(run: Run, words: list[str], code: str) -> None:
    assert run("report", "2020", *words) == 2
    said = " ".join(run.err.split())
    assert message(problem(code, found="2999-03-01"), language("en")) in said


@pytest.mark.parametrize(
    ("value", "state", "shown_as"),
    [(0, "number", 0), (1, "suppressed", None), (7, "suppressed", None), (8, "number", 10), (12, "number", 10),
     (13, "number", 15)],
)  # fmt: skip
def test_hidden_or_rounded(value: int, state: str, shown_as: int | None) -> None:
    rule = Disclosure()
    assert small(Decimal(value), rule) is (state == "suppressed")
    if shown_as is not None:
        assert rounded(Decimal(value), rule) == shown_as


@pytest.mark.parametrize(("hide", "step"), [(7, 2), (7, 5), (7, 14), (5, 10), (20, 3), (20, 40)])
def test_what_a_shown_number_says_of_the_true_one(hide: int, step: int) -> None:
    """Just the numbers that are rounded to it; none that is shown becomes 0."""
    rule = Disclosure(hide, step)
    for value in range(hide + 1, 100):
        made = rounded(Decimal(value), rule)
        figure = Figure("x@city=all", Kind.COUNT, "x", {"city": "all"}, made, State.NUMBER, 1, 1)
        found = span(figure, rule, whole=True)
        alike = [one for one in range(hide + 1, 200) if rounded(Decimal(one), rule) == made]
        assert found == (Decimal(min(alike)), Decimal(max(alike))), (value, made)
        assert made
