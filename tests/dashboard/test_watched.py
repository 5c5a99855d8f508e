"""The verdict that flags rest on is looked for only where the watch gives one."""

import pandas as pd
import pytest

from dashboard import watched
from dashboard.service import service


def latest(denominator: int, end: str) -> pd.DataFrame:
    row = {"index": "ovitrap_index", "method": "ovitrap", "numerator": 1,
           "denominator": denominator, "start": pd.Timestamp("2026-01-01"),
           "end": pd.Timestamp(end)}  # fmt: skip
    return pd.DataFrame([row])


@pytest.mark.parametrize(
    ("missing", "end", "judged"),
    [(1, "2026-06-15", 0), (0, "2026-06-15", 1), (0, "2026-01-31", 0)],
)
def test_all_stations_are_judged_only_for_what_the_watch_judges(
    app, monkeypatch, missing, end, judged
):
    asked = []
    none = pd.DataFrame(columns=["station", *latest(1, end)])
    monkeypatch.setattr(watched, "_watched", lambda *given: asked.append(given) or none)
    with app.app_context():
        enough = service().catalog.indices["ovitrap_index"].min_effort
        own = latest(enough - missing, end)
        assert watched.with_verdict(None, own, 1, ("ovitrap_index",))[1] is False
    assert len(asked) == judged
