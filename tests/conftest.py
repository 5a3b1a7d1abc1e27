"""What many tests begin with: a small working folder, its round, and the program to run on it."""

from pathlib import Path

import pytest

import rounds
from program import Run
from zamestnanost_stats.form.asked import Round
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="keep what is made today as what is expected")
    parser.addoption(
        "--cities", type=int, default=12, help="how many random cities the attacker of the public edition tries"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
