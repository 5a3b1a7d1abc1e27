"""Where names stand on a chart so that none covers another, a point or a line."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels, downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


class Spot(NamedTuple):
    """A label's place: its box, how its text is aligned in it, and whether a leader must lead there."""

    box: Box
    align: str
    far: bool

    def end(self, x: float, y: float) -> tuple[float, float]:
        """Where a leader from that point meets the label."""
        box = self.box
        return min(max(x, box.left - 2), box.right + 2), min(max(y, box.top), box.bottom)


_GAP = 10
_ANGLES = 24
_FARTHEST = 640


def around(x: float, y: float, size: tuple[float, float]) -> list[Spot]:
    """The places beside a point, the best first: right, left, above, below, then the corners."""
    width, height = size
    corner = _GAP * 0.8
    return [
        *(_spot(x + step, y, width, height, dx, False) for dx, step in ((1, _GAP), (-1, -_GAP))),
        *(_spot(x, y + dy * (_GAP + height / 2), width, height, 0, False) for dy in (-1, 1)),
        *(
            _spot(x + dx * corner, y + dy * (corner + height / 2), width, height, dx, False)
            for dx in (1, -1)
            for dy in (-1, 1)
        ),
    ]


def farther(x: float, y: float, size: tuple[float, float], farthest: int = _FARTHEST) -> Iterable[Spot]:
    """Places at growing distances, to be joined by a leader."""
    width, height = size
    for distance in range(24, farthest, 12):
        for turn in range(_ANGLES):
            angle = 2 * math.pi * turn / _ANGLES
            dx = 1 if math.cos(angle) >= 0 else -1
            yield _spot(x + distance * math.cos(angle), y + distance * math.sin(angle), width, height, dx, True)


def free(
    spots: Iterable[Spot],
    paper: Box,
    taken: Sequence[Box],
    point: tuple[float, float] | None = None,
    lines: Sequence[Box] = (),
) -> Spot | None:
    """The first spot on the paper that meets nothing, nor does its leader from ``point`` where one is given; a leader
    may cross the ``lines``."""
    for spot in spots:
        if not paper.holds(spot.box) or any(spot.box.meets(other) for some in (taken, lines) for other in some):
            continue
        way = along([point, spot.end(*point)]) if point else []
        start = Box(point[0] - 9, point[1] - 9, point[0] + 9, point[1] + 9) if point else spot.box
        if not any(piece.meets(other) for piece in way if not piece.meets(start) for other in taken):
            return spot
    return None


def along(points: Sequence[tuple[float, float]], step: float = 10) -> list[Box]:
    """A broken line as small boxes, for labels to keep off."""
    boxes = []
    for (x, y), (to_x, to_y) in pairwise(points):
        pieces = max(1, math.ceil(math.hypot(to_x - x, to_y - y) / step))
        for piece in range(pieces + 1):
            at_x, at_y = x + (to_x - x) * piece / pieces, y + (to_y - y) * piece / pieces
            boxes.append(Box(at_x - 1, at_y - 1, at_x + 1, at_y + 1))
    return boxes


def spread(wanted: Sequence[tuple[float, float]], bottom: float) -> list[float]:
    """Middles of labels, given where each would like to be and how high it is, moved apart between 0 and ``bottom``;
    if they are higher than that together, the first ones rise above 0."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place][0])
    middles = [middle for middle, _ in wanted]
    edge = 0.0
    for place in order:
        middles[place] = max(middles[place], edge + wanted[place][1] / 2)
        edge = middles[place] + wanted[place][1] / 2
    edge = bottom
    for place in reversed(order):
        middles[place] = min(middles[place], edge - wanted[place][1] / 2)
        edge = middles[place] - wanted[place][1] / 2
    return middles


def _spot(x: float, middle: float, width: float, height: float, dx: int, far: bool) -> Spot:
    left = x if dx > 0 else x - width if dx < 0 else x - width / 2
    align = "left" if dx > 0 else "right" if dx < 0 else "center"
    return Spot(Box(left, middle - height / 2, left + width, middle + height / 2), align, far)
