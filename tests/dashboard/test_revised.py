"""Changes of a station on its page: seen by who sees it, written down by who arranges stations."""

from datetime import UTC, date, datetime

import pytest
import small_county
from sqlalchemy import select, update
from visitor import as_text

from vector.catalog import load
from vector.store.tables import Account, Audit, Station
from vector.work.revisions import Revision, revise

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
MARKET = "东街菜市场"


@pytest.fixture
def market(app, county):
    """A station that moved in February."""
    engine = app.extensions["vector"].engine
    moved = Revision(day=date(2026, 2, 1), longitude="0.02", latitude="0.02", ground="拆迁")
    revise(engine, load(), county, MARKET, moved, now=NOON)
    with engine.connect() as reading:
        return str(reading.scalar(select(Station.id).where(Station.name == MARKET)))


WRITTEN = {
    "revised-save.n_clicks": 1, "revised-which.value": "new", "revised-day.value": "2026-05-02",
    "revised-equipment.value": "新夹", "revised-ground.value": "旧夹报废",
}  # fmt: skip


def revised(visitor, station, *without, **changed):
    values = {**WRITTEN, "station-id.data": station, **changed}
    kept = {name: value for name, value in values.items() if name not in without}
    return visitor.call("revised-said.children", kept)


def of_form(visitor, station, which="2026-05-02"):
    values = {"revised-which.value": which, "station-id.data": station}
    return visitor.call("revised-day.value", values).get_json()["response"]


def test_a_change_is_written_down_corrected_and_taken_back(signed_in, app, market):
    visitor = signed_in("manager")
    assert "revised-write" in visitor.page(f"/station/{market}")
    opened = {"revised-write.open": True}
    assert "原因或依据" in as_text(visitor.shown("revised-form.children", opened))
    assert "已保存" in as_text(revised(visitor, market).get_json())
    shown_now = {"station-id.data": market, "revised-stored.data": {"at": "1"}}
    text = as_text(visitor.shown("revised-history.children", shown_now))
    for words in ("2026-05-02 – 现在", "新夹", "旧夹报废", "迁址"):
        assert words in text
    options = visitor.call("revised-which.data", shown_now).get_json()["response"]["revised-which"]
    assert [each["value"] for each in options["data"]] == ["new", "2026-05-02", "2026-02-01"]
    form = of_form(visitor, market)
    assert (form["revised-equipment"]["value"], form["revised-ground"]["value"]) == (
        "新夹", "旧夹报废",
    )  # fmt: skip
    wanted = {"revised-which.value": "2026-05-02", "revised-day.value": "2026-05-03"}
    assert "已保存" in as_text(revised(visitor, market, **wanted).get_json())
    assert "2026-05-03 – 现在" in as_text(visitor.shown("revised-history.children", shown_now))
    assert of_form(visitor, market, "2026-02-01")["revised-longitude"]["value"]
    with app.extensions["vector"].engine.connect() as reading:
        noted = reading.execute(
            select(Audit.who, Audit.subject).order_by(Audit.sequence.desc())
        ).first()
        assert noted == (small_county.PEOPLE["manager"][0], "station_past")


def test_a_change_without_its_day_or_reason_is_refused(signed_in, market):
    visitor = signed_in("manager")
    for without, sentence in (
        ("ground", "原因或依据"),
        ("day", "自哪天起"),
        ("equipment", "没有变更"),
    ):
        told = as_text(revised(visitor, market, f"revised-{without}.value").get_json())
        assert sentence in told


def test_only_who_arranges_stations_changes_them_and_only_their_own(signed_in, app, market):
    page = signed_in("staff").page(f"/station/{market}")
    assert "revised-history" in page
    assert "revised-write" not in page
    opened = {"revised-write.open": True}
    assert signed_in("staff").call("revised-form.children", opened).status_code == 403
    assert revised(signed_in("staff"), market).status_code == 403
    seen = {"station-id.data": market, "revised-stored.data": None}
    assert "迁址" in as_text(signed_in("office").shown("revised-history.children", seen))
    with app.extensions["vector"].engine.begin() as writing:
        other = writing.scalar(select(Station.id).where(Station.name == "西街医院"))
        west = select(Station.region_id).where(Station.id == other).scalar_subquery()
        writing.execute(update(Account).where(Account.username == "guan").values(region_id=west))
    answer = revised(signed_in("manager"), market)
    assert "能看到的范围" in as_text(answer.get_json())
    assert signed_in("manager").shown("revised-history.children", seen) is None
