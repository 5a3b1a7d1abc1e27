"""Yearly figures of employment services: asked in a workbook, checked, kept, and reported honestly."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zamestnanost_stats.workspace import open_workspace as open_workspace

__version__ = "0.1.0"
__all__ = ["open_workspace"]


def __getattr__(name: str) -> Any:
    """``open_workspace``, imported when it is asked for: ``--help`` does not wait for it."""
    if name != "open_workspace":
        raise AttributeError(name)
    from zamestnanost_stats.workspace import open_workspace

    return open_workspace
