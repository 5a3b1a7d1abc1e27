"""The commands that look at returns: validate, status; and what all commands say and open alike."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zamestnanost_stats import console
from zamestnanost_stats.findings import Finding, Place, Severity, UserError, problem, quote
from zamestnanost_stats.language import Language

if TYPE_CHECKING:
    from zamestnanost_stats.form.asked import Round
    from zamestnanost_stats.keys import Period
    from zamestnanost_stats.returns.mail import Draft
    from zamestnanost_stats.returns.status import Line
    from zamestnanost_stats.workspace import Checked, Workspace

REFUSED = 1
NOTE_WIDTH = 600
"""Characters of what is noted about one return."""


def say(text: str) -> None:
    console.screen().print(text, soft_wrap=True)


def open_folder(folder: Path) -> "Workspace":
    from zamestnanost_stats.workspace import open_workspace

    return open_workspace(folder)


def open_round(folder: Path, label: str) -> "tuple[Workspace, Round]":
    workspace = open_folder(folder)
    return workspace, workspace.round(period_of(label))


def period_of(label: str) -> "Period":
    """The period of that label; a UserError where it is none."""
    from zamestnanost_stats import workspace

    return workspace.period_of(label)


def say_drafts(
    workspace: "Workspace", current: "Round", drafts: "Sequence[Draft]", spoken: Language, *, stderr: bool = False
) -> None:
    """Writes message drafts and says where; a missing address is said too. Nothing is sent."""
    from zamestnanost_stats.letters import write_drafts
    from zamestnanost_stats.returns.mail import unaddressed

    for path in write_drafts(workspace, current, drafts):
        console.screen(stderr=stderr).print(str(path), soft_wrap=True)
    console.print_findings(console.screen(stderr=True), unaddressed(drafts), spoken)


def add_validate(app: typer.Typer, spoken: Language) -> None:
    """Puts ``validate`` into the program."""
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)
    paths_help = _("Files or folders; else the inbox of the period.")

    @app.command(cls=command, help=_("Checks returns and says what to mend. Changes nothing."))
    def validate(
        ctx: typer.Context,
        paths: Annotated[list[Path] | None, typer.Argument(metavar=_("PATH"), help=paths_help, readable=False)] = None,
        period: Annotated[str | None, typer.Option(metavar=_("PERIOD"), help=_("The period expected."))] = None,
        feedback: Annotated[
            bool, typer.Option("--feedback", help=_("Also workbooks with what to mend, to be sent back."))
        ] = False,
        email: Annotated[
            bool, typer.Option("--email", help=_("Also drafts of the messages to send them with; nothing is sent."))
        ] = False,
        form: Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to say it."))] = "table",
    ) -> int:
        whole = feedback or email
        workspace, current, checked = checked_files(ctx.obj, paths or [], period, spoken, whole=whole)
        old: set[str] = set()
        if whole:
            from zamestnanost_stats.letters import outdated

            old = outdated(workspace, current, checked)
            checked = one_file_each(checked, lambda one: one.taken.sha256 not in old)
        if form == "json":
            from zamestnanost_stats.returns.verdicts import to_json

            sys.stdout.write(to_json([(one.taken, one.findings) for one in checked], spoken))
        else:
            for one in checked:
                show(one, spoken)
            _sum_up(checked, spoken)
        if whole:
            newest = [one for one in checked if one.taken.sha256 not in old]
            _send_back(workspace, current, newest, email, spoken)
        return REFUSED if any(one.refused for one in checked) else 0


def add_status(app: typer.Typer, spoken: Language) -> None:
    """Puts ``status`` into the program."""
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("Who has returned, on time, late, partly, with errors, and who has not."))
    def status(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        remind: Annotated[
            bool, typer.Option("--remind", help=_("Also drafts of reminders to those who have not; nothing is sent."))
        ] = False,
    ) -> None:
        workspace, current = open_round(ctx.obj, period)
        lines = workspace.status(current)
        print_status(lines, current.collection.deadline, spoken)
        if remind:
            from zamestnanost_stats import letters

            say_drafts(workspace, current, letters.remind(workspace, current, lines, date.today()), spoken)


def _send_back(
    workspace: "Workspace", current: "Round", checked: "Sequence[Checked]", email: bool, spoken: Language
) -> None:
    """The feedback workbooks, and drafts to send them with, and for which files there is none."""
    from zamestnanost_stats.letters import send_back

    back = send_back(workspace, current, checked, date.today())
    for path in back.workbooks:
        console.screen(stderr=True).print(str(path), soft_wrap=True)
    if email:
        say_drafts(workspace, current, back.drafts, spoken, stderr=True)
        console.print_findings(console.screen(stderr=True), back.undrafted, spoken)
    say_mended(workspace, current, checked, spoken)


def say_mended(workspace: "Workspace", current: "Round", checked: "Sequence[Checked]", spoken: Language) -> None:
    """Removes what asked for corrections that came, and says where it was."""
    from zamestnanost_stats.letters import mended

    for path in mended(workspace, current, checked):
        told = spoken.gettext("Removed, because there is nothing to mend any more: {path}").format(path=path)
        console.screen(stderr=True).print(told, soft_wrap=True)


def print_status(lines: "Sequence[Line]", deadline: date, language: Language) -> None:
    """One row per provider: where its return stands, when it came, what is special about it."""
    from rich.table import Table
    from rich.text import Text

    from zamestnanost_stats.returns.status import Standing

    _ = language.gettext
    words = {
        Standing.ON_TIME: (_("returned on time"), "green"),
        Standing.LATE: (_("returned late"), "yellow"),
        Standing.ERRORS: (_("in the inbox, with errors"), "red"),
        Standing.WAITING: (_("in the inbox, not accepted yet"), "yellow"),
        Standing.MISSING: (_("missing"), "red"),
        Standing.NOT_EXPECTED: (_("not expected"), "dim"),
    }
    table = Table(title=_("Deadline {day}").format(day=language.date(deadline)), title_justify="left", box=None)
    for title in (_("Id"), _("Organisation"), _("Return"), _("Received"), _("Note")):
        table.add_column(title, overflow="fold")
    for line in lines:
        word, style = words[line.standing]
        note = quote(_note(line, language), NOTE_WIDTH)
        received = language.date(line.received) if line.received else ""
        table.add_row(
            line.provider.id,
            Text(line.provider.name),
            Text(word, style=style),
            received,
            Text(note),
        )
    console.screen().print(table)


def _note(line: "Line", language: Language) -> str:
    """What is special about a return: partly, not confirmed, corrected, not explained, another file; the note of it."""
    from zamestnanost_stats.returns.status import Standing

    _ = language.gettext
    others = {
        Standing.ERRORS: _("another file lies in the inbox: with errors"),
        Standing.WAITING: _("another file lies in the inbox: not accepted yet"),
    }
    confirmed = "" if line.confirmed else _("not confirmed by the provider")
    if line.confirmed_on:
        confirmed = _("confirmed by the provider {day}").format(day=language.date(line.confirmed_on))
    count = line.unexplained
    lacking = language.ngettext("{count} explanation is missing", "{count} explanations are missing", count)
    told = (
        line.reason,
        _("partly: some figures not collected (N)") if line.partial else "",
        confirmed,
        _("corrected {day}").format(day=language.date(line.corrected)) if line.corrected else "",
        lacking.format(count=count) if count else "",
        others[line.newer] if line.newer else "",
        _("note: {text}").format(text=line.note) if line.note else "",
    )
    return ", ".join(part for part in told if part)


def one_file_each(checked: "Sequence[Checked]", asked: "Callable[[Checked], bool]") -> "list[Checked]":
    """Two different files of one provider in one call, among those ``asked`` for, are refused: which one is meant must
    be said."""
    from zamestnanost_stats.letters import TWO_FILES

    hashes = {(one.taken.provider, one.taken.sha256) for one in checked if one.taken.provider and asked(one)}
    times = Counter(provider for provider, _ in hashes)
    return [
        replace(one, findings=(*one.findings, Finding(TWO_FILES, params={"provider": name})))
        if asked(one) and times[name := one.taken.provider] > 1
        else one
        for one in checked
    ]


def checked_files(
    folder: Path, paths: Sequence[Path], label: str | None, spoken: Language, *, whole: bool
) -> "tuple[Workspace, Round, list[Checked]]":
    """The files checked; ``whole`` with their bytes, which of thousands take much memory."""
    workspace = open_folder(folder)
    files = [file for path in paths for file in _files(path)]
    current = workspace.round(workspace.period(label, files))
    files = files or ([] if paths else workspace.inbox(current.period))
    places = paths or [workspace.folder / current.period.label / "inbox"]
    _say_folders_inside(places, spoken)
    if not files:
        raise UserError(problem("inbox-empty", file=str(places[0])))
    checked = (workspace.check(path, current) for path in console.track(files, spoken.gettext("Checking")))
    return workspace, current, [one if whole else _without_bytes(one) for one in checked]


def _without_bytes(one: "Checked") -> "Checked":
    return replace(one, taken=replace(one.taken, data=b""))


def _files(path: Path) -> list[Path]:
    if not os.path.isdir(path) or os.path.islink(path):  # Path.is_dir raises for names too long
        return [path]
    from zamestnanost_stats.returns.inbox import files_in

    return files_in(path)


def _say_folders_inside(places: Sequence[Path], spoken: Language) -> None:
    """Once, for whoever sorts what came into folders, which are not looked into."""
    from zamestnanost_stats.returns.inbox import folders_in
    from zamestnanost_stats.returns.privacy import masked

    for place in places:
        inside = folders_in(place) if os.path.isdir(place) and not os.path.islink(place) else []
        if inside:
            names = ", ".join(quote(masked(one.name)) for one in inside)
            said = Finding("folder-inside", Place(str(place)), params={"names": names}, severity=Severity.INFO)
            console.print_findings(console.screen(stderr=True), [said], spoken)


def show(one: "Checked", spoken: Language) -> None:
    from zamestnanost_stats.returns.privacy import masked

    console.print_verdict(masked(one.taken.path.name), one.findings, spoken, refused=one.refused)
    console.print_findings(console.screen(), one.findings, spoken)


def _sum_up(checked: "Sequence[Checked]", spoken: Language) -> None:
    refused = sum(one.refused for one in checked)
    if len(checked) > 1:
        say(
            spoken.gettext("Files: {all}, acceptable: {good}, refused: {bad}.").format(
                all=len(checked), good=len(checked) - refused, bad=refused
            )
        )
