"""From a chart to its specification, and from that to the SVG."""

import re
from html import escape
from typing import Any, Final

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.charts import funnel, rows, tilemap, trend
from zamestnanost_stats.report.charts.marks import Spec
from zamestnanost_stats.report.document import Bars, Chart, Funnel, Intervals, Trend, plain
from zamestnanost_stats.report.palette import LIGHT

_VERSION: Final = "6.4"


def specification(chart: Chart, language: Language) -> Spec:
    """The chart as a Vega-Lite specification (schema v6), 720 px wide, a map 392."""
    match chart:
        case Bars():
            return rows.bars(chart, language)
        case Intervals():
            return rows.intervals(chart, language)
        case Funnel():
            return funnel.funnel(chart, language)
        case Trend():
            return trend.trend(chart, language)
        case _:
            return tilemap.tilemap(chart, language)


def svg(chart: Chart, language: Language, name: str = "chart") -> str:
    """The chart as an SVG with title and description; ids in it start with ``name``, unique within a page."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(_cleaned(specification(chart, language)), vl_version=_VERSION)
    body = re.sub(r"<[^>]+>", lambda tag: _tidy(tag[0], name), drawn.removesuffix("</svg>").split(">", 1)[1])
    title, alt = escape(plain(chart.title)), escape(plain(chart.alt))
    width, height = re.findall(r' (?:width|height)="([\d.]+)"', drawn.split(">", 1)[0])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{alt}</desc>'
        f'<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{LIGHT["surface"]}"/>'
        f'<rect width="2.5" height="6" fill="{LIGHT["sheltered"]}"/></pattern></defs>{body}</svg>'
    )


def png(picture: str, scale: float) -> bytes:
    """An SVG of ours as pixels, ``scale`` for one of its own, on white."""
    import vl_convert

    paper = picture.replace("<defs>", f'<rect width="100%" height="100%" fill="{LIGHT["surface"]}"/><defs>', 1)
    return vl_convert.svg_to_png(paper, scale=scale)


def _cleaned(part: Any) -> Any:
    """A specification whose texts can be drawn."""
    if isinstance(part, dict):
        return {name: _cleaned(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_cleaned(value) for value in part]
    return plain(part) if isinstance(part, str) else part


def _tidy(tag: str, name: str) -> str:
    """Vega's own roles go (the picture is one image to a screen reader), the hatching and the halo come."""
    tag = re.sub(r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"', "", tag)
    tag = tag.replace(f'fill="{LIGHT["sheltered"]}"', f'fill="url(#{name}-hatch)"')
    return tag.replace("<text ", '<text paint-order="stroke" ') if ' stroke="' in tag else tag
