"""The program as its users run it: words on a command line in, exit code and text out."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from zamestnanost_stats.cli import build
from zamestnanost_stats.console import run
from zamestnanost_stats.language import language


class Run:
    """Runs commands in this process; keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.capsys = capsys
        self.folder = folder
        self.out = self.err = ""

    def __call__(self, *words: str, spoken: str = "en") -> int:
        """The exit code of one command on the folder."""
        argv = ["--data", str(self.folder), "--lang", spoken, *words]
        code = run(build(language(spoken)), language(spoken), argv)
        self.out, self.err = self.capsys.readouterr()
        return code

    def findings(self, paths: Sequence[Path] = (), *words: str) -> tuple[int, list[dict[str, Any]]]:
        """The exit code of ``validate`` and every finding of every file."""
        code = self("validate", *map(str, paths), "--format", "json", *words)
        return code, [finding for file in json.loads(self.out)["files"] for finding in file["findings"]]
