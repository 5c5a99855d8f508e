"""What if: so many put right, answered in the row, for all together, and once."""

import json

import pytest
from rounds import BODY, SPRING, SUPPOSED, taken
from visitor import as_text

from dashboard.assessed import assess
from dashboard.pages import assessment
from dashboard.pages.assessed_indices import FIX, THEN


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
