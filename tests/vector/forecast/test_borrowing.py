"""A station with little history borrows from its kind, then from all."""

import numpy as np
import pandas as pd

from vector.forecast import forecast


def _two_kinds(made):
    """Houses peak in summer at a low rate, ponds in winter at a high one."""
    houses, _ = made(series=12, periods=72, seed=1, rate=0.1)
    ponds, _ = made(series=12, periods=72, seed=2, rate=2.0)
    ponds = ponds.assign(series="p" + ponds["series"], period=ponds["period"])
    ponds["count"] = ponds.groupby("series")["count"].shift(6, fill_value=3)
    return pd.concat([houses.assign(kind="house"), ponds.assign(kind="pond")], ignore_index=True)


def _new(kind: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"series": "new", "period": range(24_072, 24_084), "effort": 50.0, "kind": kind}
    )


def test_a_new_station_looks_like_its_kind(made):
    history = _two_kinds(made)
    house, pond = (forecast(history, _new(kind), season=12) for kind in ("house", "pond"))
    assert set(house["reason"]) == {"no_history"}
    assert pond["density"].mean() > 5 * house["density"].mean()
    course = np.log(house["density"]), np.log(pond["density"])
    assert np.corrcoef(*course)[0, 1] < 0


def test_without_a_kind_it_lies_between(made):
    history = _two_kinds(made)
    house, pond, unknown = (
        forecast(history, future, season=12)["density"].mean()
        for future in (_new("house"), _new("pond"), _new("house").drop(columns="kind"))
    )
    alone = forecast(history.drop(columns="kind"), _new("house").drop(columns="kind"), season=12)[
        "density"
    ].mean()
    assert house < alone < pond
    # A series of no kind is a kind of its own, which borrows from all.
    assert house < unknown < pond


def test_a_new_station_is_less_certain_than_an_old_one(made):
    history = _two_kinds(made)
    old = history.loc[history["kind"] == "house", "series"].iloc[0]
    frames = [
        forecast(history, _new("house").assign(series=name), season=12) for name in ("new", old)
    ]
    widths = [(np.log1p(each["q0.9"]) - np.log1p(each["q0.1"])).mean() for each in frames]
    assert widths[0] > widths[1]


def test_what_is_observed_counts_more_and_more(made):
    history = _two_kinds(made)
    densities = []
    for size in (0, 2, 8, 24):
        own = pd.DataFrame(
            {
                "series": "new",
                "period": range(24_072 - size, 24_072),
                "effort": 50.0,
                "kind": "house",
            }
        ).assign(count=200)
        frame = forecast(pd.concat([history, own]), _new("house"), season=12)
        densities.append(float(frame["density"].iloc[0]))
    assert densities == sorted(densities)
    assert abs(np.log(densities[-1] / 4.0)) < 0.7
