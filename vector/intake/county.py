"""Counties 区县 of a sheet: several are told, and a street's name that two of them have is held.

A street is known by its name. Where one sheet brings the same name from two counties, its rows
would fall together in one street, so none of them is taken in until the name says which it is.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from vector.intake.column import names
from vector.intake.page import Page, Rows

NAMED = 6


def note_counties(page: Page, street: pd.Categorical, rows: Rows) -> None:
    """Note what is to be said of the counties on a page.

    Parameters
    ----------
    page : Page
        Takes the faults.
    street : Categorical
        The street of every row.
    rows : ndarray of int
        The rows that are read.
    """
    if "county" not in page.targets:
        return
    county = names(page.column("county"))
    known = [county.categories[code] for code in dict.fromkeys(county.codes[rows].tolist())]
    if len([name for name in known if name]) < 2:
        return
    several = "、".join([name for name in known if name][:NAMED])
    page.faults.add("counties_mixed", sheet=page.sheet, found=several)
    _note_shared_streets(page, street, county, rows)


def _note_shared_streets(
    page: Page, street: pd.Categorical, county: pd.Categorical, rows: Rows
) -> None:
    owners: dict[int, set[int]] = defaultdict(set)
    for where, whose in zip(street.codes[rows].tolist(), county.codes[rows].tolist(), strict=True):
        if county.categories[whose]:
            owners[where].add(whose)
    for where, counties in owners.items():
        if len(counties) > 1 and street.categories[where]:
            expected = "、".join(sorted(county.categories[code] for code in counties))
            same = rows[np.asarray(street.codes[rows] == where)]
            page.note("street_shared", same, "street", expected=expected)
