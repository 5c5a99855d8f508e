"""Confirmed zero: an upload like any other, never without effort, never over what was reported."""

import json
from datetime import date
from typing import Any

import pytest
from filled import snap, table, take_in
from reports import everything
from sqlalchemy import Engine, select, update

from vector.catalog import Catalog
from vector.errors import UploadError
from vector.settings import Settings
from vector.store import completeness
from vector.store.engine import session, transaction
from vector.store.tables import (
    Account,
    Audit,
    Component,
    Plan,
    Region,
    Role,
    Station,
    Survey,
    Tally,
    Upload,
)
from vector.work import uploads, zero
from vector.work.effort import apt, usual
from vector.work.zero import Word

MAY = date(2026, 5, 1)
DAY = date(2026, 5, 12)
BY = "jian@cdc.example.cn"


@pytest.fixture
def planned(engine: Engine, catalog: Catalog) -> Engine:
    """Two stations of one name in two streets, asked for rodents in May; April was reported."""
    with transaction(engine) as writing:
        nights = [
            snap("市场", "2026-04-10", 3, habitat="农贸市场"),
            snap("市场", "2026-04-11", 3, street="松岭镇"),
        ]
        take_in(writing, catalog, {"snap_trap": table(nights)})
        for station in writing.scalars(select(Station)):
            plan = {"method": "snap_trap", "months": "4,5", "due_day": 28}
            writing.add(Plan(station_id=station.id, **plan))
    return engine


def word(engine: Engine, day: date = DAY, method: str = "snap_trap", **effort: str) -> Word:
    with session(engine) as reading:
        here = select(Station.id).join(Region).where(Region.name == "青石街道")
        number = reading.scalars(here).one()
    return Word(number, method, day, effort or {"set": "100", "effective": "98"})


def confirm(engine: Engine, catalog: Catalog, now: Any, said: Word, **more: Any) -> Any:
    return zero.confirm(engine, catalog, Settings(), said, by=BY, now=now, **more)


def kind(engine: Engine, catalog: Catalog, now: Any, said: Word) -> str:
    with session(engine) as reading:
        rows = completeness.month(reading, catalog, MAY, today=now.date())
    return str(rows.set_index("station_id").loc[said.station, "empty"])


def test_it_is_a_survey_with_its_upload_and_stands_in_the_log(
    planned: Engine, catalog: Catalog, now: Any
) -> None:
    said = word(planned)
    assert kind(planned, catalog, now, said) == "not_reported"
    done = confirm(planned, catalog, now, said)
    assert (done.surveys, done.superseded, done.new_stations) == (1, 0, ())
    assert kind(planned, catalog, now, said) == "zero"
    with session(planned) as reading:
        survey = reading.scalars(select(Survey).where(Survey.date == DAY)).one()
        upload = reading.get_one(Upload, done.upload_id)
        component = reading.scalars(select(Component).where(Component.survey_id == survey.id)).one()
        noted = reading.scalars(select(Audit).where(Audit.what == "zero_confirmed")).one()
        caught = reading.scalars(select(Tally).where(Tally.survey_id == survey.id)).all()
    assert survey.fields == {"set": 100, "effective": 98, "caught": 0}
    assert (survey.station_id, survey.habitat) == (said.station, "农贸市场")
    assert (component.numerator, component.denominator) == (0, 98)
    assert caught == []
    assert (upload.layout, upload.uploaded_by, upload.surveys) == ("confirmation", BY, 1)
    assert upload.filename == "零捕获确认-市场-夹夜法-2026-05-12.csv"
    assert json.loads(json.dumps(noted.after))["filename"] == upload.filename


def test_it_is_withdrawn_like_any_upload(planned: Engine, catalog: Catalog, now: Any) -> None:
    kept = ("survey", "tally", "component", "station")
    before = {name: rows for name, rows in everything(planned).items() if name in kept}
    done = confirm(planned, catalog, now, word(planned))
    uploads.withdraw(planned, catalog, Settings(), done.upload_id, reason="填错", by=BY, now=now)
    after = everything(planned)
    assert {name: after[name] for name in kept} == before
    assert confirm(planned, catalog, now, word(planned)).surveys == 1


@pytest.mark.parametrize(
    "effort",
    [
        {"set": "100"},
        {"set": "100", "effective": "0"},
        {"set": "0", "effective": "0"},
        {"effective": ""},
        {"effective": "-5"},
        {"effective": "nan"},
        {"effective": "inf"},
        {"effective": "许多"},
    ],
)
def test_without_effort_there_is_no_zero(
    planned: Engine, catalog: Catalog, now: Any, effort: dict[str, str]
) -> None:
    before = everything(planned)
    with pytest.raises(UploadError, match="没有布放或检查量"):
        confirm(planned, catalog, now, word(planned, **effort))
    assert everything(planned) == before


@pytest.mark.parametrize("effort", [{"effective": "98.5"}, {"set": "50", "effective": "98"}])
def test_effort_that_no_sheet_could_have_is_refused_in_its_words(
    planned: Engine, catalog: Catalog, now: Any, effort: dict[str, str]
) -> None:
    before = everything(planned)
    with pytest.raises(UploadError, match="不能存为监测") as refused:
        confirm(planned, catalog, now, word(planned, **effort))
    assert refused.value.english
    assert everything(planned) == before


def test_what_was_reported_is_never_replaced(planned: Engine, catalog: Catalog, now: Any) -> None:
    said = word(planned, date(2026, 4, 20))
    with pytest.raises(UploadError, match="已有上报"):
        confirm(planned, catalog, now, said)
    confirm(planned, catalog, now, word(planned))
    with pytest.raises(UploadError, match="已有上报"):
        confirm(planned, catalog, now, word(planned, date(2026, 5, 13)))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2026, 3, 10), "没有要求"), (date(2026, 6, 20), "不晚于今天"), (DAY, "设施")],
)
def test_only_what_was_asked_for_and_has_been(
    planned: Engine, catalog: Catalog, now: Any, day: date, sentence: str
) -> None:
    method = "rodent_proofing" if day == DAY else "snap_trap"
    with pytest.raises(UploadError, match=sentence) as refused:
        confirm(planned, catalog, now, word(planned, day, method))
    assert refused.value.english


def test_only_stations_of_the_own_region(planned: Engine, catalog: Catalog, now: Any) -> None:
    with session(planned) as reading:
        other = reading.scalars(select(Region.id).where(Region.name == "松岭镇")).one()
        account = Account(active=True, region_id=other, roles=[Role(name="staff")])
    with pytest.raises(UploadError, match="不在您的辖区"):
        confirm(planned, catalog, now, word(planned), account=account)
    with pytest.raises(UploadError, match="不在您的辖区"):
        confirm(planned, catalog, now, Word(999, "snap_trap", DAY, {"effective": "9"}))


def test_the_preview_says_exactly_what_is_stored(
    planned: Engine, catalog: Catalog, now: Any
) -> None:
    before = everything(planned)
    found = zero.preview(planned, catalog, Settings(), word(planned), now=now)
    zh, en = (found.sentence(catalog, BY, language) for language in ("zh", "en"))
    for part in ("青石街道 市场", "夹夜法", "2026-05-12", "有效夹数 98 夹", BY, "均为 0"):
        assert part in zh
    assert "98" in en
    assert "withdrawn" in en
    assert everything(planned) == before


def test_the_effort_begins_as_it_was_last(planned: Engine, catalog: Catalog) -> None:
    said = word(planned)
    with session(planned) as reading:
        assert usual(reading, catalog, said.station, "snap_trap") == {
            "set": "100", "effective": "98"
        }  # fmt: skip
        assert usual(reading, catalog, said.station, "fly_cage") == {"days": "1"}


def test_every_method_with_a_catch_can_be_confirmed(
    planned: Engine, catalog: Catalog, now: Any
) -> None:
    """No field of any form is forgotten: what is written is read back without a fault."""
    with transaction(planned) as writing:
        station = word(planned).station
        methods = [each for each in catalog.methods.values() if apt(each, catalog)]
        for method in methods:
            if method.id != "snap_trap":
                plan = {"method": method.id, "months": "5", "due_day": 28}
                writing.add(Plan(station_id=station, **plan))
    assert len(methods) > 25
    for method in methods:
        effort = {field.id: "10" for field in zero.efforts(method)}
        found = zero.preview(
            planned, catalog, Settings(), Word(station, method.id, DAY, effort), now=now
        )
        assert list(found.reading.tables) == [method.id]


def test_each_half_of_a_month_has_its_own_zero(planned: Engine, catalog: Catalog, now: Any) -> None:
    with transaction(planned) as writing:
        writing.execute(update(Plan).values(times=2))
    confirm(planned, catalog, now, word(planned))
    with pytest.raises(UploadError, match="2026-05 上半月 的夹夜法已有上报") as refused:
        confirm(planned, catalog, now, word(planned, date(2026, 5, 15)))
    assert "2026-05 1st half" in refused.value.told("en")
    confirm(planned, catalog, now, word(planned, date(2026, 5, 16)))
    with session(planned) as reading:
        rows = completeness.month(reading, catalog, MAY, today=now.date())
    own = rows[rows["station_id"] == word(planned).station]
    assert own["empty"].tolist() == ["zero", "zero"]
