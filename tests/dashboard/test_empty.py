"""A database just made: every page says what is missing and how to begin."""

import re
import shutil

import pytest
from visitor import Visitor, as_text

from dashboard import create_app
from dashboard.text import LANGUAGE, place_name
from vector.settings import Settings
from vector.store.engine import connect, transaction
from vector.work.accounts import create_account

PEOPLE = {"staff": "county-help-22", "office": "an-agent-4444"}


@pytest.fixture
def newcomer(sqlite_template, tmp_path):
    """Someone of that role, signed in to an empty service."""
    path = tmp_path / "empty.sqlite3"
    shutil.copyfile(sqlite_template, path)
    settings = Settings(database=f"sqlite:///{path}")
    engine = connect(settings.database)
    with transaction(engine) as session:
        for role, password in PEOPLE.items():
            email = f"{role}@cdc.example.cn"
            create_account(session, email, password, roles=[role], region_id=1, username=role)
    engine.dispose()
    app = create_app(settings)

    def enter(role):
        visitor = Visitor(app.test_client())
        assert visitor.sign_in(role, PEOPLE[role]).status_code == 302
        return visitor

    yield enter
    app.extensions["vector"].engine.dispose()


FLAGS = ("overview-flags.children", {"overview-group.value": ""})


def test_nothing_surveyed_is_not_good_news_but_a_way_to_begin(newcomer):
    text = as_text(newcomer("staff").shown(*FLAGS))
    assert "还没有监测数据" in text
    assert "/upload" in text
    assert "目前没有需消杀的地方" not in text


def test_who_may_not_upload_is_not_sent_there(newcomer):
    text = as_text(newcomer("office").shown(*FLAGS))
    assert "还没有监测数据" in text
    assert "/upload" not in text


def test_the_first_steps_say_who_does_them_and_open_what_the_reader_may_do(newcomer):
    text = as_text(newcomer("staff").shown(*FLAGS))
    for words in ("系统管理员：在“行政区划”页", "监测人员：在“上报”页", "vector plan import"):
        assert words in text
    assert "/regions" not in text
    answer = newcomer("staff").call(*FLAGS).get_json()["response"]
    assert answer["overview-counts"]["children"] is None


def test_nothing_can_be_taken_along_where_there_is_nothing(newcomer):
    body = {f"assessment-{each}.value": None for each in ("street", "station")}
    body |= {"assessment-start.value": "2026-05-01", "assessment-end.value": "2026-06-20"}
    text = as_text(newcomer("staff").shown("assessment-body.children", body))
    assert "还没有监测点" in text
    assert "downloads" not in text


def test_the_other_panels_say_why_they_are_empty(newcomer):
    visitor = newcomer("staff")
    alerts = visitor.shown("alerts-rows.children", {"alerts-state.value": "open"})
    assert "还没有过预警" in as_text(alerts)
    assert "没有检查类调查" in as_text(visitor.shown("overview-levels.children", {}))
    assert "没有安排监测" in as_text(visitor.shown("overview-completeness.children", {}))
    assert "没有发送失败" in as_text(visitor.shown("overview-mail.children", {}))
    assert "还没有上报过" in visitor.page("/upload")


def test_a_map_of_nothing_is_a_sentence_without_a_legend(newcomer):
    visitor = newcomer("staff")
    answer = visitor.call("county-map.figure", {"map-group.value": ""}).get_json()["response"]
    assert "还没有监测点坐标" in as_text(answer["county-map"]["figure"])
    assert answer["map-legend"]["children"] is None
    assert "bare" in answer["county-map"]["className"]


def test_no_stations_and_none_that_match_are_told_apart(newcomer):
    visitor = newcomer("staff")
    assert "还没有监测点" in as_text(visitor.shown("stations-rows.children", {}))
    searched = visitor.shown("stations-rows.children", {"stations-search.value": "东湖"})
    assert "没有相符的监测点" in as_text(searched)


def test_a_station_that_is_not_there_leaves_no_empty_panels(newcomer):
    page = newcomer("staff").page("/station/1")
    assert "station-title" in page
    assert "station-body" not in page


def test_a_map_of_nothing_offers_no_table_of_nothing(newcomer):
    asked = {f"map-{each}.value": "" for each in ("group", "index", "method", "measure")}
    answer = newcomer("staff").call("map-list.children", {**asked, "map-month.value": 23})
    text = as_text(answer.get_json()["response"])
    assert "还没有监测点坐标和街道边界" in text
    assert "看成表格" not in text


def test_the_regions_that_the_service_has_named_speak_the_readers_language(newcomer):
    visitor = newcomer("staff")
    assert "本辖区" in visitor.page("/")
    visitor.client.get("/language/en")
    page = visitor.page("/")
    assert "the whole area" in page
    assert "no street yet" in page
    assert not {"本辖区", "未划分街道"} & set(re.findall(r"\w+", page))


def test_a_program_is_told_the_stored_names_of_regions(newcomer):
    app = newcomer("staff").client.application
    for path, told in (("/station", "no street yet"), ("/api/v1/stations", "未划分街道")):
        spoken = {"Accept-Language": "en", "Cookie": f"{LANGUAGE}=en"}
        with app.test_request_context(path, headers=spoken):
            assert place_name("未划分街道") == told
