"""Small answers of every statistical method, by which a change of its figures is seen.

``python tests/method_figures.py`` writes them anew, after the version of a method was raised.
"""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from vector.catalog import Catalog, load
from vector.forecast import MODEL_VERSION, forecast
from vector.stats import bioassay, compare, efficacy, outbreak
from vector.work import computations
from vector.work.versions import PROGRAMS

GOLDEN = Path(__file__).parent / "golden" / "versions.json"
# Words that decide; sentences are part of a version by themselves.
CODES = ("class", "reason", "alarm", "level")
DIGITS = 9
DEATHS = {"field": (2, 1, 8, 21, 40, 48), "lab": (0, 6, 20, 41, 48, 49)}


def versions() -> dict[str, str]:
    """Return the version of every method; the forecast has its own."""
    return PROGRAMS | {"forecast": MODEL_VERSION}


def series() -> pd.DataFrame:
    """Four places over forty months: a season, a level of their own, one outbreak at the end."""
    rows = []
    for place in range(4):
        for month in range(40):
            day = np.datetime64("2021-01") + month
            count = (5 + place) * (2 + np.sin(np.pi * (month % 12) / 6)) + (7 * month + place) % 5
            count += 40 * (place == 1 and month == 39)
            rows.append((f"s{place}", f"{day}-11", int(count), 200.0, "ab"[place % 2], "traps"))
    names = ["series", "period", "count", "effort", "habitat", "method"]
    return pd.DataFrame(rows, columns=names)


def _outbreak() -> dict[str, pd.DataFrame]:
    found = series()
    return {
        name: outbreak.judge_by(name, found, season=12, judged="last", years=None)
        for name in ("own", "noufaily", "farrington", "c1", "c3", "cusum")
    }


def _compare() -> dict[str, pd.DataFrame]:
    found = series()
    return {
        "changes": compare.changes(found, latest=True),
        "trends": compare.trends(found),
        "ranking": compare.ranking(found, []),
    }


def _efficacy(catalog: Catalog) -> dict[str, pd.DataFrame]:
    rows = pd.DataFrame(
        [
            ("", arm[0] + str(place), arm, phase, float(count + place), 10.0)
            for arm, counts in (("treated", (40, 4)), ("control", (38, 35)))
            for phase, count in zip(("before", "after"), counts, strict=True)
            for place in range(5)
        ],
        columns=["trial", "station", "arm", "phase", "count", "effort"],
    )
    return {"efficacy": efficacy.evaluate(rows, catalog)}


def _bioassay(catalog: Catalog) -> dict[str, pd.DataFrame]:
    rows = pd.DataFrame(
        [
            (strain, float(dose), 50.0, float(dead))
            for strain, deaths in DEATHS.items()
            for dose, dead in zip((0, 1, 2, 4, 8, 16), deaths, strict=True)
        ],
        columns=["assay", "dose", "number", "dead"],
    )
    rows["reference"] = np.where(rows["assay"] == "field", "lab", None)
    one = pd.DataFrame({"assay": "one", "dose": [0.0, 4.0], "number": 100.0, "dead": [3.0, 93.0]})
    both = pd.concat([rows, one])
    found = bioassay.assess(both, bioassay.Settings.of(catalog), catalog)
    return {"lines": found.lines, "tests": found.tests}


def _forecast() -> dict[str, pd.DataFrame]:
    history = series()[["series", "count", "effort"]]
    history["period"] = np.tile(np.arange(612, 652), 4)
    future = pd.DataFrame({"series": [f"s{n}" for n in range(4)], "period": 652, "effort": 200.0})
    return {"forecast": forecast(history, future, season=12)}


def _hotspot(catalog: Catalog) -> dict[str, pd.DataFrame]:
    places = pd.DataFrame(
        [
            (f"p{n}", 113 + n % 5 / 50, 23 + n // 5 / 50, 30.0 if n < 4 else 3.0, 50.0)
            for n in range(20)
        ],
        columns=["place", "longitude", "latitude", "count", "effort"],
    )
    asked = {**computations.HOTSPOT, "replicates": 99}
    found = computations.hotspot(places, asked, catalog)
    return {"clusters": found["clusters"]}


def answers(catalog: Catalog) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the tables of every method on its small input."""
    surveys = series().rename(columns={"series": "station", "period": "date"})
    surveys = surveys.assign(date=pd.to_datetime(surveys["date"]))
    curve = {**computations.CURVE, "per": 100.0}
    rated = {**computations.QUALITY, "family": "rate"}
    return {
        "season": computations.season(series(), computations.SEASON, catalog)
        | computations.season(series(), curve, catalog),
        "hotspot": _hotspot(catalog),
        "quality": computations.quality(surveys, rated, catalog),
        "compare": _compare(),
        "outbreak": _outbreak(),
        "efficacy": _efficacy(catalog),
        "bioassay": _bioassay(catalog),
        "forecast": _forecast(),
    }


def figures(tables: dict[str, pd.DataFrame]) -> dict[str, dict[str, list[Any]]]:
    """Return the numbers and the deciding words of tables, column by column."""
    return {
        name: {str(column): told for column in frame if (told := _told(frame[column], str(column)))}
        for name, frame in tables.items()
    }


def _told(column: "pd.Series[Any]", name: str) -> list[Any]:
    if name in CODES:
        return [str(each) for each in column]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return []
    numbers = pd.to_numeric(column, errors="coerce")
    if numbers.isna().all():
        return []
    return [None if each != each else float(f"{each:.{DIGITS}g}") for each in numbers.astype(float)]


def main() -> None:
    """Write the figures of the present versions."""
    found = answers(load())
    kept = {
        kind: {"version": version, "figures": figures(found[kind])}
        for kind, version in versions().items()
    }
    # A column is a line, so that a difference can be read.
    lines = re.sub(r"\[[^]]*]", lambda told: " ".join(told[0].split()), json.dumps(kept, indent=1))
    GOLDEN.write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
