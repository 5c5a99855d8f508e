"""The page of alerts: a list by state with why and mail, answers, approval, and whose eyes."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select, update
from visitor import as_text

from vector.store.engine import session, transaction
from vector.store.tables import Alert, Answer, Audit, Digest, Outbox

ROWS = "alerts-rows.children"
OPEN = {"alerts-state.value": "open", "alerts-page.value": 1}


@pytest.fixture
def engine(app):
    return app.extensions["vector"].engine


def press(visitor, alert, what, note=""):
    """Press a button beside an alert."""
    button = {"type": "alert-act", "index": f"{alert}:{what}"}
    named = json.dumps(button, separators=(",", ":"), sort_keys=True) + ".n_clicks"
    beside = {"type": "alert-note", "index": alert}
    return visitor.client.post(
        "/_dash-update-component",
        json={
            "output": "..alerts-done.data...alerts-said.children..",
            "outputs": [
                {"id": "alerts-done", "property": "data"},
                {"id": "alerts-said", "property": "children"},
            ],
            "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
            "state": [
                [{"id": beside, "property": "value", "value": note}],
                {"id": "alerts-done", "property": "data", "value": 0},
            ],
            "changedPropIds": [named],
        },
    )


def first_alert(engine):
    """The newest alert of the market."""
    with session(engine) as reading:
        found = reading.scalars(select(Alert).order_by(Alert.id.desc())).all()
        return next(each.id for each in found if each.evidence["station"] == "东街菜市场")


def test_the_list_says_what_why_and_who_is_told(signed_in):
    visitor = signed_in("manager")
    text = as_text(visitor.shown(ROWS, OPEN))
    for word in (
        "东街菜市场",
        "低于 C 级",
        "超过行动限值",
        "s0@street.example.cn",
        "待回应",
        "属实",
    ):
        assert word in text
    assert "还没有列入邮件" in text


def test_an_answer_is_kept_and_told_with_who_and_what(signed_in, engine):
    visitor, alert = signed_in("office"), first_alert(engine)
    told = as_text(press(visitor, alert, "treated", "已投药").get_json())
    assert "已记下：已处理" in told
    text = as_text(visitor.shown(ROWS, {**OPEN, "alerts-state.value": "answered"}))
    assert "已投药" in text
    assert "dong@street.example.cn" in text
    with session(engine) as reading:
        noted = reading.scalars(select(Audit).where(Audit.what == "alert_answered")).one()
    assert noted.who == "dong@street.example.cn"


def test_an_office_answers_for_its_own_street_alone(signed_in, engine):
    alert = first_alert(engine)
    with transaction(engine) as writing:
        found = writing.get_one(Alert, alert)
        found.flag.region_id += 1
        found.flag.station_id = None
    told = as_text(press(signed_in("office"), alert, "true").get_json())
    assert "没有编号为" in told
    with session(engine) as reading:
        assert reading.scalar(select(func.count()).select_from(Answer)) == 0


def wait(engine):
    """Alerts wait for a second person, as where approval is on."""
    with transaction(engine) as writing:
        writing.execute(update(Alert).values(approved_at=None, approved_by=None))


def test_a_manager_approves_or_refuses_and_staff_do_not(signed_in, engine):
    wait(engine)
    alert, staff, manager = first_alert(engine), signed_in("staff"), signed_in("manager")
    waiting = {**OPEN, "alerts-state.value": "waiting"}
    assert "不予批准" not in as_text(staff.shown(ROWS, waiting)).replace("不予批准 0", "")
    assert "没有这项权限" in as_text(press(staff, alert, "approve").get_json())
    staff.client.get("/language/en")
    told = press(staff, alert, "approve").get_json()["response"]["alerts-said"]
    assert "权限" not in as_text(told)
    assert "已记下：不予批准" in as_text(press(manager, alert, "refused").get_json())
    assert "已记下：批准" in as_text(press(manager, alert, "approve").get_json())
    with session(engine) as reading:
        assert reading.get_one(Alert, alert).approved_by == "guan@cdc.example.cn"


def test_filters_narrow_and_an_empty_list_says_so(signed_in):
    visitor = signed_in("manager")
    assert "没有待回应的预警" in as_text(visitor.shown(ROWS, {**OPEN, "alerts-group.value": "fly"}))
    answer = visitor.call(ROWS, {**OPEN, "alerts-group.value": "fly"}).get_json()["response"]
    assert answer["alerts-link"]["data"] == "/alerts?group=fly"
    assert "没有已回应的预警" in as_text(
        visitor.shown(ROWS, {**OPEN, "alerts-state.value": "answered"})
    )


def test_long_lists_come_by_pages(signed_in, monkeypatch):
    monkeypatch.setattr("dashboard.pages.alerts.SHOWN", 1)
    visitor = signed_in("manager")
    first = visitor.call(ROWS, OPEN).get_json()["response"]
    second = visitor.call(ROWS, {**OPEN, "alerts-page.value": 2}).get_json()["response"]
    total = first["alerts-page"]["total"]
    assert total > 1
    assert first["alerts-rows"] != second["alerts-rows"]
    assert f"还没有列入邮件（{total} 条都是）" in as_text(first)


def test_how_far_most_mail_is_is_counted_over_every_page(signed_in, engine, monkeypatch):
    monkeypatch.setattr("dashboard.pages.alerts.SHOWN", 1)
    with session(engine) as reading:
        newest = select(func.max(Alert.id)).group_by(Alert.flag_id)
        count = reading.scalar(select(func.count()).select_from(newest.subquery()))
    with transaction(engine) as writing:
        alert = writing.get_one(Alert, first_alert(engine))
        digest = Digest(region_id=alert.flag.region_id, day=date(2026, 6, 20), state="sent",
                        message_id="a@b", due_at=alert.raised_at)  # fmt: skip
        writing.add(digest)
        writing.flush()
        writing.execute(
            update(Outbox).where(Outbox.alert_id == alert.id).values(digest_id=digest.id)
        )
    visitor = signed_in("manager")
    pages = [as_text(visitor.shown(ROWS, {**OPEN, "alerts-page.value": page + 1}))
             for page in range(count)]  # fmt: skip
    assert all(f"还没有列入邮件（{count - 1} 条；" in page for page in pages)
    assert sum("已发送" in page for page in pages) == 1


def test_orders_and_closure_have_their_place(signed_in):
    assert "消杀任务与闭环" in signed_in("manager").page("/alerts")
