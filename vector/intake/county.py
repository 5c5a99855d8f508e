"""Counties 区县 of a sheet: several are told, and a street's name that two of them have is held.

A street is known by its name. Where one sheet brings the same name from two counties, its rows
would fall together in one street, so none of them is taken in until the name says which it is.
Rows without a street belong to their county then, or stations of one name would fall together.
"""

from collections import defaultdict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.intake.column import distinct, names
from vector.intake.page import Page, Rows

NAMED = 6


def streets(page: Page, rows: Rows) -> pd.Categorical:
    """Return the street of every row; of a sheet of several counties, else the row's county.

    What is to be said of the counties is noted.

    Parameters
    ----------
    page : Page
        Takes the faults.
    rows : ndarray of int
        The rows that are read.
    """
    street = names(page.column("street"))
    if "county" not in page.targets:
        return street
    county = names(page.column("county"))
    known = [county.categories[code] for code in dict.fromkeys(county.codes[rows].tolist())]
    if len([name for name in known if name]) < 2:
        return street
    several = "、".join([name for name in known if name][:NAMED])
    page.faults.add("counties_mixed", sheet=page.sheet, found=several)
    _note_shared_streets(page, street, county, rows)
    return _placed(page, street, county, rows)


def _placed(
    page: Page, street: pd.Categorical, county: pd.Categorical, rows: Rows
) -> pd.Categorical:
    """Let the county stand for a street that is not given."""
    taken = _empty(street) & ~_empty(county)
    if count := int(taken[rows].sum()):
        page.faults.add("county_as_street", sheet=page.sheet, found=str(count))
    placed = np.where(taken, np.asarray(county), np.asarray(street))
    return names(distinct(placed.astype(object)))


def _empty(column: pd.Categorical) -> NDArray[np.bool_]:
    blank = np.array([not name for name in column.categories], dtype=bool)
    return np.asarray(blank[column.codes])


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
