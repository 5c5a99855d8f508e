"""Which encoding a text is taken to be in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.errors import IntakeError
from vector.intake.encoding import Encoding, encoding_of

SIMPLIFIED = "东门西门中山路北街农贸市场居民区捕鼠夹夜法监测站点河涌公园医院学校镇村"
TRADITIONAL = (
    *("東門街", "中山國小", "公園路", "菜市場", "臺南市", "學甲區", "佳里區", "鹽水區", "麻豆區"),
    *("善化區", "安平區", "永康區", "歸仁區", "關廟區", "龍崎區", "農貿市場", "東門里", "開元路"),
)


def encoding(content):
    return encoding_of(content, "六月.csv")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_proves_itself(codec):
    assert not encoding("東門,东门\n".encode(codec)).guessed


@given(st.text(st.sampled_from(SIMPLIFIED), min_size=2))
def test_simplified_text_is_gb18030(text):
    assert encoding(f"station\n{text}东,1\n".encode("gb18030")) == Encoding("gb18030")


@pytest.mark.parametrize("street", TRADITIONAL)
def test_traditional_text_is_big5_and_said_to_be_a_guess(street):
    for station in TRADITIONAL:
        content = f"station,street\n{station},{street}\n".encode("big5")
        assert encoding(content) == Encoding("cp950", guessed=True), station


@pytest.mark.parametrize("name", ["東門", "中山", "國小", "東門,東街"])
def test_a_single_traditional_name_is_enough(name):
    assert encoding(f"station,date\n{name},2025-05-12\n".encode("big5")).codec == "cp950"


@pytest.mark.parametrize("name", ["北滘镇", "道滘", "深水埗", "榄核镇", "大石街", "東門農貿市場"])
def test_rare_letters_of_place_names_stay_gb18030(name):
    assert encoding(f"station,date\n{name},2025-05-12\n".encode("gb18030")).codec == "gb18030"


def test_text_whose_letters_nobody_writes_is_said_to_be_a_guess():
    assert encoding("東門農貿".encode("gb18030")) == Encoding("gb18030", guessed=True)


DAMAGED = "station,street\n中山路东门,东街\n北街,{}\n西门,西街\n".encode()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (DAMAGED.replace(b"{}", b"\xed\xa0\xbd"), 3),
        (DAMAGED.replace(b"{}", "南门".encode("gb18030")), 3),
        (DAMAGED[:-6], 4),
        (b"station\n\xed\xa0\xbd,x\n", 2),
        ("station\ncafé,é\n".encode("latin-1"), 2),
        ("station\n东门\n".encode("utf-16") + b"\x41", 3),
    ],
)
def test_what_fits_no_encoding_is_refused_with_its_line(content, line):
    with pytest.raises(IntakeError) as refusal:
        encoding(content)
    assert refusal.value.code == "text_encoding"
    assert f"第 {line} 行" in refusal.value.sentence


def test_text_of_four_bytes_a_letter_is_refused_by_name():
    with pytest.raises(IntakeError, match="UTF-32"):
        encoding("station\n东门\n".encode("utf-32"))
