import tomllib
from pathlib import Path

import vector.stats.bioassay.reason as module
from vector.stats.bioassay import Reason, explain

FIGURES = {
    "rule": "WHO",
    "repeat_above": 20,
    "level": 0.15,
    "least": 100,
    "lowest": "R",
    "highest": "S",
    "trim": "0.1",
}


def test_every_reason_has_both_sentences_and_none_is_left_over():
    texts = tomllib.loads(Path(module.__file__).with_name("reasons.toml").read_text("utf-8"))
    assert set(texts) == {reason.value for reason in Reason if reason}
    for reason in texts:
        assert explain(reason, **FIGURES) != explain(reason, "en", **FIGURES)
        assert not any("一" <= sign <= "鿿" for sign in explain(reason, "en", **FIGURES))
