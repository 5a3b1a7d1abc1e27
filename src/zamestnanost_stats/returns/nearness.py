"""Which label a retyped text is nearest to: however it was shortened, without accents or with other endings of words.

Nearness is between 0 and 1; two texts that differ only by accents and capitals are 1.
"""

from collections.abc import Collection
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache

from zamestnanost_stats.form.captions import Caption, Captions
from zamestnanost_stats.language import plain

_ENDLESS = 5
"""Signs of a word that its endings leave alone."""
_COMPARED = 200
"""Signs of a text that are compared."""
_PART, _BYNAME = 0.9, 0.92
"""At most so near is a part of a name; at most so near, an id or a type: others can have them too."""
_TYPO, _NEAR, _CLEARLY = 0.8, 0.6, 0.2


class Whose(Enum):
    """Whose label a changed text seems to be."""

    OWN = "own"
    NOBODYS = "nobody's"


def whose(text: str, key: str, captions: Captions, parts: bool) -> Whose | str:
    """The key of another label that the text is clearly nearer to than to its own; or that it is near to its own, or to
    none. ``parts``: a label may be told by a part of it, as services are."""
    own = _to(captions[key], text, parts)
    others = {other: _to(caption, text, parts) for other, caption in captions.items() if other != key}
    nearest = max(others, key=others.__getitem__, default="")
    other = others.get(nearest, 0.0)
    clearly = other - own >= _CLEARLY or 1 - own >= 2 * (1 - other)
    if nearest and other >= _NEAR and other > own and clearly:
        return nearest
    return Whose.OWN if own >= _TYPO else Whose.NOBODYS


def _to(caption: Caption, text: str, parts: bool) -> float:
    by_name = _nearest(text, caption.texts, parts)
    return max(by_name, min(_BYNAME, _nearest(text, caption.bynames, parts)))


def _nearest(text: str, labels: Collection[str], parts: bool) -> float:
    return max((_nearness(text, label, parts) for label in labels), default=0.0)


@lru_cache(maxsize=4_000)
def _nearness(text: str, label: str, parts: bool) -> float:
    one, other = plain(text)[:_COMPARED], plain(label)[:_COMPARED]
    words, known = _words(one), _words(other)
    if not words or not known:
        return 0.0
    shared = len(words & known)
    alike = 2 * shared / (len(words) + len(known))
    if parts and shared == min(len(words), len(known)):
        alike = 1.0
    return max(SequenceMatcher(None, one, other, autojunk=False).ratio(), min(_PART, alike))


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:_ENDLESS] for word in text.split())
