"""A sheet of no known layout, its columns named once."""

from datetime import date

import pytest

from vector.errors import IntakeError
from vector.intake import read
from vector.intake.header import titles
from vector.intake.mapping import SheetMapping, fingerprint, form, headers, suggested
from vector.intake.rule import Rules

TODAY = date(2026, 1, 31)
HEADER = ("哪里", "几号", "放了多少", "没坏的", "逮着几只", "领导")
ROWS = [
    ["鼠情一览表"],
    list(HEADER),
    ["东门", "2025-07-01", 50, 48, 2, "张"],
    ["西门", "2025-07-02", 50, 49, "—", "李"],
    ["西门", "2025-07-03", 50, "坏", 1, "李"],
]
COLUMNS = {"station": 0, "date": 1, "set": 2, "effective": 3, "caught": 4}


@pytest.fixture
def mapping():
    return SheetMapping(headers=HEADER, method="snap_trap", columns=COLUMNS)


def book(rows):
    return "\n".join(",".join(str(cell) for cell in row) for row in rows).encode()


def taken(rows, mapping, catalog):
    remembered = {mapping.fingerprint: mapping}
    return read(book(rows), "表.csv", catalog, today=TODAY, remembered=remembered)


def test_it_is_unknown_until_somebody_names_its_columns(mapping, catalog):
    with pytest.raises(IntakeError) as refused:
        read(book(ROWS), "表.csv", catalog, today=TODAY)
    assert refused.value.code == "layout_unknown"
    found = taken(ROWS, mapping, catalog)
    assert found.layout == "mapped"
    table = found.tables["snap_trap"]
    assert table[["station", "set", "effective", "caught"]].astype(object).values.tolist() == [
        ["东门", 50.0, 48.0, 2.0]
    ]
    sentences = found.faults["sentence"].tolist()
    assert any("第 4 行“逮着几只”（E4）" in sentence for sentence in sentences)
    assert any("第 5 行“没坏的”（D5）是“坏”" in sentence for sentence in sentences)
    assert found.held == 2


def test_it_is_known_again_wherever_the_header_stands(mapping, catalog):
    lower = [["又一行"], [], *ROWS]
    assert taken(lower, mapping, catalog).accepted == 1
    other = [ROWS[0], [*HEADER[:4], "逮着几头", "领导"], *ROWS[2:]]
    with pytest.raises(IntakeError):
        taken(other, mapping, catalog)


def test_a_mapping_goes_before_a_layout(catalog):
    header = ("监测日期", "监测点位", "布放夹数", "有效夹数", "捕获总数")
    rows = [list(header), ["2025-07-01", "东门", 50, 48, 2]]
    columns = {"date": 0, "station": 1, "set": 2, "effective": 3, "caught": 4}
    mapping = SheetMapping(headers=header, method="cage_trap", columns=columns)
    assert list(taken(rows, mapping, catalog).tables) == ["cage_trap"]


def test_place_and_day_of_all_rows(catalog):
    header = ("生境种类", "笼子", "苍蝇")
    rules = Rules(station="全县", date_from=("title",), filled_down=("habitat",))
    columns = {"habitat": 0, "cages": 1, "caught": 2}
    mapping = SheetMapping(headers=header, method="fly_cage", columns=columns, rules=rules)
    rows = [["2025年7月蝇情"], list(header), ["农贸市场", 4, 20], ["", 4, 8]]
    table = taken(rows, mapping, catalog).tables["fly_cage"]
    assert table["station"].tolist() == ["全县"]
    assert table["date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-07-01"]
    assert taken(rows, mapping, catalog).held == 1  # the second row is the same survey


def test_two_rows_of_header(read_sheets, catalog):
    rows = [["地点", "日期", "捕鼠", None], [None, None, "夹", "只"], ["东门", "2025-07-01", 48, 2]]
    merged = [("甲", 0, 2, 0, 3, "捕鼠")]
    head = read_sheets  # the fixture refuses it as unknown; its header is looked at here
    with pytest.raises(IntakeError):
        head({"甲": rows}, merged=merged)
    pairs = [above for row, above in titles(rows, [(0, 2, 0, 3)]) if row == 1]
    assert headers(pairs[-1]) == ("地点", "日期", "捕鼠/夹", "捕鼠/只")


def test_only_a_value(catalog):
    header = ("村", "日子", "布指")
    columns = {"station": 0, "date": 1, "value:breteau_index": 2}
    mapping = SheetMapping(headers=header, method="household_larvae", columns=columns)
    rows = [list(header), ["东村", "2025-07-01", 5]]
    table = taken(rows, mapping, catalog).tables["household_larvae"]
    assert table[["households", "positive_containers"]].values.tolist() == [[40.0, 2.0]]


def test_suggestions_come_from_all_layouts(catalog):
    texts = ("村居", "镇街", "检查日期", "检查户数", "阳性容器数", "气温")
    (above,) = (found for row, found in titles([list(texts)], []) if row == 0)
    assert suggested(above, "household_larvae", catalog) == {
        "station": 0,
        "street": 1,
        "date": 2,
        "households": 3,
        "positive_containers": 4,
    }


@pytest.mark.parametrize("columns", [{"colour": 0}, {"lamps": 0}, {"value:trap": 0}])
def test_a_mapping_of_what_is_not_there_is_refused(columns, catalog):
    mapping = SheetMapping(headers=HEADER, method="snap_trap", columns=columns)
    with pytest.raises(IntakeError, match="不是"):
        form(mapping, catalog)


def test_a_column_the_sheet_has_not_is_missing_not_a_traceback(mapping, catalog):
    beyond = mapping.model_copy(update={"columns": {**COLUMNS, "note": 99}})
    assert taken(ROWS, beyond, catalog).accepted == 1


def test_fingerprints_are_of_words_in_order():
    assert fingerprint(["甲", "乙"]) != fingerprint(["乙", "甲"])
    assert fingerprint(["甲乙"]) != fingerprint(["甲", "乙"])
