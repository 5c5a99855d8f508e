"""The completeness page: streets by months, who has not reported, a zero confirmed by who may."""

import base64
import io
from datetime import date

import pandas as pd
import pytest
import small_county
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard import duties
from dashboard.memory import KEPT
from dashboard.pages.zero import SLOTS
from vector.store import completeness
from vector.store.tables import Audit, Plan, Region, Staged, Station, Survey, Upload
from vector.work import charges
from vector.work.effort import efforts

YEAR = {"calendar-year.value": "2026"}
MISSING = {**YEAR, "calendar-month.value": "5", "calendar-state.value": "missing"}


def number(app, name="北街养老院"):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalars(select(Station.id).where(Station.name == name)).one()


def asked(app, method="snap_trap", name="北街养老院"):
    return {"zero-asked.data": {"station": number(app, name), "method": method},
            "zero-day.value": "2026-05-12"}  # fmt: skip


EFFORT = {"zero-effort-0.value": "200", "zero-effort-1.value": "196"}


def rows_of(app, what):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalars(select(what).order_by(what.__table__.primary_key.columns[0])).all()


def test_the_matrix_counts_each_street_and_month(signed_in):
    text = as_text(signed_in("manager").shown("calendar-matrix.children", YEAR))
    for words in ("东街 5 月：", "北街 5 月：已报 0/2；应报未报 2", "合计", "补录", "完整率"):
        assert words in text
    assert "/completeness?street=" in text
    assert "month=5" in text


def test_the_matrix_is_leafed_through_with_the_totals_of_all(signed_in, monkeypatch):
    visitor = signed_in("manager")
    whole = visitor.shown("calendar-matrix.children", YEAR)
    monkeypatch.setattr("dashboard.pages.matrix.STREETS", 1)
    click = "calendar-matrix-turned.data"
    turn = {**YEAR, click: 1}
    pages = [
        visitor.shown("calendar-matrix.children", {**YEAR, "calendar-group.value": ""}),
        visitor.shown("calendar-matrix.children", turn, click),
    ]
    assert [["东街 5 月" in as_text(each), "西街 5 月" in as_text(each)] for each in pages] == [
        [True, False], [False, True]
    ]  # fmt: skip
    assert "第 2–2 个，共 3 个" in as_text(pages[1])
    [last, *others] = [_total(each) for each in (whole, *pages)]
    assert others == [last, last]


def test_the_totals_of_a_year_are_counted_once_for_all_streets(signed_in, app, monkeypatch):
    counted, count = [], duties._counted
    monkeypatch.setattr(duties, "_counted", lambda *given: counted.append(1) or count(*given))
    visitor, asked = signed_in("manager"), {**YEAR, "calendar-group.value": "rodent"}
    whole = as_text(visitor.shown("calendar-matrix.children", asked))
    assert len(counted) == 12
    with Session(app.extensions["vector"].engine) as session:
        street = session.scalars(select(Region.id).where(Region.name == "北街")).one()
    narrowed = visitor.shown(
        "calendar-matrix.children", asked | {"calendar-street.value": str(street)}
    )
    assert "东街 5 月" in whole
    assert "东街 5 月" not in as_text(narrowed)
    assert len(counted) == 12


def _total(matrix):
    """The line of totals."""
    text = as_text(matrix)
    return text[text.index("合计") : text.index('"className": "total"')]


def test_a_busy_day_pushes_no_month_out_of_what_was_counted(signed_in, app, monkeypatch):
    running, read, months = app.extensions["vector"], [], completeness.months
    monkeypatch.setattr(completeness, "months", lambda *g, **k: read.append(1) or months(*g, **k))
    visitor = signed_in("manager")
    whole = as_text(visitor.shown("calendar-matrix.children", YEAR))
    assert len(read) == 1
    with Session(running.engine) as reading:
        for other in range(KEPT):
            running.memory.recall(reading, ("another question", other), list)
    chosen = YEAR | {"calendar-group.value": "rodent"}
    assert whole != as_text(visitor.shown("calendar-matrix.children", chosen))
    assert len(read) == 1
    # Each month whole, and summed by each group and all; each year so, and what it follows from.
    sums = len(running.catalog.groups) + 1
    assert running.duties._most >= duties.YEARS * (12 * (1 + sums) + sums + 1)


def test_the_stations_are_leafed_through(signed_in, monkeypatch):
    visitor = signed_in("manager")
    listed = as_text(visitor.shown("calendar-stations.children", MISSING)).count("确认零捕获")
    monkeypatch.setattr("dashboard.pages.matrix.SHOWN", 1)
    click = "calendar-stations-turned.data"
    seen = [
        as_text(visitor.shown("calendar-stations.children",
                              {**MISSING, click: begin}, click))
        for begin in range(listed)
    ]  # fmt: skip
    assert listed > 1
    assert [each.count("确认零捕获") for each in seen] == [1] * listed
    assert len({each[: each.index("calendar-stations-from")] for each in seen}) == listed


def test_an_office_sees_only_its_own_streets(signed_in):
    visitor = signed_in("office")
    text = as_text(visitor.shown("calendar-matrix.children", YEAR))
    assert "东街" in text
    assert "北街" not in text
    assert "北街" not in as_text(visitor.shown("calendar-stations.children", MISSING))
    assert "北街" not in as_text(exported(visitor, "missing")[1].to_dict())


def test_the_stations_say_who_has_not_reported_and_whom_to_ask(signed_in):
    visitor = signed_in("manager")
    text = as_text(visitor.shown("calendar-stations.children", MISSING))
    assert "北街养老院" in text
    assert "东街菜市场" not in text
    assert "确认零捕获" in text
    assert "2026-05-15" in text
    assert "责任人" in text
    link = visitor.shown("calendar-link.data", MISSING)
    assert link == "/completeness?year=2026&month=5&state=missing"


def test_a_half_that_has_not_come_names_who_answers_and_confirms_its_own_days(signed_in, app):
    engine = app.extensions["vector"].engine
    with Session(engine) as session:
        session.execute(update(Plan).where(Plan.method == "light_trap").values(times=2))
        session.commit()
    charges.put_in_charge(engine, "北街", "赵六", since=date(2026, 1, 1), phone="555-0199")
    visitor = signed_in("staff")
    text = as_text(visitor.shown("calendar-stations.children", MISSING))
    assert "赵六 555-0199" in text
    assert "诱蚊灯法（上半月）" in text
    assert "part=1&times=2" in text
    page = visitor.page(
        f"/completeness?station={number(app)}&method=light_trap&year=2026&month=5&part=1&times=2"
    )
    assert "2026-05-15" in page
    assert "2026-05-31" not in page
    _, told = exported(visitor, "missing")
    assert told.loc[told["监测点"] == "北街养老院", "责任人"].tolist()[0] == "赵六"
    assert "2026-05 上半月" in told["月份"].tolist()


def exported(visitor, what, form="csv"):
    values = {f"calendar-{what}.n_clicks": 1, "calendar-form.value": form, **YEAR}
    known = visitor.client.get("/_dash-dependencies").get_json()
    [output] = [each["output"] for each in known
                if [slot["id"] for slot in each["inputs"]] == [f"calendar-{what}"]]  # fmt: skip
    sent = visitor.call(output, values).get_json()["response"]["calendar-file"]["data"]
    return sent["filename"], pd.read_csv(io.BytesIO(base64.b64decode(sent["content"])))


def test_what_is_exported(signed_in):
    visitor = signed_in("manager")
    name, totals = exported(visitor, "totals")
    assert name == "完整性汇总-2026-截至2026-06-20.csv"
    parts = ["按时", "迟报", "补录", "应报未报", "未到期"]
    assert (totals["应报"] == totals[parts].sum(axis=1)).all()
    assert totals["应报"].sum() > 0


def test_nobody_without_the_right_sees_or_stores_a_zero(signed_in, app):
    visitor = signed_in("office")
    page = visitor.page(f"/completeness?station={number(app)}&method=snap_trap&month=5")
    assert "零捕获确认：" not in page
    # Without its fields the form's callbacks do not run: none is refused as the page opens.
    assert "zero-day" not in page
    values = {**asked(app), **EFFORT, "zero-confirm.n_clicks": 1}
    before = len(rows_of(app, Survey))
    assert visitor.call("zero-done.children", values).status_code == 403
    assert len(rows_of(app, Survey)) == before


def test_a_zero_is_told_then_stored_and_can_be_seen(signed_in, app):
    visitor = signed_in("staff")
    page = visitor.page(f"/completeness?station={number(app)}&method=snap_trap&year=2026&month=5")
    assert "零捕获确认：北街养老院" in page
    told = as_text(visitor.shown("zero-said.children", {**asked(app), **EFFORT}))
    assert "将存为一次监测：北街 北街养老院，夹夜法，2026-05-12" in told
    before = len(rows_of(app, Survey))
    clicked = {**asked(app), **EFFORT, "zero-confirm.n_clicks": 1}
    done = as_text(visitor.shown("zero-done.children", clicked))
    assert "已存为上报批次" in done
    assert len(rows_of(app, Survey)) == before + 1
    assert rows_of(app, Upload)[-1].uploaded_by == small_county.PEOPLE["staff"][0]
    assert rows_of(app, Audit)[-1].what == "zero_confirmed"
    text = as_text(visitor.shown("calendar-matrix.children", YEAR))
    assert "北街 5 月：已报 1/2；应报未报 1，补录 1，零捕获 1" in text
    again = as_text(visitor.shown("zero-done.children", clicked))
    assert "已有上报" in again


def test_where_the_level_above_approves_a_zero_waits_for_it(signed_in, app, monkeypatch):
    monkeypatch.setattr("dashboard.pages.zero.goes_above", lambda settings: True)
    clicked = {**asked(app), **EFFORT, "zero-confirm.n_clicks": 1}
    done = as_text(signed_in("staff").shown("zero-done.children", clicked))
    assert "已送审" in done
    assert [row.state for row in rows_of(app, Staged)] == ["submitted"]


@pytest.mark.parametrize("effort", [{}, {"zero-effort-1.value": "0"}])
def test_without_effort_the_button_stays_shut(signed_in, app, effort):
    visitor = signed_in("staff")
    answer = visitor.call("zero-said.children", {**asked(app), **effort}).get_json()["response"]
    assert "没有布放或检查量" in as_text(answer["zero-said"])
    assert answer["zero-confirm"]["disabled"] is True


def test_in_english(signed_in, app):
    visitor = signed_in("staff")
    visitor.client.get("/language/en")
    assert "not reported" in as_text(visitor.shown("calendar-matrix.children", YEAR)).lower()
    told = as_text(visitor.shown("zero-said.children", asked(app)))
    assert "there is no zero to confirm" in told


@pytest.mark.parametrize(
    "address", ["?street=x&year=1&month=99&state=no", "?station=999999&method=snap_trap",
                "?station=1&method=rodent_proofing", "?station=a&method="],
)  # fmt: skip
def test_an_address_that_means_nothing_narrows_nothing(signed_in, address):
    page = signed_in("staff").page(f"/completeness{address}")
    assert "calendar-matrix" in page
    assert "零捕获确认：" not in page


def test_every_forms_effort_has_its_slot(catalog):
    assert max(len(efforts(method)) for method in catalog.methods.values()) == SLOTS


def test_the_overview_leads_there(signed_in):
    text = as_text(signed_in("manager").shown("overview-completeness.children", {}))
    assert "/completeness?month=6" in text
