"""Results: whole or not at all, read back exactly, and seen by nobody who may not see them."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import Engine, func, select

from vector.errors import StoreError
from vector.store import results
from vector.store.engine import session, transaction
from vector.store.results import Basis, Question
from vector.store.tables import (
    Account,
    Region,
    Result,
    ResultStation,
    ResultTable,
    Role,
    Station,
)

TABLE = pd.DataFrame(
    {
        "监测点": ["东街 甲", None, '\\N\t"{}\x00'],
        "密度": [1 / 3, np.nan, np.inf],
        "n": [1, 2, 3],
        "date": pd.to_datetime(["2026-05-01", None, "2026-05-03"]),
        "异常": pd.array([True, None, False], dtype="boolean"),
    }
)
ASKED = {"show": "season", "by": ["series"], "quiet": [], "per": 100.0}


def keep(
    engine: Engine,
    now: datetime,
    stations: list[int],
    *,
    data: str = "a",
    most: int = 5,
    **asked: object,
) -> int:
    question = Question("season", "trap_rate", root(engine), ASKED | asked)
    with transaction(engine) as writing:
        return results.keep(
            writing, question, Basis("1", data, 3, stations), {"season": TABLE, "空": TABLE[:0]},
            made_at=now, made_by="王", most=most,
        )  # fmt: skip


def root(engine: Engine) -> int:
    with session(engine) as reading:
        return int(reading.scalars(select(Region.id).where(Region.parent_id.is_(None))).one())


def of(engine: Engine, *streets: str) -> list[int]:
    with session(engine) as reading:
        query = select(Station.id).join(Station.region).order_by(Station.id)
        return list(reading.scalars(query.where(Region.name.in_(streets)) if streets else query))


def streets(engine: Engine) -> list[tuple[int, str]]:
    with session(engine) as reading:
        query = select(Region.id, Region.name).where(Region.id.in_(select(Station.region_id)))
        return [(row[0], row[1]) for row in reading.execute(query.order_by(Region.id))]


def person(role: str, region: int | None, *, active: bool = True) -> Account:
    return Account(active=active, region_id=region, roles=[Role(name=role)])


def sizes(engine: Engine) -> list[int]:
    with session(engine) as reading:
        tables = (Result, ResultStation, ResultTable)
        return [reading.scalar(select(func.count()).select_from(each)) or 0 for each in tables]


def test_tables_come_back_exactly(filled: Engine, now: datetime) -> None:
    number = keep(filled, now, of(filled))
    with session(filled) as reading:
        back = results.tables(reading, number, account=None)
        kept = results.one(reading, number, account=None)
    assert list(back) == ["season", "空"]
    assert_frame_equal(back["season"], TABLE, check_exact=True)
    assert_frame_equal(back["空"], TABLE[:0], check_exact=True)
    assert (kept.parameters, kept.made_at, kept.made_by) == (ASKED, now, "王")


def test_the_same_question_is_found_by_its_versions(filled: Engine, now: datetime) -> None:
    number = keep(filled, now, of(filled))
    again = Question("season", "trap_rate", root(filled), dict(reversed(ASKED.items())))
    other = Question("season", "trap_rate", root(filled), ASKED | {"per": 1.0})
    with session(filled) as reading:

        def found(question: Question, model: str, data: str) -> int | None:
            basis = Basis(model, data, 3, [])
            kept = results.same(reading, question, basis, account=None)
            return None if kept is None else kept.id

        assert found(again, "1", "a") == number
        assert found(again, "2", "a") is None
        assert found(again, "1", "b") is None
        assert found(other, "1", "a") is None


def test_the_newest_is_the_latest(filled: Engine, now: datetime) -> None:
    first = keep(filled, now, of(filled))
    curve = keep(filled, now, of(filled), show="curve")
    newest = keep(filled, now + timedelta(days=1), of(filled), data="b")
    with session(filled) as reading:

        def latest(**asked: object) -> int | None:
            kept = results.latest(reading, "season", account=None, **asked)  # type: ignore[arg-type]
            return None if kept is None else kept.id

        assert latest() == latest(subject="trap_rate", by=["series"]) == newest != first
        assert latest(show="curve") == curve
        assert latest(subject="light_trap_density") is None
        assert latest(region=-1) is None


def test_only_the_newest_of_a_question_are_kept(filled: Engine, now: datetime) -> None:
    other = keep(filled, now, of(filled), show="curve")
    numbers = [keep(filled, now, of(filled), data=str(at), most=2) for at in range(4)]
    with session(filled) as reading:
        left = {each.id for each in results.listing(reading, account=None)}
    assert left == {other, *numbers[-2:]}
    assert sizes(filled) == [3, 3 * len(of(filled)), 6]


def test_old_ones_are_removed(filled: Engine, now: datetime) -> None:
    keep(filled, now - timedelta(days=3), of(filled))
    young = keep(filled, now, of(filled), data="b")
    with transaction(filled) as writing:
        assert results.retire(writing, now - timedelta(days=1)) == 1
    with session(filled) as reading:
        assert [each.id for each in results.listing(reading, account=None)] == [young]
    assert sizes(filled) == [1, len(of(filled)), 2]


def test_a_result_that_cannot_be_kept_leaves_nothing(filled: Engine, now: datetime) -> None:
    """The second table cannot be written: the first, the run and the older ones are as before."""
    keep(filled, now, of(filled))
    before = sizes(filled)
    question = Question("season", "trap_rate", root(filled), ASKED)
    broken = {"season": TABLE, "bad": pd.DataFrame({"值": [{1, 2}]})}
    basis = Basis("1", "b", 3, of(filled))
    with pytest.raises(TypeError), transaction(filled) as writing:
        results.keep(writing, question, basis, broken, made_at=now, made_by="王", most=1)
    assert sizes(filled) == before


def test_who_sees_what(filled: Engine, now: datetime) -> None:
    """Whoever may not see one of the stations, or the region, does not see the result."""
    top, ((own, name), *_) = root(filled), streets(filled)
    whole, part = keep(filled, now, of(filled)), keep(filled, now, of(filled, name), data="b")
    question = Question("season", "trap_rate", own, ASKED)
    with transaction(filled) as writing:
        local = results.keep(
            writing, question, Basis("1", "c", 1, of(filled, name)), {"season": TABLE},
            made_at=now, made_by="王", most=5,
        )  # fmt: skip
        # Over the street, but with counts of a station that has moved away since.
        moved = results.keep(
            writing, question, Basis("1", "d", 1, of(filled)), {"season": TABLE},
            made_at=now, made_by="王", most=5,
        )  # fmt: skip
    with session(filled) as reading:

        def seen(account: Account | None) -> set[int]:
            return {each.id for each in results.listing(reading, account=account)}

        assert seen(None) == seen(person("staff", top)) == {whole, part, local, moved}
        assert seen(person("staff", own)) == seen(person("office", own)) == {local}
        for nobody in (
            person("administrator", top),
            person("auditor", top),
            person("staff", None),
            person("staff", top, active=False),
        ):
            assert seen(nobody) == set()
        officer = person("office", own)
        latest = results.latest(reading, "season", account=officer)
        assert latest is not None
        assert latest.id == local
        basis = Basis("1", "d", 1, [])
        assert results.same(reading, question, basis, account=officer) is None
        for hidden in (whole, part, moved):
            with pytest.raises(StoreError, match="无权查看"):
                results.tables(reading, hidden, account=officer)
