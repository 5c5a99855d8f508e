"""Saved views: kept on any page, opened anew with their filters, never wider than the account."""

from urllib.parse import parse_qs, urlsplit

import small_county
from visitor import HTML, Visitor, as_text

from dashboard.pages.views import ACT, CALLED

SAVE = "views-said.children"


def keep(visitor, name, address, click=1):
    here = {"address": address, "name": name, "click": click}
    answer = visitor.call(SAVE, {"views-here.data": here, "views-changed.data": 0})
    return as_text(answer.get_json())


def rows(visitor):
    return as_text(visitor.shown("views-rows.children", {"views-changed.data": 1}))


def act(visitor, view, what, name=""):
    button = f'{{"index":"{view}:{what}","type":"{ACT}"}}'
    body = {
        "output": next(
            each["output"]
            for each in visitor.client.get("/_dash-dependencies").get_json()
            if "views-told" in each["output"]
        ),
        "inputs": [[{"id": {"type": ACT, "index": f"{view}:{what}"}, "property": "n_clicks",
                     "value": 1}]],
        "state": [[{"id": {"type": CALLED, "index": view}, "property": "value", "value": name}],
                  {"id": "views-changed", "property": "data", "value": 0}],
        "changedPropIds": [f"{button}.n_clicks"],
    }  # fmt: skip
    body["outputs"] = [{"id": "views-changed", "property": "data"},
                       {"id": "views-told", "property": "children"}]  # fmt: skip
    return as_text(visitor.client.post("/_dash-update-component", json=body).get_json())


def signed_in_again(app, role):
    visitor = Visitor(app.test_client())
    return visitor.sign_in(*small_county.PEOPLE[role][1:]).headers["Location"], visitor


def test_a_view_is_kept_listed_renamed_and_removed(signed_in):
    visitor = signed_in("staff")
    assert "已保存“鼠类地图”" in keep(visitor, "鼠类地图", "/map?group=rodent")
    links = as_text(visitor.shown("views-links.children", {"views-changed.data": 1}))
    assert '"href": "/map?group=rodent"' in links
    assert "鼠类地图" in links
    assert '"地图"' in rows(visitor)
    assert "已改好" in act(visitor, 1, "rename", "鼠")
    assert "鼠类地图" not in rows(visitor)
    act(visitor, 1, "remove")
    assert "还没有保存过视图" in rows(visitor)


def test_the_chosen_view_opens_after_signing_in(signed_in, app):
    visitor = signed_in("staff")
    assert visitor.client.get("/start", headers=HTML).headers["Location"] == "/"
    keep(visitor, "早上", "/alerts?state=open")
    act(visitor, 1, "start")
    assert "登录后打开" in rows(visitor)
    where, again = signed_in_again(app, "staff")
    assert where == "/start"
    assert again.client.get(where, headers=HTML).headers["Location"] == "/alerts?state=open"
    assert again.client.get("/", headers=HTML).status_code == 200
    act(again, 1, "unstart")
    assert again.client.get("/start", headers=HTML).headers["Location"] == "/"


def test_who_asked_for_a_page_before_signing_in_gets_that_page(anybody):
    for wanted, given in (("/map?group=fly", "/map?group=fly"), ("/", "/start")):
        sent = anybody.client.get(wanted, headers=HTML).headers["Location"]
        assert parse_qs(urlsplit(sent).query)["next"] == [given]


def test_a_view_of_another_site_or_without_a_name_is_refused_in_words(signed_in):
    visitor = signed_in("staff")
    assert "不是本系统的页面" in keep(visitor, "外面", "https://elsewhere.example/")
    assert "起个名字" in keep(visitor, "", "/map")
    visitor.client.get("/language/en")
    assert "no page of this service" in keep(visitor, "out", "//elsewhere.example/")


def test_a_view_is_its_owners_and_shows_no_more_than_the_account_may_see(signed_in):
    keep(signed_in("manager"), "西街", "/?street=4")
    office = signed_in("office")
    assert "还没有保存过视图" in rows(office)
    assert "不是您的" in act(office, 1, "start")
    keep(office, "西街", "/station?street=4")
    assert "西街医院" not in office.page("/station?street=4")
    listed = office.shown("stations-rows.children", {"stations-street.value": "4"})
    assert "西街医院" not in as_text(listed)
