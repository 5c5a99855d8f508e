"""Who sees which stations, and how names in files become stations."""

import pandas as pd
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.store import places
from vector.store.engine import session, transaction
from vector.store.tables import Account, Region, Role, Station


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A county with two streets, one of them with a grid below, and a station in each."""
    with transaction(engine) as writing:
        east = Region(code="E", name="东街道", level="street", parent_id=places.root(writing))
        west = Region(code="W", name="西街道", level="street", parent_id=places.root(writing))
        writing.add_all([east, west])
        writing.flush()
        grid = Region(code="E1", name="一网格", level="grid", parent_id=east.id)
        writing.add(grid)
        writing.flush()
        for at, region in enumerate([east, west, grid, writing.get_one(Region, 1)], start=1):
            writing.add(Station(code=f"S{at}", name=f"站{at}", region_id=region.id))
    return engine


def _seen(reading: Session, account: Account | None) -> set[str]:
    visible = places.visible_stations(account)
    return set(reading.scalars(select(Station.name).where(Station.id.in_(visible))))


def _account(reading: Session, region: str | None, *roles: str, active: bool = True) -> Account:
    number = reading.scalar(select(Region.id).where(Region.name == region))
    return Account(region_id=number, roles=[Role(name=role) for role in roles], active=active)


@pytest.mark.parametrize(
    ("region", "roles", "expected"),
    [
        ("本辖区", ["staff"], {"站1", "站2", "站3", "站4"}),
        ("本辖区", ["manager"], {"站1", "站2", "站3", "站4"}),
        ("东街道", ["staff"], {"站1", "站3"}),
        ("东街道", ["office"], {"站1", "站3"}),
        ("一网格", ["office"], {"站3"}),
        ("本辖区", ["office"], set()),
        ("本辖区", ["administrator"], set()),
        ("本辖区", ["auditor"], set()),
        ("本辖区", ["staff", "auditor"], set()),
        ("本辖区", [], set()),
        (None, ["staff"], set()),
    ],
)
def test_what_an_account_sees(
    town: Engine, region: str | None, roles: list[str], expected: set[str]
) -> None:
    with session(town) as reading, reading.no_autoflush:
        assert _seen(reading, _account(reading, region, *roles)) == expected


def test_an_inactive_account_sees_nothing_and_the_service_all(town: Engine) -> None:
    with session(town) as reading, reading.no_autoflush:
        assert _seen(reading, _account(reading, "本辖区", "staff", active=False)) == set()
        assert len(_seen(reading, None)) == 4


def test_a_station_counts_under_the_street_above_it(town: Engine) -> None:
    with session(town) as reading:
        frame = places.stations(reading).set_index("station")
    assert frame["street"].to_dict() == {
        "站1": "东街道", "站2": "西街道", "站3": "东街道", "站4": "本辖区",
    }  # fmt: skip
    assert frame.loc["站3", "region"] == "一网格"


def test_regions_of_a_subtree(town: Engine) -> None:
    with session(town) as reading:
        east = reading.scalar(select(Region.id).where(Region.name == "东街道"))
        assert east is not None
        below = places.regions(reading, east)
    assert below["name"].tolist() == ["东街道", "一网格"]
    assert below["street_id"].tolist() == [east, east]


def _names(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["street", "station"]).assign(habitat="居民区")


def test_new_names_become_stations_once(town: Engine) -> None:
    names = _names(("东街道", "新站"), ("北街道", "甲"), ("", "乙"), ("东街道", "站1"), ("", "S2"))
    with transaction(town) as writing:
        assert len(places.recognise(writing, names).new) == 3
        ids = places.register(writing, names)
        assert places.register(writing, names) == ids
        frame = places.stations(writing).set_index("id")
    assert {key: frame.loc[number, "street"] for key, number in ids.items()} == {
        ("东街道", "新站"): "东街道", ("北街道", "甲"): "北街道", ("", "乙"): places.UNASSIGNED,
        ("东街道", "站1"): "东街道", ("", "S2"): "西街道",
    }  # fmt: skip
    assert frame.loc[ids["东街道", "新站"], "habitat"] == "居民区"
    assert len(frame) == 7


def test_codes_go_on_from_the_greatest(engine: Engine) -> None:
    with transaction(engine) as writing:
        places.register(writing, _names(("东街道", "甲"), ("东街道", "乙")))
        places.register(writing, _names(("东街道", "丙")))
        codes = places.stations(writing)["code"].tolist()
    assert codes == ["S00001", "S00002", "S00003"]


def test_the_same_name_in_two_streets_needs_its_street(town: Engine) -> None:
    with transaction(town) as writing:
        ids = places.register(writing, _names(("东街道", "市场"), ("西街道", "市场")))
        assert len(set(ids.values())) == 2
        with pytest.raises(UploadError, match=r"市场.*东街道、西街道"):
            places.recognise(writing, _names(("", "市场")))


def test_two_streets_of_one_name_are_not_guessed_at(town: Engine) -> None:
    with transaction(town) as writing:
        writing.add(Region(code="X", name="东街道", level="street", parent_id=2))
        writing.flush()
        with pytest.raises(UploadError, match="东街道"):
            places.register(writing, _names(("东街道", "全新")))
