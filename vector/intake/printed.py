"""Levels that a sheet prints beside its values 密度分级: compared with ours, never kept."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.band import Cuts, Profile
from vector.catalog.entry import exact
from vector.errors import Said
from vector.intake import valued
from vector.intake.layout import plain_header
from vector.intake.page import Page
from vector.intake.word import plain

ZERO = str.maketrans("○零0Ⅰ1Ⅱ2Ⅲ3", "〇〇〇一一二二三三")
"""Other ways to write a level's number; compared after NFKC."""


def note_levels(pages: Sequence[Page], catalog: Catalog) -> None:
    """Caution where the printed level of a row is not that of its highest value.

    Parameters
    ----------
    pages : sequence of Page
        What is read of one sheet, one page an index.
    catalog : Catalog
    """
    page, rules = pages[0], pages[0].form.rules
    column = _column(page)
    if column < 0 or not rules.profile:
        return
    profile = catalog.profiles[rules.profile]
    ours = np.fmax.reduce([_bands(each, profile) for each in pages])
    names = {each.band: Said(each.zh, each.en) for each in profile.bands}
    known = {plain(name.zh).translate(ZERO): band for band, name in names.items()}
    cells = page.at(column).quoted()
    for row in np.flatnonzero(~np.logical_or.reduce([each.held for each in pages])):
        printed = known.get(plain(str(cells[row])).translate(ZERO))
        if printed is None or printed == ours[row]:
            continue
        said = names.get(-1 if np.isnan(ours[row]) else int(ours[row]), "")
        code = "level_differs" if said else "level_alone"
        page.note(code, [int(row)], found=[cells[row]], expected=said)


def _column(page: Page) -> int:
    """Return the place of the column with the printed level, -1 where there is none."""
    wanted = {plain_header(text) for text in page.form.rules.printed_level}
    texts = enumerate(page.header.texts)
    return next((place for place, text in texts if plain_header(text) in wanted), -1)


def _bands(page: Page, profile: Profile) -> NDArray[np.float64]:
    """Return the band of every row's value; NaN without a value or cuts."""
    cuts = profile.cuts_of(page.form.value.partition(":")[2]) if page.form.value else None
    missing = np.full(page.height, np.nan)
    if cuts is None:
        return missing
    values = valued.values(page.column(page.form.value)).values
    return np.where(np.isnan(values), missing, _sorted(values, cuts))


def _sorted(values: NDArray[np.float64], cuts: Cuts) -> NDArray[np.float64]:
    limits = np.array([float(exact(cut)) for cut in cuts.cuts])
    if cuts.boundary == "lower":
        return np.searchsorted(limits, values, side="left").astype(np.float64)
    return np.searchsorted(limits, values, side="right").astype(np.float64)
