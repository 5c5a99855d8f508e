"""Revisions of stations: what a survey was taken under stays, and a change breaks the series."""

from datetime import UTC, date, datetime

import filled
import pandas as pd
import pytest
from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.stats.compare import breaks, segments
from vector.store.boundaries import streets
from vector.store.counts import counts
from vector.store.engine import session, transaction
from vector.store.geography import stations
from vector.work import regions, revisions
from vector.work.revisions import Revision

NOW = datetime(2026, 6, 20, 4, 0, tzinfo=UTC)


def revise(engine: Engine, catalog: Catalog, day: str, **what: str) -> tuple[str, ...]:
    change = Revision(date.fromisoformat(day), **what)
    return revisions.revise(engine, catalog, Settings(), "东湖小区", change, now=NOW)


def under(engine: Engine, boundaries: str = "today") -> list[tuple[object, ...]]:
    """What the two surveys of the station were taken under."""
    with session(engine) as reading:
        own = stations(reading).set_index("station").loc["东湖小区", "id"]
        days = pd.to_datetime(pd.Series(["2026-04-14", "2026-05-14"]))
        found = streets(reading, pd.Series([own, own]), days, boundaries)  # type: ignore[arg-type]
    return list(found[["street", "site", "equipment"]].itertuples(index=False, name=None))


def test_earlier_surveys_keep_their_lamp(filled: Engine, catalog: Catalog) -> None:
    assert revise(filled, catalog, "2026-05-01", equipment="新夹") == ("equipment",)
    assert under(filled) == [("青石街道", 1, ""), ("青石街道", 1, "新夹")]
    assert revise(filled, catalog, "2026-04-01", equipment="旧夹") == ("equipment",)
    assert under(filled) == [("青石街道", 1, "旧夹"), ("青石街道", 1, "新夹")]


def test_a_station_that_moves_leaves_its_surveys_where_they_were(
    filled: Engine, catalog: Catalog
) -> None:
    changed = revise(filled, catalog, "2026-05-01", street="松岭镇", longitude="109", latitude="24")
    assert changed == ("site",)
    assert under(filled) == under(filled, "then") == [("青石街道", 1, ""), ("松岭镇", 2, "")]
    with session(filled) as reading:
        frame = stations(reading).set_index("station")
        assert frame.loc["东湖小区", ["street", "longitude"]].tolist() == ["松岭镇", 109.0]
        found = counts(reading, catalog.indices["trap_rate"])
    own = found[found["station"] == "东湖小区"]
    frame = pd.DataFrame(
        {"series": "东湖小区", "period": own["date"].dt.strftime("%Y-%m"), "count": own["count"],
         "site": own["site"].astype(str)}
    )  # fmt: skip
    cut = breaks(segments(frame))[["part", "what", "before", "after"]]
    assert cut.to_numpy().tolist() == [[5, "site", "1", "2"]]


def test_the_history_says_from_when_to_when(filled: Engine, catalog: Catalog) -> None:
    revise(filled, catalog, "2026-05-01", equipment="新夹", habitat="学校", method="夹夜法")
    rows = revisions.history(filled, catalog, "东湖小区")
    assert rows["valid_to"].tolist() == [date(2026, 4, 30), None]
    assert rows["valid_from"].tolist() == [None, date(2026, 5, 1)]
    assert rows["changed"].tolist() == ["", "habitat、method、equipment"]


@pytest.mark.parametrize(
    ("day", "what", "sentence"),
    [
        ("2026-06-21", {"equipment": "x"}, "在今天之后"),
        ("2026-05-01", {}, "没有变更"),
        ("2026-05-01", {"street": "本辖区"}, "不是街道、社区或网格"),
        ("2026-05-01", {"street": "新街"}, "自 2026-06-01 起才有"),
        ("2026-05-01", {"method": "数老鼠"}, "没有监测方法"),
        ("2026-05-01", {"longitude": "109"}, "应同时填写"),
    ],
)
def test_what_cannot_be_is_refused(
    sqlite_engine: Engine, catalog: Catalog, day: str, what: dict[str, str], sentence: str
) -> None:
    with transaction(sqlite_engine) as writing:
        filled.fill(writing)
    regions.add(sqlite_engine, regions.Entry("新街", since=date(2026, 6, 1)))
    with pytest.raises(StoreError, match=sentence):
        revise(sqlite_engine, catalog, day, **what)
