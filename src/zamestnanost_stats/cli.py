"""The commands: thin, each one a call of the working folder and a few lines said."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zamestnanost_stats import console
from zamestnanost_stats.findings import Finding, UserError, problem
from zamestnanost_stats.language import Language, language
from zamestnanost_stats.report import FORMATS

if TYPE_CHECKING:
    from zamestnanost_stats.form.asked import Round
    from zamestnanost_stats.keys import Period
    from zamestnanost_stats.returns.ledger.record import Recorded
    from zamestnanost_stats.workspace import Checked, Workspace

PROGRAM = "zamestnanost-stats"
REFUSED = 1


def main() -> None:
    """The entry point of the program."""
    argv = sys.argv[1:]
    spoken = language(console.language_of(argv))
    sys.exit(console.run(build(spoken), spoken, argv))


def build(spoken: Language) -> typer.Typer:
    """The program with its help in that language."""
    _ = spoken.gettext
    group, _command = console.command_classes(spoken)
    app = typer.Typer(cls=group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.callback(
        help=_(
            "Asks employment services for their yearly figures, checks what comes back, and reports how many people "
            "with mental illness were helped into work."
        )
    )
    def _root(
        ctx: typer.Context,
        data: Annotated[Path, typer.Option(help=_("The working folder."), metavar=_("FOLDER"))] = Path("data"),
        lang: Annotated[
            Literal["cs", "en"] | None, typer.Option(help=_("Language of the terminal."), is_eager=True)
        ] = None,
    ) -> None:
        ctx.obj = data

    _asking(app, spoken)
    _taking(app, spoken)
    _telling(app, spoken)
    return app


def _say(text: str) -> None:
    console.screen().print(text, soft_wrap=True)


def _open(folder: Path) -> "Workspace":
    from zamestnanost_stats.workspace import open_workspace

    return open_workspace(folder)


def _round(folder: Path, label: str) -> "tuple[Workspace, Round]":
    workspace = _open(folder)
    return workspace, workspace.round(_period(label))


def _period(label: str) -> "Period":
    from zamestnanost_stats.keys import Period

    period = Period.parse(label)
    if period is None:
        raise UserError(problem("period-invalid", found=label))
    return period


# --- asking: init, template


def _asking(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("Makes a working folder, ready to edit. Nothing is overwritten."))
    def init(
        ctx: typer.Context,
        folder: Annotated[Path | None, typer.Argument(metavar=_("DIR"), help=_("Where; else “data”."))] = None,
        period: Annotated[str, typer.Option(help=_("The period collected."), metavar=_("PERIOD"))] = "2020",
        form: Annotated[str, typer.Option(help=_("The form asked."), metavar=_("FORM"))] = "ips-2020",
    ) -> None:
        from zamestnanost_stats.beginning import begin
        from zamestnanost_stats.workspace import Workspace

        where = folder or ctx.obj
        Workspace(where).form(form)
        for path, made in begin(where, _period(period), form, spoken):
            _say(_("made: {path}").format(path=path) if made else _("kept as it is: {path}").format(path=path))
        _say(
            _("Next: fill in providers.csv and services.csv, look at {path}, then run:").format(
                path=where / period / "collection.toml"
            )
        )
        _say(f"  {PROGRAM} --data {where} template {period}")

    @app.command(cls=command, help=_("Writes one workbook per provider, to be sent out."))
    def template(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        provider: Annotated[
            list[str] | None, typer.Option(metavar=_("ID"), help=_("Only this provider; may be repeated."))
        ] = None,
    ) -> None:
        workspace, current = _round(ctx.obj, period)
        wanted = provider or [one.id for one in current.expected]
        for path in workspace.templates(current, wanted):
            _say(str(path))


# --- taking: validate, accept, status


def _taking(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    def parse_received(text: str) -> date:
        from zamestnanost_stats.keys import parse_day

        day = parse_day(text)
        if day is None:
            raise ValueError(_("Write a date such as 2021-02-15."))
        return day

    paths_help = _("Files or folders; else the inbox of the period.")

    @app.command(cls=command, help=_("Checks returns and says what to mend. Changes nothing."))
    def validate(
        ctx: typer.Context,
        paths: Annotated[list[Path] | None, typer.Argument(metavar=_("PATH"), help=paths_help, readable=False)] = None,
        period: Annotated[str | None, typer.Option(metavar=_("PERIOD"), help=_("The period expected."))] = None,
        form: Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to say it."))] = "table",
    ) -> int:
        checked = _checked(ctx.obj, paths or [], period, spoken)
        if form == "json":
            from zamestnanost_stats.returns.verdicts import to_json

            sys.stdout.write(to_json([(one.taken, one.findings) for one in checked], spoken))
        else:
            for one in checked:
                _show(one, spoken)
            _sum_up(checked, spoken)
        return REFUSED if any(one.refused for one in checked) else 0

    @app.command(cls=command, help=_("Records returns that are in order in the ledger; the others are said and left."))
    def accept(
        ctx: typer.Context,
        paths: Annotated[list[Path] | None, typer.Argument(metavar=_("PATH"), help=paths_help, readable=False)] = None,
        period: Annotated[str | None, typer.Option(metavar=_("PERIOD"), help=_("The period expected."))] = None,
        received: Annotated[
            date | None,
            typer.Option(parser=parse_received, metavar=_("DATE"), help=_("When they came; else today.")),
        ] = None,
    ) -> int:
        day = received or date.today()
        workspace = _open(ctx.obj)
        checked = _one_file_each(_checked(ctx.obj, paths or [], period, spoken))
        for one in checked:
            _show(one, spoken)
            _say_recorded(workspace.accept(one, day), spoken)
        return REFUSED if any(one.refused for one in checked) else 0

    @app.command(cls=command, help=_("Who has returned, on time, late, partly, with errors, and who has not."))
    def status(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
    ) -> None:
        workspace, current = _round(ctx.obj, period)
        console.print_status(workspace.status(current), current.collection.deadline, spoken)


def _say_recorded(done: "Recorded | None", spoken: Language) -> None:
    if done is None:
        return
    if not done.revision:
        said = spoken.gettext("This very file was accepted before; nothing changed.")
    elif done.revision == 1:
        said = spoken.gettext("Accepted.")
    else:
        said = spoken.ngettext(
            "Accepted as revision {revision}; {count} value differs from the one before.",
            "Accepted as revision {revision}; {count} values differ from the one before.",
            len(done.changes),
        ).format(revision=done.revision, count=len(done.changes))
    _say(f"  {said}")


def _checked(folder: Path, paths: Sequence[Path], label: str | None, spoken: Language) -> "list[Checked]":
    workspace = _open(folder)
    files = [file for path in paths for file in _files(path)]
    current = workspace.round(workspace.period(label, files))
    files = files or ([] if paths else workspace.inbox(current.period))
    if not files:
        place = paths[0] if paths else workspace.folder / current.period.label / "inbox"
        raise UserError(problem("inbox-empty", file=str(place)))
    return [workspace.check(path, current) for path in console.track(files, spoken.gettext("Checking"))]


def _files(path: Path) -> list[Path]:
    if not path.is_dir() or path.is_symlink():
        return [path]
    return sorted(one for one in path.iterdir() if not one.name.startswith(("~$", ".")))


def _one_file_each(checked: "list[Checked]") -> "list[Checked]":
    """Two different files of one provider in one call are refused: which one is meant must be said."""
    hashes = {(one.taken.provider, one.taken.sha256) for one in checked if not one.refused}
    times = Counter(provider for provider, _ in hashes)
    return [
        replace(one, findings=(*one.findings, Finding("two-files", params={"provider": one.taken.provider})))
        if not one.refused and times[one.taken.provider] > 1
        else one
        for one in checked
    ]


def _show(one: "Checked", spoken: Language) -> None:
    console.print_verdict(one.taken.path.name, one.findings, spoken, refused=one.refused)
    console.print_findings(console.screen(), one.findings, spoken)


def _sum_up(checked: "Sequence[Checked]", spoken: Language) -> None:
    refused = sum(one.refused for one in checked)
    if len(checked) > 1:
        _say(
            spoken.gettext("Files: {all}, acceptable: {good}, refused: {bad}.").format(
                all=len(checked), good=len(checked) - refused, bad=refused
            )
        )


# --- telling: report, demo


def _telling(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("Writes the yearly report from what is accepted."))
    def report(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        formats: Annotated[
            str, typer.Option("--format", metavar=_("LIST"), help=_("Which files to write, separated by commas."))
        ] = ",".join(FORMATS),
    ) -> None:
        wanted = [name.strip() for name in formats.split(",") if name.strip()]
        for name in wanted:
            if name not in FORMATS:
                raise UserError(problem("format-unknown", found=name, known=", ".join(FORMATS)))
        workspace, current = _round(ctx.obj, period)
        for path in workspace.report(current, wanted):
            _say(str(path))

    @app.command(cls=command, help=_("Runs the whole round on invented data and says where to look."))
    def demo(
        folder: Annotated[Path | None, typer.Argument(metavar=_("DIR"), help=_("A new folder to do it in."))] = None,
    ) -> None:
        from zamestnanost_stats.demo import play

        play(folder, spoken, _say)
