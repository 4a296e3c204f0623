"""Brands and places that everybody knows: known_names.yaml."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names, as they are written.

    Attributes:
        brands: Shops, firms and products.
        ambiguous_brands: Those that are common words as well, such as Boots.
        places: Countries and large cities.
        ambiguous_places: Those that are also words, people or firms, such as Reading.
    """

    brands: tuple[str, ...]
    ambiguous_brands: tuple[str, ...]
    places: tuple[str, ...]
    ambiguous_places: tuple[str, ...]


@cache
def known_names() -> KnownNames:
    """All of them, read once."""
    read = yaml.safe_load((files("pipeline") / "known_names.yaml").read_text("utf-8"))
    return KnownNames(
        **{key: tuple(name.strip() for name in names.split(",")) for key, names in read.items()}
    )
