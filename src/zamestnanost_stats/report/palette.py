"""The colours and the type of every output, for light, dark and paper."""

from collections.abc import Mapping
from typing import Final

LIGHT: Final[Mapping[str, str]] = {
    "surface": "#ffffff",
    "text": "#1b232c",
    "muted": "#55606c",
    "line": "#d9dfe5",
    "open": "#10597c",
    "sheltered": "#a65a00",
    "neutral": "#6b7681",
    "neutral-fill": "#c3cbd3",
    "visited": "#cbe1ed",
    "on-open": "#f4fafd",
    "wash": "#f2f5f7",
    "warning": "#8f3d00",
    "warning-wash": "#fff7ee",
}
"""The print palette. Its values differ from each other: the page finds what to recolour by them."""
DARK: Final[Mapping[str, str]] = {
    "surface": "#12171d",
    "text": "#e6eaee",
    "muted": "#a7b1bc",
    "line": "#36414c",
    "open": "#74bde0",
    "sheltered": "#e5a84f",
    "neutral": "#98a4b0",
    "neutral-fill": "#434e5a",
    "visited": "#1d4053",
    "on-open": "#0b1116",
    "wash": "#1b222a",
    "warning": "#f0b27a",
    "warning-wash": "#2a2018",
}
FONTS: Final = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', system-ui, sans-serif"


def themes() -> str:
    """CSS that names both palettes' colours and lets them replace the print palette inside ``.chart``."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in palette.items()) for palette in (LIGHT, DARK))
    rules = "".join(
        f'.chart [{paint}="{value}"]{{{paint}:var(--{name})}}'
        for name, value in LIGHT.items()
        for paint in ("fill", "stroke")
    )
    return f":root{{--fonts:{FONTS};{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{rules}"
