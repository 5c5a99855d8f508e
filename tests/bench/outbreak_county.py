"""Which of the demonstration county's planted outbreaks the own test finds, and false alarms.

    python tests/bench/outbreak_county.py [--until 2026-11-20]

Every survey of the county is judged by month against its own past; a station with a planted
outbreak is left out of the false alarms altogether.
"""

import argparse
import time
from datetime import date

import pandas as pd

from vector.catalog import load
from vector.intake import read
from vector.stats.judge import components
from vector.stats.outbreak import detect
from vector.work.demonstration import _module


def surveys(until: date) -> pd.DataFrame:
    """Read the county's uploads, as any upload is read, into one series per index and station."""
    catalog = load()
    parts = []
    for _, name, text in _module("counts").uploads(until):
        found = components(read(text.encode(), name, catalog).tables, catalog)
        parts.append(found.astype(dict.fromkeys(("method", "index", "station"), str)))
    rows = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "series": rows["method"] + "|" + rows["index"] + "|" + rows["station"],
            "period": rows["date"],
            "count": rows["numerator"],
            "effort": rows["denominator"],
            "kind": rows["method"] + "|" + rows["index"],
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 11, 20))
    until = parser.parse_args().until
    rows = surveys(until)
    start = time.process_time()
    found = detect(rows, judged="all")
    print(f"{len(found)} surveys judged in {time.process_time() - start:.1f} s of one core\n")
    found[["method", "index", "station"]] = found["series"].str.split("|", expand=True)
    found["ago"] = (until.year - found["period"].dt.year) * 12 + until.month
    found["ago"] -= found["period"].dt.month
    planted = _module("counts").OUTBREAKS
    print("| station | factor | months | judged | alarms | found |\n|---|---|---|---|---|---|")
    for each in planted:
        at = found[
            (found["station"] == each.station)
            & found["method"].isin(each.methods)
            & found["ago"].between(each.last_ago, each.first_ago)
        ]
        print(
            f"| {each.station} | {each.factor:g} | {each.first_ago}–{each.last_ago} ago |"
            f" {at['p'].notna().sum()} of {len(at)} | {at['alarm'].sum()} |"
            f" {'yes' if at['alarm'].any() else 'no'} |"
        )
    quiet = found[~found["station"].isin([each.station for each in planted]) & found["p"].notna()]
    print(
        f"\nquiet stations: {quiet['alarm'].mean():.2%} of {len(quiet)} judged surveys, by years:"
    )
    print(
        quiet.groupby("years")["alarm"]
        .agg(["mean", "size"])
        .to_string(float_format="{:.4f}".format)
    )
    now = quiet[quiet["ago"] == 0]
    print(f"\nthis month: {now['alarm'].sum()} of {len(now)} judged quiet surveys")


if __name__ == "__main__":
    main()
