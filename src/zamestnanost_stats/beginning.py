"""A new working folder: everything a coordinator edits, with a word on how, and nothing overwritten."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from zamestnanost_stats.folder import shipped, write_file
from zamestnanost_stats.form.collection import PLACEHOLDER
from zamestnanost_stats.form.register import COLUMNS
from zamestnanost_stats.keys import Period
from zamestnanost_stats.language import Language

CONTEXT = ("territory", "period", "name", "value", "definition", "source")
"""Columns of context.csv: outside statistics that stand beside our figures and are never added to them."""
COPIED = ("territories.csv", "benchmarks.toml")
FOLDERS = ("outgoing", "inbox", "feedback", "report")
IGNORED = ("*/inbox/", "*/outgoing/", "*/feedback/", "*/report/", "*/reminders.csv", "ledger.sqlite*")


def begin(folder: Path, period: Period, form: str, spoken: Language) -> Iterator[tuple[Path, bool]]:
    """Makes what is missing of a working folder; yields every file with whether it was made or had been there."""
    for name in FOLDERS:
        (folder / period.label / name).mkdir(parents=True, exist_ok=True)
    (folder / "forms").mkdir(exist_ok=True)
    contents = {
        **{f"{table}.csv": _header(columns) for table, columns in COLUMNS.items() if table != "territories"},
        "context.csv": _header(CONTEXT),
        **{name: shipped(name).read_bytes() for name in COPIED},
        f"{period}/collection.toml": collection_text(period, form, spoken).encode(),
        ".gitignore": "".join(f"{line}\n" for line in IGNORED).encode(),
    }
    for name, content in contents.items():
        path = folder / name
        exists = path.exists() or (path.suffix == ".csv" and path.with_suffix(".xlsx").exists())
        if not exists:
            write_file(path, content)
        yield path, not exists


def _header(columns: tuple[str, ...]) -> bytes:
    """The first line of a register file as Czech Excel opens it with a double click: BOM, semicolons."""
    return (";".join(columns) + "\r\n").encode("utf-8-sig")


def collection_text(period: Period, form: str, spoken: Language) -> str:
    """The collection of a period, ready to be edited."""
    _ = spoken.gettext
    end = period.end
    deadline = date(end.year + (end.month == 12), end.month % 12 + 2, 15)  # six weeks after the period, as Prague does
    what = _("What is collected, in which language, and until when.")
    whom = _("Whom the providers send their returns to; it is printed in every template.")
    where = _("The city as the report names it.")
    name = _("Name Surname")
    free = _("The licence of the public edition, if it is to have one (take away the # sign):")
    small = _(
        "What protects people in the public edition; these values hold if nothing is said (take away the # signs):"
    )
    agreed = _("Those who agreed that their own results are published:")
    absent = _("Providers who will not answer this time (take away the # signs):")
    why = _("why")
    lines = [
        f"# {what}",
        f'form = "{form}"',
        f'language = "{spoken.code}"',
        f"deadline = {deadline.isoformat()}",
        "",
        f"# {where}",
        'area = { cs = "Praha", en = "Prague" }',
        "",
        f"# {free}",
        '# licence = "https://creativecommons.org/licenses/by/4.0/"',
        "",
        f"# {whom}",
        "[coordinator]",
        f'name = "{name}"',
        f'email = "{PLACEHOLDER}"',
        "",
        f"# {small}",
        "# [disclosure]",
        "# hide_up_to = 7",
        "# round_to = 5",
        f"# # {agreed}",
        '# providers = ["id"]',
        "",
        f"# {absent}",
        "# [[not_expected]]",
        '# provider = "id"',
        f'# reason = "{why}"',
    ]
    return "\n".join(lines) + "\n"
