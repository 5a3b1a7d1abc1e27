"""The commands: thin, each one a call of the working folder and a few lines said."""

import gc
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from zamestnanost_stats import console
from zamestnanost_stats.cli_accept import add_accept, add_withdraw, day_parser
from zamestnanost_stats.cli_ledger import add_history, add_rehearse, add_trace, add_verify
from zamestnanost_stats.cli_returns import add_status, add_validate, open_folder, open_round, period_of, say, say_drafts
from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.language import Language, language
from zamestnanost_stats.report import FORMATS, WRITABLE


def main() -> None:
    """The entry point of the program."""
    gc.set_threshold(100_000)  # hardly anything here refers to itself: looking for it only makes every start slower
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
    add_validate(app, spoken)
    add_accept(app, spoken)
    add_status(app, spoken)
    add_withdraw(app, spoken)
    add_history(app, spoken)
    _telling(app, spoken)
    add_trace(app, spoken)
    add_rehearse(app, spoken)
    add_verify(app, spoken)
    return app


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
        for path, made in begin(where, period_of(period), form, spoken):
            say(_("made: {path}").format(path=path) if made else _("kept as it is: {path}").format(path=path))
        say(
            _("Next: fill in providers.csv and services.csv, look at {path}, then run:").format(
                path=where / period / "collection.toml"
            )
        )
        say(f"  {console.command_line(where, 'template', period)}")

    @app.command(cls=command, help=_("Writes one workbook per provider, to be sent out."))
    def template(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        provider: Annotated[
            list[str] | None, typer.Option(metavar=_("ID"), help=_("Only this provider; may be repeated."))
        ] = None,
        email: Annotated[
            bool, typer.Option("--email", help=_("Also drafts of the messages to send them with; nothing is sent."))
        ] = False,
    ) -> None:
        workspace, current = open_round(ctx.obj, period)
        wanted = provider or [one.id for one in current.expected]
        written = dict(zip(wanted, workspace.templates(current, wanted), strict=True))
        for path in written.values():
            say(str(path))
        if email:
            from zamestnanost_stats.returns.correspondence import invitations

            files = {name: (path.name, path.read_bytes()) for name, path in written.items()}
            say_drafts(workspace, current, list(invitations(current, files, date.today())), spoken)


# --- telling: report, demo


def _no_slip(edition: str, provider: str, *, publish: bool, on: date | None) -> None:
    if edition == "internal" and (publish or on):
        raise UserError(problem("publish-internal"))
    if edition == "public" and provider:
        raise UserError(problem("publish-provider"))
    if on and not publish:
        raise UserError(problem("publish-missing"))
    if on and on > date.today():
        raise UserError(problem("publish-future", found=on.isoformat()))


def _telling(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("Writes the yearly report from what is accepted."))
    def report(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        formats: Annotated[
            str,
            typer.Option(
                "--format",
                metavar=_("LIST"),
                help=_("Which files to write, separated by commas: {known}.").format(known=", ".join(WRITABLE)),
            ),
        ] = ",".join(FORMATS),
        provider: Annotated[
            str, typer.Option(metavar=_("ID"), help=_("Only this organisation's own page, beside the city."))
        ] = "",
        edition: Annotated[
            Literal["internal", "public"],
            typer.Option(help=_("Internal with everything, or public with people protected.")),
        ] = "internal",
        publish: Annotated[
            bool, typer.Option("--publish", help=_("Records the public edition as published; else it is a draft."))
        ] = False,
        on: Annotated[
            date | None,
            typer.Option(metavar=_("DATE"), parser=day_parser(spoken), help=_("The day of publication; else today.")),
        ] = None,
    ) -> None:
        _no_slip(edition, provider, publish=publish, on=on)
        wanted = [name.strip() for name in formats.split(",") if name.strip()]
        for name in wanted:
            if name not in WRITABLE:
                raise UserError(problem("format-unknown", found=name, known=", ".join(WRITABLE)))
        if not wanted:
            raise UserError(problem("format-missing", known=", ".join(WRITABLE)))
        workspace, current = open_round(ctx.obj, period)
        day = (on or date.today()) if publish else None
        what = _("Looking for what the edition would give away…") if edition == "public" else _("Writing the report…")
        with console.waiting(what):
            for path in workspace.report(current, wanted, edition, provider, day):
                say(str(path))

    @app.command(cls=command, help=_("Writes the definitions and every check of a form, as a document for providers."))
    def codebook(
        ctx: typer.Context,
        form: Annotated[str, typer.Argument(metavar=_("FORM"), help=_("Such as ips-2020."))],
    ) -> None:
        for path in open_folder(ctx.obj).codebook(form):
            say(str(path))

    @app.command(cls=command, help=_("Runs the whole round on invented data and says where to look."))
    def demo(
        folder: Annotated[Path | None, typer.Argument(metavar=_("DIR"), help=_("A new folder to do it in."))] = None,
    ) -> None:
        from zamestnanost_stats.demo import play

        play(folder, spoken, say)
