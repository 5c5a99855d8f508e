"""A street judged as a whole clears only when the stations with finds were looked at again."""

from datetime import date, timedelta
from typing import Any

import databases
import reports
from reports import AUGUST, JULY, JUNE, form
from sqlalchemy import Engine, select, update

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.places import UNASSIGNED
from vector.store.tables import Flag, Region, Station
from vector.work import uploads

FIRST, SECOND, THIRD = "甲店", "乙店", "丙店"


def cups(day: date, positive: int, recovered: int, station: str) -> dict[str, Any]:
    return form(day, "ovitrap", recovered=recovered, positive=positive, station=station)


def raised(engine: Engine) -> int:
    """The street is flagged for finds at the first station; the second is clean."""
    small = cups(JUNE, 4, 8, FIRST), cups(JUNE, 0, 8, SECOND)
    return databases.once(
        engine, "finds at the first", lambda: reports.accept(engine, *small, on=JUNE).upload_id
    )


def sentence(engine: Engine) -> str:
    [flag] = reports.flags(engine)
    return flag.sentence


def test_the_sentence_names_the_stations_with_finds(sqlite_engine: Engine) -> None:
    raised(sqlite_engine)
    assert "（2 个检查量不足的监测点合计，其中甲店有检出）" in sentence(sqlite_engine)


def test_looking_elsewhere_in_the_street_clears_nothing(sqlite_engine: Engine) -> None:
    raised(sqlite_engine)
    elsewhere = cups(JULY, 0, 9, SECOND), cups(JULY, 0, 9, THIRD)
    reports.accept(sqlite_engine, *elsewhere, on=JULY)
    assert reports.changes(sqlite_engine) == ["raised"]
    assert "但甲店检出后尚未复查合格" in sentence(sqlite_engine)
    reports.accept(sqlite_engine, cups(AUGUST, 0, 9, SECOND), cups(AUGUST, 0, 9, FIRST), on=AUGUST)
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]


def test_a_clean_look_between_counts(sqlite_engine: Engine) -> None:
    """The first station was clean in July, though July alone was too little to clear."""
    raised(sqlite_engine)
    reports.accept(sqlite_engine, cups(JULY, 0, 5, FIRST), on=JULY)
    assert reports.changes(sqlite_engine) == ["raised"]
    later = cups(AUGUST, 0, 9, SECOND), cups(AUGUST, 0, 9, THIRD)
    reports.accept(sqlite_engine, *later, on=AUGUST)
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]


def test_a_bad_look_between_does_not(sqlite_engine: Engine) -> None:
    raised(sqlite_engine)
    reports.accept(sqlite_engine, cups(JULY, 4, 5, FIRST), on=JULY)
    later = cups(AUGUST, 0, 9, SECOND), cups(AUGUST, 0, 9, THIRD)
    reports.accept(sqlite_engine, *later, on=AUGUST)
    assert reports.changes(sqlite_engine) == ["raised"]
    assert "但甲店检出后尚未复查合格" in sentence(sqlite_engine)


def test_more_surveys_of_the_same_month_do_not_thin_it_out(sqlite_engine: Engine) -> None:
    raised(sqlite_engine)
    day = JUNE + timedelta(days=1)
    more = [cups(day, 0, 9, f"{number}号店") for number in range(20)]
    reports.accept(sqlite_engine, *more, on=day)
    assert reports.changes(sqlite_engine) == ["raised"]


def test_a_station_that_has_grown_carries_its_own_flag(sqlite_engine: Engine) -> None:
    raised(sqlite_engine)
    reports.accept(sqlite_engine, cups(JULY, 30, 100, FIRST), on=JULY)
    assert sorted(reports.changes(sqlite_engine)) == ["cleared", "raised", "raised"]
    [flag] = reports.flags(sqlite_engine)
    assert flag.evidence["station"] == FIRST
    with session(sqlite_engine) as reading:
        closed = reading.scalars(select(Flag).where(Flag.cleared_at.is_not(None))).one()
        assert "有检出的监测点已各自单独判定" in closed.sentence


def test_a_station_that_has_grown_and_is_between_the_lines_holds_the_street(
    sqlite_engine: Engine,
) -> None:
    raised(sqlite_engine)
    reports.accept(sqlite_engine, cups(JULY, 9, 100, FIRST), on=JULY)
    assert reports.changes(sqlite_engine) == ["raised"]
    small = cups(AUGUST, 0, 9, SECOND), cups(AUGUST, 0, 9, THIRD)
    reports.accept(sqlite_engine, *small, on=AUGUST)
    assert reports.changes(sqlite_engine) == ["raised"]
    assert "尚未复查合格" in sentence(sqlite_engine)


def test_a_closed_station_is_not_waited_for(sqlite_engine: Engine) -> None:
    raised(sqlite_engine)
    with transaction(sqlite_engine) as writing:
        ended = update(Station).where(Station.name == FIRST).values(active_to=JUNE)
        writing.execute(ended)
    later = cups(JULY, 0, 9, SECOND), cups(JULY, 0, 9, THIRD)
    reports.accept(sqlite_engine, *later, on=JULY)
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]


def test_a_withdrawn_re_check_leaves_the_station_waited_for(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    raised(sqlite_engine)
    again = reports.accept(sqlite_engine, cups(JULY, 0, 5, FIRST), on=JULY).upload_id
    uploads.withdraw(
        sqlite_engine, catalog, Settings(), again, reason="填错", by="王", on=JULY, now=reports.NOW
    )
    later = cups(AUGUST, 0, 9, SECOND), cups(AUGUST, 0, 9, THIRD)
    reports.accept(sqlite_engine, *later, on=AUGUST)
    assert reports.changes(sqlite_engine) == ["raised"]


def test_new_finds_elsewhere_are_waited_for_too(sqlite_engine: Engine) -> None:
    raised(sqlite_engine)
    reports.accept(sqlite_engine, cups(JULY, 4, 8, SECOND), cups(JULY, 1, 8, THIRD), on=JULY)
    reports.accept(sqlite_engine, cups(AUGUST, 0, 9, FIRST), cups(AUGUST, 0, 9, THIRD), on=AUGUST)
    assert reports.changes(sqlite_engine) == ["raised"]
    assert "但乙店检出后尚未复查合格" in sentence(sqlite_engine)


def test_a_station_that_moved_away_is_not_waited_for(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    """Both had finds; the first one goes, and the second's finds still hold the street's flag."""
    both = cups(JUNE, 4, 8, FIRST), cups(JUNE, 4, 8, SECOND), cups(JUNE, 0, 8, THIRD)
    reports.accept(sqlite_engine, *both, on=JUNE)
    with transaction(sqlite_engine) as writing:
        elsewhere = select(Region.id).where(Region.name == UNASSIGNED).scalar_subquery()
        writing.execute(update(Station).where(Station.name == FIRST).values(region_id=elsewhere))
    reports.accept(sqlite_engine, cups(JULY, 0, 9, THIRD), cups(JULY, 0, 9, "丁店"), on=JULY)
    assert "但乙店检出后尚未复查合格" in " ".join(
        flag.sentence for flag in reports.flags(sqlite_engine)
    )
