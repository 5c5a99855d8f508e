import csv
import io
import json

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from vector.cli import REFUSED, run


@pytest.fixture
def hotspot(capsys, tmp_path, monkeypatch):
    """Run ``vector hotspot`` in an empty folder; returns exit code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        with pytest.raises(SystemExit) as left:
            run(["hotspot", *map(str, arguments)])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return command


def rows(header="监测点,经度,纬度,捕获数,有效夹数,月份"):
    random = np.random.default_rng(3)
    lines = [header]
    for place in range(25):
        east, north = 113 + place % 5 * 0.01, -23 + place // 5 * 0.01
        for month in range(6):
            hot = place % 5 < 2 and place // 5 < 2 and month >= 4
            count = random.negative_binomial(4, 4 / (4 + (20 if hot else 2)))
            lines.append(f"点{place},{east:.2f},{north:.2f},{count},100,2025-{month + 3:02d}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text(rows(), encoding="gb18030")
    return path


def test_a_cluster_is_found_told_and_written(hotspot, file):
    code, out, err = hotspot(file, "--alive", "--replicates", 199, "-f", "csv")
    found = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert set(found[0]["members"].split("、")) == {"点0", "点1", "点5", "点6"}
    assert (found[0]["start"], found[0]["end"]) == ("2025-07", "2025-08")
    assert float(found[0]["p"]) == 0.005
    assert "难以用偶然解释" in err
    assert "km" in err


def test_forms(hotspot, file, tmp_path):
    code, out, _ = hotspot(file, "--replicates", 99)
    assert code == 0
    assert "相对危险" in out
    records = json.loads(hotspot(file, "--replicates", 99, "-f", "json")[1])
    assert records[0]["rank"] == 1
    assert hotspot(file, "--replicates", 99, "-f", "xlsx", "-o", "found.xlsx")[0] == 0
    sheet = CalamineWorkbook.from_path(tmp_path / "found.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[0][:2] == ["rank", "kind"]


def test_english_and_seed(hotspot, file):
    one = hotspot(file, "--replicates", 99, "--seed", 1, "--lang", "en", "-f", "csv")
    two = hotspot(file, "--replicates", 99, "--seed", 1, "--lang", "en", "-f", "csv")
    assert one == two
    assert "simulations made" in one[2]


def test_moran(hotspot, file):
    pytest.importorskip("esda", reason="the extra spatial")
    code, out, err = hotspot(file, "--moran", "-f", "csv")
    assert code == 0
    assert out.splitlines()[0] == "place,rate,index,quadrant,p,q"
    assert "全局 Moran 指数" in err


def test_nothing_to_search_is_said(hotspot, tmp_path):
    (tmp_path / "few.csv").write_text("place,x,y,count,effort\na,0,0,1,9\nb,1,1,2,9\n")
    code, _, err = hotspot("few.csv")
    assert code == REFUSED
    assert "不足 3 个" in err
    code, _, err = hotspot("few.csv", "--moran")
    assert code == REFUSED
    assert "少于" in err or "不足" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place,x,y,effort\na,0,0,9\n", "没有所需的列：捕获数"),
        ("place,x,count,effort\na,0,1,9\n", "没有坐标"),
        ("place,经度,纬度,count,effort\na,200,0,1,9\n", "第 2 行的经度写作“200”"),
        ("place,x,y,count,effort\na,东,0,1,9\n", "第 2 行的横坐标写作“东”"),
        ("place,x,y,count,effort\na,0,0,-1,9\n", "应为不小于 0 的整数"),
        ("", "空"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(hotspot, tmp_path, text, said):
    (tmp_path / "wrong.csv").write_text(text, encoding="utf-8")
    code, _, err = hotspot("wrong.csv")
    assert code == REFUSED
    assert said in err


def test_wrong_options_are_refused(hotspot, file):
    code, _, err = hotspot(file, "--share", 0.9)
    assert code == REFUSED
    assert "--share 应在 0 与 0.5 之间" in err
    for wrong in ("0.5", "a,b", "-1,0", "nan,0", "inf,1"):
        code, _, err = hotspot(file, f"--dispersion={wrong}")
        assert code == REFUSED
        assert "应为两个不小于 0 的数" in err


def test_a_known_dispersion_is_taken(hotspot, file):
    err = hotspot(file, "--replicates", 99, "--dispersion", "0.3,0.1")[2]
    assert "点内 0.3，点间 0.1" in err
