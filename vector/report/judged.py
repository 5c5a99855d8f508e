"""Judged rows as they leave the house: counts and effort in the units of the forms."""

import pandas as pd

from vector.catalog import Catalog
from vector.stats.finding import effort_unit


def natural(judged: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return judged rows with counts and effort in natural units: 1.5 km, not 1,500 m.

    Parameters
    ----------
    judged : DataFrame
        As :func:`vector.stats.judge.judge` returns it.
    catalog : Catalog
        The catalogue.

    Examples
    --------
    >>> from vector.catalog import load
    >>> route = pd.DataFrame({"index": ["rodent_route_index"], "denominator": [1500]})
    >>> natural(route, load())["denominator"].tolist()
    [1.5]
    """
    scales = {each.id: effort_unit(each, catalog)[1] for each in catalog.indices.values()}
    scale = judged["index"].astype(str).map(scales).fillna(1).to_numpy()
    fine = scale > 1
    if not fine.any():
        return judged
    whole = judged["denominator"].astype(object)
    whole[fine] = judged["denominator"].to_numpy(dtype=float)[fine] / scale[fine]
    return judged.assign(denominator=whole)
