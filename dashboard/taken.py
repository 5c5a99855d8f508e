"""A station's history as a table to take along: all that its figure shows, and nothing else."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.flagged import why
from dashboard.history import History
from dashboard.service import service
from dashboard.tabled import tabled
from dashboard.text import name, say
from vector.report.evidence import Evidence
from vector.stats.empty import Empty
from vector.store.tables import Flag


def table(shown: History, modelled: Flag | None, station: Any) -> pd.DataFrame:
    """The judged periods and the empty ones between, the latest with the flag that stands on it.

    ``modelled`` is the open flag that rests on a model, as the page shows it with the latest.
    """
    judged = shown.judged if modelled is None else _flagged(shown.judged, modelled)
    found = tabled(judged).assign(**{say("judged.state"): _states(judged)})
    if shown.missing.empty:
        return found
    days = [say("judged.start"), say("judged.end")]
    gaps = pd.DataFrame([_gap(row, shown, station) for row in shown.missing.itertuples()])
    gaps = gaps.astype({day: found[day].dtype for day in days})
    whole = pd.concat([found, gaps], ignore_index=True)
    return whole.sort_values(days[0], kind="stable", ignore_index=True)


def _flagged(judged: pd.DataFrame, flag: Flag) -> pd.DataFrame:
    """The latest with the flag and its sentence before what is said of the numbers."""
    told, last = judged.astype({"reason": object}), judged.index[-1]
    parts = (why(flag, Evidence.read(flag.evidence)), told.at[last, "reason"])
    told.at[last, "flag"] = 1
    told.at[last, "reason"] = " ".join(filter(None, parts))
    return told


def _states(judged: pd.DataFrame) -> list[str]:
    effort = judged["denominator"].fillna(0).to_numpy(float) > 0
    caught = judged["numerator"].fillna(0).to_numpy(float) > 0
    kinds = np.where(~effort, Empty.NO_EFFORT, np.where(caught, "reported", Empty.ZERO))
    return [say(f"empty.{kind}") for kind in kinds]


def _gap(row: Any, shown: History, station: Any) -> dict[str, Any]:
    """A month without any survey: where, when, and that it is missing or not yet due."""
    cells = {
        "group": name(service().catalog.groups[shown.index.group]),
        "index": name(shown.index),
        "street": station.street,
        "station": station.station,
        "start": row.start,
        "end": row.start + pd.offsets.MonthEnd(),
        "surveys": 0,
        "state": say(f"empty.{row.gap}"),
    }
    return {say(f"judged.{key}"): cell for key, cell in cells.items()}
