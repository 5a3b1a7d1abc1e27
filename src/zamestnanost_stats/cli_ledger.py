"""The commands that look into the ledger: history, trace, rehearse, verify."""

from typing import TYPE_CHECKING, Annotated

import typer

from zamestnanost_stats import console
from zamestnanost_stats.cli_returns import open_folder, say
from zamestnanost_stats.findings import Severity, UserError, quote
from zamestnanost_stats.keys import MARKS, TOTAL, CellKey, Value
from zamestnanost_stats.language import Language

if TYPE_CHECKING:
    from zamestnanost_stats.form.definition import Form
    from zamestnanost_stats.returns.ledger.revisions import Revision
    from zamestnanost_stats.returns.rehearse import Trial
    from zamestnanost_stats.workspace import Workspace


def add_history(app: typer.Typer, spoken: Language) -> None:
    """Puts ``history`` into the program."""
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("Every accepted return of a provider, and what changed between them."))
    def history(
        ctx: typer.Context,
        provider: Annotated[str, typer.Argument(metavar=_("PROVIDER"), help=_("Its id in providers.csv."))],
    ) -> None:
        workspace = open_folder(ctx.obj)
        for one in workspace.history(provider):
            _say_revision(one, workspace, provider, spoken)


def _say_revision(one: "Revision", workspace: "Workspace", provider: str, spoken: Language) -> None:
    from zamestnanost_stats.returns.privacy import masked

    _ = spoken.gettext
    words = {"current": _("current"), "superseded": _("superseded"), "withdrawn": _("withdrawn")}
    sources = {"file": _("as a file"), "email": _("by e-mail"), "pdf": _("in a PDF"), "phone": _("by phone")}
    told = _("{period}, revision {revision}: received {day} ({source}), {status} – {file}").format(
        period=one.period,
        revision=one.revision,
        day=spoken.date(one.received),
        source=sources[one.source],
        status=words[one.status],
        file=quote(masked(one.file)),
    )
    say(told)
    for label, text in ((_("note"), one.note), (_("reason"), one.withdrawn)):
        if text:
            say(f"  {label}: {quote(masked(text), 300)}")
    form = workspace.form(one.form)
    names = {service.id: service.name for service in workspace.register.services if service.provider == provider}
    if one.revision > 1 and not one.changes and one.status != "withdrawn":
        say("  " + _("no value changed"))
    for change in one.changes:
        say(f"  {_row(change.key, form, names, spoken)}: {_shown(change.before)} → {_shown(change.after)}")


def _row(key: CellKey, form: "Form", names: dict[str, str], spoken: Language) -> str:
    """``Podpořené osoby celkem, IPS``; ids where the form or the register no longer know them."""
    indicator = form.indicators.get(key.indicator)
    parts = [indicator.label.in_(spoken) if indicator else key.indicator]
    if key.codelist:
        code = form.codelists.get(key.codelist, {}).get(key.code)
        parts.append(code.label.in_(spoken) if code else key.code)
    parts.append(spoken.gettext("organisation in total") if key.column == TOTAL else names.get(key.column, key.column))
    return ", ".join(parts)


def _shown(value: Value) -> str:
    """A value as its provider would type it, contacts masked."""
    from zamestnanost_stats.returns.privacy import masked

    if value.number is not None:
        return format(value.number, "f")
    return quote(masked(value.text)) if value.text else MARKS.get(value.state, "–")


def add_trace(app: typer.Typer, spoken: Language) -> None:
    """Puts ``trace`` into the program."""
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("From a figure's id to the values behind it: file, hash, sheet and cell."))
    def trace(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        figure: Annotated[
            str, typer.Argument(metavar=_("FIGURE"), help=_("Its id in the report's .json: supported@city=all."))
        ],
    ) -> None:
        from zamestnanost_stats.cli_trace import told

        for line in told(open_folder(ctx.obj).trace(period, figure), spoken):
            say(line)


def add_verify(app: typer.Typer, spoken: Language) -> None:
    """Puts ``verify`` into the program."""
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("Whether the ledger holds what was recorded, unchanged. Changes nothing."))
    def verify(
        ctx: typer.Context,
        head: Annotated[
            str, typer.Option(metavar=_("HASH"), help=_("The hash that “verify” said earlier and you wrote down."))
        ] = "",
    ) -> None:
        found = open_folder(ctx.obj).verify(head.strip().lower())
        if found.faults:
            raise UserError(*found.faults)
        said = _("In order. Returns with all revisions: {returns}; originals: {originals}, erased: {erased}.")
        say(said.format(returns=found.returns, originals=found.originals, erased=found.erased))
        if found.head:
            say(_("Records in the chain: {events}; the hash of the last:").format(events=found.events))
            say(f"  {found.head}")
            say(
                _(
                    "Write it down elsewhere: only “verify --head” with it shows later that the last records were not "
                    "cut off and the chain was not made anew."
                )
            )


def add_rehearse(app: typer.Typer, spoken: Language) -> None:
    """Puts ``rehearse`` into the program."""
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(
        cls=command, help=_("Tries a form's rules on all past returns: what would fire, before anybody is asked.")
    )
    def rehearse(
        ctx: typer.Context,
        form: Annotated[str, typer.Argument(metavar=_("FORM"), help=_("Such as ips-2020."))],
    ) -> None:
        workspace = open_folder(ctx.obj)
        for trial in workspace.rehearse(form):
            _say_trial(trial, workspace, spoken)


def _say_trial(trial: "Trial", workspace: "Workspace", spoken: Language) -> None:
    _ = spoken.gettext
    words = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.INFO: _("info")}
    head = f"{trial.rule} ({words[trial.severity]}): {trial.label.in_(spoken)}"
    if not trial.decided:
        say(f"{head}\n  " + _("cannot be tried: no past return has the answers it looks at"))
        return
    share = spoken.out_of(len(trial.cases), trial.decided)
    text = spoken.ngettext(
        "would fire: {share} column it could judge", "would fire: {share} columns it could judge", trial.decided
    )
    say(f"{head}\n  " + text.format(share=share))
    names = {(one.provider, one.id): one.name for one in workspace.register.services}
    for case in trial.cases:
        column = _("organisation in total") if case.column == TOTAL else names[case.provider, case.column]
        provider = workspace.register.providers[case.provider].name
        say(f"    {provider}, {column}, {case.period}: {case.values.in_(spoken)}")
