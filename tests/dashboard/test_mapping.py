"""A sheet that is not known: its columns are named once, and then it is read like any other."""

import base64

from sqlalchemy import select
from visitor import as_text

from vector.intake.mapping import SheetMapping
from vector.store.engine import session
from vector.store.tables import Audit
from vector.work import mappings

TEXT = (
    "鼠情一览表\n哪里,几号,没坏的,逮着几只,领导\n"
    "北街养老院,2026-06-18,200,12,张\n西街学校,2026-06-18,坏,1,李\n"
)
TARGETS = ["station", "date", "effective", "caught", None]
KNOWN = "station,street,date,method,effective,caught\n北街养老院,北街,2026-06-18,snap_trap,200,12\n"


def handed_in(text=TEXT, name="六月.csv"):
    encoded = base64.b64encode(text.encode()).decode()
    return {"upload-file.contents": f"data:;base64,{encoded}", "upload-file.filename": name}


def answers(targets=TARGETS, **changed):
    said = {
        "mapping-sheet.value": "0",
        "mapping-method.value": "snap_trap",
        "mapping-row.value": 2,
        "mapping-double.checked": False,
        "mapping-target.value": targets,
        "mapping-target.id": [
            {"type": "mapping-target", "index": place} for place in range(len(targets))
        ],
        "mapping-station.value": "",
        "mapping-name.value": "鼠情",
        "mapping-try.n_clicks": 1,
        "mapping-save.n_clicks": 1,
    }
    return {**handed_in(), **said, **changed}


def kept(app):
    return mappings.kept(app.extensions["vector"].engine)


def look(visitor, text=TEXT):
    return visitor.call("upload-preview.children", handed_in(text)).get_json()["response"]


def test_the_assistant_is_offered_where_a_sheet_is_not_known(signed_in):
    visitor = signed_in("staff")
    shown = look(visitor)
    assert "没有入库" in as_text(shown["upload-preview"])
    assert "有表不认识" in as_text(shown["mapping"])
    assert '"value": 2' in as_text(shown["mapping"])  # the row where the header stands
    assert look(visitor, KNOWN)["mapping"]["children"] is None


def test_the_columns_come_with_what_they_hold_and_suggestions(signed_in):
    text = TEXT.replace("没坏的", "有效夹数")
    values = answers(**handed_in(text))
    shown = as_text(signed_in("staff").shown("mapping-columns.children", values))
    for words in ("领导", "北街养老院", '"value": "effective"', "捕获鼠数（只）"):
        assert words in shown
    without = answers(**{"mapping-method.value": None})
    assert "先选监测方法" in as_text(signed_in("staff").shown("mapping-columns.children", without))


def test_the_outcome_is_shown_and_nothing_is_kept(signed_in, app):
    shown = as_text(signed_in("staff").shown("mapping-outcome.children", answers()))
    for words in ("可读出 1 次监测", "北街养老院", "没坏的", "是“坏”"):
        assert words in shown
    assert kept(app) == []


def test_what_is_missing_or_said_twice_is_told(signed_in, app):
    visitor = signed_in("staff")
    few = as_text(
        visitor.shown(
            "mapping-outcome.children", answers(["station", "date", None, "caught", None])
        )
    )
    assert "还没有说明哪一列是：有效夹数" in few
    twice = ["station", "date", "effective", "caught", "caught"]
    assert "两列对应了同一项" in as_text(visitor.shown("mapping-outcome.children", answers(twice)))
    no_row = answers(**{"mapping-row.value": 1})
    assert "没有两个以上的列名" in as_text(visitor.shown("mapping-outcome.children", no_row))
    saved = visitor.call("mapping-outcome.children@", answers(twice)).get_json()["response"]
    assert "两列对应了同一项" in as_text(saved["mapping-outcome"])
    assert kept(app) == []


def test_saving_goes_on_to_the_ordinary_preview(signed_in, app):
    visitor = signed_in("staff")
    shown = visitor.call("mapping-outcome.children@", answers()).get_json()["response"]
    assert "1 次监测" in as_text(shown["upload-preview"])
    assert "已对应过列的表" in as_text(shown["upload-preview"])
    assert shown["mapping"]["children"] is None
    assert "鼠情" in as_text(shown["mapped"])
    (found,) = kept(app)
    assert found.mapping.columns == {"station": 0, "date": 1, "effective": 2, "caught": 3}
    with session(app.extensions["vector"].engine) as reading:
        audited = reading.scalars(select(Audit.what)).all()
    assert "mapping_saved" in audited
    assert "1 次监测" in as_text(look(signed_in("manager"))["upload-preview"])


def test_it_is_forgotten_by_its_maker_or_a_manager(signed_in, app):
    engine, catalog = app.extensions["vector"].engine, app.extensions["vector"].catalog
    columns = {"station": 0, "date": 1, "effective": 2, "caught": 3}
    mapping = SheetMapping(headers=tuple("甲乙丙丁"), method="snap_trap", columns=columns)
    number = mappings.save(engine, catalog, mapping, "旧表", by="somebody@else")
    page = signed_in("staff").page("/upload")
    assert "其他辖区的人员" in page
    assert "somebody@else" not in page
    choice = {"mapped-which.value": str(number), "mapped-remove.n_clicks": 1}
    staff = signed_in("staff").call("mapped.children@", choice).get_json()["response"]
    assert "只能删除自己保存的" in as_text(staff)
    assert len(kept(app)) == 1
    manager = signed_in("manager").call("mapped.children@", choice).get_json()["response"]
    assert "已删除“旧表”" in as_text(manager)
    assert kept(app) == []


def test_who_may_not_upload_may_not_map(signed_in, app):
    assert signed_in("office").call("mapping-outcome.children@", answers()).status_code == 403
    assert kept(app) == []


def test_everything_is_said_in_english(signed_in):
    visitor = signed_in("staff")
    visitor.client.get("/language/en")
    assert "say what each column is" in as_text(look(visitor)["mapping"])
    shown = as_text(visitor.shown("mapping-columns.children", answers()))
    assert "This column is" in shown
