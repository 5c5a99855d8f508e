import csv
import io
import json
import re
from fractions import Fraction

import pytest
from python_calamine import CalamineWorkbook

from vector.catalog import load
from vector.cli import PARTLY, REFUSED, run
from vector.cli.assess import action_limits
from vector.errors import VectorError
from vector.stats.judge import COLUMNS

HEADER = (
    "station,date,method,street,habitat,rooms,positive_rooms,km,signs,"
    "effective,caught,households,positive_containers"
)
GOOD = """\
甲,2024-05-13,rodent_trace_indoor,东街,餐饮店,100,5,,,,,,
甲,2024-05-13,rodent_route,东街,公园,,,1.5,3,,,,
乙,2024-05-13,夹夜法,东街,餐饮店,,,,,100,4,,
丙,2024-05-13,夹夜法,西街,餐饮店,,,,,100,0,,
"""
VILLAGE = "小平村,2024-05-14,household_larvae,东街,居民区,,,,,,,—,—\n"
BAD = "丁,2024-05-14,夹夜法,东街,餐饮店,,,,,100,x,,\n"


CHINESE, QUOTED = re.compile("[\u3400-\u9fff]"), re.compile("“[^“”]*”")


@pytest.fixture
def assess(capsys, tmp_path, monkeypatch):
    """Run ``vector assess`` in an empty folder; returns exit code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        with pytest.raises(SystemExit) as left:
            run(["assess", *map(str, arguments)])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return command


@pytest.fixture
def counts(tmp_path):
    """Write rows of counts as a file of the long form."""

    def write(rows=GOOD, name="counts.csv"):
        path = tmp_path / name
        path.write_text(f"{HEADER}\n{rows}", encoding="utf-8")
        return path

    return write


def records(text):
    return list(csv.DictReader(io.StringIO(text)))


def of_index(rows, index):
    return [row for row in rows if row["index"] == index]


def test_counts_become_judged_rows(assess, counts, tmp_path):
    code, out, err = assess(counts(), "--format", "csv", "--limit", "trap_rate=1")
    rows = records(out)
    assert code == 0
    assert tuple(rows[0]) == COLUMNS
    (rooms,) = of_index(rows, "indoor_trace_rate")
    assert (rooms["value"], rooms["level"], rooms["flag"]) == ("5.0", "C", "0")
    assert [row["flag"] for row in of_index(rows, "trap_rate")] == ["1", "0"]
    assert {row["level"] for row in of_index(rows, "trap_rate")} == {""}
    assert "counts.csv：4 行，采用 4 行" in err
    # No database is made.
    assert [path.name for path in tmp_path.iterdir()] == ["counts.csv"]


def test_effort_is_shown_in_natural_units(assess, counts):
    _, out, _ = assess(counts(), "--format", "csv")
    (route,) = of_index(records(out), "rodent_route_index")
    assert (route["numerator"], route["denominator"], route["value"]) == ("3", "1.5", "2.0")
    (rooms,) = of_index(records(out), "indoor_trace_rate")
    assert (rooms["numerator"], rooms["denominator"]) == ("5", "100")


def test_json_has_null_where_there_is_nothing(assess, counts):
    _, out, _ = assess(counts(), "--format", "json")
    rows = json.loads(out)
    assert tuple(rows[0]) == COLUMNS
    place = next(row for row in rows if row["index"] == "place_level")
    assert (place["value"], place["numerator"], place["band"]) == (None, None, None)
    route = next(row for row in rows if row["index"] == "rodent_route_index")
    assert route["denominator"] == 1.5
    assert route["start"] == "2024-05-13"


def test_workbook_is_written_to_a_file(assess, counts, tmp_path):
    target = tmp_path / "out.xlsx"
    code, out, _ = assess(counts(), "--format", "xlsx", "--output", target)
    sheet = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert (code, out) == (0, "")
    assert tuple(sheet[0]) == COLUMNS


def test_table_speaks_the_users_words(assess, counts):
    _, out, _ = assess(counts())
    for word in ("室内鼠迹阳性率", "类别等级", "卫生城市", "尚不能判断", "再有 1 个鼠迹阳性房间"):
        assert word in out


def test_table_speaks_english_too(assess, counts):
    """But for what people wrote themselves, the standards' numbers and the units."""
    _, out, _ = assess(counts(), "--lang", "en")
    for word in ("station", "level of the group", "worse than C", "beyond the limit"):
        assert word in out
    assert not set(re.findall(r"[\u4e00-\u9fff]+", out)) & {"监测点", "等级", "需消杀", "类别等级"}


def test_faults_are_said_and_the_rest_is_judged(assess, counts):
    code, out, err = assess(counts(GOOD + BAD), "--format", "csv")
    assert code == PARTLY
    assert "错误 1 处" in err
    assert "丁" not in {row["station"] for row in records(out)}
    assert "“x”" in err


def test_many_faults_of_a_kind_are_counted(assess, counts):
    rows = GOOD + "".join(BAD.replace("丁", f"丁{n}") for n in range(8))
    _, _, err = assess(counts(rows), "--format", "csv")
    assert "同类问题另有 3 处" in err
    _, _, err = assess(counts(rows), "--format", "csv", "--all-faults")
    assert err.count("“x”") == 8


def test_faults_are_said_in_english(assess, counts):
    rows = GOOD + "".join(BAD.replace("丁", f"丁{n}") for n in range(8))
    _, _, err = assess(counts(rows), "--format", "csv", "--lang", "en", "--all-faults")
    assert "held for errors" in err
    assert CHINESE.search(QUOTED.sub("", err)) is None


def test_village_of_blanks_is_no_data(assess, counts):
    code, out, err = assess(counts(GOOD + VILLAGE), "--format", "csv")
    assert code == 0
    assert "采用 4 行，有误未采用 0 行，略过 1 行（其中 1 行未填数量" in err
    village = [row for row in records(out) if row["station"] == "小平村"]
    assert {row["index"] for row in village} == {"breteau_index", "house_index", "container_index"}
    for row in village:
        assert row["reason"].startswith("无数据")
        assert (row["surveys"], row["flag"]) == ("0", "0")
        empty = ("numerator", "denominator", "value", "level", "band", "p_beyond", "words")
        assert {row[name] for name in empty} == {""}


def test_blanks_alone_are_shown_and_a_count_beside_them_stands(assess, counts):
    code, out, _ = assess(counts(VILLAGE), "--format", "json")
    assert code == 0
    assert {row["value"] for row in json.loads(out)} == {None}
    counted = VILLAGE.replace("—,—", "100,5")
    _, out, _ = assess(counts(VILLAGE), counts(counted, "later.csv"), "--format", "csv")
    (breteau,) = of_index(records(out), "breteau_index")
    assert (breteau["surveys"], breteau["value"], breteau["band"]) == ("1", "5.0", "0")


def test_later_file_corrects_an_earlier_one(assess, counts):
    corrected = counts(GOOD.replace("100,4,,", "100,6,,"), "corrected.csv")
    code, out, err = assess(counts(), corrected, "--format", "csv")
    caught = {row["station"]: row["numerator"] for row in of_index(records(out), "trap_rate")}
    assert code == 0
    assert caught == {"乙": "6", "丙": "0"}
    assert "以后面的为准" in err


def test_same_file_twice_counts_once(assess, counts):
    first, second = counts(), counts(name="copy.csv")
    _, out, err = assess(first, second, "--format", "csv")
    assert {row["numerator"] for row in of_index(records(out), "trap_rate")} == {"4", "0"}
    assert "内容相同" in err


def test_file_that_is_no_table_is_refused_and_the_others_go_on(assess, counts, tmp_path):
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    code, out, err = assess(picture, counts(), "--format", "csv")
    assert code == PARTLY
    assert records(out)
    assert "picture.xlsx" in err
    code, out, _ = assess(picture)
    assert (code, out) == (REFUSED, "")


def test_file_that_is_not_there_is_refused(assess, tmp_path):
    code, out, err = assess(tmp_path / "none.csv")
    assert (code, out) == (REFUSED, "")
    assert "none.csv" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("by", "stations", "caught"),
    [
        ("station", {"乙", "丙"}, ["4", "0"]),
        ("street", {""}, ["4", "0"]),
        ("habitat", {""}, ["4"]),
        ("all", {""}, ["4"]),
    ],
)
def test_by_says_what_is_pooled(assess, counts, by, stations, caught):
    _, out, _ = assess(counts(), "--by", by, "--format", "csv")
    rows = of_index(records(out), "trap_rate")
    assert {row["station"] for row in rows} == stations
    assert sorted(row["numerator"] for row in rows) == sorted(caught)


def test_period_says_over_what_time(assess, counts):
    _, out, _ = assess(counts(), "--period", "month", "--format", "csv")
    (rooms,) = of_index(records(out), "indoor_trace_rate")
    assert (rooms["start"], rooms["end"]) == ("2024-05-01", "2024-05-31")


def test_profile_and_city_rule_are_chosen(assess, counts):
    rows = "大平村,2024-05-14,household_larvae,东街,居民区,,,,,,,100,10\n"
    bands = {}
    for profile in ("panyu", "guangdong_2025"):
        _, out, _ = assess(counts(rows), "--profile", profile, "--format", "csv")
        (breteau,) = of_index(records(out), "breteau_index")
        bands[breteau["profile"]] = breteau["band"]
    assert bands == {"panyu": "1", "guangdong_2025": "2"}
    _, out, _ = assess(counts(), "--city-rule", "none", "--format", "csv")
    assert not of_index(records(out), "hygiene_city")


@pytest.mark.parametrize("options", [["--profile", "none"], ["--city-rule", "nowhere"]])
def test_unknown_names_are_refused_with_what_there_is(assess, counts, options):
    code, _, err = assess(counts(), *options)
    assert code == REFUSED
    assert "可用的有" in err


def test_reasons_in_english(assess, counts):
    _, out, _ = assess(counts(), "--lang", "en", "--format", "csv")
    (rooms,) = of_index(records(out), "indoor_trace_rate")
    assert "would lower it to worse than C" in rooms["reason"]
    assert rooms["words"] == "cannot be decided yet"


def test_survey_sizes_are_checked_against_the_population(assess, counts):
    _, _, err = assess(counts(), "--population", 90_000, "--format", "csv")
    assert "抽样数量（鼠类，人口 90000）" in err
    assert "餐饮店：应查 10 个单位（处），已查 1 个单位（处）" in err


def test_action_limits_are_exact_and_by_either_name():
    assert action_limits(["捕获率=0.1"], load()) == {"trap_rate": Fraction(1, 10)}


@pytest.mark.parametrize(
    "text",
    [
        "trap_rate",
        "trap_rate=much",
        "rats=1",
        "indoor_trace_rate=3",
        "trap_rate=1/0",
        "trap_rate=-1",
    ],
)
def test_a_wrong_action_limit_is_refused(text):
    with pytest.raises(VectorError) as refused:
        action_limits([text], load())
    assert text in refused.value.sentence
