"""Revisions of stations: what a survey was taken under stays, and a change breaks the series."""

from datetime import UTC, date, datetime
from typing import Any

import filled
import pandas as pd
import pytest
from redraw import obey
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.stats.compare import breaks, segments
from vector.store import timeline
from vector.store.boundaries import streets
from vector.store.counts import counts
from vector.store.engine import session, transaction
from vector.store.geography import stations
from vector.store.tables import StationPast
from vector.work import regions, revisions
from vector.work.order import Part
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


def correct(engine: Engine, catalog: Catalog, day: str, revision: Revision | None) -> Any:
    wrong = date.fromisoformat(day)
    return revisions.correct(
        engine, catalog, Settings(), "东湖小区", wrong, revision, now=NOW
    )  # fmt: skip


def kept(engine: Engine) -> list[Any]:
    """The station and its past as they stand in the store."""
    with session(engine) as reading:
        own = stations(reading).set_index("station").loc["东湖小区", "id"]
        line = timeline.read(reading, [int(own)])[int(own)]
        return line.spans


def test_a_change_taken_back_leaves_no_trace(filled: Engine, catalog: Catalog) -> None:
    before = kept(filled)
    revise(filled, catalog, "2026-05-01", street="松岭镇", longitude="109", latitude="24",
           equipment="新夹", habitat="学校", ground="迁移")  # fmt: skip
    assert revisions.history(filled, catalog, "东湖小区")["ground"].tolist() == ["", "迁移"]
    assert correct(filled, catalog, "2026-05-01", None) == ()
    assert kept(filled) == before
    with session(filled) as reading:
        assert reading.scalars(select(StationPast)).all() == []


def test_a_correction_has_its_own_day_and_leaves_what_came_after(
    filled: Engine, catalog: Catalog
) -> None:
    revise(filled, catalog, "2026-04-01", equipment="旧夹")
    revise(filled, catalog, "2026-05-01", longitude="109", latitude="24")
    revise(filled, catalog, "2026-06-01", equipment="新夹", longitude="110", latitude="25")
    right = Revision(date(2026, 3, 15), equipment="木夹", ground="登记错误")
    assert correct(filled, catalog, "2026-04-01", right) == ("equipment",)
    rows = revisions.history(filled, catalog, "东湖小区")
    assert rows["equipment"].tolist() == [None, "木夹", "木夹", "新夹"]
    assert rows["valid_from"].tolist()[1] == date(2026, 3, 15)
    assert rows["ground"].tolist() == ["", "登记错误", "", ""]
    correct(filled, catalog, "2026-05-01", None)
    assert [(each["site"], each["longitude"]) for each in kept(filled)] == [
        (1, None), (1, None), (2, 110.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "right", "sentence"),
    [
        ("2026-05-02", None, "2026-05-02 没有登记过"),
        ("2026-05-01", Revision(date(2026, 7, 1), equipment="x"), "在今天之后"),
        ("2026-05-01", Revision(date(2026, 5, 1)), "没有变更"),
        ("2026-06-01", None, "没有登记过"),  # only its street was merged on that day
        ("2026-05-15", None, "区划又有变更"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_nothing_is_lost(
    sqlite_engine: Engine, catalog: Catalog, day: str, right: Revision | None, sentence: str
) -> None:
    with transaction(sqlite_engine) as writing:
        filled.fill(writing)
    revise(sqlite_engine, catalog, "2026-05-01", equipment="新夹")
    revise(sqlite_engine, catalog, "2026-05-15", street="松岭镇")
    obey(sqlite_engine, catalog, "merge", date(2026, 6, 1), "松岭镇", "青石街道",
         into=(Part("合并镇"),))  # fmt: skip
    before = kept(sqlite_engine)
    with pytest.raises(StoreError, match=sentence):
        correct(sqlite_engine, catalog, day, right)
    assert kept(sqlite_engine) == before
