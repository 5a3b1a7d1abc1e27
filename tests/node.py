"""Node's programs for the tests: Chromium with axe looks at pages, the Open XML SDK's schema judges Office files."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from office import need

FOLDER = Path(__file__).with_name("web")
WIDTHS = (390, 1000)
"""A phone's, and a window's: pixels."""


def _missing() -> str:
    if shutil.which("node") is None:
        return "Node is not installed (Debian: nodejs)"
    return "" if (FOLDER / "node_modules").is_dir() else "npm's packages are not installed (npm ci --prefix tests/web)"


def chromium() -> str:
    """The browser's path; empty where there is none."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
    )


def _run(script: str, asked: object) -> Any:
    need(_missing())
    done = subprocess.run(
        ["node", str(FOLDER / script)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def looked_at(pages: Sequence[Path], pdf: Path | None = None) -> list[dict[str, Any]]:
    """What is found on each page, in both themes, at each width; with ``pdf``, prints them into that folder too."""
    need("" if chromium() else "Chromium is not installed (Debian: chromium)")
    paths = [str(page.resolve()) for page in pages]
    found: list[dict[str, Any]] = _run(
        "pages.mjs", {"chromium": chromium(), "pages": paths, "widths": WIDTHS, "pdf": str(pdf or "")}
    )
    return found


def faults(files: Sequence[Path]) -> list[list[str]]:
    """What is wrong with each Office file."""
    found: list[list[str]] = _run("schema.mjs", [str(path.resolve()) for path in files])
    return found
