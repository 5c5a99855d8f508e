"""The settings page: limits set on a ground, editions with their sources, nothing secret."""

from dataclasses import replace
from datetime import date

import pytest
import small_county
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard import create_app
from dashboard.pages.action_limits import ASKED
from dashboard.pages.running import SECRET, rows_of
from dashboard.text import strings
from vector.settings import Access, Mail, Settings
from vector.store.engine import transaction
from vector.store.tables import ActionLimit, Audit, Region

GROUND = "县爱卫办〔2026〕9号"
NEW = {"index": "trap_rate", "street": "", "station": "", "value": "1.5", "source": GROUND,
       "start": "2026-06-20"}  # fmt: skip


def setting(visitor, **changed):
    asked = {f"limits-{key}.value": value for key, value in (NEW | changed).items()}
    assert len(asked) == len(ASKED)
    return visitor.call("limits-said.children", {"limits-do.n_clicks": 1, **asked})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_setting_has_its_meaning(language):
    named = {f"setting.{name}" for name, *_ in rows_of(Settings())}
    assert named == {key for key in strings(language) if key.startswith("setting.")}


def test_each_role_sees_what_is_its_own_and_nobody_a_secret(county, signed_in, app, monkeypatch):
    secrets = {"secret": "s3cret-" * 6, "metrics_key": "k3y-of-metrics"}
    own = county.model_copy(update={**secrets, "mail": Mail(password="m4il-pass"),
                                     "access": Access(second_factor=())})  # fmt: skip
    running = replace(app.extensions["vector"], settings=own)
    monkeypatch.setitem(app.extensions, "vector", running)
    monkeypatch.setenv("VECTOR_PORT", "8050")
    seen = {}
    for role in small_county.PEOPLE:
        page = seen[role] = signed_in(role).page("/settings")
        assert not [value for value in (*secrets.values(), "m4il-pass") if value in page]
        assert "GB/T 27770-2011" in page
        assert "2026.1" in page
    assert all(f'"{name}"' in seen["administrator"] for name in SECRET)
    assert "环境变量 VECTOR_PORT" in seen["administrator"]
    assert '"access.lock_after"' in seen["auditor"]
    assert '"access.lock_after"' not in seen["staff"]
    assert '"database"' not in seen["auditor"]
    assert '"profile"' in seen["office"]
    assert "limits-rows" not in seen["administrator"]
    assert "limits-do" in seen["manager"]
    assert "limits-do" not in seen["staff"]


def test_the_databases_password_is_not_shown(county, monkeypatch):
    from dashboard.pages.running import told

    app = create_app(county)
    with app.test_request_context():
        assert told("database", "postgresql://vector:pa55@host/x").count("pa55") == 0
    app.extensions["vector"].engine.dispose()


def test_a_manager_sets_a_limit_with_ground_and_day_and_it_is_audited(signed_in, app):
    manager = signed_in("manager")
    text = as_text(setting(manager).get_json())
    assert "已设定：小县，捕获率 1.5%，自 2026-06-20 起" in text
    rows = as_text(manager.shown("limits-rows.children", {"limits-set.data": 1}))
    assert GROUND in rows
    assert "已终止" in rows
    assert "guan@cdc.example.cn" in rows
    with Session(app.extensions["vector"].engine) as session:
        ended, new = session.scalars(select(ActionLimit).order_by(ActionLimit.id)).all()
        assert (str(ended.valid_to), new.value) == ("2026-06-19", "1.5")
        assert "limit_set" in session.scalars(select(Audit.what)).all()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"source": "  "}, "请写明依据"),
        ({"value": "三"}, "十进制数"),
        ({"value": None}, "十进制数"),
        ({"index": "indoor_trace_rate"}, "监测密度"),
        ({"index": "nothing"}, "请先选指标"),
        ({"start": ""}, "请选择起始日"),
        ({"street": "999"}, "不在您的辖区"),
        ({"station": "999"}, "不在您的辖区"),
    ],
)
def test_what_is_no_limit_is_refused_in_words(signed_in, app, changed, told):
    assert told in as_text(setting(signed_in("manager"), **changed).get_json())
    with Session(app.extensions["vector"].engine) as session:
        assert len(session.scalars(select(ActionLimit)).all()) == 1


def test_others_set_no_limit_and_a_street_sees_those_of_its_own(signed_in, app):
    assert setting(signed_in("staff")).status_code == 403
    with Session(app.extensions["vector"].engine) as session:
        west = session.scalars(select(Region).where(Region.name == "西街")).one()
        wanted = str(west.id)
    assert "西街，捕获率 1.5%" in as_text(setting(signed_in("manager"), street=wanted).get_json())
    rows = as_text(signed_in("office").shown("limits-rows.children", {"limits-set.data": 0}))
    assert GROUND not in rows


def test_an_office_sees_the_limits_from_above_that_judge_its_stations(signed_in, app):
    with transaction(app.extensions["vector"].engine) as writing:
        root = writing.scalars(select(Region).where(Region.parent_id.is_(None))).one()
        writing.execute(delete(ActionLimit))
        writing.add(ActionLimit(index_id="trap_rate", region_id=root.id, value="2.5", source="文号",
                                set_by="县", set_on=date(2026, 1, 1),
                                valid_from=date(2026, 1, 1)))  # fmt: skip
        county = root.name
    visitor = signed_in("office")
    rows = as_text(visitor.shown("limits-rows.children", {"limits-set.data": 0}))
    assert "2.5%" in rows
    assert f"{county}（上级区划设定" in rows
    own = signed_in("manager").shown("limits-rows.children", {"limits-set.data": 0})
    assert "上级区划" not in as_text(own)
