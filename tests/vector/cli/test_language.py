"""Every statistical command in English: what it says, its headings and its refusals."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from vector.cli import run
from vector.cli.language import HEADINGS, SENTENCES

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
TIMES = [(year, month) for year in (2021, 2022, 2023) for month in range(1, 13)]
HABITATS = {"a": "market", "b": "park", "c": "park"}

SERIES = ["station,period,count,effort,habitat,species"]
SERIES += [
    f"{place},{year}-{month:02d},{(3 * month + len(habitat)) % 11},40,{habitat},rat"
    for place, habitat in HABITATS.items()
    for year, month in TIMES
]
ASSAYS = ["species,strain,insecticide,dose,number,dead"]
ASSAYS += [
    f"fly,{strain},permethrin,{dose},50,{dead}"
    for strain, deaths in (("field", (1, 8, 21, 40, 48)), ("lab", (6, 20, 41, 48, 49)))
    for dose, dead in zip((1, 2, 4, 8, 16), deaths, strict=True)
]
VISITS = ["station,arm,phase,count,effort"]
VISITS += [
    f"{arm[0]}{place},{arm},{phase},{count + place},10"
    for arm, counts in (("treated", (40, 4)), ("control", (38, 35)))
    for phase, count in zip(("before", "after"), counts, strict=True)
    for place in range(5)
]
PLACES = ["place,longitude,latitude,count,effort"]
PLACES += [f"p{n},{113 + n % 5 / 50},{23 + n // 5 / 50},{30 if n < 4 else 3},50" for n in range(20)]
SURVEYS = ["station,date,method,count,effort"]
SURVEYS += [
    f"{place},{year}-{month:02d}-11,traps,{month % 4},100"
    for place in "ab"
    for year, month in TIMES
]

GOOD: list[tuple[str, list[str], tuple[str, ...]]] = [
    ("season", SERIES, ()),
    ("season", SERIES, ("--show", "curve", "--each-year")),
    ("compare", SERIES, ("--every",)),
    ("compare", SERIES, ("--show", "trend")),
    ("compare", SERIES, ("--show", "rank")),
    ("compare", SERIES, ("--show", "difference", "--among", "habitat")),
    ("compare", SERIES, ("--show", "breaks")),
    ("outbreak", SERIES, ()),
    ("outbreak", SERIES, ("--method", "c1", "--judge", "all")),
    ("forecast", SERIES, ("--limit", "0.05", "--best")),
    ("backtest", SERIES, ("--horizon", "1")),
    ("backtest", SERIES, ("--horizon", "1", "--by", "choice")),
    ("bioassay", ASSAYS, ("--karber", "--reference", "lab")),
    ("efficacy", VISITS, ()),
    ("hotspot", PLACES, ("--replicates", "99")),
    ("quality", SURVEYS, ()),
    ("quality", SURVEYS, ("--points",)),
]
COMMANDS = sorted({name for name, _, _ in GOOD})

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VECTOR_DATABASE", f"sqlite:///{tmp_path}/none.sqlite")

    def called(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            run([*arguments])
        return int(left.value.code or 0), "".join(capsys.readouterr())

    return called


@pytest.mark.parametrize(("name", "rows", "options"), GOOD)
def test_what_is_found_is_told_in_english(
    call: Call, name: str, rows: list[str], options: tuple[str, ...]
) -> None:
    Path("rows.csv").write_text("\n".join(rows), encoding="utf-8")
    code, said = call(name, "rows.csv", "--lang", "en", *options)
    assert code == 0
    assert len(said) > 40
    # The title of a Chinese source is data.
    said = re.sub(r"\(source: .*?\) +[│\n]", "", said)
    assert not CHINESE.findall(said), said


def test_planned_effort_is_told_in_english(call: Call) -> None:
    code, said = call("effort", "roach_live_rate", "--lang", "en")
    assert (code, CHINESE.findall(said)) == (0, []), said


@pytest.mark.parametrize("name", ["season", "compare", "outbreak", "forecast", "backtest"])
def test_the_same_words_are_chinese_otherwise(call: Call, name: str) -> None:
    Path("rows.csv").write_text("\n".join(SERIES), encoding="utf-8")
    assert CHINESE.search(call(name, "rows.csv")[1])


CONTENTS = {
    "empty.csv": b"",
    "header.csv": "\n".join([SERIES[0]]).encode(),
    "wrong.csv": b"a,b\n1,2\n",
    "binary.csv": bytes(range(256)) * 8,
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "cut.xlsx": b"PK\x03\x04" + bytes(99),
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "damaged.csv": b"station,period,count\na,2024-01,\xff\xff\n",
}
MISTAKES = [*CONTENTS, "missing.csv", "folder", "store:nosuch", "store:trap_rate@Nowhere"]


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_mistake_is_one_english_sentence(call: Call, name: str, mistake: str) -> None:
    Path("folder").mkdir()
    if mistake in CONTENTS:
        Path(mistake).write_bytes(CONTENTS[mistake])
    code, said = call(name, mistake, "--lang", "en")
    assert code == 2
    assert said.strip()[-1] in ".;"
    assert len(said.strip().splitlines()) == 1
    assert "Traceback" not in said
    assert not CHINESE.findall(said), said


ROW = "a,2024-01,3,40,market,rat"
CELLS = [
    ("forecast", [SERIES[0], ROW, "a,2024-02,many,40,market,rat"], "C3"),
    ("season", [SERIES[0], ROW, "a,2024-13,3,40,market,rat"], "row 3"),
    ("season", [SERIES[0], ROW, "a,1024-01,3,40,market,rat"], "row 3"),
    ("compare", [SERIES[0], ROW, "a,7,3,40,market,rat"], "numbers in others"),
    ("outbreak", ["station,count", "a,3"], "column of time"),
    ("bioassay", [ASSAYS[0], "fly,x,p,1,50,-3"], "F2"),
    ("bioassay", ["number,dead", "50,3"], "dose or a column minute"),
    ("efficacy", [VISITS[0], "a,both,before,3,10"], "treated, control"),
    ("efficacy", [VISITS[0], "a,treated,,3,10"], "Row 2"),
    ("hotspot", [PLACES[0], "p,999,23,3,10"], "no usable coordinate"),
    ("hotspot", ["place,count,effort", "p,3,10"], "longitude and latitude"),
    ("hotspot", ["place,x,y", "p,3,10"], "effort"),
    ("quality", [SURVEYS[0], "a,2024-02-31,traps,3,10"], "from 1950 to today"),
    ("quality", ["station,date", "a,2024-02-03"], "count"),
]


@pytest.mark.parametrize(("name", "rows", "place"), CELLS)
def test_a_bad_cell_is_told_in_english_with_its_place(
    call: Call, name: str, rows: list[str], place: str
) -> None:
    Path("rows.csv").write_text("\n".join(rows), encoding="utf-8")
    code, said = call(name, "rows.csv", "--lang", "en")
    assert (code, CHINESE.findall(said)) == (2, []), said
    assert place in said


OPTIONS = [
    ("forecast", SERIES, ("--limit", "x=3"), "no station"),
    ("forecast", SERIES, ("--season", "4"), "--season 12"),
    ("season", SERIES, ("--quiet", "13"), "expected 12,1,2"),
    ("bioassay", ASSAYS, ("--scheme", "none"), "class scheme none"),
    ("bioassay", ASSAYS, ("--percent", "100"), "below 100"),
    ("bioassay", ASSAYS, ("--baseline", "0"), "above 0"),
    ("bioassay", ASSAYS, ("--reference", "none"), "no none in the column strain"),
    ("efficacy", VISITS, ("--criterion", "none"), "criterion none"),
    ("hotspot", PLACES, ("--share", "3"), "between 0 and 0.5"),
    ("hotspot", PLACES, ("--dispersion", "3"), "two numbers"),
]


@pytest.mark.parametrize(("name", "rows", "options", "sentence"), OPTIONS)
def test_a_bad_option_is_told_in_english(
    call: Call, name: str, rows: list[str], options: tuple[str, ...], sentence: str
) -> None:
    Path("rows.csv").write_text("\n".join(rows), encoding="utf-8")
    code, said = call(name, "rows.csv", "--lang", "en", *options)
    assert (code, CHINESE.findall(said)) == (2, []), said
    assert sentence in said


def test_every_text_stands_in_both_languages() -> None:
    tables = tomllib.loads(HEADINGS.read_text(encoding="utf-8"))
    texts = [*tomllib.loads(SENTENCES.read_text(encoding="utf-8")).values()]
    texts += [text for table in tables.values() for text in table.values()]
    for text in texts:
        assert set(text) == {"zh", "en"}, text
        assert not CHINESE.search(text["en"]), text
        assert set(re.findall(r"{(\w+)}", text["zh"])) == set(re.findall(r"{(\w+)}", text["en"]))


@pytest.mark.parametrize("mistake", ["missing.csv", "folder", "binary.csv", "empty.csv"])
def test_assess_refuses_in_english(call: Call, mistake: str) -> None:
    Path("folder").mkdir()
    if mistake in CONTENTS:
        Path(mistake).write_bytes(CONTENTS[mistake])
    code, said = call("assess", mistake, "--lang", "en")
    assert (code, CHINESE.findall(said)) == (2, []), said


@pytest.mark.parametrize("name", ["season", "assess"])
def test_the_usual_mistakes_with_files_are_told_in_chinese(call: Call, name: str) -> None:
    Path("folder").mkdir()
    assert "没有这个文件" in call(name, "missing.csv")[1]
    assert "这是一个文件夹" in call(name, "folder")[1]
