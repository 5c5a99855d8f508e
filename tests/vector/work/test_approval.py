"""Approval: a second person's word, who is not the one whose surveys raised the alert."""

import databases
import pytest
import reports
from reports import JULY, JUNE, NOW, WEST, form, rooms
from sqlalchemy import Engine, select, update

from vector.catalog import Catalog, load
from vector.errors import StoreError
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Alert, Digest, Region, Station
from vector.work import gathering, news, offices, uploads
from vector.work.approval import approve, waiting

CAREFUL = Settings(approve_automatically=False)


@pytest.fixture
def alert(engine: Engine) -> int:
    """An alert raised by surveys that 王 handed in."""

    def report() -> None:
        reports.accept(engine, rooms(JUNE, 14), on=JUNE, settings=CAREFUL)

    databases.once(engine, "waits for approval", report)
    with session(engine) as reading:
        return reading.scalars(select(Alert.id)).one()


def given(engine: Engine, *ids: int, by: str) -> int:
    with transaction(engine) as writing:
        return approve(writing, ids, by=by, now=NOW)


def test_alert_waits_for_a_second_person(engine: Engine, alert: int) -> None:
    assert given(engine, alert, by=" 李科长 ") == 1
    assert given(engine, alert, by="赵科长") == 0
    with session(engine) as reading:
        found = reading.get_one(Alert, alert)
        assert (found.approved_by, found.approved_at) == ("李科长", NOW)


@pytest.mark.parametrize(("by", "said"), [("王", "须由另一人批准"), (" ", "请写明批准人")])
def test_whoever_handed_the_surveys_in_does_not_approve(
    engine: Engine, alert: int, by: str, said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        given(engine, alert, by=by)
    assert given(engine, alert, by="李科长") == 1


def test_whoever_withdrew_the_surveys_does_not_approve(
    engine: Engine, catalog: Catalog, alert: int
) -> None:
    uploads.withdraw(engine, catalog, CAREFUL, 1, reason="填错", by="Zhao", on=JUNE, now=NOW)
    with session(engine) as reading:
        cleared = reading.scalars(select(Alert.id).where(Alert.change == "cleared")).one()
    with pytest.raises(StoreError, match="须由另一人批准"):
        given(engine, cleared, by="zhao")
    assert given(engine, cleared, by="李科长") == 1


def test_an_alert_of_a_past_state_is_refused_and_goes_with_the_present_one(
    engine: Engine, catalog: Catalog, alert: int
) -> None:
    reports.accept(engine, rooms(JULY, 0), on=JULY, settings=CAREFUL)
    [shown] = waiting(engine, catalog)["id"]
    assert shown != alert
    with pytest.raises(StoreError, match=f"解除.*请改为批准编号 {shown} 的预警"):
        given(engine, alert, by="李科长")
    assert given(engine, shown, by="李科长") == 1
    assert waiting(engine, catalog).empty
    with session(engine) as reading:
        assert reading.get_one(Alert, alert).approved_by == "李科长"


def test_a_worsening_nobody_approved_is_not_told(engine: Engine, alert: int) -> None:
    """What is mailed of a raised flag are the numbers that a second person saw."""
    assert given(engine, alert, by="李科长") == 1
    reports.accept(engine, rooms(JULY, 45), on=JULY, settings=CAREFUL)
    gathering.gather(engine, CAREFUL, NOW)
    with session(engine) as reading:
        [said] = news.items(reading, reading.scalars(select(Digest)).one(), load())
    assert (said.item.change, said.item.severity) == ("raised", 1)
    assert "22.50%" not in said.item.sentence


def test_unknown_alert_approves_none(engine: Engine, alert: int) -> None:
    with pytest.raises(StoreError, match="没有编号为 99 的预警"):
        given(engine, alert, 99, by="李科长")
    assert given(engine, alert, by="李科长") == 1


def test_waiting_alerts_say_who_would_hear_of_them(
    engine: Engine, catalog: Catalog, alert: int
) -> None:
    offices.add(engine, WEST, "xi@example.cn", name="刘")
    [row] = waiting(engine, catalog).to_dict("records")
    assert (row["id"], row["street"], row["change"]) == (alert, WEST, "新标记")
    assert (row["recipients"], "需消杀" in row["sentence"]) == ("刘 <xi@example.cn>", True)
    given(engine, alert, by="李科长")
    assert waiting(engine, catalog).empty


def test_whoever_handed_in_surveys_of_a_grid_does_not_approve_its_streets_alert(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    cups = form(JUNE, "ovitrap", recovered=9, positive=4)
    small = [{**cups, "station": name} for name in ("甲店", "乙店")]
    reports.accept(sqlite_engine, *small, on=JUNE, settings=CAREFUL)
    with transaction(sqlite_engine) as writing:
        street = writing.scalars(select(Region.id).where(Region.name == WEST)).one()
        grid = Region(code="G1", name="一网格", level="grid", parent_id=street)
        writing.add(grid)
        writing.flush()
        writing.execute(update(Station).values(region_id=grid.id))
    [shown] = waiting(sqlite_engine, catalog)["id"]
    with pytest.raises(StoreError, match="须由另一人批准"):
        given(sqlite_engine, shown, by="王")
