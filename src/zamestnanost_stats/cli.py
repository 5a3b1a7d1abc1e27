"""The commands: thin, each one a call of the working folder and a few lines said."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from zamestnanost_stats import console
from zamestnanost_stats.findings import Finding, UserError, problem
from zamestnanost_stats.keys import Period
from zamestnanost_stats.language import Language, language
from zamestnanost_stats.workspace import REPORT_FORMATS, Checked, Workspace, open_workspace

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
        lang: Annotated[Literal["cs", "en"] | None, typer.Option(help=_("Language of the terminal."))] = None,
    ) -> None:
        ctx.obj = data

    _asking(app, spoken)
    _taking(app, spoken)
    _telling(app, spoken)
    return app


def _say(text: str) -> None:
    console.screen().print(text, soft_wrap=True)


def _period(label: str) -> Period:
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
        folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=_("Where; else the working folder."))] = None,
        period: Annotated[str, typer.Option(help=_("The period collected."), metavar="PERIOD")] = "2020",
        form: Annotated[str, typer.Option(help=_("The form asked."), metavar="FORM")] = "ips-2020",
    ) -> None:
        from zamestnanost_stats.beginning import begin

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
        period: Annotated[str, typer.Argument(metavar="PERIOD", help=_("Such as 2020."))],
        provider: Annotated[
            list[str] | None, typer.Option(metavar="ID", help=_("Only this provider; may be repeated."))
        ] = None,
    ) -> None:
        workspace = open_workspace(ctx.obj)
        current = workspace.round(_period(period))
        wanted = provider or [one.id for one in current.expected]
        for path in workspace.templates(current, wanted):
            _say(str(path))


# --- taking: validate, accept, status


def _taking(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)
    paths_help = _("Files or folders; else the inbox of the period.")

    @app.command(cls=command, help=_("Checks returns and says what to mend. Changes nothing."))
    def validate(
        ctx: typer.Context,
        paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help=paths_help)] = None,
        period: Annotated[str | None, typer.Option(metavar="PERIOD", help=_("The period expected."))] = None,
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
        paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help=paths_help)] = None,
        period: Annotated[str | None, typer.Option(metavar="PERIOD", help=_("The period expected."))] = None,
        received: Annotated[
            datetime | None,
            typer.Option(
                formats=["%Y-%m-%d"], metavar="DATE", help=_("When they came; else today."), show_default=False
            ),
        ] = None,
    ) -> int:
        day = received.date() if received else date.today()
        workspace = open_workspace(ctx.obj)
        checked = _one_file_each(_checked(ctx.obj, paths or [], period, spoken))
        for one in checked:
            _show(one, spoken)
            done = workspace.accept(one, day)
            if done and not done.revision:
                _say("  " + _("This very file was accepted before; nothing changed."))
            elif done and done.revision == 1:
                _say("  " + _("Accepted."))
            elif done:
                _say(
                    "  "
                    + spoken.ngettext(
                        "Accepted as revision {revision}; {count} value differs from the one before.",
                        "Accepted as revision {revision}; {count} values differ from the one before.",
                        len(done.changes),
                    ).format(revision=done.revision, count=len(done.changes))
                )
        return REFUSED if any(one.refused for one in checked) else 0

    @app.command(cls=command, help=_("Who has returned, on time, late, partly, with errors, and who has not."))
    def status(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar="PERIOD", help=_("Such as 2020."))],
    ) -> None:
        workspace = open_workspace(ctx.obj)
        current = workspace.round(_period(period))
        console.print_status(workspace.status(current), current.collection.deadline, spoken)


def _checked(folder: Path, paths: Sequence[Path], label: str | None, spoken: Language) -> list[Checked]:
    workspace = open_workspace(folder)
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


def _one_file_each(checked: list[Checked]) -> list[Checked]:
    """Two different files of one provider in one call are refused: which one is meant must be said."""
    hashes = {(one.taken.provider, one.taken.sha256) for one in checked if not one.refused}
    times = Counter(provider for provider, _ in hashes)
    return [
        replace(one, findings=(*one.findings, Finding("two-files", params={"provider": one.taken.provider})))
        if not one.refused and times[one.taken.provider] > 1
        else one
        for one in checked
    ]


def _show(one: Checked, spoken: Language) -> None:
    console.print_verdict(one.taken.path.name, one.findings, spoken, refused=one.refused)
    console.print_findings(console.screen(), one.findings, spoken)


def _sum_up(checked: Sequence[Checked], spoken: Language) -> None:
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
        period: Annotated[str, typer.Argument(metavar="PERIOD", help=_("Such as 2020."))],
        formats: Annotated[
            str, typer.Option("--format", metavar="LIST", help=_("Which files to write, separated by commas."))
        ] = ",".join(REPORT_FORMATS),
    ) -> None:
        wanted = [name.strip() for name in formats.split(",") if name.strip()]
        for name in wanted:
            if name not in REPORT_FORMATS:
                raise UserError(problem("format-unknown", found=name, known=", ".join(REPORT_FORMATS)))
        workspace = open_workspace(ctx.obj)
        for path in workspace.report(workspace.round(_period(period)), wanted):
            _say(str(path))

    @app.command(cls=command, help=_("Runs the whole round on invented data and says where to look."))
    def demo(
        folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=_("A new folder to do it in."))] = None,
    ) -> None:
        from zamestnanost_stats.demo import play

        play(folder, spoken, _say)
