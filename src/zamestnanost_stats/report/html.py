"""The report as one self-contained, accessible web page: no script, nothing loaded, for screen, phone and paper."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from zamestnanost_stats.language import Language
from zamestnanost_stats.report import charts, palette
from zamestnanost_stats.report.document import (
    Amount,
    Block,
    Bullets,
    Chart,
    Paragraph,
    Report,
    Table,
    TableCell,
    TileMap,
    shown,
)


def to_html(report: Report, language: Language) -> str:
    """The whole page; the same text for the same report."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def svg(chart: Chart, name: str) -> Markup:
        return Markup(charts.svg(chart, language, name))  # noqa: S704 - charts.svg escapes its texts

    def shown_here(cell: TableCell) -> str:
        return shown(cell, language)

    def data_table(chart: Chart) -> Table:
        return charts.data_table(chart, language)

    def readable(block: Block) -> Block:
        """A chart of more rows than are drawn is its table."""
        if isinstance(block, Paragraph | Bullets | Table) or charts.pictured(block):
            return block
        return data_table(block)

    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters |= {
        "t": language.typeset,
        "shown": shown_here,
        "svg": svg,
        "data_table": data_table,
        "readable": readable,
    }
    page.tests |= {
        "paragraph": lambda block: isinstance(block, Paragraph),
        "bullets": lambda block: isinstance(block, Bullets),
        "table": lambda block: isinstance(block, Table),
        "map": lambda block: isinstance(block, TileMap),
        "without_value": lambda cell: isinstance(cell, Amount) and cell.value is None,
    }
    page.globals["_"] = lambda text: language.typeset(language.gettext(text))
    folder = files("zamestnanost_stats.report")
    template = page.from_string((folder / "report.html.j2").read_text("utf-8"))
    style = palette.themes() + (folder / "report.css").read_text("utf-8")
    text = template.render(
        report=report,
        style=Markup(style),  # noqa: S704 - ours, no text of the report is in it
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),  # no other style is let in, nor an attribute
    )
    return text.strip() + "\n"
