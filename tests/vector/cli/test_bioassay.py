import csv
import io
import json
from pathlib import Path

import pytest

from vector.cli import REFUSED, run

GOLDEN = next(path for path in Path(__file__).parents if path.name == "tests") / "golden/bioassay"
STRAINS = """\
种类,品系,杀虫剂,浓度,试虫数,死亡数
白纹伊蚊,敏感,溴氰菊酯,对照,100,5
白纹伊蚊,敏感,溴氰菊酯,0.001,50,6
白纹伊蚊,敏感,溴氰菊酯,0.002,50,20
白纹伊蚊,敏感,溴氰菊酯,0.004,50,37
白纹伊蚊,敏感,溴氰菊酯,0.008,50,48
白纹伊蚊,东街,溴氰菊酯,对照,100,0
白纹伊蚊,东街,溴氰菊酯,0.004,50,3
白纹伊蚊,东街,溴氰菊酯,0.008,50,12
白纹伊蚊,东街,溴氰菊酯,0.016,50,29
白纹伊蚊,东街,溴氰菊酯,0.032,50,44
白纹伊蚊,西街,溴氰菊酯,0.05,100,92
白纹伊蚊,西街,溴氰菊酯,CK,100,3
"""


@pytest.fixture
def bioassay(capsys, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(STRAINS, encoding="gb18030")

    def command(*arguments, file=path):
        with pytest.raises(SystemExit) as left:
            run(["bioassay", str(file), *map(str, arguments)])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return command


def records(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_strains_become_doses_ratios_and_classes(bioassay):
    code, out, _ = bioassay("--format", "csv", "--reference", "敏感", "--percent", 50)
    field, test = [row for row in records(out) if "敏感" not in row["assay"]]
    assert code == 0
    assert (field["measure"], field["class"], field["scheme"]) == ("LC50", "low", "gbt_26347")
    assert float(field["ratio_lower"]) < float(field["ratio"]) < float(field["ratio_upper"])
    assert (test["measure"], test["value"]) == ("mortality_percent", "92.0")
    assert (test["class"], test["scheme"]) == ("possible_resistance", "who_1998")


def test_a_scheme_is_chosen_and_printed_with_its_caution(bioassay):
    _, out, _ = bioassay("--scheme", "who_2013")
    assert "WHO 诊断剂量法（98 %、90 %）" in out
    assert "请核对后使用" in out


def test_knock_down_times_are_called_so(bioassay):
    _, out, _ = bioassay("-f", "json", file=GOLDEN / "input_knockdown.csv")
    rows = json.loads(out)
    assert [row["measure"] for row in rows] == ["KT50", "KT90", "KT95"]
    assert rows[0]["value"] == pytest.approx(19.1206162964338, rel=1e-10)
    assert rows[0]["lower"] == pytest.approx(17.6958423278667, rel=1e-10)
    assert "同一批虫" in rows[0]["told"]


@pytest.mark.parametrize("name", ["all_or_none", "flat"])
def test_degenerate_data_get_a_reason_and_no_number(bioassay, name):
    code, out, _ = bioassay("-f", "json", "--karber", file=GOLDEN / f"input_{name}.csv")
    assert code == REFUSED
    for row in json.loads(out):
        assert row["value"] is None
        assert row["lower"] is None
        assert row["reason"]
        assert row["told"]


def test_other_ways_with_natural_mortality_and_the_line(bioassay):
    _, plain, _ = bioassay("-f", "json", "--natural", "none", "--link", "logit")
    _, fitted, _ = bioassay("-f", "json", "--natural", "fit", "--karber", "--abbott", "strict")
    assert json.loads(plain)[0]["natural"] == 0
    assert json.loads(fitted)[0]["natural"] == pytest.approx(0.0495, abs=0.001)
    assert [row["measure"] for row in json.loads(fitted)][-1] == "LC50 Kärber"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scheme", "none"), "没有分级方案 none"),
        (("--abbott", "none"), "没有对照规则 none"),
        (("--reference", "无此品系"), "没有 无此品系"),
        (("--percent", 100), "小于 100"),
        (("--baseline", -1), "大于 0"),
    ],
)
def test_wrong_arguments_are_refused(bioassay, arguments, said):
    code, out, err = bioassay(*arguments)
    assert code == REFUSED
    assert said in err
    assert out == ""


def test_neither_doses_nor_minutes(bioassay, tmp_path):
    path = tmp_path / "n.csv"
    path.write_text("n,k\n10,2\n", encoding="utf-8")
    code, _, err = bioassay(file=path)
    assert code == REFUSED
    assert "剂量" in err
