"""Versions of the methods: of the program, and of the rules and words, which are data.

A result is kept with the version of its method. It is an answer only as long as the same counts
would give the same tables.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

import vector.stats
from vector.catalog import Catalog

STATS = Path(vector.stats.__file__).parent
# Changed whenever the same counts and rules would give other figures; a test compares them.
PROGRAMS: dict[str, str] = {
    "season": "2026.1",
    "hotspot": "2026.1",
    "quality": "2026.1",
    "compare": "2026.2",
    "outbreak": "2026.1",
    "efficacy": "2026.1",
    "bioassay": "2026.1",
}
# What of the catalogue each method goes by.
RULES: dict[str, tuple[str, ...]] = {
    "season": ("season_bands", "comparison"),
    "hotspot": (),
    "quality": ("quality", "programmes"),
    "compare": ("comparison",),
    "outbreak": ("outbreak",),
    "efficacy": ("efficacy", "efficacy_criteria"),
    "bioassay": ("bioassay", "abbott_rules", "resistance_schemes"),
}
PLAIN: TypeAdapter[Any] = TypeAdapter(Any)


def model_version(kind: str, catalog: Catalog) -> str:
    """Return the version of a method, as it stands with the catalogue.

    Parameters
    ----------
    kind : str
        One of :data:`PROGRAMS`.
    catalog : Catalog
        The rules.

    Examples
    --------
    >>> from vector.catalog import load
    >>> model_version("season", load()).split("+")[0]
    '2026.1'
    """
    digest = sha256()
    for name in RULES[kind]:
        digest.update(_canonical(getattr(catalog, name)))
    for path in sorted((STATS / kind).glob("*.toml")):
        digest.update(path.read_bytes())
    return f"{PROGRAMS[kind]}+{digest.hexdigest()[:8]}"


def _canonical(rules: BaseModel | Mapping[str, BaseModel] | Iterable[BaseModel]) -> bytes:
    return PLAIN.dump_json(rules)
