"""Charts: a Vega-Lite specification as plain data, the accessible SVG drawn from it, and the table behind it.

Every position follows from the texts' lengths and every label is a literal in the data, so that nothing depends on the
fonts or the locale of the machine that draws. Colours stand in the SVG as the print palette, which a page may replace
(``palette.themes``), so that one SVG serves light, dark and paper.
"""

from zamestnanost_stats.report.charts.drawing import png, specification, svg
from zamestnanost_stats.report.charts.tables import MOST_ROWS, data_table, pictured

__all__ = ["MOST_ROWS", "data_table", "pictured", "png", "specification", "svg"]
