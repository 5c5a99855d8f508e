"""A finding: how grave it is, and its sentences with what to do, which are kept as TOML."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OK, WARNING, FAULT = "ok", "warning", "fault"
GRADES = {OK: "正常", WARNING: "警告", FAULT: "故障"}


@dataclass(frozen=True)
class Finding:
    """What a check found: its subject and code, how grave, and the sentence in both languages."""

    check: str
    code: str
    grade: str
    zh: str
    en: str


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """Return the sentences by check and code."""
    text = Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(check: str, code: str, **values: object) -> Finding:
    """Return a finding with its sentences filled.

    Parameters
    ----------
    check, code : str
        Where the sentences stand.
    **values
        What their placeholders mean.

    Examples
    --------
    >>> say("worker", "failed", count=2).grade
    'warning'
    """
    words_of = words()[check][code]
    zh, en = (words_of[language].format(**values) for language in ("zh", "en"))
    return Finding(check, code, words_of["grade"], zh, en)
