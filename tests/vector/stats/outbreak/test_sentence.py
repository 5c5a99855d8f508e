import re

import pandas as pd
import pytest

from vector.stats.outbreak import Reason, sentences
from vector.stats.outbreak.sentence import _number

ROW = {
    "density": 12.345, "expected": 4.1, "lower": 0.5, "upper": 7.9, "count": 24.0, "years": 4,
    "needed": 2, "same_season": 12, "trend": True,
}  # fmt: skip


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_a_whole_sentence(reason, language):
    row = pd.DataFrame([ROW | {"reason": reason.value}])
    said = sentences(row, unit="只/(灯·夜)", language=language)[0]
    assert said[-1] in "。."
    assert not re.search(r"[{}]|nan", said)


def test_the_sentence_of_an_outbreak():
    row = pd.DataFrame([ROW | {"reason": "raised"}])
    assert sentences(row, periods="week")[0] == (
        "本周 12.35，往年同期预期 4.1，上限 7.9：高于上限，异常升高。"
        "依据 4 年同期 12 周，已计入逐年趋势。"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (2.675, "2.68"), (120.0, "120"), (0.00234, "0.0023"), (float("nan"), "—")],
)
def test_numbers_for_people(value, text):
    assert _number(value) == text
