"""Habitats as people write them, under the catalogue's names; an unknown one stays as written."""

import numpy as np
import pandas as pd

from vector.catalog import Catalog
from vector.errors import Said
from vector.intake.column import names
from vector.intake.page import Page, Rows
from vector.intake.word import words
from vector.told import listed

EXAMPLES = 3


def habitats(page: Page, catalog: Catalog, rows: Rows) -> pd.Categorical:
    """Read the habitat column of a page.

    Parameters
    ----------
    page : Page
        Takes a caution for every row whose habitat is not in the catalogue.
    catalog : Catalog
    rows : ndarray of int
        The rows that are read.
    """
    column = names(page.column("habitat"))
    known = [catalog.find_habitat(name) if name else None for name in column.categories]
    for number, (name, found) in enumerate(zip(column.categories, known, strict=True)):
        if name and found is None:
            _note_unknown(page, catalog, name, rows[column.codes[rows] == number])
    spelled = [
        name if found is None else found.zh
        for name, found in zip(column.categories, known, strict=True)
    ]
    codes, kept = pd.factorize(np.array(spelled, dtype=object))
    return pd.Categorical.from_codes(codes[column.codes], categories=pd.Index(kept, dtype=object))


def _note_unknown(page: Page, catalog: Catalog, name: str, rows: Rows) -> None:
    """Tell a name of no habitat from a name of several."""
    several = listed(Said(habitat.zh, habitat.en) for habitat in catalog.habitats_named(name))
    known = [*catalog.habitats.values()][:EXAMPLES]
    examples = listed(Said(habitat.zh, habitat.en) for habitat in known)
    page.note(
        "habitat_ambiguous" if several.zh else "habitat_unknown",
        rows,
        "habitat",
        expected=several if several.zh else words().expects("habitat", examples=examples),
    )
