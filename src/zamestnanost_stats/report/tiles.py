"""Where territories stand on a tile map: Prague's 22 administrative districts roughly as they lie to each other."""

from collections.abc import Iterable, Mapping
from typing import Final

PRAGUE: Final[Mapping[str, tuple[int, int]]] = {
    name: (row, column)
    for row, line in enumerate(
        (
            "...  ...  ...  ...  P18  P19  ...",
            "P17  P6   P7   P8   P9   P14  P20",
            "P13  P5   P1   P3   P10  P15  P21",
            "...  P16  P2   P4   P11  P22  ...",
            "...  ...  ...  P12  ...  ...  ...",
        )
    )
    for column, name in enumerate(line.split())
    if name != "..."
}
"""Row and column, from the north-west. The city's outline is more of a star: P6 and P5 reach far to the west, and the
Vltava runs between P5, P16 and P2, P4, P12."""
_COLUMNS: Final = 7


def positions(ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Row and column of each territory; those that are not Prague's districts fill rows of their own below."""
    wanted = list(ids)
    placed = {name: PRAGUE[name] for name in wanted if name in PRAGUE}
    below = max((row for row, _ in placed.values()), default=-1) + 1
    rest = [name for name in wanted if name not in placed]
    return placed | {name: (below + place // _COLUMNS, place % _COLUMNS) for place, name in enumerate(rest)}
