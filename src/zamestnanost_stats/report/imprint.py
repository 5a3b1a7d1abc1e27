"""What an edition's open data say of themselves: title, state, conditions of use, version."""

from datetime import date

from zamestnanost_stats.language import N_, Text, both, language
from zamestnanost_stats.report.source import Issue, Source


def said(source: Source) -> dict[str, Text]:
    """Title, description and conditions of use of an edition."""
    period = Text(source.current.period.label, source.current.period.label)
    use = both(N_("The conditions of use are told by whoever publishes the edition."))
    if source.licence:
        use = both(N_("Terms of use: {licence}"), licence=Text(source.licence, source.licence))
    if source.edition == "internal":
        use = both(N_("Internal edition: small numbers about people, not for publication. No licence is given."))
    answered, whole = len(source.answered), len(source.answered) + len(source.awaited)
    told = [both(N_("An empty cell is no number; the column “stav” says why. Nought is written 0."))]
    if source.preliminary:
        counted = Text(str(answered), str(answered)), Text(str(whole), str(whole))
        told.append(
            both(N_("Preliminary: {answered} of {whole} organisations."), answered=counted[0], whole=counted[1])
        )
    told += _edition(source.issue) if source.issue else []
    told += [source.current.collection.notice] if source.current.collection.notice else []
    return {
        "title": both(N_("{form}: all figures, {period}"), form=source.current.form.title, period=period),
        "description": Text(" ".join(one.cs for one in told), " ".join(one.en for one in told)),
        "rights": use,
    }


def _edition(issue: Issue) -> list[Text]:
    """What a public edition is, and what it replaces."""

    def put(template: str, **parts: int | date) -> Text:
        return both(template, **{name: _text(part) for name, part in parts.items()})

    told = [put(N_("DRAFT of a public edition, not published."))]
    if issue.published:
        told = [put(N_("Public edition {number}, published on {day}."), number=issue.number, day=issue.published)]
    if issue.corrects:
        told.append(put(N_("CORRECTED: it replaces the edition published on {day}."), day=issue.corrects))
    rule = issue.content.rule
    text = N_("Counts from 1 to {most} are hidden, others are rounded to multiples of {step}.")
    return [*told, put(text, most=rule.hide_up_to, step=rule.round_to)]


def _text(part: int | date) -> Text:
    if isinstance(part, date):
        return Text(language("cs").date(part), language("en").date(part))
    return Text(str(part), str(part))


def version(source: Source, created: str) -> str:
    """The number of a public edition, ``2-draft`` of one that is not published; else the day of the figures."""
    if source.issue is None:
        return created
    return f"{source.issue.number}" if source.issue.published else f"{source.issue.number}-draft"
