"""Surveys stored are surveys read; a newer upload supersedes, a withdrawal restores."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from filled import ACCEPTED, small, snap, table, take_in, withdraw
from sqlalchemy import Engine, func, select

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.stats import judge
from vector.store import archive, contents, geography, surveys
from vector.store.engine import session, transaction
from vector.store.tables import Component, Station, Survey, SurveyArchive, Tally

SITE = ["method", "index", "street", "station", "habitat", "date"]


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    plain = frame.astype(dict.fromkeys(SITE[:-1], object) | {"date": "datetime64[us]"})
    return plain.sort_values(SITE, ignore_index=True)


def test_components_are_those_of_the_tables(filled: Engine, catalog: Catalog) -> None:
    with session(filled) as reading:
        found = surveys.components(reading)
    expected = judge.components(small(), catalog)
    columns = list(expected.columns)
    pd.testing.assert_frame_equal(_sorted(found[columns]), _sorted(expected))
    assert found["numerator"].dtype == found["denominator"].dtype == np.int64


def test_forms_and_catches_come_back_as_they_went(filled: Engine) -> None:
    with session(filled) as reading:
        first = reading.scalars(select(Survey).order_by(Survey.date, Survey.method)).first()
        assert first is not None
        assert first.fields == {"set": 100, "effective": 98, "caught": 3}
        assert (first.habitat, first.sheet, first.row, first.note) == ("居民区", "长表", 2, None)
        caught = reading.execute(
            select(Tally.species, Tally.count).where(Tally.survey_id == first.id)
        ).all()
        assert sorted(tuple(row) for row in caught) == [("小家鼠", 1), ("褐家鼠", 2)]
        notes = reading.scalars(select(Survey.note).where(Survey.note.is_not(None))).all()
        assert notes == ["雨"]


def test_a_missing_field_is_left_out_and_a_zero_is_kept(engine: Engine, catalog: Catalog) -> None:
    row = {"station": "甲", "date": "2026-05-01", "set": 3, "recovered": 3, "positive": 0,
           "eggs": float("nan")}  # fmt: skip
    with transaction(engine) as writing:
        take_in(writing, catalog, {"ovitrap": table([row])})
        fields = writing.scalar(select(Survey.fields))
    assert fields == {"set": 3, "recovered": 3, "positive": 0}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"indices": ["trap_rate"]}, 4),
        ({"indices": ["trap_rate"], "start": pd.Timestamp("2026-05-15").date()}, 2),
        ({"indices": ["trap_rate"], "end": pd.Timestamp("2026-05-14").date()}, 2),
        ({"indices": []}, 0),
        ({"stations": []}, 0),
    ],
)
def test_components_are_filtered(filled: Engine, choice: dict[str, object], expected: int) -> None:
    with session(filled) as reading:
        assert len(surveys.components(reading, **choice)) == expected  # type: ignore[arg-type]


def test_components_of_a_region_and_of_a_station(filled: Engine) -> None:
    with session(filled) as reading:
        everything = surveys.components(reading, indices=["trap_rate"])
        town = everything.loc[everything["street"] == "松岭镇"].iloc[0]
        by_region = surveys.components(
            reading, indices=["trap_rate"], region=int(town["region_id"])
        )
        by_station = surveys.components(
            reading,
            indices=["trap_rate"],
            stations=select(Station.id).where(Station.name == "松岭村"),
        )
    assert by_region["station"].tolist() == by_station["station"].tolist() == ["松岭村"]


def test_of_many_stations_the_same_is_read(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    own = select(Station.id).where(Station.name != "南门市场")
    with session(filled) as reading:
        few = surveys.components(reading, stations=own)
        monkeypatch.setattr(geography, "FEW", 0)
        many = surveys.components(reading, stations=own)
    assert len(few) == 6
    pd.testing.assert_frame_equal(_sorted(many), _sorted(few))


def test_a_correction_supersedes_and_its_withdrawal_restores(
    filled: Engine, catalog: Catalog
) -> None:
    correction = {"snap_trap": table([snap("南门市场", "2026-05-15", 2, habitat="农贸市场")])}
    with session(filled) as reading:
        before = contents.digests(reading, contents.STANDING)
        ids = {("青石街道", "南门市场"): reading.scalar(
            select(Station.id).where(Station.name == "南门市场"))}  # fmt: skip
        assert surveys.superseded(reading, correction, ids, catalog) == 1
    with transaction(filled) as writing:
        number = take_in(writing, catalog, correction, name="更正.csv")
    with session(filled) as reading:
        assert reading.scalar(select(func.count()).select_from(SurveyArchive)) == 1
        trap = surveys.components(reading, indices=["trap_rate"])
        assert trap.set_index("station").loc["南门市场", "numerator"] == 2
        assert contents.digests(reading, contents.STANDING) != before
    with transaction(filled) as writing:
        withdraw(writing, number, at=ACCEPTED + timedelta(days=2))
    with session(filled) as reading:
        assert contents.digests(reading, contents.STANDING) == before
        known = surveys.components(
            reading, indices=["trap_rate"], known_on=ACCEPTED + timedelta(days=1)
        )
    assert known.set_index("station").loc["南门市场", "numerator"] == 2


def test_a_component_repeats_its_survey_wherever_it_lies(filled: Engine, catalog: Catalog) -> None:
    """So sums, judgements and the way back to the upload need no look at the survey."""
    correction = {"snap_trap": table([snap("南门市场", "2026-05-15", 2, habitat="农贸市场")])}
    with transaction(filled) as writing:
        take_in(writing, catalog, correction, name="更正.csv")
    with transaction(filled) as reading:
        for survey, _, component in (archive.STANDING, archive.ARCHIVED):
            said = ("station_id", "date", "method", "habitat", "upload_id")
            own = reading.execute(
                select(*(getattr(survey, name) for name in said)).join(
                    component, component.survey_id == survey.id
                )
            ).all()
            assert own
            told = reading.execute(select(*(getattr(component, name) for name in said))).all()
            assert sorted(map(tuple, own)) == sorted(map(tuple, told))


def test_nothing_was_known_before_the_first_upload(filled: Engine) -> None:
    with session(filled) as reading:
        moment = ACCEPTED - timedelta(microseconds=1)
        assert surveys.components(reading, known_on=moment).empty
        assert not surveys.components(reading, known_on=ACCEPTED).empty


def test_the_same_survey_twice_in_one_upload_is_refused(engine: Engine, catalog: Catalog) -> None:
    twice = {"snap_trap": table([snap("甲", "2026-05-01", 1), snap("甲", "2026-05-01", 2)])}
    with pytest.raises(StoreError, match="survey"), transaction(engine) as writing:
        take_in(writing, catalog, twice)
    with session(engine) as reading:
        assert reading.scalar(select(func.count()).select_from(Station)) == 0


def test_an_unknown_station_stores_nothing(engine: Engine, catalog: Catalog) -> None:
    with pytest.raises(KeyError), transaction(engine) as writing:
        surveys.insert(writing, 1, small(), {}, catalog)
    with session(engine) as reading:
        assert reading.scalar(select(func.count()).select_from(Component)) == 0


def test_end_of_day_is_counted_in_the_zone() -> None:
    from vector.store.components import end_of_day

    last = end_of_day(pd.Timestamp("2026-05-31").date(), "Asia/Shanghai")
    assert last < datetime(2026, 5, 31, 16, tzinfo=UTC) <= last + timedelta(microseconds=1)
