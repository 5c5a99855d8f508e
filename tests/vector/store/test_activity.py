"""What stations did last: as grouping all surveys would say it, without reading them all."""

from collections.abc import Sequence

import pytest
from filled import small, snap, table, take_in
from sqlalchemy import Engine, func, select

from vector.catalog import Catalog
from vector.store import activity
from vector.store.engine import session, transaction
from vector.store.tables import Station, Survey


@pytest.mark.parametrize(
    "methods", [None, ["snap_trap"], ["dipping", "snap_trap"], ["ovitrap"], []]
)
def test_the_last_day_is_the_newest_of_the_methods_asked_for(
    engine: Engine, catalog: Catalog, methods: Sequence[str] | None
) -> None:
    with transaction(engine) as writing:
        take_in(writing, catalog, small())
        later = table([snap("南门市场", "2026-05-20", 1), snap("南门市场", "2024-05-20", 1)])
        take_in(writing, catalog, {"snap_trap": later}, name="二.csv")
        writing.add(Station(code="S", name="从未监测", region_id=1))
    whole = select(Survey.station_id, func.max(Survey.date)).group_by(Survey.station_id)
    if methods is not None:
        whole = whole.where(Survey.method.in_(methods))
    with session(engine) as reading:
        expected = {row[0]: row[1] for row in reading.execute(whole)}
        assert activity.last_surveyed(reading, methods=methods) == expected
        for station in reading.scalars(select(Station.id)):
            own = {key: day for key, day in expected.items() if key == station}
            assert activity.last_surveyed(reading, methods=methods, station=station) == own
            one = select(Station.id).where(Station.id == station)
            if methods is None:
                assert activity.surveyed(reading, one) == bool(own)


def test_a_day_on_which_the_effort_failed_tells_nothing(engine: Engine, catalog: Catalog) -> None:
    with transaction(engine) as writing:
        take_in(writing, catalog, small())
    with session(engine) as reading:
        before = activity.last_surveyed(reading)
    failed = [snap("南门市场", "2026-06-01", 0) | {"effective": 0}]
    failed += [snap("新点", "2026-06-01", 0) | {"effective": 0}]
    with transaction(engine) as writing:
        take_in(writing, catalog, {"snap_trap": table(failed)}, name="二.csv")
    with session(engine) as reading:
        assert activity.last_surveyed(reading) == before


def test_where_every_effort_failed_nothing_was_surveyed(engine: Engine, catalog: Catalog) -> None:
    failed = table([snap("南门市场", "2026-05-20", 0) | {"effective": 0}])
    with transaction(engine) as writing:
        take_in(writing, catalog, {"snap_trap": failed})
    with session(engine) as reading:
        assert not activity.surveyed(reading)
    with transaction(engine) as writing:
        good = table([snap("南门市场", "2026-05-21", 1)])
        take_in(writing, catalog, {"snap_trap": good}, name="二.csv")
    with session(engine) as reading:
        assert activity.surveyed(reading)
