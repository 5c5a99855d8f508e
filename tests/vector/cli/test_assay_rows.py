"""Resistance tests by way of the store: the same tables as from the file, and what is asked for."""

from pathlib import Path

import databases
import pytest
import reports
from reports import JUNE, MARKET, WEST, rooms
from sqlalchemy import Engine

from vector.cli import PARTLY, REFUSED, run

Capture = pytest.CaptureFixture[str]
HEADER = "种类,品系,地点,试验日期,杀虫剂,单位,浓度,试虫数,死亡数"
DOSES = [("对照", 100, 0), (0.004, 50, 3), (0.008, 50, 12), (0.016, 50, 29), (0.032, 50, 44)]
TIMES = "品系,分钟,试虫数,击倒数\n东街,5,100,4\n东街,10,100,17\n东街,20,100,54\n东街,40,100,90\n"


def sheet(*assays: tuple[str, str, str, str], factor: int = 1) -> str:
    """Five doses of each (species, strain, site, insecticide); the control has no unit."""
    rows = [
        f"{species},{strain},{site},2025-07-01,{insecticide},{'' if dose == '对照' else 'mg/L'},"
        f"{dose},{factor * number},{factor * dead}"
        for species, strain, site, insecticide in assays
        for dose, number, dead in DOSES
    ]
    return "\n".join([HEADER, *rows])


FIELD = ("白纹伊蚊", "野外", WEST, "溴氰菊酯")
POST = ("白纹伊蚊", "野外", MARKET, "氯氰菊酯")
AWAY = ("致倦库蚊", "敏感", "外县", "溴氰菊酯")


@pytest.fixture(scope="module")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def county(engine: Engine) -> None:
        reports.accept(engine, rooms(JUNE, 1), on=JUNE)

    return databases.filled(sqlite_template, tmp_path_factory.mktemp("county"), county)


@pytest.fixture
def stored(sqlite_engine: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A county with one station, and the database that commands use."""
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)
    return sqlite_engine


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        run([str(each) for each in arguments])
    return int(ended.value.code or 0)


def judged(capsys: Capture, *arguments: object) -> str:
    assert call("bioassay", *arguments, "--format", "csv") == 0
    return capsys.readouterr().out


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "抗性.csv"
    path.write_text(sheet(FIELD, POST, AWAY), encoding="gb18030")
    return path


def test_the_store_gives_the_tables_of_the_file(
    stored: Engine, file: Path, tmp_path: Path, capsys: Capture
) -> None:
    timed = tmp_path / "击倒.csv"
    timed.write_text(TIMES, encoding="utf-8")
    assert call("import", file, timed) == 0
    said = capsys.readouterr()
    assert "批次 2：存入抗药性试验 3 组（15 行）。" in said.out
    assert "批次 3：存入抗药性试验 1 组（4 行）。" in said.out
    assert "外县" in said.err
    assert WEST not in said.err
    for options in ((), ("--karber", "--percent", 50), ("--link", "logit", "--natural", "fit")):
        from_files = judged(capsys, file, *options), judged(capsys, timed, *options)
        from_store = judged(capsys, "store:", *options)
        assert from_store == from_files[0] + from_files[1].split("\n", 1)[1]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (("--species", "Aedes albopictus"), [FIELD, POST]),
        (("--insecticide", "溴氰菊酯"), [FIELD, AWAY]),
        (("--place", WEST), [FIELD, POST]),
        (("--place", MARKET), [POST]),
        (("--place", "外县"), [AWAY]),
        (("--species", "白纹伊蚊", "--insecticide", "氯氰菊酯", "--place", WEST), [POST]),
    ],
)
def test_only_what_is_asked_for(
    stored: Engine,
    file: Path,
    tmp_path: Path,
    capsys: Capture,
    options: tuple[str, ...],
    kept: list[tuple[str, str, str, str]],
) -> None:
    assert call("import", file) == 0
    capsys.readouterr()
    part = tmp_path / "部分.csv"
    part.write_text(sheet(*kept), encoding="utf-8")
    assert judged(capsys, "store:", *options) == judged(capsys, part)
    if "--place" not in options:
        assert judged(capsys, file, *options) == judged(capsys, part)


def test_a_region_of_the_store_as_in_other_commands(
    stored: Engine, file: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert call("import", file) == 0
    capsys.readouterr()
    part = tmp_path / "部分.csv"
    part.write_text(sheet(FIELD, POST), encoding="utf-8")
    assert judged(capsys, f"store:@{WEST}") == judged(capsys, part)


@pytest.mark.parametrize("asked", [("store:", "--place", WEST), (f"store:@{WEST}",)])
def test_the_susceptible_strain_is_kept_wherever_it_was_tested(
    stored: Engine, tmp_path: Path, capsys: Capture, asked: tuple[str, ...]
) -> None:
    susceptible = ("白纹伊蚊", "敏感", "", "溴氰菊酯")
    path = tmp_path / "对照.csv"
    path.write_text(sheet(susceptible, FIELD, POST), encoding="utf-8")
    assert call("import", path) == 0
    capsys.readouterr()
    assert judged(capsys, *asked, "--reference", "敏感") == judged(
        capsys, path, "--reference", "敏感"
    )


def test_a_correction_and_what_was_known_before(
    stored: Engine, file: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert call("import", file) == 0
    other = tmp_path / "更正.csv"
    other.write_text(sheet(FIELD, POST, AWAY, factor=2), encoding="utf-8")
    assert call("import", other) == 0
    assert "更正 3 组" in capsys.readouterr().out
    assert judged(capsys, "store:") == judged(capsys, other)
    assert call("bioassay", "store:", "--known-on", "2020-01-01") == REFUSED
    assert "没有符合条件" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("store:trap_rate",), "请写 store:"),
        (("streets:",), "请写 store:"),
        (("store:@别街",), "没有区划"),
        (("store:",), "没有符合条件"),
        (("store:", "--place", "别街"), "没有符合条件"),
    ],
)
def test_what_the_store_does_not_have_is_said(
    stored: Engine, arguments: tuple[str, ...], said: str, capsys: Capture
) -> None:
    assert call("bioassay", *arguments) == REFUSED
    assert said in capsys.readouterr().err


def test_a_file_knows_no_day(file: Path, capsys: Capture) -> None:
    assert call("bioassay", file, "--known-on", "2026-01-01") == REFUSED
    assert "store:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("浓度,试虫数,死亡数\n0.1,20,21\n", "第 2 行死亡数大于试虫数"),
        ("浓度,试虫数,死亡数\n0.1,二十,3\n", "B2（试虫数）"),
        ("浓度,试虫数,死亡数\n,20,3\n", "第 2 行剂量或分钟空白"),
        ("试虫数,死亡数\n20,3\n", "没有一张工作表是已知的格式"),
        ("甲,乙\n1,2\n", "没有"),
    ],
)
def test_a_faulty_table_stores_nothing(
    stored: Engine, tmp_path: Path, text: str, said: str, capsys: Capture
) -> None:
    bad = tmp_path / "错.csv"
    bad.write_text(text, encoding="utf-8")
    good = tmp_path / "对.csv"
    good.write_text(TIMES, encoding="utf-8")
    assert call("import", bad) == REFUSED
    assert said in capsys.readouterr().err
    assert call("import", bad, good) == PARTLY
    assert "批次 2：存入抗药性试验 1 组" in capsys.readouterr().out


@pytest.mark.parametrize(
    "header",
    [
        "街道,监测点,监测日期,生境,蚊种,杀虫剂,浓度,总数,死亡数",
        "street,station,date,habitat,species,insecticide,dose,number,dead",
        "采集地,地点,年份,虫种,品系,药剂,分钟,试虫数,击倒数",
    ],
)
def test_a_table_of_assays_is_none_of_surveys(
    stored: Engine, tmp_path: Path, header: str, capsys: Capture
) -> None:
    path = tmp_path / "抗性.csv"
    path.write_text(f"{header}\n{WEST},外地,2025-07-01,居民区,蚊,药,0.1,20,3\n", encoding="utf-8")
    assert call("import", path) == 0
    assert "存入抗药性试验 1 组" in capsys.readouterr().out


def test_the_same_file_is_recognised(stored: Engine, file: Path, capsys: Capture) -> None:
    assert call("import", file, "--by", "王") == 0
    assert call("import", file) == REFUSED
    assert "由 王 上报" in capsys.readouterr().err


def test_several_tests_of_the_susceptible_strain_are_told(
    stored: Engine, tmp_path: Path, capsys: Capture
) -> None:
    """Ratios are to the first of them, and nobody is left to guess which that was."""
    first, later = (("白纹伊蚊", "敏感", site, "溴氰菊酯") for site in ("甲室", "乙室"))
    path, alone = tmp_path / "两组.csv", tmp_path / "一组.csv"
    path.write_text(sheet(first, later, FIELD), encoding="utf-8")
    alone.write_text(sheet(first, FIELD), encoding="utf-8")
    assert call("bioassay", path, "--reference", "敏感") == 0
    said = capsys.readouterr().err
    assert "不止一组" in said
    assert "甲室" in said
    assert "乙室" not in said
    assert call("bioassay", alone, "--reference", "敏感") == 0
    assert "不止一组" not in capsys.readouterr().err


def test_spelling_tells_no_assays_apart(stored: Engine, tmp_path: Path, capsys: Capture) -> None:
    """In a file as in the store: half of an assay written in full width is the same assay."""
    lines = [
        f"{strain},{name},{dose},50,{dead}"
        for strain, deaths in (("Lab", (3, 12, 29, 44)), ("field", (1, 4, 14, 30)))
        for name, dose, dead in zip(("DDT", "ｄｄｔ") * 2, (1, 2, 4, 8), deaths, strict=True)
    ]
    path, plain = tmp_path / "写法.csv", tmp_path / "同样.csv"
    text = "\n".join(["品系,杀虫剂,浓度,试虫数,死亡数", *lines])
    path.write_text(text, encoding="utf-8")
    plain.write_text(text.replace("ｄｄｔ", "DDT"), encoding="utf-8")
    expected = judged(capsys, plain, "--reference", "Lab")
    assert judged(capsys, path, "--reference", "lab") == expected
    assert call("import", path) == 0
    capsys.readouterr()
    assert judged(capsys, "store:", "--reference", "LAB") == expected
