"""The assessment: the page says what the command says, each empty by its kind, and what if."""

import base64
import io
import json
import re

import databases
import pandas as pd
import pytest
import small_county
from plotly.utils import PlotlyJSONEncoder
from sqlalchemy import select
from visitor import as_text

from dashboard.assessed import assess
from dashboard.pages import assessment
from dashboard.pages.assessed_indices import FIX, THEN, _doubtful
from dashboard.pages.conclusions import city_of, level_of
from vector.cli import run
from vector.store import ledger
from vector.store.engine import session, transaction
from vector.store.tables import Region, Station
from vector.work import demonstration, uploads

BODY = "assessment-body.children"
SUPPOSED = "assessment-assumed.children"
SPRING = {"assessment-start.value": "2026-04-20", "assessment-end.value": "2026-06-20"}
SAME = ("numerator", "denominator", "value", "lower", "upper", "edition", "level", "p_beyond",
        "words", "flag", "reason")  # fmt: skip
HEADINGS = ("分子", "分母", "数值", "95%区间下限", "95%区间上限", "标准版本", "等级", "超限概率",
            "超限可能性", "需消杀（1 是）", "说明")  # fmt: skip
VERDICTS = ("group_level", "place_level", "hygiene_city")
WORDS = {"A级": "A", "B级": "B", "C级": "C", "低于C级": "worse", "符合": "pass", "不符合": "fail"}


def demo_counts(until=small_county.TODAY):
    """This year's surveys of the demonstration county."""
    made = demonstration._module("counts")
    rows = [each for each in made.surveys(until) if each.day.year == until.year]
    return made.long_csv(rows).encode()


@pytest.fixture
def demo(app):
    """The demonstration county's surveys of this year, beside those of the small county."""
    running = app.extensions["vector"]
    told = {"by": "jian", "on": small_county.TODAY, "now": pd.Timestamp("2026-06-20T01:00Z")}

    def report():
        uploads.accept(
            running.engine, running.catalog, running.settings, demo_counts(), "demo.csv", **told
        )

    databases.once(running.engine, "demo beside the county", report)
    return running.engine


def taken(visitor, **asked):
    """The table that the page lets one take along."""
    values = {**SPRING, "assessment-taken-csv.n_clicks": 1, **asked}
    answer = visitor.call("assessment-taken-file.data", values, by="assessment-taken-csv.n_clicks")
    file = answer.get_json()["response"]["assessment-taken-file"]["data"]
    content = base64.b64decode(file["content"])
    return pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", keep_default_na=False)


def commanded(tmp_path):
    """The rows of the same files by the command."""
    files = {"small.csv": small_county.long_csv().encode(), "demo.csv": demo_counts()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    paths = [str(tmp_path / name) for name in files]
    with pytest.raises(SystemExit) as left:
        run(["assess", *paths, "--by", "all", "-f", "json", "-o", str(tmp_path / "told.json")])
    assert not left.value.code
    return json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))


def test_the_page_and_the_command_agree(signed_in, demo, tmp_path, catalog):
    visitor = signed_in("manager")
    whole = {"assessment-start.value": "2020-01-01", "assessment-end.value": "2026-06-20"}
    page = taken(visitor, **whole)
    names = {each.zh: each.id for each in catalog.indices.values()}
    verdicts = dict(zip(("类别等级", "总体等级", "国家卫生城市"), VERDICTS, strict=True))
    groups = {each.zh: each.id for each in catalog.groups.values()} | {"": ""}
    commands = {(row["group"], row["index"]): row for row in commanded(tmp_path)}
    assert len(page) > 20
    for row in page.to_dict("records"):
        index = {**names, **verdicts}[row["指标"]]
        other = commands[groups[row["类别"]], index]
        for column, heading in zip(SAME, HEADINGS, strict=True):
            told = plain(WORDS.get(bare(row[heading]), row[heading]))
            assert told == plain(other[column]), (index, column)


def bare(level):
    """A level without the words that it is to be read with something."""
    return str(level).replace("各项相符", "符合").removesuffix("，有保留")


def plain(value):
    """A value of either, comparable: nothing is the empty text.

    Surveys come in another order, so that a sum of squares may differ in its last digit.
    """
    if value is None or value == "":
        return ""
    try:
        return f"{float(value):.12g}"
    except ValueError:
        return value


def test_the_page_sets_out_both_verdicts(signed_in, demo):
    text = as_text(signed_in("manager").shown(BODY, SPRING))
    for word in ("国家标准分级", "国家卫生城市", "防鼠设施合格率 ≥ 95%", "抽样数量", "总体"):
        assert word in text
    assert "GB/T 27770-2011" in text
    assert "限值待核实" in text


@pytest.mark.parametrize(("index", "told"), [("small_water_route_index", "A级、B级限值待核实"),
                                             ("landing_index", "B级、C级限值待核实"),
                                             ("ootheca_rate", "限值待核实"),
                                             ("indoor_trace_rate", "")])  # fmt: skip
def test_the_limit_says_which_of_its_levels_are_not_verified(app, catalog, index, told):
    """The remark says that limits are not verified; the column says so beside the limit."""
    with app.test_request_context():
        found = said(_doubtful(catalog.indices[index], small_county.TODAY))
    assert bool(told) == (found != "[]")
    assert f'"{told}"' in found or not told


def test_each_kind_of_empty_is_told_apart(signed_in, county):
    visitor = signed_in("manager")
    text = as_text(visitor.shown(BODY, SPRING))
    assert "没有安排检查" in text
    none = as_text(visitor.shown(BODY, {"assessment-start.value": "2020-01-01",
                                        "assessment-end.value": "2020-02-01"}))  # fmt: skip
    assert "没有检查类调查" in none


def test_what_is_assumed_stands_apart_and_changes_no_finding(signed_in, app):
    visitor = signed_in("manager")
    before = taken(visitor)
    answer = visitor.call(
        SUPPOSED, {**SPRING, "assessment-fixed.data": {"indoor_trace_rate": 9}}
    ).get_json()["response"]
    text = as_text(answer["assessment-assumed"])
    assert "以下不是监测结果" in text
    assert "fix=indoor_trace_rate%3A9" in answer["assessment-link"]["data"]
    both = taken(visitor, **{"assessment-fixed.data": {"indoor_trace_rate": 9}})
    rate = both[both["指标"] == "室内鼠迹阳性率"].set_index("依据")["分子"].astype(int)
    assert rate["假设"] == rate["查到"] - 9
    assert taken(visitor).equals(before)


def answered(visitor, fixed, *rows):
    """What is answered when so many are put right: by row, and the panel of all together."""
    known = visitor.client.get("/_dash-dependencies").get_json()
    called = next(each for each in known if THEN in each["output"])
    values = {**SPRING, "assessment-fixed.data": fixed}
    given = {
        kind: [{**each, "value": values.get(f"{each['id']}.{each['property']}")}
               for each in called[kind]]
        for kind in ("inputs", "state")
    }  # fmt: skip
    ids = [{"type": THEN, "index": index} for index in rows]
    body = {
        **given,
        "output": called["output"],
        "outputs": [
            [{"id": each, "property": "children"} for each in ids],
            {"id": "assessment-assumed", "property": "children"},
            {"id": "assessment-link", "property": "data"},
        ],
        "changedPropIds": ["assessment-fixed.data"],
    }
    answer = visitor.client.post("/_dash-update-component", json=body).get_json()["response"]
    told = {
        each["index"]: answer[json.dumps(each, sort_keys=True, separators=(",", ":"))]["children"]
        for each in ids
    }
    return told, answer["assessment-assumed"]["children"], answer["assessment-link"]["data"]


def words(shown):
    """The words of a piece of a page, in their order, without its looks."""
    if isinstance(shown, dict):
        return words(shown["props"].get("children"))
    if isinstance(shown, list):
        return " ".join(each for each in map(words, shown) if each)
    return str(shown or "")


def test_the_row_itself_says_what_it_comes_to(signed_in, demo):
    visitor = signed_in("manager")
    fixed = {"fly_room_rate": 1}
    found = taken(visitor, **{"assessment-fixed.data": fixed})
    rate, count = (
        found[(found["指标"] == each) & (found["依据"] == "假设")].iloc[0]
        for each in ("有蝇房间率", "阳性间蝇密度")
    )
    rows, panel, link = answered(visitor, fixed, "fly_room_rate", "flies_per_positive_room",
                                 "indoor_trace_rate")  # fmt: skip
    said = words(rows["fly_room_rate"])
    assert said.startswith("改好后：")
    for word in (
        rate["等级"],
        f"{float(rate['数值']):.2f}%",
        f"{rate['分子']} / {rate['分母']} 间",
    ):
        assert word in said
    # Fewer rooms with flies leave more flies to each: nobody has entered that, so it is said.
    other = words(rows["flies_per_positive_room"])
    assert other.startswith("受别的假设影响，变为：")
    assert f"{count['分子']} / {count['分母']} 间" in other
    assert rows["indoor_trace_rate"] is None
    assert "以下不是监测结果" in as_text(panel)
    assert link.endswith("&fix=fly_room_rate%3A1")


def test_a_clause_that_would_be_kept_is_said_so(signed_in, demo):
    visitor = signed_in("manager")
    broken = taken(visitor).set_index("指标").loc["直接入口食品场所有蝇", "分子"]
    fixed = {"ready_food_violations": int(broken)}
    rows, panel, _ = answered(visitor, fixed, "ready_food_violations")
    assert "未发现，符合" in words(rows["ready_food_violations"])
    assert "未发现，符合" in words(panel)


def test_a_field_that_is_emptied_takes_its_answer_away(signed_in):
    rows, panel, link = answered(signed_in("manager"), {}, "indoor_trace_rate")
    assert rows["indoor_trace_rate"] is None
    assert panel is None
    assert "fix" not in link


def test_an_address_with_an_assumption_opens_with_its_answer(signed_in):
    visitor = signed_in("manager")
    values = {**SPRING, "assessment-fixed.data": {"indoor_trace_rate": 9}}
    answer = visitor.call(BODY, values, by="assessment-start.value").get_json()["response"]
    assert "改好后：" in words(answer["assessment-body"]["children"])
    assert "以下不是监测结果" in words(answer["assessment-assumed"]["children"])


@pytest.mark.parametrize("fixed", [None, {"indoor_trace_rate": 9}])
def test_one_question_is_assessed_once(signed_in, monkeypatch, fixed):
    asked = []

    def counting(wanted):
        asked.append(wanted.fixed)
        return assess(wanted)

    monkeypatch.setattr(assessment, "assess", counting)
    visitor = signed_in("manager")
    if fixed:
        answered(visitor, fixed, "indoor_trace_rate")
    else:
        written = visitor.call(BODY, SPRING).get_json()["response"]
        assert set(written) == {"assessment-body", "assessment-assumed", "assessment-link"}
    assert asked == [fixed or {}]


@pytest.mark.parametrize(
    ("given", "fixed"), [(9, None), (8, {"indoor_trace_rate": 8}), ("", {}), (0, {})]
)
def test_rows_that_hold_what_was_entered_ask_for_no_answer(signed_in, given, fixed):
    """New rows come with the numbers of before; without a change nothing is worked out anew."""
    row, store = {"type": FIX, "index": "indoor_trace_rate"}, "assessment-fixed"
    before = {"indoor_trace_rate": 9}
    body = {
        "output": f"{store}.data",
        "outputs": {"id": store, "property": "data"},
        "inputs": [[{"id": row, "property": "value", "value": given}]],
        "state": [{"id": store, "property": "data", "value": before}],
        "changedPropIds": [f'{{"index":"indoor_trace_rate","type":"{FIX}"}}.value'],
    }
    visitor = signed_in("manager")
    told = visitor.client.post("/_dash-update-component", json=body).get_json()["response"]
    assert told == ({} if fixed is None else {store: {"data": fixed}})


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "减少 9 个鼠迹阳性房间"), ("en", "9 fewer (rooms with traces)")]
)
def test_what_is_put_right_has_its_own_unit(signed_in, language, told):
    visitor = signed_in("manager")
    visitor.client.get(f"/language/{language}")
    text = as_text(
        visitor.shown(SUPPOSED, {**SPRING, "assessment-fixed.data": {"indoor_trace_rate": 9}})
    )
    assert told in text


def test_nothing_assumed_shows_nothing(signed_in):
    answer = signed_in("manager").call(SUPPOSED, SPRING).get_json()["response"]
    assert answer["assessment-assumed"]["children"] is None
    assert answer["assessment-link"]["data"] == "/assessment?start=2026-04-20&end=2026-06-20"


def test_an_address_holds_place_round_and_assumptions(signed_in):
    page = signed_in("manager").page(
        "/assessment?start=2026-05-01&end=2026-06-01&fix=indoor_trace_rate:3,nonsense:2,dust:x"
    )
    assert '"2026-05-01"' in page
    assert '{"indoor_trace_rate": 3}' in page


def test_a_nonsensical_address_is_a_usual_one(signed_in):
    page = signed_in("manager").page("/assessment?street=x&station=-1&start=soon&end=2026-99-99")
    assert '"2026-06-20"' in page


def test_a_street_office_assesses_its_own_street_alone(signed_in, app):
    with session(app.extensions["vector"].engine) as reading:
        west = reading.scalar(select(Region.id).where(Region.name == "西街"))
        school = reading.scalar(select(Station.id).where(Station.name == "西街医院"))
    visitor = signed_in("office")
    for elsewhere in ({"assessment-street.value": str(west)},
                      {"assessment-station.value": str(school)}):  # fmt: skip
        text = as_text(visitor.shown(BODY, {**SPRING, **elsewhere}))
        assert "没有检查类调查" in text
    own, whole = taken(visitor), taken(signed_in("manager"))
    rate = "室内鼠迹阳性率"
    assert own.set_index("指标").loc[rate, "分母"] < whole.set_index("指标").loc[rate, "分母"]
    listed = visitor.call("assessment-station.data", {"assessment-street.value": str(west)})
    assert listed.get_json()["response"]["assessment-station"]["data"] == []


def test_one_station_is_judged_as_premises(signed_in, app):
    with session(app.extensions["vector"].engine) as reading:
        market = reading.scalar(select(Station.id).where(Station.name == "东街菜市场"))
    text = as_text(
        signed_in("manager").shown(BODY, {**SPRING, "assessment-station.value": str(market)})
    )
    assert "18 / 120 间" in text
    assert "不适用于单个单位" in text


def test_sizes_need_the_number_of_inhabitants(signed_in, app):
    visitor = signed_in("manager")
    assert "不知道这里有多少人口" in as_text(visitor.shown(BODY, SPRING))
    with transaction(app.extensions["vector"].engine) as writing:
        ledger.hold(writing)
        root = writing.scalars(select(Region).where(Region.parent_id.is_(None))).one()
        root.population = 90_000
    text = as_text(visitor.shown(BODY, SPRING))
    assert "按人口 90,000" in text
    assert "0 / 10" in text


def test_every_word_is_english_in_english(signed_in):
    visitor = signed_in("manager")
    visitor.client.get("/language/en")
    text = as_text(visitor.shown(BODY, SPRING))
    assert "Levels of the national standards" in text
    for word in ("级", "检查", "限值", "符合", "区间"):
        assert word not in re.sub(r'"title": "[^"]*"', "", text)


def said(shown):
    """What a page's piece says."""
    return as_text(json.loads(json.dumps(shown, cls=PlotlyJSONEncoder)))


def against(*flags):
    """Judged rows: a city that passes, a place at C, and a clause that is broken or kept."""
    rows = [
        {"index": "hygiene_city", "group": "", "kind": "graded", "level": "pass", "flag": 0},
        {"index": "place_level", "group": "", "kind": "graded", "level": "C", "flag": 0},
    ]
    fly = {"index": "ready_food_violations", "group": "fly", "kind": "absolute", "level": ""}
    rows += [{**fly, "flag": flag} for flag in flags]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("flags", "few", "bare"), [((0,), "", True), ((1,), "", False),
                                                    ((), "抽样不足", False)])  # fmt: skip
def test_nothing_passes_bare_beside_a_broken_clause_or_few_samples(app, flags, few, bare):
    with app.test_request_context():
        city = said(city_of(against(*flags), few))
        place = said(level_of(against(*flags), "place_level", caution=few))
    assert ("✓" in city) == bare
    assert ("保留" in city) == ("保留" in place) == (not bare)


def test_few_samples_are_said_in_what_is_taken_along(signed_in, demo, app):
    with transaction(demo) as writing:
        ledger.hold(writing)
        writing.scalars(select(Region).where(Region.parent_id.is_(None))).one().population = 90_000
    visitor = signed_in("manager")
    table = taken(visitor).set_index("指标")
    reasons = table["说明"]
    assert table.loc["国家卫生城市", "等级"] == "各项相符，有保留"
    assert table.loc["总体等级", "等级"] == "C级，有保留"
    flies = table[(table["类别"] == "蝇类") & (table.index == "类别等级")]["等级"]
    assert flies.item().endswith("，有保留")
    for whole in ("总体等级", "国家卫生城市"):
        assert "类足够），只说明查过的地方" in reasons[whole]
    assert "足够" not in reasons["类别等级"].str.cat()
    # The overview says the clause below the levels, and once more where the row is opened.
    levels = as_text(visitor.shown("overview-levels.children", {}))
    assert levels.count("另有绝对条款不符合") == 2


def marks_of_flies(told):
    """The marks beside the flies' level, by the place of the row, as they are read aloud."""
    rows = told.split("by-levels")
    rows = [row for part in rows for row in part.split('"type": "Tr"') if "/assessment" in row]
    cells = {re.search(r'"children": "([^"]+)"', row)[1]: row.split('"type": "Td"') for row in rows}
    return {
        place: [
            word for word in ("限值待核实", "绝对条款不符合") if f'"children": "{word}"' in row[3]
        ]
        for place, row in cells.items()
        if len(row) == 5
    }


def test_each_street_has_the_reservations_of_its_own_levels(signed_in, demo):
    told = as_text(signed_in("manager").shown("overview-levels.children", {}))
    marks = marks_of_flies(told)
    assert marks["小县"] == marks["北关街道"] == ["限值待核实", "绝对条款不符合"]
    assert marks["白沙镇"] == ["限值待核实"]
    assert marks["西街"] == []
    assert "! 限值待核实，出处见依据，街道的见其达标评估" in told
    assert "‼ 有标准不允许的情形，绝对条款不符合" in told


def test_no_mark_is_explained_that_is_not_shown(signed_in):
    told = as_text(signed_in("manager").shown("overview-levels.children", {}))
    assert "‼" not in told
