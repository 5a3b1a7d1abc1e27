"""The first page of a public edition: what it may say of a city, from what it shows and nothing else."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import rounds
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workspace import Workspace

PROVIDERS = "".join(f"p{at},Organizace {at},,,\n" for at in range(5))
ONE_EACH = "".join(f"p{at},ips,IPS,ips,P1,,,\n" for at in range(5))
TWO_OF_ONE = ONE_EACH + "p0,pz,PZ,supported_employment,P1,,,\n"
SUPPORTED = (126, 118, 112, 103, 93)


def sent(place: Path, services: str, total: int | str = "N") -> Workspace:
    """Five organisations supported 552 people in IPS; one may have a second service with 60, and a total."""
    workspace = rounds.folder(place, PROVIDERS, services)
    current = workspace.round(rounds.period("2020"))
    for at, count in enumerate(SUPPORTED):
        columns: dict[str, Any] = {"ips": (count, 20 + at, 40 + at, 9)}
        if "pz" in current.asked(f"p{at}").columns:
            columns |= {"pz": (60, 9, 20, 9), "*": (total, "N", "N", "N")}
        path = rounds.send_back(workspace, current, f"p{at}", columns)
        checked = workspace.check(path, current)
        assert workspace.accept(checked, Receipt(date(2021, 2, 1))), checked.findings
    return workspace


def public(workspace: Workspace) -> tuple[dict[str, dict[str, Any]], str]:
    """The figures by id, and the text of the first page."""
    current = workspace.round(rounds.period("2020"))
    data, page = workspace.report(current, ["json", "html"], "public")
    found = {one["id"]: one for one in json.loads(data.read_text(encoding="utf-8"))["figures"]}
    first = re.search('<section id="first-page".*?</section>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert first
    return found, re.sub("<[^>]+>", "", first[0]).replace("\N{NO-BREAK SPACE}", " ")


def test_between_how_many_and_how_many(tmp_path: Path) -> None:
    """552 is shown as 550, which may be 548 to 552: five organisations, so at least 110 in one of them."""
    figures, text = public(sent(tmp_path, ONE_EACH))
    city = figures["supported@city=all"]
    assert (city["value"], city["low"], city["high"]) == (550, 110, 555)
    assert max(SUPPORTED) >= 110
    assert "110 až 555" in text or "od 110 do 555" in text
    assert not [name for name in range(5) if f"Organizace {name}" in text]


def test_a_sum_that_lacks_an_organisation_is_no_number_of_the_city(tmp_path: Path) -> None:
    """One organisation does not know how many different people its two services have."""
    figures, text = public(sent(tmp_path, TWO_OF_ONE))
    city = figures["supported@city=all"]
    assert (city["state"], city["value"], city["high"]) == ("not_collected", None, None)
    assert "IPS 550" in text
    assert not [name for name in figures if figures[name]["kind"] == "ratio" and "city=" in name]


def test_what_the_quoted_numbers_are(tmp_path: Path) -> None:
    """Rounded ones are called so in the very sentence; the internal edition has them exact."""
    workspace = sent(tmp_path, ONE_EACH)
    assert "asi 210 z 550" in public(workspace)[1]
    current = workspace.round(rounds.period("2020"))
    [page] = workspace.report(current, ["html"])
    assert "210 z 552" in page.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
