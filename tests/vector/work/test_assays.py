"""A table of assays: previewed, taken in whole or not at all, recognised, taken back, logged."""

from typing import Any

import pandas as pd
import pytest
import reports
from reports import JUNE, MARKET, NOW, WEST, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.errors import UploadError
from vector.settings import Settings
from vector.store import assays as store
from vector.store.engine import session
from vector.store.tables import Assay, Audit, Station, Upload, UploadFile
from vector.work import assays, uploads

DOSES = {"dose": [0.0, 0.1, 0.2], "number": [25.0] * 3, "dead": [0.0, 9.0, 20.0], "row": [2, 3, 4]}


def table(content: bytes = b"first", **columns: Any) -> assays.AssayTable:
    rows = pd.DataFrame(DOSES | {"strain": "野外"} | columns)
    return assays.AssayTable("抗性.csv", content, rows)


def take_in(engine: Engine, given: assays.AssayTable) -> assays.Accepted:
    return assays.accept(engine, given, by="王", now=NOW)


def test_preview_says_what_would_happen_and_stores_nothing(engine: Engine) -> None:
    take_in(engine, table())
    before = reports.everything(engine)
    seen = assays.preview(engine, table(b"second", site="无名村"))
    assert (seen.assays, seen.rows, seen.superseded, seen.recognised) == (1, 3, 0, None)
    assert seen.unplaced == ("无名村",)
    again = assays.preview(engine, table())
    assert again.superseded == 1
    assert again.recognised is not None
    assert reports.everything(engine) == before


def test_a_file_is_kept_with_its_bytes_and_logged(engine: Engine) -> None:
    done = take_in(engine, table())
    assert (done.assays, done.rows, done.superseded, done.unplaced) == (1, 3, 0, ())
    with session(engine) as reading:
        upload = reading.scalars(select(Upload)).one()
        assert (upload.layout, upload.surveys, upload.uploaded_by) == ("bioassay", 1, "王")
        assert reading.get_one(UploadFile, upload.id).content == b"first"
        [entry] = reading.scalars(select(Audit).where(Audit.what == "upload_accepted"))
        assert entry.subject_id == str(upload.id)
        assert entry.after is not None
        assert (entry.after["assays"], entry.after["superseded"]) == (1, 0)


def test_the_same_bytes_are_recognised_until_withdrawn(engine: Engine, catalog: Catalog) -> None:
    first = take_in(engine, table())
    with pytest.raises(UploadError, match="内容完全相同"):
        take_in(engine, table())
    uploads.withdraw(
        engine, catalog, Settings(), first.upload_id, reason="填错", by="王", on=JUNE, now=NOW
    )
    assert take_in(engine, table()).assays == 1


def test_an_upload_of_assays_is_withdrawn_as_any_other(engine: Engine, catalog: Catalog) -> None:
    take_in(engine, table())
    kept = ("assay", "assay_dose")
    everything = reports.everything(engine)
    before = {name: everything[name] for name in kept}
    second = take_in(engine, table(b"second", dead=[1.0, 9.0, 20.0]))
    assert second.superseded == 1
    done = uploads.withdraw(
        engine, catalog, Settings(), second.upload_id, by="李", reason="填错", on=JUNE, now=NOW
    )
    assert (done.left, done.restored) == (1, 1)
    after = reports.everything(engine)
    assert {name: after[name] for name in kept} == before


def test_a_site_is_a_station_or_a_region_of_the_county(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 1), on=JUNE)
    sites = [MARKET, WEST, f"{WEST} {MARKET}", "无名村", ""]
    for at, site in enumerate(sites):
        take_in(sqlite_engine, table(str(at).encode(), site=site))
    with session(sqlite_engine) as reading:
        post = reading.scalars(select(Station)).one()
        ids = store.rows(reading).drop_duplicates("assay_id")["station_id"]
        found = {
            each.site: (each.region_id, each.station_id) for each in reading.scalars(select(Assay))
        }
    at_post = (post.region_id, post.id)
    assert ids.fillna(0).tolist() == [post.id, 0, post.id, 0, 0]
    assert [found[site] for site in sites] == [
        at_post,
        (post.region_id, None),
        at_post,
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"dead": [0.0, 26.0, 20.0]}, "第 3 行死亡数大于试虫数"),
        ({"number": [25.0, 25.0, 0.0], "dead": 0.0}, "第 4 行试虫数为 0"),
        ({"dose": [None, 0.1, 0.2]}, "第 2 行剂量或分钟空白"),
        ({"minute": 5.0}, "须有“剂量”或“分钟”之一列"),
    ],
)
def test_what_no_assay_can_be_made_of_is_refused(
    sqlite_engine: Engine, columns: dict[str, Any], said: str
) -> None:
    before = reports.everything(sqlite_engine)
    for step in (assays.preview, take_in):
        with pytest.raises(UploadError, match=said):
            step(sqlite_engine, table(**columns))
    assert reports.everything(sqlite_engine) == before
