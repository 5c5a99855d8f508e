import json

import pytest

from vector.cli import REFUSED, run
from vector.cli.efficacy import _with_interval

VISITS = """\
监测点,组别,日期,捕获数,有效粘蟑纸数
a,处理,2025-06-01,30,20
a,处理,2025-06-08,60,20
b,处理,2025-06-08,50,20
a,处理,2025-06-15,3,20
b,处理,2025-06-15,0,20
c,对照,2025-06-01,28,20
c,对照,2025-06-08,25,20
d,对照,2025-06-08,18,20
c,对照,2025-06-15,20,20
d,对照,2025-06-16,17,20
"""


@pytest.fixture
def efficacy(capsys, tmp_path):
    def command(*arguments, text=VISITS):
        path = tmp_path / "t.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as left:
            run(["efficacy", str(path), *map(str, arguments)])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return command


def test_visits_become_indices_with_doubts(efficacy):
    code, out, _ = efficacy("--treated-on", "2025-06-10", "-f", "json")
    (row,) = json.loads(out)
    before, after = (30 + 60 + 50) / 60, 3 / 40
    assert code == 0
    assert row["reduction"] == pytest.approx(100 * (1 - after / before))
    assert row["reduction_lower"] < row["reduction"] < row["reduction_upper"]
    assert row["doubts"].split() == ["small_count", "few_stations"]


def test_the_table_that_people_read(efficacy):
    _, out, _ = efficacy("--treated-on", "2025-06-10")
    assert "校正灭效 %" in out
    assert "95.9（" in out
    assert "捕获不足 5 只" in out


def test_a_phase_column_goes_before_the_day(efficacy):
    text = "监测点,组别,时期,捕获数,布放数\na,处理,前,100,10\na,处理,后,120,10\n"
    _, out, _ = efficacy("-f", "json", "--lang", "en", text=text)
    (row,) = json.loads(out)
    assert row["reduction"] == pytest.approx(-20)
    assert "no control" in row["told"]
    assert "rise" in row["told"]


def test_every_trial_has_its_own_day(efficacy):
    text = "试验,监测点,组别,日期,消杀日期,捕获数,布放数\n" + "".join(
        f"{trial},{arm},{arm},2025-0{month}-{day},{on if arm == '处理' else ''},{count},10\n"
        for trial, month, on in (("一", 6, "2025-06-10"), ("二", 7, "2025-07-10"))
        for arm, day, count in (
            ("处理", "08", 40),
            ("处理", "15", 10),
            ("对照", "08", 40),
            ("对照", "15", 20),
        )
    )
    _, out, _ = efficacy("-f", "json", text=text)
    assert [(row["trial"], row["rpi"]) for row in json.loads(out)] == [("一", 50), ("二", 50)]


@pytest.mark.parametrize("day", [None, "2025-06-08"])
def test_a_visit_whose_phase_is_unknown_is_refused(efficacy, day):
    code, _, err = efficacy(*(("--treated-on", day) if day else ()))
    assert code == REFUSED
    assert "分不清消杀前后" in err


def test_an_unknown_criterion_is_refused(efficacy):
    code, _, err = efficacy("--criterion", "none", "--treated-on", "2025-06-10")
    assert code == REFUSED
    assert "rpi_20" in err


def test_a_bound_without_meaning_is_not_printed_to_its_digits():
    assert _with_interval(61.9, -46106.4, 100.0) == "61.9（低于 -1000 至 100.0）"
    assert _with_interval(53.2, 0.0, 68106.7) == "53.2（0.0 至 高于 1000）"
