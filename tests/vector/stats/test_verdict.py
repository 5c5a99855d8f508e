import pandas as pd
import pytest

from vector.catalog import load
from vector.stats.judge import components, judge

CATALOG = load()


def judged(tables, **options):
    return judge(components(tables, CATALOG), CATALOG, **options)


def verdict(frame, index, **where):
    found = frame[frame["index"] == index]
    for name, value in where.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture
def whole(survey, tables):
    """Return a place where everything graded was surveyed, with counts to change."""

    def make(**changes):
        counts = {
            "rodent_trace_indoor": {"rooms": 200, "positive_rooms": 2},
            "rodent_route": {"km": 2000, "signs": 2},
            "rodent_proofing": {"checked": 200, "failed": 4},
            "small_water_route": {"km": 20000, "positive_sites": 2},
            "dipping": {"dips": 200, "positive_dips": 2, "larvae": 4},
            "landing": {"persons": 10, "minutes": 30, "landings": 3},
            "fly_rooms": {"rooms": 200, "positive_rooms": 4, "flies": 5},
            "fly_proofing": {"checked": 200, "failed": 4},
            "fly_breeding": {"sites": 200, "positive": 2},
            "roach_rooms": {
                "rooms": 200,
                "live_rooms": 2,
                "small_count": 6,
                "large_count": 2,
                "ootheca_rooms": 2,
                "oothecae": 2,
                "trace_rooms": 4,
            },
        }
        for method, fields in changes.items():
            counts[method] = counts[method] | fields if fields is not None else None
        return tables(*(survey(m, **fields) for m, fields in counts.items() if fields is not None))

    return make


def test_place_of_four_groups_at_a_meets_c_and_the_city_rule(whole):
    found = judged(whole())
    for group in CATALOG.groups:
        level = verdict(found, "group_level", group=group)
        assert (level["level"], level["reason"]) == ("A", "分级指标齐全，达到C级")
    place = verdict(found, "place_level")
    assert (place["level"], place["reason"]) == ("A", "四类均达到C级")
    assert verdict(found, "hygiene_city")["level"] == "pass"


def test_worst_index_decides_the_group_and_worst_group_the_place(whole):
    found = judged(whole(small_water_route={"positive_sites": 11}, landing={"landings": 9}))
    # 西安蚊虫: 小型积水 C, 采样勺, 停落 -> overall C
    assert verdict(found, "group_level", group="mosquito")["level"] == "C"
    assert verdict(found, "group_level", group="rodent")["level"] == "A"
    assert verdict(found, "place_level")["level"] == "C"
    assert verdict(found, "place_level")["reason"] == "四类均达到C级"


def test_xian_rodents_are_b_overall(survey, tables):
    # 3 504 rooms at 2.20 %, 3 214 places at 97.17 %, 0.39 处/km
    found = judged(
        tables(
            survey("rodent_trace_indoor", rooms=3504, positive_rooms=77),
            survey("rodent_proofing", checked=3214, failed=91),
            survey("rodent_route", km=100_000, signs=39),
        )
    )
    levels = dict(zip(found["index"].astype(str), found["level"].astype(str), strict=True))
    values = dict(zip(found["index"].astype(str), found["value"].round(2), strict=True))
    assert levels["indoor_trace_rate"] == "B"
    assert values["indoor_trace_rate"] == 2.20
    assert (levels["rodent_proofing_rate"], values["rodent_proofing_rate"]) == ("A", 97.17)
    assert (levels["rodent_route_index"], values["rodent_route_index"]) == ("A", 0.39)
    assert levels["group_level"] == "B"


def test_c_is_not_said_while_a_graded_index_is_missing(whole):
    found = judged(whole(rodent_route=None))
    rodent = verdict(found, "group_level", group="rodent")
    assert rodent["level"] == "A"
    assert rodent["reason"] == "未调查：鼠类路径指数；不能判断是否达到C级"
    place = verdict(found, "place_level")
    assert "鼠类" in place["reason"]
    assert "四类均达到" not in place["reason"]
    city = verdict(found, "hygiene_city")
    assert city["level"] == ""
    assert "鼠类" in city["reason"]


def test_index_without_effort_counts_as_not_surveyed(whole):
    found = judged(whole(rodent_route={"km": 0, "signs": 0}))
    assert "鼠类路径指数" in verdict(found, "group_level", group="rodent")["reason"]


def test_worse_than_c_is_known_even_with_an_index_missing(whole):
    found = judged(whole(rodent_route=None, rodent_trace_indoor={"positive_rooms": 20}))
    rodent = verdict(found, "group_level", group="rodent")
    assert rodent["level"] == "worse"
    assert "已低于C级" in rodent["reason"]
    assert verdict(found, "place_level")["reason"] == "未达到C级：鼠类"
    city = verdict(found, "hygiene_city")
    assert (city["level"], city["reason"]) == ("fail", "鼠类未达到C级")


def test_a_city_that_fails_is_told_so_in_english(whole):
    found = judged(whole(rodent_trace_indoor={"positive_rooms": 20}), language="en")
    assert verdict(found, "hygiene_city")["reason"] == "C is not met by: rodents"


def test_proofing_at_c_fails_the_city_rule(whole):
    # 94 % is C by GB/T 27770 but under the 95 % of the city rule.
    found = judged(whole(rodent_proofing={"failed": 12}))
    assert verdict(found, "group_level", group="rodent")["level"] == "C"
    city = verdict(found, "hygiene_city")
    assert city["level"] == "fail"
    assert "95 %" in city["reason"]
    assert city["edition"] == "hygiene_city_2021"


def test_missing_group_leaves_place_and_city_open(survey, tables):
    found = judged(tables(survey("rodent_trace_indoor", rooms=100, positive_rooms=1)))
    assert verdict(found, "place_level")["level"] == "A"
    assert "不能判断" in verdict(found, "place_level")["reason"]
    assert verdict(found, "hygiene_city")["level"] == ""


def test_city_rule_does_not_reach_back(whole):
    tables = whole()
    years = pd.DateOffset(years=5)
    early = {method: table.assign(date=table["date"] - years) for method, table in tables.items()}
    city = verdict(judged(early), "hygiene_city")
    outside = "调查日期不在该标准施行期内；施行日期（2021-12-31）未经核实"
    assert (city["level"], city["reason"]) == ("", outside)


def test_city_rule_and_verdicts_can_be_left_out(whole):
    assert "hygiene_city" not in set(judged(whole(), city_rule=None)["index"])
    assert set(judged(whole(), verdicts=False)["index"]) <= set(CATALOG.indices)


def test_densities_alone_have_no_verdict(survey, tables):
    found = judged(tables(survey("snap_trap", effective=100, caught=3)))
    assert found["index"].tolist() == ["trap_rate"]


def test_band_of_a_place_is_its_highest(survey, tables):
    # 番禺 2025-06: SSI 1.67, MOI 5.26, ADI 3.00 -> 二级
    found = judged(
        tables(
            survey("standard_room", rooms=300, positive_containers=5),
            survey("ovitrap", recovered=19, positive=1),
            survey("adult_aedes", persons=2, minutes=30, females=3),
        )
    )
    band = verdict(found, "place_band")
    assert (band["band"], band["level"], band["flag"]) == (2, "", 0)
    assert "标准间指数" in band["reason"]


def test_verdicts_carry_no_flag_of_their_own(whole):
    found = judged(whole(rodent_trace_indoor={"positive_rooms": 100}))
    rows = found[~found["index"].isin(CATALOG.indices)]
    assert (rows["flag"] == 0).all()


def test_each_place_and_period_has_its_own_verdict(survey, tables):
    found = judged(
        tables(
            survey("rodent_trace_indoor", "甲", rooms=100, positive_rooms=1),
            survey("rodent_trace_indoor", "乙", rooms=100, positive_rooms=9),
            survey("rodent_trace_indoor", "甲", "2024-06-03", rooms=100, positive_rooms=4),
        ),
        period="month",
    )
    groups = found[found["index"] == "group_level"]
    said = {(each.station, each.start.month): each.level for each in groups.itertuples(index=False)}
    assert said == {("甲", 5): "A", ("乙", 5): "worse", ("甲", 6): "C"}


def test_broken_clauses_are_named_together(survey, tables):
    found = judged(
        tables(
            survey("fly_breeding", sites=100, positive=0),
            survey("ready_food", places=10, places_with_flies=1),
            survey("fly_breeding_indoor", places=10, breeding_sites=2),
        )
    )
    reason = verdict(found, "group_level")["reason"]
    assert reason.endswith("另有绝对条款不符合：直接入口食品场所有蝇、室内蝇孳生地")


def test_broken_clause_keeps_the_letter_and_stands_in_every_verdict(whole, survey, tables):
    food = tables(survey("ready_food", places=10, places_with_flies=1))
    found = judged(whole() | food)
    clause = "另有绝对条款不符合：直接入口食品场所有蝇"
    for index, level in (("place_level", "A"), ("hygiene_city", "pass")):
        said = verdict(found, index)
        assert said["level"] == level
        assert said["reason"].endswith(clause)
    assert clause not in verdict(found, "group_level", group="rodent")["reason"]


def test_verdict_on_a_group_spans_the_days_of_its_own_surveys(survey, tables):
    found = judged(
        tables(
            survey("rodent_trace_indoor", date="2024-05-13", rooms=100, positive_rooms=1),
            survey("fly_breeding", date="2024-05-16", sites=100, positive=0),
        )
    )
    first, last = pd.Timestamp("2024-05-13"), pd.Timestamp("2024-05-16")
    place = verdict(found, "place_level")
    assert (place["start"], place["end"]) == (first, last)
    fly = verdict(found, "group_level", group="fly")
    assert (fly["start"], fly["end"]) == (last, last)
