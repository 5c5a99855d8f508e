"""Rounds of inspections to be assessed, and what the page gives of them to take along."""

import base64
import io

import pandas as pd
import small_county

from vector.work import demonstration, uploads

BODY = "assessment-body.children"
SUPPOSED = "assessment-assumed.children"
SPRING = {"assessment-start.value": "2026-04-20", "assessment-end.value": "2026-06-20"}


def demo_counts(until=small_county.TODAY):
    """This year's surveys of the demonstration county."""
    made = demonstration._module("counts")
    rows = [each for each in made.surveys(until) if each.day.year == until.year]
    return made.long_csv(rows).encode()


def report(running):
    """Hand in the demonstration county's surveys of this year, beside those of the small county."""
    told = {"by": "jian", "on": small_county.TODAY, "now": pd.Timestamp("2026-06-20T01:00Z")}
    uploads.accept(
        running.engine, running.catalog, running.settings, demo_counts(), "demo.csv", **told
    )


def taken(visitor, **asked):
    """The table that the page lets one take along."""
    values = {**SPRING, "assessment-taken-csv.n_clicks": 1, **asked}
    answer = visitor.call("assessment-taken-file.data", values, by="assessment-taken-csv.n_clicks")
    file = answer.get_json()["response"]["assessment-taken-file"]["data"]
    content = base64.b64decode(file["content"])
    return pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", keep_default_na=False)
