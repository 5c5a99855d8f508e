"""Judged rows as a table to take along: the columns of ``vector assess``, in the reader's words."""

import pandas as pd

from dashboard import visible
from dashboard.service import service
from dashboard.text import name, say, unit
from vector.report.judged import natural

COLUMNS = (
    *("group", "method", "index", "street", "station", "habitat", "start", "end", "surveys"),
    *("numerator", "denominator", "value", "unit", "lower", "upper", "edition", "level", "band"),
    *("p_beyond", "words", "flag", "reason"),
)


def tabled(judged: pd.DataFrame) -> pd.DataFrame:
    """Judged rows under headings in the reader's language, every digit kept, ids as names."""
    catalog = service().catalog
    named = {each.id: name(each) for each in catalog.indices.values()}
    words = {
        "group": {each.id: name(each) for each in catalog.groups.values()},
        "method": {each.id: name(each) for each in catalog.methods.values()},
        "index": {verdict: say(f"judged.{verdict}") for verdict in VERDICTS} | named,
        "level": {level: say(f"level.{level}") for level in LEVELS},
    }
    found = natural(judged, catalog)[list(COLUMNS)].astype(
        dict.fromkeys((*words, "street"), object)
    )
    for column, said in words.items():
        found[column] = [said.get(each, each) for each in found[column]]
    found = visible.spoken(found, "street")
    found["habitat"] = [visible.habitat(each) for each in found["habitat"].astype(object)]
    found["unit"] = [unit(each) for each in found["unit"].astype(object)]
    return found.rename(columns={each: say(f"judged.{each}") for each in COLUMNS})


VERDICTS = ("group_level", "place_level", "hygiene_city", "place_band")
LEVELS = ("A", "B", "C", "worse", "pass", "fail")
