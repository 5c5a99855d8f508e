"""Which susceptible assay a field assay is divided by, and the ratios that follow."""

from typing import TypeAlias

import numpy as np
import pandas as pd

from vector.stats.bioassay.assays import Assays, Positions
from vector.stats.bioassay.choice import Settings
from vector.stats.bioassay.curve import Curves
from vector.stats.bioassay.parallel import parallelism
from vector.stats.bioassay.ratio import against_baseline, resistance_ratio

Names: TypeAlias = "pd.Index[str]"

MEDIAN = 50.0
NONE = -1
RATIO = {"ratio": "ratio", "lower": "ratio_lower", "upper": "ratio_upper"}


def reference(rows: pd.DataFrame, names: Names) -> Positions:
    """Return, for each assay, the position of its susceptible assay; -1 without one."""
    if "reference" not in rows:
        return np.full(len(names), NONE)
    first = rows.assign(assay=rows["assay"].astype(str)).drop_duplicates("assay")
    said = first.set_index("assay")["reference"].reindex(names)
    return names.get_indexer(pd.Index(said))


def with_ratio(
    found: pd.DataFrame, at: Positions, assays: Assays, curves: Curves, settings: Settings
) -> pd.DataFrame:
    """Add the resistance ratio where a susceptible assay, or a published dose, is known."""
    found = found.assign(**dict.fromkeys((*RATIO.values(), "parallel_p"), np.nan), ratio_reason="")
    field = np.flatnonzero(at != NONE)
    if len(field):
        return _against_strain(found, field, at[field], assays, curves, settings)
    if settings.baseline is not None:
        median = (found["percent"] == MEDIAN).to_numpy()
        ratios = against_baseline(found[median], settings.baseline)
        found.loc[median, list(RATIO.values())] = ratios[list(RATIO)].to_numpy()
    return found


def _against_strain(
    found: pd.DataFrame,
    field: Positions,
    susceptible: Positions,
    assays: Assays,
    curves: Curves,
    settings: Settings,
) -> pd.DataFrame:
    """Add the ratios to the susceptible strains tested alike, and whether lines are parallel."""
    ratios = resistance_ratio(
        curves.take(field),
        curves.take(susceptible),
        settings.percents,
        heterogeneity=settings.heterogeneity,
    )
    test = parallelism(assays.take(field), assays.take(susceptible), settings.link)
    doses = len(settings.percents)
    # Rows are in the order of assays, each with every percentage.
    where = np.repeat(np.isin(np.arange(curves.size), field), doses)
    found.loc[where, list(RATIO.values())] = ratios[list(RATIO)].to_numpy()
    found.loc[where, "ratio_reason"] = ratios["reason"].to_numpy()
    found.loc[where, "parallel_p"] = np.repeat(test["p_parallel"].to_numpy(), doses)
    return found
