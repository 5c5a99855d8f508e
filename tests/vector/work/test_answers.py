"""Answers to alerts: kept as given, seen to be allowed, audited; refusing keeps an alert in."""

from datetime import UTC, datetime

import pytest
import reports
from reports import JULY, JUNE, rooms
from sqlalchemy import Engine, select

from vector.catalog import load
from vector.errors import StoreError
from vector.settings import Settings
from vector.store import alerts
from vector.store.engine import session, transaction
from vector.store.tables import Account, Alert, Audit, Region, Role
from vector.work import approval
from vector.work.answers import answer

NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)
CAREFUL = Settings(approve_automatically=False)


def raised(engine: Engine, settings: Settings | None = None) -> int:
    """One alert; its id."""
    reports.accept(engine, rooms(JUNE, 14), on=JUNE, settings=settings)
    with session(engine) as reading:
        return reading.scalars(select(Alert.id)).one()


def answered(engine: Engine, alert: int, verdict: str, **told):
    with transaction(engine) as writing:
        return answer(writing, None, alert, verdict, by="李", now=NOW, **told).id


def states(engine: Engine) -> dict[str, int]:
    with session(engine) as reading:
        return {state: count for state, count in alerts.counts(reading, None).items() if count}


def test_an_alert_waits_for_an_answer_and_then_has_one(sqlite_engine):
    alert = raised(sqlite_engine)
    assert states(sqlite_engine) == {"open": 1}
    answered(sqlite_engine, alert, "true", note=" 已通知物业 ")
    assert states(sqlite_engine) == {"answered": 1}
    answered(sqlite_engine, alert, "treated")
    with session(sqlite_engine) as reading:
        (matter,) = alerts.matters(reading, None, "answered")
        told = [(each.verdict, each.note, each.given_by) for each in matter.answers]
        assert told == [("true", "已通知物业", "李"), ("treated", "", "李")]
        assert matter.outbox is not None
        noted = reading.scalars(select(Audit).where(Audit.what == "alert_answered")).all()
        assert [each.after["verdict"] for each in noted] == ["true", "treated"]


def test_a_worse_change_asks_anew_and_a_past_one_cannot_be_answered(sqlite_engine):
    first = raised(sqlite_engine)
    answered(sqlite_engine, first, "true")
    reports.accept(sqlite_engine, rooms(JULY, 0), on=JULY)
    assert states(sqlite_engine) == {"over": 1}
    with pytest.raises(StoreError, match="请刷新"):
        answered(sqlite_engine, first, "treated")


def test_what_is_refused_waits_no_more_and_did_not_go_out(sqlite_engine):
    alert = raised(sqlite_engine, CAREFUL)
    assert states(sqlite_engine) == {"waiting": 1}
    answered(sqlite_engine, alert, "refused", note="数据待核")
    assert states(sqlite_engine) == {"refused": 1}
    assert approval.waiting(sqlite_engine, load()).empty
    with session(sqlite_engine) as reading:
        assert reading.get_one(Alert, alert).approved_at is None
    with transaction(sqlite_engine) as writing:
        assert approval.approve(writing, [alert], by="李", now=NOW) == 1
    with pytest.raises(StoreError, match="已批准"):
        answered(sqlite_engine, alert, "refused")


def test_nobody_answers_for_a_place_they_do_not_see(sqlite_engine):
    alert = raised(sqlite_engine)
    with transaction(sqlite_engine) as writing:
        other = Region(code="9", name="别处", level="street")
        writing.add(other)
        writing.flush()
        officer = Account(active=True, region_id=other.id, roles=[Role(name="office")])
        with pytest.raises(StoreError, match="没有编号"):
            answer(writing, officer, alert, "true", by="王", now=NOW)
        assert alerts.counts(writing, officer)["open"] == 0
        writing.rollback()


@pytest.mark.parametrize(("verdict", "note"), [("perhaps", ""), ("true", "长" * 501)])
def test_what_is_no_answer_is_refused(sqlite_engine, verdict, note):
    with pytest.raises(StoreError):
        answered(sqlite_engine, raised(sqlite_engine), verdict, note=note)
