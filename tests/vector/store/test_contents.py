"""A digest tells any difference, and columns come back as they went."""

import numpy as np
import pandas as pd
import pytest
from filled import fill
from sqlalchemy import Engine, select, update

from vector.errors import StoreError
from vector.store import bulk, contents
from vector.store.engine import session, transaction
from vector.store.tables import Component, Region, Role, Station, Survey, Tally


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("survey", update(Survey).where(Survey.id == 1).values(note="改")),
        ("tally", update(Tally).values(count=99)),
        ("component", update(Component).where(Component.survey_id == 1).values(numerator=99)),
    ],
)
def test_any_difference_changes_its_table_alone(filled: Engine, table: str, change: object) -> None:
    with session(filled) as reading:
        before = contents.digests(reading)
    with transaction(filled) as writing:
        writing.execute(change)  # type: ignore[call-overload]
        after = contents.digests(writing)
    assert {name for name in before if before[name] != after[name]} == {table}


def test_both_databases_give_the_same_digest(sqlite_engine: Engine, postgresql_url: str) -> None:
    from vector.store.engine import connect

    other = connect(postgresql_url)
    found = []
    for engine in (sqlite_engine, other):
        with transaction(engine) as writing:
            fill(writing)
            found.append(contents.digests(writing))
    other.dispose()
    assert found[0] == found[1]


def test_columns_with_gaps_come_back(engine: Engine) -> None:
    size = bulk.CHUNK + 3
    columns = {
        "id": np.arange(10, 10 + size),
        "code": [f"c{at}" for at in range(size)],
        "name": [f"n{at}" for at in range(size)],
        "level": ["street"] * size,
        "population": [None if at % 2 else at for at in range(size)],
        "valid_from": [None if at % 3 else "2026-01-01" for at in range(size)],
        "geometry": [None if at % 5 else "{}" for at in range(size)],
    }
    query = select(Region.id, Region.population, Region.valid_from, Region.geometry)
    with transaction(engine) as writing:
        bulk.insert(writing.connection(), Region, columns)
        found = bulk.frame(writing.connection(), query.where(Region.id >= 10).order_by(Region.id))
    assert found["id"].tolist() == list(range(10, 10 + size))
    expected = pd.Series(columns["population"], dtype="float64")
    pd.testing.assert_series_equal(found["population"], expected, check_names=False)
    assert found["valid_from"].isna().sum() == size - len(range(0, size, 3))
    assert found["valid_from"].dropna().unique().tolist() == [pd.Timestamp("2026-01-01")]
    assert found["geometry"].isna().sum() == size - len(range(0, size, 5))


def test_no_rows_keep_their_kinds(engine: Engine) -> None:
    query = select(Station.id, Station.name, Station.longitude, Station.active_from)
    with session(engine) as reading:
        found = bulk.frame(reading.connection(), query)
    assert [str(kind) for kind in found.dtypes] == [
        "int64", "category", "float64", "datetime64[us]",
    ]  # fmt: skip


def test_a_refusal_is_a_sentence(engine: Engine) -> None:
    twice = {"id": [1, 2], "name": ["staff", "staff"]}
    with pytest.raises(StoreError, match="role"), transaction(engine) as writing:
        bulk.insert(writing.connection(), Role, twice)
