"""Assays: superseded whole, restored whole, known as on a day, as the database keeps them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from vector.errors import StoreError
from vector.stats.bioassay.identity import whole
from vector.store import assays, contents, uploads
from vector.store.engine import session, transaction

START = datetime(2026, 1, 1, tzinfo=UTC)
STANDING = ("assay", "assay_dose")
OTHERS: dict[str, Any] = {"minute": None, "replicate": "", "region_id": None, "station_id": None}


def table(*strains: str, dead: int = 3, **more: Any) -> pd.DataFrame:
    """Two doses of each strain."""
    rows = [
        {"strain": strain, "dose": dose, "number": 25, "dead": dead, "row": at, **OTHERS, **more}
        for strain in strains
        for at, dose in enumerate((0.1, 1 / 3), start=2)
    ]
    return whole(pd.DataFrame(rows))


def take_in(engine: Engine, rows: pd.DataFrame, day: int) -> tuple[int, assays.Inserted]:
    at = START + timedelta(days=day)
    with transaction(engine) as writing:
        receipt = uploads.Receipt("抗性.csv", f"{day:064}", "bioassay", b"", surveys=0)
        number = uploads.add(writing, receipt, by="王", at=at)
        return number, assays.insert(writing, number, rows)


def withdraw(engine: Engine, number: int, day: int) -> tuple[int, int]:
    with transaction(engine) as writing:
        uploads.withdraw(writing, number, by="王", at=START + timedelta(days=day))
        return assays.withdraw(writing, number)


def dead(engine: Engine, known_on: datetime | None = None) -> dict[str, float]:
    with session(engine) as reading:
        found = assays.rows(reading, known_on=known_on)
    return {strain: float(group["dead"].iloc[0]) for strain, group in found.groupby("strain")}


def standing(engine: Engine) -> dict[str, str]:
    with session(engine) as reading:
        return contents.digests(reading, STANDING)


def test_what_goes_in_comes_out(engine: Engine) -> None:
    rows = table("甲", "乙", tested_on=pd.Timestamp("2025-07-01"), unit="mg/L", replicate="2")
    timed = table("丙").assign(dose=None, minute=[5.0, 10.5])
    take_in(engine, pd.concat([rows, timed], ignore_index=True), 0)
    with session(engine) as reading:
        found = assays.rows(reading)
    assert found["strain"].tolist() == ["甲", "甲", "乙", "乙", "丙", "丙"]
    assert found["dose"].tolist()[:2] == [0.1, 1 / 3]
    assert found["minute"].tolist()[4:] == [5.0, 10.5]
    assert found["dose"].isna().tolist() == [False] * 4 + [True] * 2
    assert found["tested_on"].dt.strftime("%Y-%m-%d").tolist()[:4] == ["2025-07-01"] * 4
    assert set(found["replicate"]) == {"2", ""}


def test_a_correction_supersedes_and_its_withdrawal_restores(engine: Engine) -> None:
    take_in(engine, table("甲", "乙"), 0)
    before = standing(engine)
    assert take_in(engine, table("甲", "丙", dead=9), 1) == (2, assays.Inserted(2, 1))
    assert dead(engine) == {"甲": 9, "乙": 3, "丙": 9}
    assert withdraw(engine, 2, 2) == (2, 1)
    assert standing(engine) == before


def test_withdrawing_the_older_leaves_the_newer(engine: Engine) -> None:
    first, _ = take_in(engine, table("甲"), 0)
    second, _ = take_in(engine, table("甲", dead=9), 1)
    assert withdraw(engine, first, 2) == (0, 0)
    assert dead(engine) == {"甲": 9}
    assert withdraw(engine, second, 3) == (1, 0)
    assert dead(engine) == {}


def test_as_known_on_a_day(engine: Engine) -> None:
    take_in(engine, table("甲"), 0)
    second, _ = take_in(engine, table("甲", "乙", dead=9), 2)
    withdraw(engine, second, 4)
    days = {day: dead(engine, START + timedelta(days=day)) for day in (-1, 1, 3, 5)}
    assert days == {-1: {}, 1: {"甲": 3}, 3: {"甲": 9, "乙": 9}, 5: {"甲": 3}}


@pytest.mark.parametrize(
    "change",
    [
        {"tested_on": pd.Timestamp("2025-07-01")},
        {"year": "2025"},
        {"unit": "%"},
        {"exposure": "24 h"},
        {"species": "致倦库蚊"},
        {"site": "东街"},
        {"method": "成蚊接触筒法"},
        {"dose": None, "minute": 5.0},
    ],
)
def test_another_test_is_no_correction(sqlite_engine: Engine, change: dict[str, Any]) -> None:
    take_in(sqlite_engine, table("甲"), 0)
    with session(sqlite_engine) as reading:
        assert assays.superseded(reading, table("甲")) == 1
        assert assays.superseded(reading, table("甲", **change)) == 0


@pytest.mark.parametrize("change", [{"dead": 26}, {"dose": None}, {"minute": 5.0}])
def test_the_database_refuses_what_cannot_be(engine: Engine, change: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="assay_dose"):
        take_in(engine, table("甲").assign(**change), 0)
    assert dead(engine) == {}
