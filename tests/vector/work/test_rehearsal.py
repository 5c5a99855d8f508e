"""Rehearsals: what they say is what happens, and nothing of it stays."""

import reports
from reports import JULY, JUNE, MARKET, NOW, form, rooms
from sqlalchemy import select

from vector.intake import read
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Account, Region, Role
from vector.work import rehearsal, uploads
from vector.work.taking_in import Moment

OLD = [rooms(JUNE, 14), rooms(JUNE, 3, station="二号点"), rooms(JUNE, 2, station="三号点")]
NEW = [
    rooms(JUNE, 1, 180),
    rooms(JUNE, 3, station="二号点"),
    form(JULY, "snap_trap", effective=100, caught=3, **{"species:褐家鼠": 3}),
]


def tried(engine, catalog, rows, person=None):
    content = reports.sheet(*rows)
    found = read(content, "七月.csv", catalog, today=NOW.date().replace(month=12))
    moment = Moment(catalog, Settings(), JULY, NOW)
    return rehearsal.of_taking_in(engine, moment, found, content, person)


def test_new_changed_and_same_are_told_with_the_earlier_upload(engine, catalog):
    first = reports.accept(engine, *OLD, on=JUNE)
    before = reports.everything(engine)
    seen = tried(engine, catalog, NEW)
    assert reports.everything(engine) == before
    found = {(row.station, row.method): row for row in seen.surveys.itertuples()}
    kinds = {key: row.what for key, row in found.items()}
    assert kinds == {
        (MARKET, "rodent_trace_indoor"): "changed",
        ("二号点", "rodent_trace_indoor"): "same",
        (MARKET, "snap_trap"): "new",
    }
    earlier = found[MARKET, "rodent_trace_indoor"]
    assert (earlier.upload_id, earlier.filename, earlier.by) == (first.upload_id, "上报.csv", "王")
    numbers = {row.field: (row.was, row.became) for row in seen.fields.itertuples()}
    assert numbers == {"rooms": (200.0, 180.0), "positive_rooms": (14.0, 1.0)}
    assert [seen.count(what) for what in ("new", "changed", "same")] == [1, 1, 1]


def test_the_flags_told_are_those_that_change(engine, catalog):
    reports.accept(engine, *OLD, on=JUNE)
    seen = tried(engine, catalog, NEW)
    assert [(each.kind, each.station) for each in seen.changes] == [("cleared", MARKET)]
    done = reports.accept(engine, *NEW, on=JULY)
    told = [(each.kind, each.sentence) for each in seen.changes]
    assert [(each.kind, each.sentence) for each in done.changes] == told


def test_taking_back_says_what_comes_back_and_does_not_do_it(engine, catalog):
    reports.accept(engine, *OLD, on=JUNE)
    number = reports.accept(engine, *NEW, on=JULY).upload_id
    before, moment = reports.everything(engine), Moment(catalog, Settings(), JULY, NOW)
    seen = rehearsal.of_taking_back(engine, moment, number, None)
    assert (seen.left, seen.restored) == (3, 2)
    assert [seen.count(what) for what in ("new", "changed", "same")] == [1, 1, 1]
    assert reports.everything(engine) == before
    done = uploads.withdraw(
        engine, catalog, Settings(), number, reason="填错", by="王", on=JULY, now=NOW
    )
    assert [each.sentence for each in done.changes] == [each.sentence for each in seen.changes]
    assert (done.left, done.restored) == (seen.left, seen.restored)


def test_rows_beyond_the_own_region_are_not_tried(engine, catalog):
    reports.accept(engine, *OLD, on=JUNE)
    with transaction(engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        away = Region(code="z", name="别街", level="street", parent_id=root)
        writing.add(away)
        writing.flush()
        person = Account(email="a@x", active=True, roles=[Role(name="staff")], region_id=away.id)
    seen = tried(engine, catalog, [*NEW, rooms(JULY, 1, street="别街", station="别点")], person)
    assert seen.surveys["station"].tolist() == ["别点"]
    assert (len(seen.fields), list(seen.changes), seen.unseen) == (0, [], 0)


def test_a_very_large_file_is_not_tried(engine, catalog, monkeypatch):
    monkeypatch.setattr(rehearsal, "MOST", 2)
    assert tried(engine, catalog, NEW) is None


def test_species_that_differ_are_told(engine, catalog):
    rat, mouse = {"species:褐家鼠": 3}, {"species:小家鼠": 1, "species:褐家鼠": 2}
    reports.accept(engine, form(JUNE, "snap_trap", effective=99, caught=3, **rat), on=JUNE)
    seen = tried(engine, catalog, [form(JUNE, "snap_trap", effective=99, caught=3, **mouse)])
    numbers = {row.field: (row.was, row.became) for row in seen.fields.itertuples()}
    assert numbers["species:褐家鼠"] == (3.0, 2.0)
    assert numbers["species:小家鼠"][1] == 1.0
    with session(engine) as looking:
        assert looking.scalars(select(Region.id)).first()
