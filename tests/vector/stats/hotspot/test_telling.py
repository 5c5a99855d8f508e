import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import vector.stats.hotspot
from vector.stats.hotspot import Reason, Search, scan, sentences, study
from vector.stats.hotspot.telling import say

TEXTS = tomllib.loads(
    (Path(vector.stats.hotspot.__file__).parent / "sentences.toml").read_text(encoding="utf-8")
)


def rows(count, **more):
    x, y = np.divmod(np.arange(len(count)), 6)
    place = [f"点{k}" for k in range(len(count))]
    return pd.DataFrame({"place": place, "x": x, "y": y, "count": count, "effort": 100, **more})


PLANTED = np.where(np.arange(36) % 6 + np.arange(36) // 6 < 3, 25, 4)


def test_every_sentence_is_in_both_languages_and_every_reason_has_one():
    assert all(set(each) == {"zh", "en"} for each in TEXTS.values())
    assert {reason.value for reason in Reason if reason} <= set(TEXTS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cluster_is_told_with_its_numbers(language):
    search = Search(null="poisson", replicates=99)
    said = sentences(scan(study(rows(PLANTED)), search), search, language)
    assert "150" in said[0]
    assert "p = 0.01" in said[0]
    assert say("significant", language) in said[0]
    assert said[-1].startswith(
        "共比较" if language == "zh" else str(scan(study(rows(PLANTED)), search).windows)
    )


def test_poisson_on_clumped_counts_is_called_optimistic():
    search = Search(null="poisson", replicates=99)
    said = sentences(scan(study(rows(PLANTED)), search), search)
    assert any("p 值偏小" in each for each in said)


def test_clumped_chance_is_said():
    said = sentences(scan(study(rows(PLANTED)), Search(replicates=99)))
    assert any("负二项" in each for each in said)


def test_even_counts_are_poisson_and_without_a_cluster():
    said = sentences(scan(study(rows([5] * 36)), Search(replicates=19)))
    assert said[0] == "没有找到比其余地方更高的圆"
    assert say("poisson") in said


def test_periods_and_rows_left_out_are_said():
    table = rows(PLANTED, period="2025-07")
    table = pd.concat([table, table.assign(count=np.nan), table.assign(period="2025-08")])
    said = sentences(scan(study(table), Search(replicates=19)))
    assert "（2025-07）" in said[0]
    assert "36 行" in said[-1]
