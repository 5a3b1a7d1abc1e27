"""The house stands as drawn: imports go only back along the way of a number, libraries stay behind their fences."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "zamestnanost_stats"
ROOMS = ("form", "workbook", "returns", "figures", "report")
"""Along the way a number travels; a room imports itself, those before it, and the ground floor."""
GROUND = {"keys", "findings", "language", "catalogue", "catalogue_ledger", "catalogue_returns"}
FENCES = {  # a module, or a folder of them
    "xlsxwriter": {"workbook/writer", "report/xlsx", "report/sheet", "report/native"},
    "openpyxl": {"form/rows"},
    "python_calamine": {"workbook/legacy"},
    "pandas": {"figures/figure"},
    "scipy": {"figures/audit"},
    "numpy": {"figures/audit"},
    "sqlalchemy": {"returns/ledger"},
    "vl_convert": {"report/charts/drawing"},
    "docx": {"report/docx"},
    "typst": {"report/pdf"},
    "pypdf": {"report/rowheads"},
    "jinja2": {"report/html"},
    "markupsafe": {"report/html"},
    "babel": {"language"},
    "typer": {"cli", "cli_accept", "cli_ledger", "cli_returns", "cli_trace", "console", "demo"},
    "rich": {"cli", "cli_accept", "cli_ledger", "cli_returns", "cli_trace", "console", "demo"},
}
LONGEST = 340
TYPING_ONLY = {
    (name, "sqlalchemy")
    for name in (
        "figures/aggregate",
        "figures/lineage",
        "figures/publishing",
        "figures/trend",
        "holdings",
        "report/edition",
        "report/public",
    )
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).with_suffix("").as_posix()
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_go_only_back() -> None:
    for name, tree in modules():
        room = name.partition("/")[0]
        for target in imported(tree):
            package, _, rest = target.partition(".")
            if package != "zamestnanost_stats" or not rest:
                continue
            other = rest.partition(".")[0]
            if room in ROOMS:
                assert other in GROUND or other in ROOMS[: ROOMS.index(room) + 1], (name, target)
            elif room in GROUND:
                assert other in GROUND, (name, target)


def test_libraries_stay_behind_their_fences() -> None:
    for name, tree in modules():
        for target in imported(tree):
            library = target.partition(".")[0]
            if library in FENCES and (name, library) not in TYPING_ONLY:
                behind = {name, *map(str, PurePosixPath(name).parents)}
                assert behind & FENCES[library], (name, target)


def test_every_module_says_what_it_is_for_and_is_short() -> None:
    for name, tree in modules():
        assert ast.get_docstring(tree), name
        lines = len((SOURCES / f"{name}.py").read_text(encoding="utf-8").splitlines())
        assert lines <= LONGEST, (name, lines)


def test_no_room_without_a_name() -> None:
    assert not {name.rpartition("/")[2] for name, _ in modules()} & {
        "utils",
        "util",
        "misc",
        "helpers",
        "common",
        "const",
    }


@pytest.mark.parametrize("words", [["--help"], ["validate"], ["template", "2020"], ["status", "2020"]])
def test_light_commands_never_load_pandas(words: list[str], tmp_path: Path) -> None:
    """In a process of its own: what is imported once stays."""
    import rounds

    workspace = rounds.folder(tmp_path)
    current = workspace.round(rounds.period("2020"))
    rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)})
    program = (
        "import sys; from zamestnanost_stats.cli import main\n"
        "try: main()\nexcept SystemExit as end: code = end.code\n"
        "heavy = {'pandas', 'scipy', 'statsmodels', 'vl_convert'}\n"
        "heavy |= {'sqlalchemy'} - ({'sqlalchemy'} if 'status' in sys.argv else set())\n"
        "loaded = sorted(heavy & set(sys.modules))\n"
        "sys.exit(f'loaded: {loaded}' if loaded else code)"
    )
    argv = [sys.executable, "-c", program, "--data", str(tmp_path), *words]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C"})
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_no_path_of_a_machine_and_no_registry_is_committed() -> None:
    """Files under version control name no home folder and no package host."""
    root = SOURCES.parents[1]
    if not (root / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    bad = ("/ho" + "me/", "/wo" + "rk/", "/ro" + "ot/", "pypi" + ".org", "npmjs" + ".org")
    for name in listed:
        data = (root / name).read_bytes() if (root / name).is_file() else b""
        assert not [word for word in bad if word.encode() in data], name
