"""LibreOffice Calc for the tests: a provider's hands, and a second opinion on formulas."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

PYTHON = "/usr/bin/python3"
"""Debian's own Python, which has LibreOffice's interface."""
XLSX, ODS, XLS = "Calc MS Excel 2007 XML", "calc8", "MS Excel 97"


def _missing() -> str:
    if shutil.which("soffice") is None:
        return "LibreOffice is not installed (Debian: libreoffice-calc)"
    told = "LibreOffice's Python is not installed (Debian: python3-uno)"
    if not Path(PYTHON).exists():
        return told
    found = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return told if found.returncode else ""


def need(missing: str) -> None:
    """Skips the test aloud; where everything must run (``.ci/run``), fails it."""
    if missing and os.environ.get("ZAMESTNANOST_STATS_TEST_ALL"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def work(jobs: list[dict[str, Any]]) -> list[list[str]]:
    """Does the jobs in one start of LibreOffice; see ``office_script``."""
    need(_missing())
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [PYTHON, str(Path(__file__).with_name("office_script.py")), profile],
            input=json.dumps(jobs),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr
    shown: list[list[str]] = json.loads(done.stdout)
    return shown
