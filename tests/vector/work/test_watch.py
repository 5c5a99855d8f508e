"""Flags: raised once, worsened once, cleared only by a better survey, never by missing data."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import reports
from reports import AUGUST, JULY, JUNE, MARKET, NOW, WEST, form, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import ActionLimit, Alert, Flag, Outbox, Region, Station
from vector.work import uploads, watch


def evaluate(engine: Engine, catalog: Catalog, on: date, **settings: Any) -> list[str]:
    with transaction(engine) as writing:
        found = watch.evaluate(writing, catalog, Settings(**settings), on=on, now=NOW)
    return [change.kind for change in found]


def test_flag_alert_and_outbox_are_written_together(engine: Engine) -> None:
    accepted = reports.accept(engine, rooms(JUNE, 14), on=JUNE)
    [change] = accepted.changes
    assert (change.kind, change.street, change.station) == ("raised", WEST, MARKET)
    with session(engine) as reading:
        flag, alert = reading.scalars(select(Flag)).one(), reading.scalars(select(Alert)).one()
        outbox = reading.scalars(select(Outbox)).one()
        assert flag.station is not None
        assert flag.station.name == MARKET
        assert (flag.rule, flag.severity, flag.observed_on) == ("graded", 1, JUNE)
        assert (alert.change, alert.flag_id, alert.approved_by) == ("raised", flag.id, "自动批准")
        assert (outbox.alert_id, outbox.region_id) == (
            alert.id,
            flag.region_id,
        )
        assert alert.sentence == (
            "河西街道 柳江市场：室内鼠迹阳性率 7.00%（检查房间数 200 间，2026-06-10，"
            "95% 区间 3.88–11.47%），低于 C 级，超出 GB/T 27770-2011 C 级限值（≤5%），需消杀。"
        )


def test_evaluating_again_writes_nothing(engine: Engine, catalog: Catalog) -> None:
    rows = [rooms(JUNE, 14), form(JUNE, "ovitrap", recovered=50, positive=12)]
    reports.accept(engine, *rows, rooms(JUNE, 1, 5, station="小店"), on=JUNE)
    before = reports.everything(engine, "ledger")
    assert len(before["flag"]) == 3
    assert evaluate(engine, catalog, JUNE) == []
    assert evaluate(engine, catalog, JUNE + timedelta(days=5)) == []
    assert reports.everything(engine, "ledger") == before


def test_five_of_a_hundred_is_within_and_one_more_in_a_thousand_is_not(
    sqlite_engine: Engine,
) -> None:
    within = rooms(JUNE, 5, 100, station="甲")
    beyond = rooms(JUNE, 51, 1000, station="乙")
    reports.accept(sqlite_engine, within, beyond, on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["station"] == "乙"


@pytest.mark.parametrize(("positive", "open_after"), [(9, True), (8, False), (0, False)])
def test_flag_clears_only_under_the_lower_line(
    sqlite_engine: Engine, positive: int, open_after: bool
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 12), on=JUNE)
    reports.accept(sqlite_engine, rooms(JULY, positive), on=JULY)
    assert bool(reports.flags(sqlite_engine)) is open_after
    assert reports.changes(sqlite_engine) == ["raised"] + ["cleared"] * (not open_after)


def test_open_flag_shows_the_present(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 12), on=JUNE)
    reports.accept(sqlite_engine, rooms(JULY, 9), on=JULY)
    [flag] = reports.flags(sqlite_engine)
    assert (flag.observed_on, flag.evidence["value"]) == (JULY, "9/2")
    assert flag.evidence["raised"]["end"] == str(JUNE)
    assert "尚未达到解除线 4%" in flag.sentence


def test_worsening_is_told_once(sqlite_engine: Engine) -> None:
    for month, positive in enumerate([12, 20, 15, 21, 40]):
        day = JUNE + timedelta(days=31 * month)
        reports.accept(sqlite_engine, rooms(day, positive), on=day)
    assert reports.changes(sqlite_engine) == ["raised", "worsened", "worsened"]
    assert reports.flags(sqlite_engine)[0].severity == 3


def test_cleared_flag_is_raised_anew(sqlite_engine: Engine) -> None:
    for day, positive in ((JUNE, 12), (JULY, 2), (AUGUST, 12)):
        reports.accept(sqlite_engine, rooms(day, positive), on=day)
    assert reports.changes(sqlite_engine) == ["raised", "cleared", "raised"]
    assert len(reports.flags(sqlite_engine, still_open=False)) == 2


def test_missing_data_never_clear(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    for days in (30, 61, 62, 400):
        assert evaluate(sqlite_engine, catalog, JUNE + timedelta(days=days)) == []
    assert len(reports.flags(sqlite_engine)) == 1


def test_failed_effort_and_too_little_effort_never_clear(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, form(JUNE, "ovitrap", recovered=50, positive=12), on=JUNE)
    failed = form(JULY, "ovitrap", recovered=0, positive=0)
    small = form(AUGUST, "ovitrap", recovered=9, positive=0)
    reports.accept(sqlite_engine, failed, on=JULY)
    reports.accept(sqlite_engine, small, on=AUGUST)
    assert reports.changes(sqlite_engine) == ["raised"]


@pytest.mark.parametrize(("age", "raised"), [(61, True), (62, False), (-1, True)])
def test_only_fresh_surveys_raise(sqlite_engine: Engine, age: int, raised: bool) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE + timedelta(days=age))
    assert bool(reports.flags(sqlite_engine)) is raised


def test_bands_raise_from_the_profiles_medium_band(sqlite_engine: Engine) -> None:
    def traps(day: date, positive: int) -> dict[str, Any]:
        return form(day, "ovitrap", recovered=100, positive=positive)

    steps = [(10, []), (11, ["raised"]), (20, []), (21, ["worsened"]), (9, []), (8, ["cleared"])]
    for week, (positive, kinds) in enumerate(steps):
        day = JUNE + timedelta(days=7 * week)
        accepted = reports.accept(sqlite_engine, traps(day, positive), on=day)
        assert [change.kind for change in accepted.changes] == kinds


def limit(engine: Engine, value: str, *, station: str = "", until: date | None = None) -> None:
    with transaction(engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        own = writing.scalar(select(Station.id).where(Station.name == station))
        writing.add(
            ActionLimit(
                index_id="trap_rate",
                region_id=None if station else root,
                station_id=own,
                value=value,
                set_by="李科长",
                set_on=date(2026, 1, 5),
                source="市爱卫会 2026 年方案",
                valid_from=date(2026, 1, 5),
                valid_to=until,
            )
        )


def traps(day: date, caught: int, effective: int = 400, **place: Any) -> dict[str, Any]:
    return form(day, "snap_trap", effective=effective, caught=caught, **place)


def test_density_without_action_limit_is_never_flagged(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, traps(JUNE, 300), on=JUNE)
    assert reports.flags(sqlite_engine) == []


def test_density_needs_probability_not_only_a_value(sqlite_engine: Engine) -> None:
    limit(sqlite_engine, "1")
    reports.accept(sqlite_engine, traps(JUNE, 1, 80, station="少"), on=JUNE)
    reports.accept(sqlite_engine, traps(JUNE, 16, station="多"), on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert (flag.rule, flag.evidence["station"]) == ("action_limit", "多")
    assert flag.evidence["p_beyond"] >= 0.8
    assert "李科长于 2026-01-05 设定的行动限值（1%；依据：市爱卫会 2026 年方案）" in flag.sentence


def test_narrower_action_limit_wins(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, traps(JUNE, 0), on=JUNE)
    limit(sqlite_engine, "1")
    limit(sqlite_engine, "50", station=MARKET)
    reports.accept(sqlite_engine, traps(JULY, 40), on=JULY)
    assert reports.flags(sqlite_engine) == []


def test_flag_outlives_its_action_limit_and_clears_by_it(sqlite_engine: Engine) -> None:
    limit(sqlite_engine, "1", until=JUNE)
    reports.accept(sqlite_engine, traps(JUNE, 16), on=JUNE)
    reports.accept(sqlite_engine, traps(JULY, 4), on=JULY)
    assert len(reports.flags(sqlite_engine)) == 1
    reports.accept(sqlite_engine, traps(AUGUST, 3), on=AUGUST)
    assert reports.flags(sqlite_engine) == []


def test_newest_day_decides_a_density_too(sqlite_engine: Engine) -> None:
    second = JUNE + timedelta(days=1)
    limit(sqlite_engine, "2")
    reports.accept(sqlite_engine, traps(JUNE, 1, 196), traps(second, 60, 200), on=second)
    [flag] = reports.flags(sqlite_engine)
    assert (flag.evidence["denominator"], flag.evidence["p_beyond"] > 0.99) == (200, True)
    later = second + timedelta(days=1)
    reports.accept(sqlite_engine, traps(later, 0, 20), on=later)
    assert len(reports.flags(sqlite_engine)) == 1


def test_absolute_clause(sqlite_engine: Engine) -> None:
    def food(day: date, found: int) -> dict[str, Any]:
        return form(day, "ready_food", places=30, places_with_flies=found)

    reports.accept(sqlite_engine, food(JUNE, 1), on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert flag.rule == "absolute"
    assert "GB/T 27772-2025" in flag.evidence["bound"]["caution"]
    assert flag.sentence.endswith("需消杀。（GB/T 27772-2025 已施行而内容未录入，暂按旧版判定）")
    reports.accept(sqlite_engine, food(JULY, 0), on=JULY)
    assert reports.flags(sqlite_engine) == []


@pytest.mark.parametrize(("failed", "open_after"), [(12, True), (11, False)])
def test_low_is_worse_for_proofing(sqlite_engine: Engine, failed: int, open_after: bool) -> None:
    def proofing(day: date, failed: int) -> dict[str, Any]:
        return form(day, "rodent_proofing", checked=200, failed=failed)

    reports.accept(sqlite_engine, proofing(JUNE, 15), on=JUNE)
    assert "未达到 GB/T 27770-2011 C 级限值（≥93%）" in reports.flags(sqlite_engine)[0].sentence
    reports.accept(sqlite_engine, proofing(JULY, failed), on=JULY)  # the line is 94.4 %
    assert bool(reports.flags(sqlite_engine)) is open_after


def flies(day: date, positive: int, seen: int) -> dict[str, Any]:
    return form(day, "fly_rooms", rooms=100, positive_rooms=positive, flies=seen)


def test_paired_limit_raises_one_flag_and_must_clear_too(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, flies(JUNE, 2, 8), on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert flag.index_id == "fly_room_rate"
    assert "阳性间蝇密度 4.00 只/阳性间 超出 GB/T 27772-2011 C 级限值" in flag.sentence
    reports.accept(sqlite_engine, flies(JULY, 2, 5), on=JULY)  # 2.5 each, the line is 2.4
    assert len(reports.flags(sqlite_engine)) == 1
    assert "阳性间蝇密度 2.50 只/阳性间 尚未达到解除线 2.4 只/阳性间" in (
        reports.flags(sqlite_engine)[0].sentence
    )
    reports.accept(sqlite_engine, flies(AUGUST, 0, 0), on=AUGUST)
    assert reports.flags(sqlite_engine) == []
    assert "已无阳性，阳性间蝇密度不再适用" in told(sqlite_engine)[-1]
    assert all("暂按旧版判定" in each for each in told(sqlite_engine))


@pytest.mark.parametrize(("day", "noted"), [(date(2025, 10, 31), False), (date(2025, 11, 1), True)])
def test_flies_judged_by_an_older_edition_say_so(
    sqlite_engine: Engine, day: date, noted: bool
) -> None:
    reports.accept(sqlite_engine, flies(day, 20, 20), on=day)
    [flag] = reports.flags(sqlite_engine)
    assert ("GB/T 27772-2025 已施行而内容未录入，暂按旧版判定" in flag.sentence) is noted


def told(engine: Engine) -> list[str]:
    """The sentences of all alerts so far, in order."""
    with session(engine) as reading:
        return list(reading.scalars(select(Alert.sentence).order_by(Alert.id)))


def roaches(day: date, small: int) -> dict[str, Any]:
    return form(day, "roach_rooms", rooms=100, live_rooms=2, small_count=small, large_count=1)


def test_flag_of_a_pair_speaks_of_the_companion_that_decides(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, roaches(JUNE, 30), on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert (flag.evidence["value"], flag.evidence["companion"]["value"]) == ("2", "15")
    assert flag.evidence["words"] == "很可能超标"
    assert "小蠊平均每阳性间 15.00 只/阳性间 超出" in flag.sentence
    reports.accept(sqlite_engine, roaches(JULY, 6), on=JULY)
    assert reports.flags(sqlite_engine) == []
    assert "小蠊平均每阳性间 3.00 只/阳性间，不高于解除线 8 只/阳性间" in told(sqlite_engine)[-1]


def withdraw(engine: Engine, catalog: Catalog, upload: int, on: date) -> list[str]:
    found = uploads.withdraw(
        engine, catalog, Settings(), upload, reason="填错", by="王", on=on, now=NOW
    )
    return [change.kind for change in found.changes]


def test_flag_goes_with_the_upload_that_alone_raised_it(engine: Engine, catalog: Catalog) -> None:
    upload = reports.accept(engine, rooms(JUNE, 14), on=JUNE).upload_id
    assert withdraw(engine, catalog, upload, JUNE) == ["cleared"]
    assert reports.flags(engine) == []
    with session(engine) as reading:
        alert = reading.scalars(select(Alert).where(Alert.change == "cleared")).one()
        assert alert.evidence["cause"] == "revised"
        assert "已撤回、更正或补充" in alert.sentence


@pytest.mark.parametrize("days", [0, 300])
def test_flag_that_earlier_surveys_raised_stays(
    sqlite_engine: Engine, catalog: Catalog, days: int
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    later = reports.accept(sqlite_engine, rooms(JULY, 13), on=JULY).upload_id
    assert withdraw(sqlite_engine, catalog, later, JULY + timedelta(days=days)) == []
    assert len(reports.flags(sqlite_engine)) == 1


def test_flag_stays_while_the_present_is_beyond(sqlite_engine: Engine, catalog: Catalog) -> None:
    first = reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE).upload_id
    reports.accept(sqlite_engine, rooms(JULY, 13), on=JULY)
    assert withdraw(sqlite_engine, catalog, first, JULY) == []
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["raised"]["end"] == str(JULY)


def test_withdrawn_all_clear_raises_again(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    clear = reports.accept(sqlite_engine, rooms(JULY, 0), on=JULY).upload_id
    assert withdraw(sqlite_engine, catalog, clear, JULY) == ["raised"]


def test_correction_revises_without_hysteresis(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    accepted = reports.accept(sqlite_engine, rooms(JUNE, 9), on=JUNE)
    assert accepted.superseded == 1
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]


def test_a_station_that_moves_leaves_one_office_and_comes_to_another(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    other = rooms(JUNE, 0, street="河东街道", station="东店")
    reports.accept(sqlite_engine, rooms(JUNE, 14), other, on=JUNE)
    [before] = reports.flags(sqlite_engine)
    with transaction(sqlite_engine) as writing:
        east = writing.scalars(select(Region.id).where(Region.name == "河东街道")).one()
        moved = writing.scalars(select(Station).where(Station.name == MARKET)).one()
        moved.region_id = east
    assert evaluate(sqlite_engine, catalog, JUNE) == ["cleared", "raised"]
    assert evaluate(sqlite_engine, catalog, JUNE) == []
    [flag] = reports.flags(sqlite_engine)
    assert (flag.region_id, flag.severity, flag.station_id) == (east, 1, before.station_id)
    assert flag.sentence == before.sentence.replace("河西街道", "河东街道", 1)
    with session(sqlite_engine) as reading:
        rows = reading.execute(
            select(Alert.change, Alert.sentence, Outbox.region_id).join(Outbox).order_by(Alert.id)
        ).all()
    assert [(change, region) for change, _, region in rows] == [
        ("raised", before.region_id),
        ("cleared", before.region_id),
        ("raised", east),
    ]
    assert rows[1].sentence == "河西街道 柳江市场 已划归 河东街道，需消杀标记转由其处理。"


def test_only_the_method_that_raised_a_flag_clears_it(sqlite_engine: Engine) -> None:
    limit(sqlite_engine, "1")
    reports.accept(sqlite_engine, form(JUNE, "cage_trap", effective=200, caught=40), on=JUNE)
    later = AUGUST + timedelta(days=30)
    reports.accept(sqlite_engine, traps(later, 0), on=later)
    assert reports.changes(sqlite_engine) == ["raised"]
    reports.accept(sqlite_engine, form(later, "cage_trap", effective=200, caught=0), on=later)
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]


def test_two_methods_of_one_index_are_one_flag(sqlite_engine: Engine) -> None:
    limit(sqlite_engine, "1")
    cages = form(JUNE, "cage_trap", effective=200, caught=40)
    reports.accept(sqlite_engine, traps(JUNE, 12), cages, on=JUNE)
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["method"] == "cage_trap"
    better = form(JULY, "cage_trap", effective=200, caught=0)
    reports.accept(sqlite_engine, traps(JULY, 12), better, on=JULY)
    assert reports.flags(sqlite_engine)[0].evidence["method"] == "snap_trap"


def test_rules_are_the_catalogues(sqlite_engine: Engine, catalog: Catalog) -> None:
    brief = replace(catalog, rules=catalog.rules.model_copy(update={"fresh_days": 10}))
    day = JUNE + timedelta(days=10)
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=day, catalog=brief)
    assert reports.flags(sqlite_engine) == []
