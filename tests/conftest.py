"""What many tests begin with: a small working folder, its round, and the program to run on it."""

from pathlib import Path

import pytest

import rounds
import three_years
from program import Run
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.report import FORMATS
from zamestnanost_stats.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two fictional providers, one with two services, collecting ``ips-2020`` for 2020."""
    return rounds.folder(tmp_path)


@pytest.fixture
def current(workspace: Workspace) -> Round:
    return workspace.round(rounds.period("2020"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], workspace: Workspace) -> Run:
    return Run(capsys, workspace.folder)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of three years' last report, internal, in Czech, in every format that needs no extra; in it also one
    organisation's own page, in the working folder the codebook and a workbook to send out. Tests only read it."""
    workspace = three_years.played(tmp_path_factory.mktemp("published") / "data")
    current = workspace.round(rounds.period(three_years.YEARS[-1]))
    paths = list(workspace.report(current, (*FORMATS, "csv")))
    list(workspace.report(current, FORMATS, provider="klen"))
    list(workspace.codebook(current.form.id))
    list(workspace.templates(current, ["lipa"]))
    return paths[0].parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="keep what is made today as what is expected")
    parser.addoption(
        "--cities", type=int, default=12, help="how many random cities the attacker of the public edition tries"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
