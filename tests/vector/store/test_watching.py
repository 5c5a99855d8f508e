"""Flags, the outbox, action limits and uploads as pages and the watch ask for them."""

from datetime import date, datetime, timedelta

import pytest
from filled import ACCEPTED, withdraw
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from vector.errors import StoreError, UploadError
from vector.store import flags, limits, migrate, outbox, uploads
from vector.store.engine import connect, session, transaction
from vector.store.tables import (
    Account,
    ActionLimit,
    Alert,
    Digest,
    Flag,
    Outbox,
    Region,
    Role,
    Station,
)


def _flag(station: Station | None, region: int, severity: int, at: datetime) -> Flag:
    return Flag(
        region_id=region, station_id=station.id if station else None, index_id="trap_rate",
        rule="action_limit", severity=severity, opened_at=at, observed_on=at.date(), evidence={},
        sentence="鼠密度超限。",
    )  # fmt: skip


@pytest.fixture
def flagged(filled: Engine, now: datetime) -> Engine:
    """A flag on a station, a worse one on the other street, and one that was cleared."""
    with transaction(filled) as writing:
        by_name = {each.name: each for each in writing.scalars(select(Station))}
        east, town = by_name["南门市场"], by_name["松岭村"]
        cleared = _flag(by_name["东湖小区"], east.region_id, 3, now)
        cleared.cleared_at = now
        raised = _flag(east, east.region_id, 1, now)
        writing.add_all([raised, _flag(None, town.region_id, 2, now), cleared])
        writing.flush()
        alert = Alert(flag_id=raised.id, change="raised", severity=1, raised_at=now, evidence={},
                      sentence="超限。", approved_at=now, approved_by="自动批准")  # fmt: skip
        writing.add(alert)
        writing.flush()
        writing.add(Outbox(alert_id=alert.id, region_id=east.region_id, due_at=now))
        writing.add(Digest(region_id=town.region_id, day=now.date(), message_id="<1@x>",
                           state="failed", due_at=now))  # fmt: skip
    return filled


def _office(street: str, engine: Engine) -> Account:
    with session(engine) as reading:
        region = reading.scalar(select(Region.id).where(Region.name == street))
    return Account(active=True, region_id=region, roles=[Role(name="office")])


def test_open_flags_the_most_severe_first(flagged: Engine) -> None:
    with session(flagged) as reading:
        found = flags.standing(reading, None)
        places = [(each.region.name, each.station and each.station.name) for each in found]
        assert places == [("松岭镇", None), ("青石街道", "南门市场")]
        changes = flags.changes(reading, found[1].id)
        assert [each.change for each in changes] == ["raised"]


def test_an_office_sees_its_own_flags_and_mail(flagged: Engine) -> None:
    east, town = _office("青石街道", flagged), _office("松岭镇", flagged)
    with session(flagged) as reading:
        assert [flag.severity for flag in flags.standing(reading, east)] == [1]
        assert [flag.severity for flag in flags.standing(reading, town)] == [2]
        assert flags.standing(reading, town, street=east.region_id) == []
        station = reading.scalar(select(Station.id).where(Station.name == "南门市场"))
        assert len(flags.standing(reading, None, station=station)) == 1
        assert (outbox.waiting(reading, east), outbox.waiting(reading, town)) == (1, 0)
        assert outbox.digests(reading, east) == []
        assert [each.state for each in outbox.digests(reading, town)] == ["failed"]
        assert outbox.digests(reading, None, states=["sent"]) == []


def test_a_place_has_one_open_flag_for_an_index(flagged: Engine, now: datetime) -> None:
    with session(flagged) as reading:
        station = reading.scalars(select(Station).where(Station.name == "南门市场")).one()
    with pytest.raises(IntegrityError), transaction(flagged) as writing:
        writing.add(_flag(station, station.region_id, 2, now))


def _limit(value: str, day: date) -> ActionLimit:
    return ActionLimit(index_id="trap_rate", region_id=1, value=value, set_by="李", set_on=day,
                       source="县爱卫办通知", valid_from=day)  # fmt: skip


def test_a_new_limit_ends_the_one_before(engine: Engine) -> None:
    first, second = date(2026, 1, 1), date(2026, 6, 1)
    with transaction(engine) as writing:
        limits.put(writing, _limit("1.0", first))
        limits.put(writing, _limit("0.5", second))
        held = {day: [each.value for each in limits.in_force(writing, day)]
                for day in (date(2025, 12, 31), first, date(2026, 5, 31), second)}  # fmt: skip
    assert list(held.values()) == [[], ["1.0"], ["1.0"], ["0.5"]]


def test_a_limit_set_before_a_later_one_ends_where_that_begins(engine: Engine) -> None:
    first, between, last = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
    with transaction(engine) as writing:
        limits.put(writing, _limit("1.0", first))
        limits.put(writing, _limit("0.5", last))
        kept = limits.put(writing, _limit("0.8", between))
        assert kept.valid_to == date(2026, 5, 31)
        days = (first, date(2026, 2, 28), between, date(2026, 5, 31), last)
        held = [[each.value for each in limits.in_force(writing, day)] for day in days]
    assert held == [["1.0"], ["1.0"], ["0.8"], ["0.8"], ["0.5"]]


def test_a_limit_set_again_from_the_same_day_replaces_it(engine: Engine) -> None:
    with transaction(engine) as writing:
        limits.put(writing, _limit("1.0", date(2026, 1, 1)))
        limits.put(writing, _limit("0.5", date(2026, 1, 1)))
        assert [each.value for each in limits.in_force(writing, date(2026, 2, 1))] == ["0.5"]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
@settings(max_examples=12)
def test_limits_of_a_place_never_overlap(days: list[int]) -> None:
    engine = connect("sqlite://")
    migrate.upgrade(engine)
    start = date(2026, 1, 1)
    with transaction(engine) as writing:
        for value, day in enumerate(days, start=1):
            limits.put(writing, _limit(str(value), start + timedelta(days=day)))
        latest = {day: str(value) for value, day in enumerate(days, start=1)}
        for day in range(42):
            begun = [each for each in latest if each <= day]
            held = limits.in_force(writing, start + timedelta(days=day))
            assert [each.value for each in held] == ([latest[max(begun)]] if begun else [])


@pytest.mark.parametrize("value", ["", "一", "0", "-1", "1/0"])
def test_a_limit_is_a_number(engine: Engine, value: str) -> None:
    with pytest.raises(StoreError, match="行动限值"), transaction(engine) as writing:
        limits.put(writing, _limit(value, date(2026, 1, 1)))


def test_a_file_is_recognised_until_it_is_withdrawn(filled: Engine) -> None:
    with session(filled) as reading:
        upload = uploads.history(reading)[0]
        assert uploads.find_by_sha(reading, upload.sha256) is upload
        assert uploads.content(reading, upload.id) == "监测.csv".encode()
    with transaction(filled) as writing:
        withdraw(writing, upload.id, at=ACCEPTED + timedelta(days=1))
        assert uploads.find_by_sha(writing, upload.sha256) is None
        assert uploads.history(writing)[0].withdrawn_by == "王"
    with pytest.raises(UploadError, match="已经撤回"), transaction(filled) as writing:
        withdraw(writing, upload.id, at=ACCEPTED + timedelta(days=2))
