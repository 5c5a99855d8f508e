"""Handing in a workbook: preview, an explicit choice, the verdict, and taking it back."""

import base64
import io
from dataclasses import replace

import pandas as pd
import pytest
import small_county
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from visitor import Visitor, as_text

from vector.store import contents
from vector.store.engine import transaction
from vector.store.tables import Assay, Audit, Region, Survey, Upload
from vector.work.accounts import create_account
from vector.work.assays import AssayTable
from vector.work.assays import accept as accept_assays

GOOD = "station,street,date,method,effective,caught\n北街养老院,北街,2026-06-18,snap_trap,200,12\n"
BAD = (
    GOOD + "西街学校,西街,2026-06-18,snap_trap,200,201\n新开小区,西街,2026-06-18,snap_trap,180,0\n"
)


def handed_in(text, name="六月.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    encoded = base64.b64encode(content).decode()
    return {"upload-file.contents": f"data:;base64,{encoded}", "upload-file.filename": name}


def preview(visitor, text, name="六月.csv"):
    return visitor.call("upload-preview.children", handed_in(text, name)).get_json()["response"]


def accept(visitor, text, choice):
    values = {**handed_in(text), "upload-accept.n_clicks": 1, "upload-choice.value": choice}
    return visitor.call("upload-verdict.children@", values)


def stored(app):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalar(select(func.count()).select_from(Survey))


def test_a_preview_says_what_was_understood_and_stores_nothing(signed_in, app):
    before = stored(app)
    text = as_text(preview(signed_in("staff"), BAD))
    for words in ("夹夜法", "2 次监测", "1 行", "新监测点 1 个", "西街 新开小区", "错误 1 条"):
        assert words in text
    assert stored(app) == before


BLANK = (
    "station,street,date,method,effective,caught\n"
    "西街学校,西街,2026-06-18,snap_trap,,\n"
    "西街医院,西街,2026-06-18,snap_trap,200,0\n"
)


def test_rows_without_a_number_are_listed_and_not_stored(signed_in, app):
    visitor, before = signed_in("staff"), stored(app)
    text = as_text(preview(visitor, BLANK)["upload-preview"])
    assert "无数据 1 行，不入库" in text
    assert '"station": "西街 西街学校"' in text
    assert "blank-grid" not in as_text(preview(visitor, GOOD))
    accept(visitor, BLANK, "all")
    assert stored(app) == before + 1


def test_faults_are_told_in_english_to_english_readers(signed_in):
    visitor = signed_in("staff")
    visitor.client.get("/language/en")
    missing = GOOD.replace("200,12", "-3,0")
    text = as_text(preview(visitor, missing)["upload-preview"])
    assert "is negative" in text
    assert "工作表" not in text


def test_a_street_that_would_be_new_is_named_apart(signed_in):
    visitor = signed_in("staff")
    strange = GOOD.replace("北街养老院,北街", "南街诊所,南衔")
    text = as_text(preview(visitor, strange))
    assert "新街道 1 个，入库后登记：南衔。" in text
    assert "新监测点 1 个，入库后登记：南衔 南街诊所" in text
    assert "新街道" not in as_text(preview(visitor, BAD))


def test_bad_rows_are_held_only_by_an_explicit_choice(signed_in, app):
    visitor, before = signed_in("staff"), stored(app)
    decision = as_text(preview(visitor, BAD)["upload-decision"])
    assert '"disabled": true' in decision
    for choice, closed in (("back", True), ("hold", False)):
        given = visitor.call("upload-accept.disabled", {"upload-choice.value": choice}).get_json()
        assert given["response"]["upload-accept"]["disabled"] is closed
        assert given["response"]["upload-stage"]["disabled"] is closed
    accept(visitor, BAD, None)
    accept(visitor, BAD, "back")
    assert "没有完成" not in as_text(accept(visitor, BAD, "all").get_json())
    assert stored(app) == before
    text = as_text(accept(visitor, BAD, "hold").get_json())
    assert "2 次监测" in text
    assert "扣下 1 行" in text
    assert stored(app) == before + 2


def test_the_verdict_names_what_became_flagged(signed_in):
    text = as_text(accept(signed_in("staff"), GOOD, "all").get_json())
    assert "新标记需消杀 1 条" in text
    assert "北街养老院" in text
    assert "6.00%" in text


def test_the_same_file_is_recognised(signed_in):
    visitor = signed_in("staff")
    accept(visitor, GOOD, "all")
    again = preview(visitor, GOOD)
    assert "不需要再交" in as_text(again)
    assert again["upload-decision"]["children"] is None


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "空.xlsx"), (b"PK\x03\x04broken", "坏.xlsx"), (b"hello", "信.docx")]
)
def test_a_file_that_is_no_workbook_gets_a_sentence(signed_in, content, name):
    text = as_text(preview(signed_in("staff"), content, name))
    assert "没有入库：" in text
    assert "Traceback" not in text


def test_the_marked_workbook_comes_back(signed_in):
    visitor = signed_in("staff")
    values = {**handed_in(BAD), "upload-download.n_clicks": 1}
    sent = visitor.shown("upload-marked.data", values)
    assert sent["filename"] == "六月-标红.xlsx"
    assert base64.b64decode(sent["content"]).startswith(b"PK")


def take_back(visitor, number, reason="填错了"):
    values = {"upload-take-back.n_clicks": 1, "upload-grid.selectedRows": [{"id": str(number)}]}
    values["upload-reason.value"] = reason
    return as_text(visitor.call("uploads.children@", values).get_json())


def standing(app):
    with Session(app.extensions["vector"].engine) as session:
        return contents.digests(session, contents.STANDING)


def latest(app):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalar(select(func.max(Upload.id)))


def test_taking_an_upload_back_restores_what_stood(signed_in, app):
    visitor, before = signed_in("staff"), standing(app)
    accept(visitor, GOOD, "all")
    assert standing(app) != before
    assert "已撤回“六月.csv”" in take_back(visitor, latest(app))
    assert standing(app) == before


def test_both_are_noted_with_the_account_and_the_address(signed_in, app):
    visitor = signed_in("staff")
    accept(visitor, GOOD, "all")
    take_back(visitor, latest(app))
    with Session(app.extensions["vector"].engine) as session:
        rows = session.scalars(select(Audit).where(Audit.subject_id == str(latest(app)))).all()
    email = small_county.PEOPLE["staff"][0]
    found = [(row.what, row.who, row.origin) for row in rows if row.subject == "upload"]
    assert found == [
        ("upload_accepted", email, "127.0.0.1"),
        ("upload_withdrawn", email, "127.0.0.1"),
    ]


def test_nobody_takes_back_what_another_handed_in(signed_in, app):
    accept(signed_in("manager"), GOOD, "all")
    before = standing(app)
    assert "只能撤回自己" in take_back(signed_in("staff"), latest(app))
    assert standing(app) == before


def test_a_manager_may_take_back_the_uploads_of_others(signed_in, app):
    accept(signed_in("staff"), GOOD, "all")
    assert "已撤回" in take_back(signed_in("manager"), latest(app))


@pytest.fixture
def street_manager(app):
    """A manager who sees the east street only."""
    with transaction(app.extensions["vector"].engine) as session:
        east = session.scalar(select(Region.id).where(Region.name == "东街"))
        create_account(
            session, "east@cdc.example.cn", "Morgenstern-481", roles=["manager"], region_id=east,
            username="east",
        )  # fmt: skip
    visitor = Visitor(app.test_client())
    assert visitor.sign_in("east", "Morgenstern-481").status_code == 302
    return visitor


def test_a_manager_sees_and_takes_back_only_what_lies_in_the_own_region(
    signed_in, app, street_manager
):
    accept(signed_in("staff"), GOOD, "all")
    before = standing(app)
    listed = street_manager.page("/upload")
    assert "六月.csv" not in listed
    assert "小县.csv" not in listed
    assert "只能撤回" in take_back(street_manager, latest(app))
    assert standing(app) == before
    own = GOOD.replace("北街养老院,北街", "东街小区,东街")
    accept(signed_in("staff"), own, "all")
    assert "六月.csv" in street_manager.page("/upload")
    assert "已撤回" in take_back(street_manager, latest(app))
    assert standing(app) == before
    assert "已于" in street_manager.page("/upload")


def test_uploads_of_assays_are_shown_and_taken_back_where_their_place_is_seen(
    signed_in, app, street_manager
):
    engine = app.extensions["vector"].engine
    for site in ("东街", "西街", "外县"):
        rows = pd.DataFrame({"dose": [0.1, 0.2], "number": 20.0, "dead": 3.0, "row": 2})
        table = AssayTable(f"抗性{site}.csv", site.encode(), rows.assign(site=site))
        accept_assays(engine, table, by="别人")
    own, whole = street_manager.page("/upload"), signed_in("manager").page("/upload")
    assert ["东街.csv" in own, "西街.csv" in own, "外县.csv" in own] == [True, False, False]
    assert all(f"抗性{site}.csv" in whole for site in ("东街", "西街", "外县"))
    assert "只能撤回" in take_back(street_manager, latest(app))
    assert "已撤回“抗性东街.csv”" in take_back(street_manager, latest(app) - 2)
    with Session(engine) as session:
        assert sorted(session.scalars(select(Assay.site))) == ["外县", "西街"]


def test_an_office_may_not_upload(signed_in, app):
    visitor, before = signed_in("office"), stored(app)
    assert "不能上报" in visitor.page("/upload")
    accept(visitor, GOOD, "all")
    assert stored(app) == before
    assert visitor.call("upload-preview.children", handed_in(GOOD)).status_code == 403


def test_a_file_beyond_the_size_is_refused_in_words_even_when_the_browser_did_not_weigh_it(
    signed_in, app
):
    visitor, before = signed_in("staff"), stored(app)
    heavy = GOOD + "\n" * (5 * 2**20)
    assert "没有入库：文件太大：超过 5 MB" in as_text(preview(visitor, heavy))
    assert "文件太大：超过 5 MB" in as_text(accept(visitor, heavy, "all").get_json())
    assert stored(app) == before


def test_a_request_beyond_the_size_is_refused(signed_in):
    client = signed_in("staff").client
    answer = client.post("/_dash-update-component", data=io.BytesIO(b" " * (9 * 2**20)),
                         content_type="application/json")  # fmt: skip
    assert answer.status_code == 413
    assert "文件太大" in answer.get_data(as_text=True)


def grown(caught=1):
    """A correction of a survey that stands, and a new one."""
    return (
        "station,street,date,method,set,effective,caught\n"
        f"西街学校,西街,2026-06-12,snap_trap,200,190,{caught}\n"
        "北街养老院,北街,2026-06-18,snap_trap,200,200,30\n"
    )


def test_the_preview_says_what_would_change_and_changes_nothing(signed_in, app):
    """The June survey of the school stands already, with other numbers."""
    visitor, before = signed_in("staff"), standing(app)
    day = survey_day(app)
    shown = preview(visitor, grown().replace("2026-06-12", day))["upload-preview"]
    text = as_text(shown)
    assert "新增 1 次，改动 1 次，完全相同 0 次" in text.replace("与现有", "")
    assert "有效夹数 196 → 190" in text
    assert "批次 1（小县.csv）" in text
    assert "新标记 1 条" in text
    assert standing(app) == before


def survey_day(app):
    with Session(app.extensions["vector"].engine) as session:
        return str(
            session.scalar(select(func.max(Survey.date)).where(Survey.method == "snap_trap"))
        )


def test_errors_and_cautions_stand_apart(signed_in):
    text = as_text(preview(signed_in("staff"), BAD + "西街医院,别处,2026-06-18,snap_trap,90,1\n"))
    assert "错误 1 条：这些行不入库" in text
    assert text.count('"fault-grid"') == 1


ROW = [{"id": "1", "filename": "六月.csv", "waits": True}]


def decide(visitor, what, reason=None, number="1"):
    values = {f"staged-{what}.n_clicks": 1, "staged-reason.value": reason}
    values["staged-grid.selectedRows"] = [{**ROW[0], "id": number}]
    return as_text(visitor.call("staged.children@", values).get_json())


def keep(visitor, text=GOOD):
    values = {**handed_in(text), "upload-stage.n_clicks": 1, "upload-choice.value": "all"}
    return as_text(visitor.call("upload-verdict.children@", values).get_json())


def test_a_kept_file_is_looked_at_and_stored_by_another(signed_in, app):
    before = stored(app)
    assert "已暂存，还没有入库" in keep(signed_in("staff"))
    assert stored(app) == before
    manager = signed_in("manager")
    assert "六月.csv" in manager.page("/upload")
    looked = {"staged-look.n_clicks": 1, "staged-grid.selectedRows": ROW}
    assert "新标记 1 条" in as_text(manager.call("upload-preview.children@", looked).get_json())
    assert stored(app) == before
    assert "已入库" in decide(manager, "accept")
    assert stored(app) == before + 1
    assert "已经处理" in decide(manager, "accept")


def test_a_kept_file_is_discarded(signed_in, app):
    visitor, before = signed_in("staff"), stored(app)
    keep(visitor)
    assert "已作废" in decide(visitor, "discard", "重复")
    assert "原因：重复" in visitor.page("/upload")
    assert stored(app) == before


@pytest.fixture
def approving(app, monkeypatch):
    """The same service, where the level above approves."""
    running = app.extensions["vector"]
    settings = running.settings.model_copy(update={"upload_approval": "above"})
    monkeypatch.setitem(app.extensions, "vector", replace(running, settings=settings))


@pytest.mark.usefixtures("approving")
def test_what_is_submitted_waits_for_another_manager(signed_in, app):
    before, staff, manager = stored(app), signed_in("staff"), signed_in("manager")
    assert "已送审" in as_text(accept(staff, GOOD, "all").get_json())
    assert stored(app) == before
    assert "待审核" in staff.page("/upload")
    assert "只有管理人员" in decide(staff, "accept")
    assert "退回须写明原因" in decide(manager, "return")
    assert "已退回" in decide(manager, "return", "缺西街")
    assert "原因：缺西街" in staff.page("/upload")
    assert "已送审" in decide(staff, "submit")
    assert "已入库" in decide(manager, "accept", "已核对")
    assert stored(app) == before + 1
    assert "附言：已核对" in staff.page("/upload")


@pytest.mark.usefixtures("approving")
def test_a_manager_does_not_approve_the_own_file(signed_in, app):
    before, manager = stored(app), signed_in("manager")
    accept(manager, GOOD, "all")
    assert "不能审核自己" in decide(manager, "accept")
    assert stored(app) == before


ASSAY = "地点,剂量,试虫数,死亡数\n东街,0.1,20,3\n东街,0.2,20,9\n东街,0.4,20,18\n"


def test_resistance_tests_are_previewed_and_stored(signed_in, app):
    visitor = signed_in("staff")
    text = as_text(preview(visitor, ASSAY, "抗性.csv"))
    assert "1 组试验，3 行剂量" in text
    values = {**handed_in(ASSAY, "抗性.csv"), "upload-accept.n_clicks": 1}
    done = visitor.call("upload-verdict.children@", {**values, "upload-choice.value": "all"})
    assert "抗药性试验 1 组（3 行）" in as_text(done.get_json())
    with Session(app.extensions["vector"].engine) as session:
        assert session.scalars(select(Assay.site)).all() == ["东街"]
    bad = as_text(preview(visitor, ASSAY.replace("20,9", "20,九"), "坏.csv"))
    assert "没有入库" in bad


def test_withdrawing_says_what_it_would_change_and_asks_why(signed_in, app):
    visitor = signed_in("staff")
    accept(visitor, GOOD, "all")
    before, chosen = standing(app), [{"id": str(latest(app))}]
    asked = {"upload-withdraw.n_clicks": 1, "upload-grid.selectedRows": chosen}
    text = as_text(visitor.call("upload-confirm.opened", asked).get_json())
    assert "将不再计算 1 条记录" in text
    assert "解除 1 条" in text
    assert "须写明原因" in take_back(visitor, latest(app), " ")
    assert standing(app) == before
    assert "原因：填错了" in take_back(visitor, latest(app))
