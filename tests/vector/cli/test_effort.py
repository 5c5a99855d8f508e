"""``vector effort``: the plan in the index's own unit and effort."""

import json
from typing import Any

import pytest

from vector.catalog import Catalog
from vector.cli import REFUSED, run
from vector.cli.language import Language, speak
from vector.cli.stored import unit
from vector.stats.finding import effort_unit

Capture = pytest.CaptureFixture[str]


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        run(["effort", *map(str, arguments)])
    return int(left.value.code or 0)


def rows(capsys: Capture, *arguments: object) -> list[dict[str, Any]]:
    assert call(*arguments, "-f", "json") == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_traps_for_a_limit_of_one_per_cent(capsys: Capture) -> None:
    """The published rule of three (299), and the library's figures for half and twice."""
    found = rows(capsys, "捕获率", "--limit", 1)
    assert [(row["expected"], row["effort"], row["deciding"]) for row in found] == [
        (0, 299, 0),
        (0.5, 1941, 12),
        (2, 905, 15),
    ]
    assert [row["side"] for row in found] == ["below", "below", "above"]
    assert {row["unit"] for row in found} == {"夹"}
    assert "不多于 12" in found[1]["sentence"]


def test_a_graded_index_brings_its_limits_and_kilometres(capsys: Capture) -> None:
    found = rows(capsys, "rodent_route_index", "--expected", 0)
    assert [(row["level"], row["limit"]) for row in found] == [("A", 1), ("B", 3), ("C", 5)]
    # exp(-limit * km) <= 0.05
    assert [row["effort"] for row in found] == pytest.approx([2.996, 0.999, 0.6], abs=0.001)
    assert found[0]["unit"] == "km"


def test_where_low_is_bad_the_plan_looks_below(capsys: Capture) -> None:
    found = rows(capsys, "rodent_proofing_rate", "--limit", 95, "--lang", "en")
    assert [(row["expected"], row["side"]) for row in found] == [
        (100, "above"),
        (97.5, "above"),
        (90, "below"),
    ]
    assert found[0]["effort"] == 59
    assert "judge it above 95 %" in found[0]["sentence"]


def test_every_unit_of_effort_has_an_english_word(catalog: Catalog) -> None:
    speak(Language.EN)
    try:
        said = {unit(effort_unit(index, catalog)[0]) for index in catalog.indices.values()}
    finally:
        speak(Language.ZH)
    assert "trap" in said
    assert not any("\u3400" <= sign <= "\u9fff" for each in said for sign in each)


def test_a_half_is_not_doubled_beyond_all(capsys: Capture) -> None:
    found = rows(capsys, "trap_rate", "--limit", 60)
    assert found[-1]["expected"] == 100


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--limit", 1, "--expected", 1), "same"),
        (("--limit", 1, "--expected", 101), "impossible"),
        (("--limit", 1e-9, "--expected", 1.1e-9), "far"),
    ],
)
def test_no_effort_is_a_reason_and_no_success(
    arguments: tuple[object, ...], reason: str, capsys: Capture
) -> None:
    assert call("trap_rate", *arguments, "-f", "json") == REFUSED
    [row] = json.loads(capsys.readouterr().out)
    assert (row["effort"], row["reason"]) == (None, reason)
    assert row["sentence"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("捕获率",), "--limit 写明"),
        (("捕获率", "--limit", 0), "大于 0"),
        (("捕获率", "--limit", 1, "--power", 1), "--power"),
        (("捕获率", "--limit", 1, "--dispersion", 0.5), "--dispersion"),
        (("无此指标",), "没有指标"),
        (("ready_food_violations", "--limit", 1), "不得检出"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    arguments: tuple[object, ...], said: str, capsys: Capture
) -> None:
    assert call(*arguments) == REFUSED
    assert said in capsys.readouterr().err


def test_the_table_is_in_chinese(capsys: Capture) -> None:
    assert call("trap_rate", "--limit", 1, "--expected", 0) == 0
    out = capsys.readouterr().out
    assert "需要工作量" in out
    assert "等级" not in out
