"""Photographs on the station's page: kept, shown, and deleted with a reason."""

import base64
import io

import pytest
from PIL import Image
from sqlalchemy import select
from visitor import as_text

from vector.store.tables import Station

MARKET, HOSPITAL = "东街菜市场", "西街医院"


def png(colour=0):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (colour, 90, 40)).save(out, "PNG")
    return out.getvalue()


def url(content):
    return "data:image/png;base64," + base64.b64encode(content).decode()


@pytest.fixture
def ids(app):
    with app.extensions["vector"].engine.connect() as reading:
        return dict(reading.execute(select(Station.name, Station.id)).all())


def kept(visitor, station, *files, words="下水口鼠粪", day="2026-06-18"):
    """Press the page's button, with these files from the phone's camera and from the folder."""
    camera, chosen = files[:1], files[1:]
    values = {
        "photos-save.n_clicks": 1, "photos-day.value": day, "photos-words.value": words,
        "station-id.data": str(station),
        "photos-camera.contents": [url(each) for each in camera],
        "photos-camera.filename": [f"{at}.png" for at, _ in enumerate(camera)],
        "photos-file.contents": [url(each) for each in chosen],
        "photos-file.filename": [f"文件{at}.png" for at, _ in enumerate(chosen)],
    }  # fmt: skip
    return visitor.call("photos-words", values, by="photos-save.n_clicks")


def panel(visitor, station):
    return as_text(visitor.shown("station-photos.children", {"station-id.data": str(station)}))


def test_several_are_kept_at_once_and_a_bad_one_is_told_of(signed_in, ids):
    office = signed_in("office")
    assert "还没有照片" in panel(office, ids[MARKET])
    answer = kept(office, ids[MARKET], png(1), png(2), b"<svg/>", png(1)).get_json()["response"]
    told = as_text(answer["photos-said"])
    assert "已保存 2 张" in told
    assert "文件1.png" in told
    assert "已在该监测点" in told
    shown = panel(office, ids[MARKET])
    for words in ("2026-06-18", "下水口鼠粪", "dong@street.example.cn", "/photos/1/small",
                  "/photos/2/picture", "photo-delete"):  # fmt: skip
        assert words in shown
    assert "photo-delete" in panel(signed_in("manager"), ids[MARKET])


def test_one_is_deleted_on_the_page_with_the_reason_beside_it(signed_in, ids):
    office, staff = signed_in("office"), signed_in("staff")
    kept(office, ids[MARKET], png())
    answer = kept(office, ids[HOSPITAL], png(7)).get_json()["response"]
    assert "没有这个监测点" in as_text(answer["photos-said"])
    assert panel(office, ids[HOSPITAL]) == "null"

    def press(visitor, reason):
        button = '{"index":1,"type":"photo-delete"}.n_clicks'
        output = next(
            each["output"] for each in visitor.client.get("/_dash-dependencies").get_json()
            if any("photo-delete" in slot["id"] for slot in each["inputs"])
        )  # fmt: skip
        named = [part.rpartition(".") for part in output.strip(".").split("...")]
        body = {
            "output": output,
            "outputs": [{"id": id_, "property": prop.split("@")[0]} for id_, _, prop in named],
            "inputs": [[{"id": {"index": 1, "type": "photo-delete"}, "property": "n_clicks",
                         "value": 1}]],
            "state": [[{"id": {"index": 1, "type": "photo-reason"}, "property": "value",
                        "value": reason}],
                      {"id": "station-id", "property": "data", "value": str(ids[MARKET])}],
            "changedPropIds": [button],
        }  # fmt: skip
        return as_text(visitor.client.post("/_dash-update-component", json=body).get_json())

    seen = panel(staff, ids[MARKET])
    assert "photos-save" in seen
    assert "photo-delete" not in seen
    assert "原因" in press(office, "  ")
    assert "自己添加" in press(staff, "不清楚")
    assert "照片已删除" in press(office, "拍到人脸")
    assert office.client.get("/api/v1/photos/1").status_code == 404
