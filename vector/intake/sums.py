"""Sums that a row states twice: species, sexes and stages against the total."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vector.intake.layout import SEX, SPECIES, TOTAL
from vector.intake.page import Page, Rows

Values = dict[str, NDArray[np.float64]]


def settle_species(
    page: Page, rows: Rows, values: Values, total: str, sound: NDArray[np.bool_]
) -> None:
    """Compare the species' sum with the total; give it where the total is missing.

    More than the total is an error; fewer is a caution, for the others were not identified.

    Parameters
    ----------
    values : dict
        The method's columns; the total is filled in there.
    total : str
        The field that species add up to, where the sheet has no total of its own.
    sound : ndarray of bool
        Rows on which none of the columns carries a fault.
    """
    kinds = [column for target, column in values.items() if target.startswith(SPECIES)]
    if not kinds:
        return
    counts = np.vstack(kinds)
    given = ~np.isnan(counts).all(axis=0)
    added = np.where(given, np.nansum(counts, axis=0), np.nan)
    target = TOTAL if TOTAL in values else total
    known = values[target]
    compared = given & sound & ~np.isnan(known)
    for code, off in (("species_sum", added > known), ("species_short", added < known)):
        for row in np.flatnonzero(compared & off):
            said = f"{known[row]:.0f}"
            page.note(code, [rows[row]], target, found=[added[row]], expected=said)
    absent = given & sound & np.isnan(known)
    page.note("species_total", rows[absent], target, found=added[absent])
    for name in {target, total}:
        empty = absent & np.isnan(values[name])
        values[name] = np.where(empty, added, values[name])


def note_sexes(
    page: Page, rows: Rows, values: Mapping[str, NDArray[np.float64]], whole: str
) -> None:
    """Compare the sexes' sum with the catch: more of them is an error, fewer a caution.

    One sex alone may be fewer without a word.

    Parameters
    ----------
    whole : str
        The field with the catch; where only females count, the sheet's own total.
    """
    parts = [column for target, column in values.items() if target.startswith(SEX)]
    if whole == "females":
        parts, whole = [*parts, values["females"]] if parts else [], TOTAL
    if not parts or whole not in values:
        return
    known = ~np.isnan(np.vstack(parts)).any(axis=0) & ~np.isnan(values[whole])
    added = np.sum(parts, axis=0)
    fewer = (added < values[whole]) & (len(parts) > 1)
    for code, off in (("sex_sum", added > values[whole]), ("sex_short", fewer)):
        for row in np.flatnonzero(known & off):
            said = f"{values[whole][row]:.0f}"
            page.note(code, [rows[row]], whole, found=[added[row]], expected=said)
