"""The assessment: the page says what the command says, each empty by its kind."""

import json
import re

import pandas as pd
import pytest
import small_county
from plotly.utils import PlotlyJSONEncoder
from rounds import BODY, SPRING, demo_counts, taken
from sqlalchemy import select
from visitor import as_text

from dashboard.pages.assessed_indices import _doubtful
from dashboard.pages.conclusions import city_of, level_of
from vector.cli import run
from vector.store import ledger
from vector.store.engine import session, transaction
from vector.store.tables import Region, Station

SAME = ("numerator", "denominator", "value", "lower", "upper", "edition", "level", "p_beyond",
        "words", "flag", "reason")  # fmt: skip
HEADINGS = ("分子", "分母", "数值", "95%区间下限", "95%区间上限", "标准版本", "等级", "超限概率",
            "超限可能性", "需消杀（1 是）", "说明")  # fmt: skip
VERDICTS = ("group_level", "place_level", "hygiene_city")
WORDS = {"A级": "A", "B级": "B", "C级": "C", "低于C级": "worse", "符合": "pass", "不符合": "fail"}


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
