"""How the program looks in a terminal: help and usage errors in the user's language, findings, verdicts, progress.

typer speaks only English and keeps most of its classes private. Its two public command classes are extended: help is
laid out anew, as plain text (rich, imported only to print, doubles its time), and a usage error is explained from its
attributes and from what was typed, never from typer's sentence.
"""

import io
import os
import re
import shlex
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from itertools import takewhile
from pathlib import Path
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from zamestnanost_stats.findings import Finding, Severity, UserError, hint, message, problem, quote, where
from zamestnanost_stats.language import CODES, N_, Language, user_language

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
Private: TypeAlias = Any  # typer's context, parameters and formatter: their classes are not public
_TyperClass: Any = object  # stands for TyperGroup and TyperCommand, whose common base is not public either

PROGRAM = "zamestnanost-stats"
WINDOWS = os.name == "nt"
GLOBAL_OPTIONS = ("--data", "--lang")
WRONG_USAGE, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
PIPE_WIDTH = 10_000
SEVERITIES = {
    Severity.ERROR: (N_("error"), "bold red"),
    Severity.WARNING: (N_("warning"), "bold yellow"),
    Severity.INFO: (N_("info"), "bold cyan"),
}


class Misuse(typer.TyperException):
    """A usage error as the user reads it: the usage line, what is wrong, what to do, where to find help."""

    def __init__(self, text: str, advice: str, ctx: Private, language: Language) -> None:
        _ = language.gettext
        lines = [_("Error: {text}").format(text=quote(text, PIPE_WIDTH)), quote(advice, PIPE_WIDTH)]
        if ctx is not None:
            lines = [ctx.get_usage() + "\n", *lines, _("Help: {command}").format(command=f"{ctx.command_path} --help")]
        super().__init__("\n".join(line for line in lines if line))


def hoist(argv: Sequence[str]) -> list[str]:
    """The global options, written anywhere before ``--``, moved to the front where typer's callback looks for them.

    One that lacks its value ends the line, so that typer says so instead of taking the next word for it.
    """
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, _value = word.partition("=")
        if word == "--":
            return [*front, *rest, word, *words]
        if equals or name not in GLOBAL_OPTIONS:
            (front if name in GLOBAL_OPTIONS else rest).append(word)
        elif (value := next(words, "--")).startswith("--"):
            return [*front, word]
        else:
            front.append(f"{word}={value}")
    return [*front, *rest]


def language_of(argv: Sequence[str]) -> str:
    """The code that ``--lang`` asks for, if it is one of ours, else that of the user's own language."""
    front = takewhile(lambda word: word.partition("=")[0] in GLOBAL_OPTIONS, hoist(argv))
    asked = [word.removeprefix("--lang=") for word in front if word.startswith("--lang=")]
    return asked[-1] if asked and asked[-1] in CODES else user_language()


def run(app: typer.Typer, language: Language, argv: Sequence[str]) -> int:
    """Runs a command and gives its exit code: what it returned (nothing is 0) or raised as ``typer.Exit``.

    Wrong usage and ``UserError``: 2, said on stderr; Ctrl-C: 130; a reader that went away (``| head``): 141, quietly.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a file's name may hold what the terminal cannot show
    code = WRONG_USAGE
    try:
        try:
            code = get_command(app).main(args=hoist(argv), prog_name=PROGRAM, standalone_mode=False)
        except UserError as error:
            print_findings(screen(stderr=True), error.findings, language)
        except OSError as error:
            if error.filename is None or isinstance(error, BrokenPipeError):
                raise
            said = problem("system-refused", file=str(error.filename)[:200], reason=error.strerror or "")
            print_findings(screen(stderr=True), [said], language)
        except typer.TyperException as error:
            typer.echo(_explained(error, getattr(error, "ctx", None), (), language).message, err=True)
        except typer.Abort:
            code = INTERRUPTED
        if code == INTERRUPTED:
            typer.echo(language.gettext("Interrupted."), err=True)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as end:  # typer and rich turn a broken pipe into SystemExit(1)
        if not isinstance(end, BrokenPipeError) and not isinstance(end.__context__, BrokenPipeError):
            raise
        for descriptor in (1, 2):  # or Python would complain of the pipe once more when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        code = BROKEN_PIPE
    return code if isinstance(code, int) else 0


class _Speaking(_TyperClass):  # type: ignore[misc]  # the same changes to both of typer's classes
    language: Language

    def parse_args(self, ctx: Private, args: list[str]) -> Private:
        given = list(args)  # the parser empties its list
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise _explained(error, ctx, given, self.language) from error

    def resolve_command(self, ctx: Private, args: list[str]) -> Private:
        if self.get_command(ctx, args[0]) is None:
            text = self.language.gettext("There is no command “{name}”.").format(name=args[0])
            close = get_close_matches(args[0], self.commands)
            raise Misuse(text, _offer(close or self.commands, self.language, guess=bool(close)), ctx, self.language)
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: Private) -> Private:
        option = super().get_help_option(ctx)
        option.help = self.language.gettext("Show this help and exit.")
        return option

    def format_usage(self, ctx: Private, formatter: Private) -> None:
        _ = self.language.gettext
        needed = [param for param in self.params if param.required or not isinstance(param, TyperOption)]
        more = [_("COMMAND ...")] if isinstance(self, TyperGroup) else []
        pieces = [_("[OPTIONS]"), *(_signature(param, self.language) for param in needed), *more]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage:") + " ")

    def format_options(self, ctx: Private, formatter: Private) -> None:
        _, language = self.language.gettext, self.language
        commands = getattr(self, "commands", {}).values()
        arguments = [param for param in self.params if not isinstance(param, TyperOption)]
        options = [param for param in self.get_params(ctx) if isinstance(param, TyperOption) and not param.hidden]
        common = [param for param in ctx.parent.command.params if _name(param) in GLOBAL_OPTIONS] if ctx.parent else []
        for title, rows in {
            _("Commands"): [(command.name, (command.help or "").split("\n\n")[0]) for command in commands],
            _("Arguments"): [_row(param, ctx, language) for param in arguments],
            _("Options"): [_row(param, ctx, language) for param in options],
            _("Options of every command"): [_row(param, ctx, language) for param in common],
        }.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def command_classes(language: Language) -> tuple[type[TyperGroup], type[TyperCommand]]:
    """The ``cls`` of the program and of every command: typer's own, in the language."""
    named = {"language": language}
    return type("Group", (_Speaking, TyperGroup), named), type("Command", (_Speaking, TyperCommand), named)


def _name(param: Private) -> str:
    """What a message calls it: ``--period``, ``PATH``."""
    return str(max(param.opts, key=len)) if isinstance(param, TyperOption) else param.metavar or param.name.upper()


def _choices(param: Private) -> list[str]:
    return [str(choice) for choice in param.type_descriptor.choices or ()]


def _is_a(kind: type, param: Private) -> bool:
    return kind in (param.type_descriptor.annotation, *get_args(param.type_descriptor.annotation))


def _signature(param: Private, language: Language) -> str:
    """``--format table|json``, ``PERIOD``, ``[PATH]...``."""
    _ = language.gettext
    if not isinstance(param, TyperOption):
        shown = _name(param) if param.required else f"[{_name(param)}]"
        return shown if param.nargs == 1 else f"{shown}..."
    spelled = " / ".join(", ".join(names) for names in (param.opts, param.secondary_opts) if names)
    shape = _("PATH") if _is_a(Path, param) else _("NUMBER") if _is_a(int, param) else _("TEXT")
    return spelled if param.is_flag else f"{spelled} {param.metavar or '|'.join(_choices(param)) or shape}"


def _row(param: Private, ctx: Private, language: Language) -> tuple[str, str]:
    """One line of help: ``--format table|json`` and ``What to print. [default: table]``."""
    _, shown, default = language.gettext, param.show_default, param.get_default(ctx, call=False)
    if not isinstance(shown, str):  # a text is shown instead of the default
        shown = str(default) if shown and (isinstance(default, str | Path) or type(default) is int) else ""
    note = _("[required]") if param.required else _("[default: {value}]").format(value=shown) if shown else ""
    return _signature(param, language), " ".join(part for part in (param.help, note) if part)


def _offer(names: Iterable[str], language: Language, *, guess: bool = False) -> str:
    offer = language.gettext("Did you mean {names}?") if guess else language.gettext("Choose one of: {names}.")
    return offer.format(names=", ".join(names)) if names else ""


def _explained(error: typer.TyperException, ctx: Private, given: Sequence[str], language: Language) -> Misuse:
    """A usage error of typer's in the language; what ``cli`` itself worded (``typer.BadParameter``) stays as it is."""
    _, param, name = language.gettext, getattr(error, "param", None), getattr(error, "option_name", "")
    if isinstance(error, Misuse):
        return error
    text, advice = error.message, ""
    if hasattr(error, "possibilities"):
        text = _("There is no option “{name}”.").format(name=name)
        advice = _offer(error.possibilities or (), language, guess=True)
    elif name:
        flags = [known for known in ctx.command.get_params(ctx) if isinstance(known, TyperOption) and known.is_flag]
        flag = any(name in (*known.opts, *known.secondary_opts) for known in flags)
        text = (_("{name} takes no value.") if flag else _("{name} needs a value.")).format(name=name)
    elif hasattr(error, "param_type"):
        text, advice = _("{name} is missing.").format(name=_name(param)), _offer(_choices(param), language)
    elif param is not None:
        text, advice = _refused(error, ctx, given, language)
    elif not isinstance(error, typer.BadParameter) and isinstance(getattr(ctx, "command", None), TyperGroup):
        text, advice = _("No command was given."), _offer(ctx.command.commands, language)
    elif given:
        _values, words, _order = ctx.command.make_parser(ctx).parse_args(list(given))
        text = _("This is more than the command takes: “{words}”.").format(words=" ".join(words))
        advice = _("Put a name with spaces in quotation marks.")
    return Misuse(text, advice, ctx, language)


def _refused(error: Private, ctx: Private, given: Sequence[str], language: Language) -> tuple[str, str]:
    """A value that the argument or option does not take, and what to write instead."""
    _, param, fault, reason = language.gettext, error.param, None, error.__cause__
    while hasattr(reason, "errors"):  # pydantic's; that of a list holds that of its item
        fault = reason.errors()[0]
        reason = fault.get("ctx", {}).get("error")
    if fault is not None:
        value, advice = fault["input"], _("Write a number.") if _is_a(int, param) else _offer(_choices(param), language)
        if param.type_descriptor.parameter_info.parser is not None:
            advice = str(reason)
    elif _is_a(Path, param):  # what typer dislikes about a path it says in English only
        values, _words, _order = ctx.command.make_parser(ctx).parse_args(list(given))
        typed = values.get(param.name) or param.get_default(ctx)
        paths = typed if isinstance(typed, list | tuple) else [typed]
        value = ", ".join(str(path) for path in paths if not os.access(path, os.R_OK)) or paths[0]
        advice = _("Check that it exists, whether a file or a folder is needed, and the rights to it.")
    else:
        return f"{_name(param)}: {error.message}", ""
    return _("{name}: “{value}” cannot be used.").format(name=_name(param), value=value), advice


@cache
def screen(*, stderr: bool = False) -> "Console":
    """Where results go, or errors and progress. Data is never read as markup; a pipe gets whole, unwrapped lines."""
    from rich.console import Console

    width = None if (sys.stderr if stderr else sys.stdout).isatty() else PIPE_WIDTH
    return Console(stderr=stderr, width=width, markup=False, emoji=False, highlight=False)


def print_findings(console: "Console", findings: Iterable[Finding], language: Language) -> None:
    """Under the name of each file its findings: how grave, where, what is wrong, and below it what to do."""
    margin = 4 + max(len(language.gettext(word)) for word, _style in SEVERITIES.values())
    wrapper = TextWrapper(max(20, console.width - margin), break_long_words=False, break_on_hyphens=False)
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.place.file, []).append(finding)
    for file, group in files.items():
        if file:
            console.print(quote(file, PIPE_WIDTH), style="bold", soft_wrap=True)
        for finding in group:
            word, style = SEVERITIES[finding.severity]
            place = where(replace(finding, place=replace(finding.place, file="")), language)
            said = ": ".join(part for part in (place, message(finding, language)) if part)
            lines = [*wrapper.wrap(quote(said, PIPE_WIDTH)), *wrapper.wrap(quote(hint(finding, language), PIPE_WIDTH))]
            console.print(f"  {language.gettext(word)}".ljust(margin), style=style, end="")
            console.print(f"\n{' ' * margin}".join(lines), soft_wrap=True)


def print_verdict(file: str, findings: Iterable[Finding], language: Language, *, refused: bool) -> None:
    """``fokus.xlsx: refused (2 errors, 1 warning)``, on stdout."""
    _, ngettext, console = language.gettext, language.ngettext, screen()
    errors, warnings, notes = map(Counter(finding.severity for finding in findings).__getitem__, SEVERITIES)
    counted = [
        ngettext("{n} error", "{n} errors", errors).format(n=errors) if errors else "",
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings) if warnings else "",
        ngettext("{n} note", "{n} notes", notes).format(n=notes) if notes else "",
    ]
    word, style = (_("refused"), "bold red") if refused else (_("acceptable"), "bold green")
    tail = f" ({', '.join(filter(None, counted))})" if any(counted) else ""
    console.print(f"{quote(file, PIPE_WIDTH)}: ", console.render_str(word, style=style), tail, sep="", soft_wrap=True)


def track(items: Collection[T], description: str) -> Iterator[T]:
    """The items one by one, with a progress bar on stderr where that is a terminal."""
    if sys.stderr.isatty():
        from rich.progress import track as bar

        yield from bar(items, description, console=screen(stderr=True), transient=True)
    else:
        yield from items


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """What the program is doing for long, on stderr where that is a terminal."""
    if sys.stderr.isatty():
        with screen(stderr=True).status(text):
            yield
    else:
        yield


def command_line(folder: Path, *words: str) -> str:
    """A command of this program on that folder, as it can be typed into the user's shell."""
    data = () if folder == Path("data") else ("--data", str(folder))
    return " ".join(_in_shell(word) for word in (PROGRAM, *data, *words))


def _in_shell(word: str) -> str:
    if not WINDOWS:
        return shlex.quote(word)
    return word if re.fullmatch(r"[\w.:/\\-]+", word) else f'"{word}"'
