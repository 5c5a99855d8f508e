"""Flags that rest on models: raised once, apart from measured ones, cleared by what comes later."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import databases
import pytest
import reports
import years
from reports import form
from sqlalchemy import Engine, select, update

from vector.catalog import Catalog
from vector.report.evidence import Evidence
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import ActionLimit, Alert, Flag, Job, Prediction, Region
from vector.work import jobs, news, outlook, uploads
from vector.work.changes import Change

NIGHT = datetime(2026, 4, 20, 18, tzinfo=UTC)
NEXT = date(2026, 5, 10)


def compute(
    engine: Engine, catalog: Catalog, now: datetime = NIGHT, *, forecast: bool = False
) -> list[Change]:
    return outlook.compute(engine, catalog, Settings(), now, forecast=forecast)


def kinds(changes: list[Change]) -> list[str]:
    return [change.kind for change in changes]


def unusual(engine: Engine, last: int = 40) -> int:
    """Years of about three rats, then many at the first of the stations."""

    def report() -> int:
        return reports.accept(engine, *years.rats(last=last), on=years.LAST).upload_id

    return databases.once(engine, ("unusual", last), report)


def traps(day: date, caught: int, station: str = "1号点") -> dict[str, Any]:
    return form(day, "snap_trap", station=station, set=200, effective=200, caught=caught)


def limit(engine: Engine, value: str) -> None:
    with transaction(engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        values = {"set_by": "李科长", "set_on": date(2022, 1, 1), "source": "方案"}
        writing.add(
            ActionLimit(
                index_id="trap_rate",
                region_id=root,
                value=value,
                valid_from=date(2022, 1, 1),
                **values,
            )
        )


def test_what_is_unusual_is_flagged_with_the_why(engine: Engine, catalog: Catalog) -> None:
    unusual(engine)
    [change] = compute(engine, catalog)
    assert (change.kind, change.station, change.index) == ("raised", "1号点", "trap_rate")
    assert "明显高于往年同期预期的上限" in change.sentence
    assert "依据 4 年同期监测" in change.sentence
    [flag] = reports.flags(engine)
    assert (flag.rule, flag.observed_on) == ("expected", years.LAST)
    evidence = Evidence.read(flag.evidence)
    assert (evidence.numerator, evidence.denominator) == (40, 200)
    assert evidence.bound.beyond(evidence.value)
    assert "不是国家标准限值" in evidence.bound.source
    with session(engine) as reading:
        assert reading.scalars(select(Alert.change)).all() == ["raised"]


def test_computing_again_writes_nothing(sqlite_engine: Engine, catalog: Catalog) -> None:
    """But that it was judged on another day, which the ledger's digest covers."""
    unusual(sqlite_engine)
    compute(sqlite_engine, catalog)
    before = reports.everything(sqlite_engine)
    assert compute(sqlite_engine, catalog, NIGHT + timedelta(days=1)) == []
    after = reports.everything(sqlite_engine)
    [held], [still] = before.pop("ledger"), after.pop("ledger")
    assert after == before
    assert held[:3] == still[:3]


def test_what_is_ordinary_is_not_flagged(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, *years.rats(), on=years.LAST)
    assert compute(sqlite_engine, catalog) == []


def test_too_short_a_history_flags_nothing(sqlite_engine: Engine, catalog: Catalog) -> None:
    rows = years.rats(months=14, last=40)
    reports.accept(sqlite_engine, *rows, on=date(2023, 2, 10))
    assert compute(sqlite_engine, catalog, datetime(2023, 2, 20, 18, tzinfo=UTC)) == []


def test_what_is_stale_raises_nothing_and_clears_nothing(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    unusual(sqlite_engine)
    assert compute(sqlite_engine, catalog, NIGHT + timedelta(days=90)) == []
    compute(sqlite_engine, catalog)
    assert compute(sqlite_engine, catalog, NIGHT + timedelta(days=90)) == []
    assert len(reports.flags(sqlite_engine)) == 1


@pytest.mark.parametrize(("caught", "kept"), [(2, False), (11, True), (60, True)])
def test_a_later_survey_clears_it_under_the_clear_line(
    sqlite_engine: Engine, catalog: Catalog, caught: int, kept: bool
) -> None:
    unusual(sqlite_engine)
    compute(sqlite_engine, catalog)
    reports.accept(sqlite_engine, traps(NEXT, caught), on=NEXT)
    changes = compute(sqlite_engine, catalog, NIGHT + timedelta(days=30))
    assert ("cleared" in kinds(changes)) is not kept
    assert bool(reports.flags(sqlite_engine)) is kept


def test_a_withdrawn_outbreak_goes_with_its_upload(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, *years.rats(), on=years.LAST)
    slip = reports.accept(sqlite_engine, traps(NEXT, 60), on=NEXT).upload_id
    assert kinds(compute(sqlite_engine, catalog, NIGHT + timedelta(days=30))) == ["raised"]
    uploads.withdraw(
        sqlite_engine, catalog, Settings(), slip, reason="填错", by="王", on=NEXT, now=NIGHT
    )
    [change] = compute(sqlite_engine, catalog, NIGHT + timedelta(days=31))
    assert change.kind == "cleared"
    assert "已撤回、更正或补充" in change.sentence


def test_a_corrected_outbreak_is_cleared_as_revised(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    unusual(sqlite_engine)
    compute(sqlite_engine, catalog)
    reports.accept(sqlite_engine, traps(years.LAST, 4), on=years.LAST)
    [change] = compute(sqlite_engine, catalog)
    assert (change.kind, "更正" in change.sentence) == ("cleared", True)


def test_a_measured_limit_takes_the_flag_over(sqlite_engine: Engine, catalog: Catalog) -> None:
    unusual(sqlite_engine)
    compute(sqlite_engine, catalog)
    limit(sqlite_engine, "5")
    reports.accept(sqlite_engine, traps(NEXT, 80), on=NEXT)
    [flag] = reports.flags(sqlite_engine)
    assert flag.rule == "action_limit"
    assert compute(sqlite_engine, catalog, NIGHT + timedelta(days=30)) == []
    assert [flag.rule for flag in reports.flags(sqlite_engine)] == ["action_limit"]


def foreseen(engine: Engine, catalog: Catalog) -> list[Change]:
    """The catch climbs to the limit, and the forecast beyond it."""

    def foresee() -> None:
        reports.accept(engine, *years.rats(), on=years.LAST)
        limit(engine, "1.6")
        compute(engine, catalog, forecast=True)

    databases.once(engine, "foreseen", foresee)
    believe(engine, 0.62)
    with transaction(engine) as writing:
        return outlook.evaluate(writing, catalog, Settings(), on=NIGHT.date(), now=NIGHT)


def believe(engine: Engine, probability: float) -> None:
    """Let the forecast of the second period of the first station be so sure."""
    with transaction(engine) as writing:
        first = select(Prediction.station_id).order_by(Prediction.station_id).limit(1)
        own = Prediction.station_id == first.scalar_subquery()
        writing.execute(update(Prediction).where(own).values(p_beyond=0.1))
        second = own & (Prediction.horizon == 2)
        writing.execute(update(Prediction).where(second).values(p_beyond=probability))
        writing.execute(update(Prediction).where(~own).values(p_beyond=0.1))


def again(engine: Engine, catalog: Catalog) -> list[str]:
    with transaction(engine) as writing:
        found = outlook.evaluate(writing, catalog, Settings(), on=NIGHT.date(), now=NIGHT)
    return kinds(found)


def test_what_is_foreseen_is_flagged_early(sqlite_engine: Engine, catalog: Catalog) -> None:
    [change] = foreseen(sqlite_engine, catalog)
    assert (change.kind, change.severity) == ("raised", 0)
    assert "预计2026 年 6 月达" in change.sentence
    assert "概率 62%" in change.sentence
    [flag] = reports.flags(sqlite_engine)
    assert (flag.rule, flag.severity, flag.observed_on) == ("forecast", 0, years.LAST)
    assert again(sqlite_engine, catalog) == []


@pytest.mark.parametrize(("probability", "changes"), [(0.45, []), (0.39, ["cleared"])])
def test_an_early_flag_recedes_with_hysteresis(
    sqlite_engine: Engine, catalog: Catalog, probability: float, changes: list[str]
) -> None:
    foreseen(sqlite_engine, catalog)
    believe(sqlite_engine, probability)
    assert again(sqlite_engine, catalog) == changes
    assert again(sqlite_engine, catalog) == []


def test_an_early_flag_that_comes_true_is_news(sqlite_engine: Engine, catalog: Catalog) -> None:
    foreseen(sqlite_engine, catalog)
    [change] = reports.accept(sqlite_engine, traps(NEXT, 20), on=NEXT).changes
    assert (change.kind, change.severity) == ("worsened", 3)
    [flag] = reports.flags(sqlite_engine)
    assert flag.rule == "action_limit"
    assert news.net(frozenset({0}), change.kind, change.severity) == "worsened"


def test_every_upload_and_withdrawal_asks_for_the_test_once(sqlite_engine: Engine) -> None:
    unusual(sqlite_engine)
    reports.accept(sqlite_engine, traps(NEXT, 3), on=NEXT)
    with session(sqlite_engine) as reading:
        assert reading.scalars(select(Job.kind)).all() == [jobs.AFTER_CHANGE]


def test_the_worker_does_what_was_asked(sqlite_engine: Engine) -> None:
    unusual(sqlite_engine)
    handlers = outlook.handlers(sqlite_engine, Settings())
    with session(sqlite_engine) as reading:
        due = reading.scalars(select(Job.due_at)).one()
    assert jobs.step(sqlite_engine, handlers, due)
    with session(sqlite_engine) as reading:
        assert reading.scalars(select(Job.last_error)).all() == [None]


def test_the_next_night_is_planned_once(sqlite_engine: Engine) -> None:
    assert outlook.plan(sqlite_engine, Settings(), NIGHT)
    assert not outlook.plan(sqlite_engine, Settings(), NIGHT)
    with session(sqlite_engine) as reading:
        job = reading.scalars(select(Job)).one()
    assert (job.kind, job.due_at) == (jobs.NIGHTLY, datetime(2026, 4, 21, 18, tzinfo=UTC))


def test_closed_flags_stay_as_they_were(sqlite_engine: Engine, catalog: Catalog) -> None:
    foreseen(sqlite_engine, catalog)
    believe(sqlite_engine, 0.1)
    again(sqlite_engine, catalog)
    with session(sqlite_engine) as reading:
        flag = reading.scalars(select(Flag)).one()
        assert flag.cleared_at is not None
        assert "预测已不再可能超标" in flag.sentence
