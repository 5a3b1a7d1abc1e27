"""How the program looks: nothing of typer's English is left in help or errors, data stays data, pipes stay whole."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
import typer

from zamestnanost_stats.console import (
    command_classes,
    hoist,
    language_of,
    print_findings,
    print_verdict,
    run,
    screen,
    track,
)
from zamestnanost_stats.findings import Finding, Place, Severity, UserError, problem
from zamestnanost_stats.language import Language, Text

HERE = Path(__file__).parent


def marked(text: str) -> str:
    """A "translation" that shows itself: every word outside ``{}`` ends in °."""
    return "".join(
        part if part.startswith("{") else re.sub(r"[A-Za-z]+", r"\g<0>°", part) for part in re.split(r"(\{\w+\})", text)
    )


MARKED = Language("en", marked, lambda one, many, n: marked(one if n == 1 else many))
PLAIN = Language("en", str, lambda one, many, n: one if n == 1 else many)


def even(raw: str) -> int:
    """A parser of ours: says in the language what is wrong."""
    if int(raw) % 2:
        raise ValueError("λιχό")
    return int(raw)


class Which(StrEnum):
    """Choices."""

    A = "a"
    B = "b"


def toy(language: Language) -> typer.Typer:
    """One of everything. Its own texts are Greek, so that every Latin word comes from typer or from us."""
    group, command = command_classes(language)
    app = typer.Typer(cls=group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.callback(help="Πρόγραμμα")
    def _root(
        ctx: typer.Context,
        data: Annotated[Path, typer.Option(help="Φάκελος", metavar="ΦΑΚ")] = Path("data"),
        lang: Annotated[Literal["cs", "en"] | None, typer.Option(help="Γλώσσα", is_eager=True)] = None,
        version: Annotated[bool, typer.Option("--version", help="Έκδοση")] = False,
    ) -> None:
        if data.name == "nowhere":
            raise typer.BadParameter("πουθενά")
        ctx.obj = (str(data), lang)

    @app.command(cls=command, help="Έλεγχος [red]όλων[/red]\n\nκαι άλλα")
    def check(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(help="Περίοδος", metavar="ΠΕΡ")],
        paths: Annotated[list[Path] | None, typer.Argument(help="Αρχεία", metavar="ΑΡΧ", exists=True)] = None,
        form: Annotated[Literal["table", "json"], typer.Option("--format", help="Μορφή")] = "table",
        times: Annotated[int, typer.Option(help="Φορές")] = 3,
        pairs: Annotated[int, typer.Option(help="Ζευγάρια", parser=even, show_default=False)] = 2,
        day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default="σήμερα")] = None,
        which: Annotated[list[Which] | None, typer.Option()] = None,
        out: Annotated[Path | None, typer.Option(dir_okay=False)] = None,
        secret: Annotated[bool, typer.Option(hidden=True)] = False,
        quick: Annotated[bool, typer.Option("--quick", "-q", help="Γρήγορα")] = False,
    ) -> int:
        sys.stdout.write(f"{ctx.obj} {period} {paths} {form} {times} {pairs} {day} {which} {out} {quick}\n")
        return 1 if quick else 0

    @app.command(cls=command, help="Απόσυρση")
    def withdraw(
        reason: Annotated[str, typer.Option(help="Γιατί")],
        how: Annotated[Literal["soft", "hard"], typer.Option()],
    ) -> None:
        raise AssertionError((reason, how))

    @app.command(cls=command, help="Λάθη")
    def broken(kind: Annotated[str, typer.Argument(metavar="ΤΙ")]) -> None:
        raise {
            "user": UserError(problem("file-missing", file="[red]x[/red].toml")),
            "exit": typer.Exit(7),
            "abort": typer.Abort(),
            "ctrl-c": KeyboardInterrupt(),
            "own": typer.BadParameter("τα δικά μας"),
            "bug": ZeroDivisionError("a bug"),
        }[kind]

    return app


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def play(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the toy on 80 columns: exit code, stdout, stderr."""
    monkeypatch.setenv("COLUMNS", "80")

    def played(*argv: str, language: Language = MARKED) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(toy(language), language, argv)
        return (code, *capsys.readouterr())

    return played


OURS = {
    "zamestnanost",
    "stats",
    "check",
    "withdraw",
    "table",
    "json",
    "cs",
    "en",
    "soft",
    "hard",
    "data",
    "a",
    "b",
    "broken",
    "red",
}


def untranslated(text: str) -> list[str]:
    """Latin words that no translation has marked, without option names and what the toy itself is made of."""
    words = re.findall(r"(?<![\w-])[A-Za-z]+(?![\w°])", re.sub(r"(?<!\w)--?\w[\w-]*", "", text))
    return [word for word in words if word not in OURS]


@pytest.mark.parametrize("argv", [["--help"], ["check", "--help"], ["withdraw", "--help"]])
def test_help_is_fully_translated(play: Run, argv: list[str]) -> None:
    code, out, err = play(*argv)
    assert (code, err) == (0, "")
    assert untranslated(out) == []
    assert "Usage°: zamestnanost-stats" in out
    assert "Show° this° help° and° exit°." in out
    assert max(map(len, out.splitlines())) <= 80


def test_help_reads_like_this(play: Run) -> None:
    """Arguments before options; the options of the program are repeated, as they may stand anywhere."""
    assert play("check", "--help", language=PLAIN)[1].splitlines() == [
        "Usage: zamestnanost-stats check [OPTIONS] ΠΕΡ [ΑΡΧ]...",
        "",
        "  Έλεγχος [red]όλων[/red]",
        "",
        "  και άλλα",
        "",
        "Arguments:",
        "  ΠΕΡ       Περίοδος [required]",
        "  [ΑΡΧ]...  Αρχεία",
        "",
        "Options:",
        "  --format table|json  Μορφή [default: table]",
        "  --times NUMBER       Φορές [default: 3]",
        "  --pairs NUMBER       Ζευγάρια",
        "  --day TEXT           [default: σήμερα]",
        "  --which a|b",
        "  --out PATH",
        "  --quick, -q          Γρήγορα",
        "  --help               Show this help and exit.",
        "",
        "Options of every command:",
        "  --data ΦΑΚ    Φάκελος [default: data]",
        "  --lang cs|en  Γλώσσα",
    ]


def test_program_help_lists_commands_first(play: Run) -> None:
    out = play("--help", language=PLAIN)[1]
    assert out.index("Commands:") < out.index("Options:")
    assert re.search(r"^  check     Έλεγχος \[red\]όλων\[/red\]$", out, re.MULTILINE)
    assert "[OPTIONS] COMMAND ..." in out


def test_required_options_stand_in_the_usage_line(play: Run) -> None:
    assert "[OPTIONS] --reason TEXT --how soft|hard" in play("withdraw", "--help", language=PLAIN)[1]


CHECK = "Check that it exists, whether a file or a folder is needed, and the rights to it."
USAGE_ERRORS = {
    "missing argument": (["check"], "ΠΕΡ is missing."),
    "missing option": (["withdraw", "--how", "soft"], "--reason is missing."),
    "missing choice": (["withdraw", "--reason", "x"], "--how is missing.\nChoose one of: soft, hard."),
    "option without value": (["check", "1", "--format"], "--format needs a value."),
    "global option without value": (["check", "1", "--data"], "--data needs a value."),
    "flag with value": (["check", "1", "--quick=2"], "--quick takes no value."),
    "help with value": (["check", "--help=2"], "--help takes no value."),
    "no such option": (["check", "1", "--zzzzzz"], "There is no option “--zzzzzz”."),
    "no such short option": (["check", "1", "-z"], "There is no option “-z”."),
    "option misspelt": (["check", "1", "--forma", "json"], "There is no option “--forma”.\nDid you mean --format?"),
    "no such command": (["xyz"], "There is no command “xyz”.\nChoose one of: check, withdraw, broken."),
    "command misspelt": (["chekc"], "There is no command “chekc”.\nDid you mean check?"),
    "no command": (["--data", "x"], "No command was given.\nChoose one of: check, withdraw, broken."),
    "nothing at all": ([], "No command was given.\nChoose one of: check, withdraw, broken."),
    "bad choice": (
        ["check", "1", "--format", "xml"],
        "--format: “xml” cannot be used.\nChoose one of: table, json.",
    ),
    "bad choice in a list": (
        ["check", "1", "--which", "a", "--which", "z"],
        "--which: “z” cannot be used.\nChoose one of: a, b.",
    ),
    "bad language": (["check", "1", "--lang=de"], "--lang: “de” cannot be used.\nChoose one of: cs, en."),
    "not a number": (["check", "1", "--times", "many"], "--times: “many” cannot be used.\nWrite a number."),
    "not a date": (
        ["check", "1", "--day", "15. 2."],
        "--day: “15. 2.” cannot be used.",
    ),
    "our own parser": (["check", "1", "--pairs", "5"], "--pairs: “5” cannot be used.\nλιχό"),
    "no such file": (
        ["check", "1", ".", "no.xlsx"],
        f"ΑΡΧ: “no.xlsx” cannot be used.\n{CHECK}",
    ),
    "a folder for a file": (
        ["check", "1", "--out", "."],
        "--out: “.” cannot be used.\nCheck that it exists, whether a file or a folder is needed, and the rights to it.",
    ),
    "too many words": (
        ["withdraw", "--reason=x", "--how=soft", "a", "b"],
        "This is more than the command takes: “a b”.\nPut a name with spaces in quotation marks.",
    ),
    "our own words": (["broken", "own"], "τα δικά μας"),
    "our own words of the program": (["check", "1", "--data=nowhere"], "πουθενά"),
}


@pytest.mark.parametrize(("argv", "said"), USAGE_ERRORS.values(), ids=USAGE_ERRORS)
def test_usage_error(play: Run, argv: list[str], said: str) -> None:
    code, _out, err = play(*argv, language=PLAIN)
    assert code == 2
    assert f"Error: {said}\nHelp: zamestnanost-stats" in err
    assert err.startswith("Usage: zamestnanost-stats")


@pytest.mark.parametrize("argv", [argv for argv, _said in USAGE_ERRORS.values()], ids=USAGE_ERRORS)
def test_usage_error_is_fully_translated(play: Run, argv: list[str]) -> None:
    code, _out, err = play(*argv)
    assert code == 2
    said = {word for given in argv for word in re.findall("[A-Za-z]+", given)}
    assert [word for word in untranslated(err) if word not in said] == []
    assert "Error°:" in err


def test_what_was_typed_cannot_steer_the_terminal(play: Run) -> None:
    err = play("check", "1", "--format", "\x1b[31m\u202ex\n")[2]
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_exit_codes(play: Run) -> None:
    assert play("check", "1")[0] == 0
    assert play("check", "1", "--quick")[0] == 1
    assert play("broken", "exit")[0] == 7


@pytest.mark.parametrize("kind", ["abort", "ctrl-c"])
def test_interruption_is_one_line(play: Run, kind: str) -> None:
    code, _out, err = play("broken", kind)
    assert (code, err) == (130, "Interrupted°.\n")


def test_user_error_is_a_block_on_stderr(play: Run) -> None:
    code, out, err = play("broken", "user", language=PLAIN)
    assert code == 2
    assert err.splitlines() == [
        "[red]x[/red].toml",
        "  error    There is no such file.",
        "           Check the path and the file's name.",
    ]
    assert "no such file" not in out


def test_a_bug_keeps_its_traceback() -> None:
    hook = sys.excepthook
    with pytest.raises(ZeroDivisionError, match="a bug"):
        run(toy(PLAIN), PLAIN, ["broken", "bug"])
    assert sys.excepthook is hook, "typer would print its own"


@pytest.mark.parametrize(
    ("argv", "hoisted"),
    [
        ([], []),
        (["check", "1"], ["check", "1"]),
        (["check", "--data", "d", "1"], ["--data=d", "check", "1"]),
        (["check", "1", "--data=d"], ["--data=d", "check", "1"]),
        (["check", "--lang", "cs", "1", "--data", "d e"], ["--lang=cs", "--data=d e", "check", "1"]),
        (["--lang=en", "check", "--lang", "cs"], ["--lang=en", "--lang=cs", "check"]),
        (["check", "--", "--data", "d"], ["check", "--", "--data", "d"]),
        (["check", "--data", "d", "--", "--lang=cs"], ["--data=d", "check", "--", "--lang=cs"]),
        (["check", "--database", "d"], ["check", "--database", "d"]),
        (["check", "--data"], ["--data"]),
        (["check", "--data", "--quick"], ["--data"]),
        (["check", "--lang=cs", "--data", "--", "x"], ["--lang=cs", "--data"]),
        (["check", "--data", "-"], ["--data=-", "check"]),
        (["check", "--data", ""], ["--data=", "check"]),
    ],
)
def test_hoist(argv: list[str], hoisted: list[str]) -> None:
    assert hoist(argv) == hoisted


@pytest.mark.parametrize(
    "argv", [["check", "1", "--data", "d", "--lang", "cs"], ["--lang=cs", "check", "--data=d", "1"]]
)
def test_global_options_may_stand_anywhere(play: Run, argv: list[str]) -> None:
    assert play(*argv)[:2] == (0, "('d', 'cs') 1 None table 3 2 None None None False\n")


def test_bad_language_is_said_even_with_help(play: Run) -> None:
    assert play("--help", "--lang", "de")[0] == 2


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["check"], "en"),
        (["check", "--lang", "cs"], "cs"),
        (["--lang=cs", "--lang=en"], "en"),
        (["--lang=de"], "en"),
        (["check", "--", "--lang=cs"], "en"),
        (["check", "--lang"], "en"),
    ],
)
def test_language_of(monkeypatch: pytest.MonkeyPatch, argv: list[str], code: str) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert language_of(argv) == code


def test_language_of_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "cs_CZ.UTF-8")
    assert language_of(["--lang=de"]) == language_of([]) == "cs"
    assert language_of(["--lang=en"]) == "en"


def found(severity: Severity, file: str, cells: tuple[str, ...], text: str) -> Finding:
    place = Place(file=file, sheet="Výkaz" if cells else "", cells=cells)
    return Finding("rule", place, severity=severity, text=Text(cs=text, en=text))


FINDINGS = [
    found(Severity.ERROR, "[bold]a.xlsx", ("E7", "F7"), "[red]x[/red] :smile: is not a number."),
    found(Severity.WARNING, "b\x1b[31m.xlsx", (), "Said of the file."),
    Finding("file-unreadable", Place(file="[bold]a.xlsx"), params={"reason": "[/]"}, severity=Severity.INFO),
]


def test_findings_per_file_with_place_and_hint(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings(screen(), FINDINGS, PLAIN)
    assert capsys.readouterr().out.splitlines() == [
        "[bold]a.xlsx",
        "  error    Výkaz!E7, F7: [red]x[/red] :smile: is not a number.",
        "  info     The file cannot be read ([/]).",
        "           Close it in Excel if it is open, check the rights to it, and try again.",
        "b [31m.xlsx",
        "  warning  Said of the file.",
    ]


def test_findings_and_verdict_are_translated(capsys: pytest.CaptureFixture[str]) -> None:
    several = [*FINDINGS[1:], replace(FINDINGS[0], place=Place())]
    print_findings(screen(), several, MARKED)
    print_verdict("β", several * 2, MARKED, refused=True)
    out = capsys.readouterr().out
    assert re.findall(r"^  (\w+)°", out, re.MULTILINE) == ["warning", "info", "error"]
    assert "β: refused° (2 errors°, 2 warnings°, 2 notes°)" in out
    starts = [line.index(text) for line in out.splitlines() for text in ("Said", "The°", "[red]") if text in line]
    assert starts == starts[:1] * 3


def test_a_pipe_gets_whole_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    long = "long " * 100 + "end"
    print_findings(screen(), [found(Severity.ERROR, "a.xlsx", (), long)], PLAIN)
    assert capsys.readouterr().out.splitlines()[1].endswith(long)


def test_verdict_counts_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    print_verdict("[b]a.xlsx", FINDINGS + FINDINGS[:1], PLAIN, refused=True)
    print_verdict("b.xlsx", [], MARKED, refused=False)
    assert capsys.readouterr().out == "[b]a.xlsx: refused (2 errors, 1 warning, 1 note)\nb.xlsx: acceptable°\n"


def test_no_progress_bar_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(track([1, 2], "Counting")) == [1, 2]
    assert capsys.readouterr() == ("", "")


def on_terminal(code: str, **environment: str) -> str:
    """What a user sees on a terminal of 40 columns (stdout and stderr) of a program that has this module's names."""
    pty = pytest.importorskip("pty", reason="needs a Unix terminal")
    ours, theirs = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    program = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(HERE)!r}); from test_console import *; {code}",
    ]
    settings = inherited | {"TERM": "xterm-256color", "COLUMNS": "40"} | environment
    with subprocess.Popen(program, stdout=theirs, stderr=theirs, env=settings):
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 65536):
                seen += chunk
        except OSError:  # Linux says so when the other end is closed
            pass
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def bare(seen: str) -> str:
    """Without colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", seen)


def test_on_a_terminal_severity_is_a_colour_and_a_word() -> None:
    seen = on_terminal("print_findings(screen(), FINDINGS, PLAIN)")
    assert "\x1b[1;31m  error    \x1b[0m" in seen
    assert bare(seen).splitlines()[1:3] == [
        "  error    Výkaz!E7, F7: [red]x[/red]",
        "           :smile: is not a number.",
    ]


def test_a_terminal_never_breaks_a_word() -> None:
    """A path or an id can be copied from it, however narrow it is."""
    text = "see inbox/fokus-praha-2020-revision-2.xlsx or form-2020-and-later"
    show = f"print_findings(screen(), [found(Severity.ERROR, '', (), {text!r})], PLAIN)"
    for columns in ("40", "9"):
        assert set(text.split()) <= set(bare(on_terminal(show, COLUMNS=columns)).split())


def test_no_color_is_respected() -> None:
    assert "\x1b[1;31m" in on_terminal("print_findings(screen(), FINDINGS, PLAIN)")
    assert not re.search(r"\x1b\[[\d;]*[34]\d", on_terminal("print_findings(screen(), FINDINGS, PLAIN)", NO_COLOR="1"))


def test_progress_bar_on_a_terminal() -> None:
    seen = on_terminal("print(sum(track([1, 2, 3], 'Counting')))")
    assert "Counting" in seen
    assert "6" in seen


@pytest.mark.parametrize("printed", ["typer.echo('x')", "sys.stdout.write('x\\n')", "screen().print('x')"])
def test_a_reader_that_goes_away_is_no_error(printed: str) -> None:
    program = f"""if True:
        import sys; sys.path.insert(0, {str(HERE)!r})
        from test_console import *
        group, command = command_classes(PLAIN)
        app = typer.Typer(cls=group, add_completion=False)
        app.callback()(lambda: None)
        @app.command(cls=command)
        def flood() -> None:
            for _ in range(50_000):
                {printed}
        sys.exit(run(app, PLAIN, ["flood"]))
    """
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=settings
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"x\n"
    child.stdout.close()
    assert child.stderr is not None
    assert (child.stderr.read(), child.wait()) == (b"", 141)
    child.stderr.close()


def test_a_reader_that_left_before_the_last_flush_is_no_error() -> None:
    program = f"""if True:
        import os, sys; sys.path.insert(0, {str(HERE)!r})
        from test_console import *
        pipe = os.pipe(); os.close(pipe[0]); os.dup2(pipe[1], 1)
        sys.exit(run(toy(PLAIN), PLAIN, ["check", "1"]))
    """
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, env=settings)
    assert (done.returncode, done.stderr) == (141, b"")


def test_what_the_terminal_cannot_show_is_no_error() -> None:
    program = f"""if True:
        import sys; sys.path.insert(0, {str(HERE)!r})
        from test_console import *
        sys.exit(run(toy(PLAIN), PLAIN, ["check", "\u2192"]))
    """
    settings = os.environ | {"PYTHONIOENCODING": "cp1250"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, env=settings)
    assert (done.returncode, b" ? None" in done.stdout) == (0, True)


def test_nothing_heavy_is_imported_for_help() -> None:
    """Help must be fast: neither rich nor pydantic."""
    code = "from test_console import *; code = run(toy(PLAIN), PLAIN, ['--help'])"
    names = "[name for name in ('rich', 'pydantic', 'pandas', 'babel') if name in sys.modules]"
    program = f"import sys; sys.path.insert(0, {str(HERE)!r}); {code}; sys.exit(str({names}) if {names} else code)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
