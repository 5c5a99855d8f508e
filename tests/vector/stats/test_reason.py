import numpy as np
import pytest

from vector.stats.reason import Reasons
from vector.stats.sentence import listed, say


def test_sentences_are_joined_in_the_order_they_were_added():
    reasons = Reasons(3)
    reasons.add([0, 1], "missing")
    reasons.add([1], "no_limits")
    texts = reasons.texts()
    assert texts[0] == say("missing")
    assert texts[1] == f"{say('missing')}；{say('no_limits')}"
    assert texts[2] == ""


def test_values_may_differ_from_row_to_row():
    reasons = Reasons(4, "en")
    counts = {"count": np.array([1, 2, 1])}
    reasons.add_each([0, 1, 3], "margin_worse", counts, unit="", noun="rooms", level="C")
    texts = list(reasons.texts())
    assert texts[0] == texts[3] == "1 more (rooms) would lower it to C"
    assert texts[1] == "2 more (rooms) would lower it to C"
    assert texts[2] == ""


def test_no_rows_add_nothing():
    reasons = Reasons(1)
    reasons.add([], "missing")
    reasons.add_each([], "margin_worse", {"count": []}, unit="", noun="", level="")
    assert list(reasons.texts()) == [""]


def test_an_unknown_sentence_is_a_fault():
    with pytest.raises(KeyError):
        say("nothing of the kind")


def test_lists_are_written_as_the_language_does():
    assert listed(["鼠", "蚊"]) == "鼠、蚊"
    assert listed(["rats", "flies"], "en") == "rats, flies"


def test_every_sentence_has_both_languages_with_the_same_values():
    import string
    import tomllib
    from pathlib import Path

    import vector.stats

    path = Path(vector.stats.__file__).with_name("sentences.toml")
    texts = tomllib.loads(path.read_text(encoding="utf-8"))
    only_chinese = {"unit", "noun", "zh"}
    for key, text in texts.items():
        zh, en = (
            {name for _, name, _, _ in string.Formatter().parse(text[each]) if name}
            for each in ("zh", "en")
        )
        assert en <= zh, key
        assert zh - en <= only_chinese, key
