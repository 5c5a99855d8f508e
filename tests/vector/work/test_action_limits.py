"""Setting action limits: only for densities, with a ground, and judged by at once."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import reports
from reports import JUNE, MARKET, NOW, WEST, form
from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.settings import Settings
from vector.work.action_limits import Outcome, Wish, listing, set_limit
from vector.work.densities import density

WISH = Wish("trap_rate", "2", "县爱卫办〔2026〕1号", "王主任")
CAUGHT = form(JUNE, "snap_trap", set=400, effective=400, caught=40)


def put(engine: Engine, catalog: Catalog, wish: Wish, start: date | None = None) -> Outcome:
    return set_limit(engine, catalog, Settings(), wish, start=start, now=NOW)


def test_a_new_limit_flags_what_is_beyond_it(engine: Engine, catalog: Catalog) -> None:
    reports.accept(engine, CAUGHT, on=JUNE)
    assert reports.flags(engine) == []
    outcome = put(engine, catalog, WISH)
    assert [(each.kind, each.station) for each in outcome.changes] == [("raised", MARKET)]
    assert "县爱卫办〔2026〕1号" in outcome.changes[0].sentence
    assert len(reports.flags(engine)) == 1
    assert put(engine, catalog, WISH).changes == []


def test_a_looser_limit_clears_the_flag(engine: Engine, catalog: Catalog) -> None:
    reports.accept(engine, CAUGHT, on=JUNE)
    put(engine, catalog, WISH)
    outcome = put(engine, catalog, replace(WISH, value="20"))
    assert [each.kind for each in outcome.changes] == ["cleared"]
    assert reports.flags(engine) == []


def test_the_narrower_place_wins(engine: Engine, catalog: Catalog) -> None:
    reports.accept(engine, CAUGHT, on=JUNE)
    places = [
        put(engine, catalog, replace(WISH, value="20")).place,
        put(engine, catalog, replace(WISH, value="15", street=WEST)).place,
    ]
    assert reports.flags(engine) == []
    outcome = put(engine, catalog, replace(WISH, station=MARKET, street=WEST))
    assert [*places, outcome.place] == ["本辖区", WEST, MARKET]
    assert len(outcome.changes) == 1
    frame = listing(engine, catalog)
    assert frame[["street", "value"]].to_numpy().tolist() == [
        ["本辖区", "20"], [WEST, "15"], [WEST, "2"],
    ]  # fmt: skip
    assert frame["station"].tolist()[-1] == MARKET


def test_a_limit_ends_the_one_before_it(engine: Engine, catalog: Catalog) -> None:
    today = NOW.date()
    put(engine, catalog, WISH, today - timedelta(days=30))
    put(engine, catalog, replace(WISH, value="0.50"), today)
    assert listing(engine, catalog)["valid_to"].tolist() == [today - timedelta(days=1), None]
    assert listing(engine, catalog, since=today)["value"].tolist() == ["0.50"]
    assert listing(engine, catalog, since=today - timedelta(days=1)).shape[0] == 2


def test_only_densities_have_action_limits(catalog: Catalog) -> None:
    for index in catalog.indices.values():
        if index.kind == "density":
            assert density(catalog, index.id) is index
            continue
        with pytest.raises(StoreError, match=f"^{re.escape(index.zh)}按.*不能设行动限值"):
            density(catalog, index.id)


def test_an_index_is_found_by_its_name(catalog: Catalog) -> None:
    assert density(catalog, "捕获率").id == "trap_rate"
    with pytest.raises(StoreError, match=r"没有指标“trap_rat”。相近的有：trap_rate"):
        density(catalog, "trap_rat")


@pytest.mark.parametrize("value", ["", "3%", "1/3", "1e3", "-1", "０.5", "nan", ".5", "0", "0.0"])
def test_a_value_is_a_decimal_above_zero(
    sqlite_engine: Engine, catalog: Catalog, value: str
) -> None:
    with pytest.raises(StoreError, match="行动限值应为"):
        put(sqlite_engine, catalog, replace(WISH, value=value))
    assert listing(sqlite_engine, catalog).empty


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (replace(WISH, source=" "), "依据"),
        (replace(WISH, by=""), "设定人"),
        (replace(WISH, street="河"), "没有街道“河”"),
        (replace(WISH, station="河"), "没有监测点“河”"),
    ],
)
def test_a_limit_without_ground_or_place_is_refused(
    sqlite_engine: Engine, catalog: Catalog, wish: Wish, sentence: str
) -> None:
    with pytest.raises(StoreError, match=sentence):
        put(sqlite_engine, catalog, wish)
    assert listing(sqlite_engine, catalog).empty
