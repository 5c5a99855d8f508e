"""What somebody hands in is held to their regions; the command line is free."""

from functools import partial

import pandas as pd
import pytest
import reports
from reports import JULY, JUNE, NOW, rooms
from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.errors import UploadError
from vector.intake import read
from vector.settings import Settings
from vector.store.engine import transaction
from vector.store.places import root
from vector.store.tables import Account, Region, Role
from vector.work import assays, deciding, handing_in, staging, uploads
from vector.work.assays import AssayTable
from vector.work.taking_in import Moment

EAST = {"street": "东街", "station": "河边公园"}
OWN = {"street": "西街", "station": "河边公园"}


@pytest.fixture
def west(engine: Engine) -> Account:
    """Staff of West, where East has a station that was flagged."""
    with transaction(engine) as writing:
        top = root(writing)
        for code, name in (("e", "东街"), ("w", "西街")):
            writing.add(Region(code=code, name=name, level="street", parent_id=top))
        writing.flush()
        number = writing.query(Region.id).filter(Region.code == "w").scalar()
    reports.accept(engine, rooms(JUNE, 14, **EAST), on=JUNE)
    return Account(email="x@w", active=True, roles=[Role(name="staff")], region_id=number)


def untouched(engine: Engine, act) -> str:
    """What is said when it is refused; nothing is written then."""
    before = reports.everything(engine)
    with pytest.raises(UploadError) as refused:
        act()
    assert reports.everything(engine) == before
    assert "西街" in refused.value.told("en")
    return refused.value.told("zh")


@pytest.mark.parametrize(
    "place",
    [EAST, {"street": "", "station": "河边公园"}, {"street": "", "station": "S00001"},
     {"street": "东街", "station": "新点"}, {"street": "新街", "station": "新点"},
     {"street": "", "station": "新点"}],
)  # fmt: skip
def test_rows_of_another_street_are_faults(
    engine: Engine, catalog: Catalog, west: Account, place: dict[str, str]
) -> None:
    rows = [rooms(JUNE, 0, **OWN), rooms(JUNE, 0, **place)]
    content = reports.sheet(*rows)
    seen = uploads.preview(engine, catalog, content, "a.csv", person=west)
    fault = seen.errors.iloc[0]
    assert (fault["code"], fault["row"], fault["expected"]) == ("not_in_region", 3, "西街")
    assert (seen.surveys, seen.superseded, seen.new_stations) == (1, 0, (("西街", "河边公园"),))
    options = {"on": JUNE, "person": west, "by": west.email}
    before = reports.everything(engine)
    with pytest.raises(UploadError, match="不在您的辖区（西街）"):
        reports.accept(engine, *rows, **options)
    assert reports.everything(engine) == before
    done = reports.accept(engine, *rows, hold_bad_rows=True, **options)
    assert (done.surveys, done.superseded, done.held, done.changes) == (1, 0, 1, [])
    assert [flag.rule for flag in reports.flags(engine)]


def test_a_name_without_a_street_is_the_one_of_the_own_region(
    engine: Engine, west: Account
) -> None:
    options = {"on": JULY, "person": west, "by": west.email}
    reports.accept(engine, rooms(JUNE, 1, **OWN), **options)
    done = reports.accept(engine, rooms(JUNE, 2, street="", station="河边公园"), **options)
    assert (done.surveys, done.superseded) == (1, 1)


def test_a_staged_file_is_held_to_its_bringer_even_when_the_county_approves(
    engine: Engine, catalog: Catalog, west: Account
) -> None:
    content = reports.sheet(rooms(JUNE, 0, **OWN), rooms(JUNE, 0, **EAST))
    found = read(content, "a.csv", catalog, today=NOW.date())
    common = {"person": west, "now": NOW}
    untouched(engine, lambda: staging.stage(engine, found, content, **common))
    number = handing_in.hand_in(engine, found, content, hold_bad_rows=True, **common)
    with transaction(engine) as writing:
        top = root(writing)
    county = Account(email="s@x", active=True, roles=[Role(name="manager")], region_id=top)
    moment = Moment(catalog, Settings(upload_approval="above"), JUNE, NOW)
    done = deciding.accept(engine, moment, number, found, person=county)
    assert (done.surveys, done.superseded, done.held) == (1, 0, 1)


def test_resistance_tests_of_another_street_are_refused(engine: Engine, west: Account) -> None:
    def table(site: str) -> AssayTable:
        rows = {"dose": [0.1], "number": 20.0, "dead": 3.0, "row": 2, "site": site}
        return AssayTable("抗性.csv", site.encode(), pd.DataFrame(rows))

    def stage(site: str) -> int:
        return staging.stage(engine, table(site), b"k", person=west, now=NOW)

    def accept(site: str) -> assays.Accepted:
        return assays.accept(engine, table(site), by="x", person=west)

    for site in ("东街", "东街 河边公园", "河边公园", "外地", ""):
        assert "第 2 行" in untouched(engine, partial(accept, site))
        untouched(engine, partial(stage, site))
    assert assays.accept(engine, table("西街"), by="x", person=west).assays == 1
    assert assays.accept(engine, table("东街"), by="x").assays == 1


def test_what_reaches_beyond_is_not_withdrawn(
    engine: Engine, catalog: Catalog, west: Account
) -> None:
    rows = [rooms(JULY, 0, **OWN), rooms(JULY, 0, **EAST)]
    number = reports.accept(engine, *rows, on=JULY, by=west.email).upload_id
    common = {"by": west.email, "reason": "错", "on": JULY, "now": NOW}

    def withdraw(person: Account | None) -> uploads.Withdrawn:
        return uploads.withdraw(engine, catalog, Settings(), number, person=person, **common)

    untouched(engine, lambda: withdraw(west))
    assert withdraw(None).left == 2
