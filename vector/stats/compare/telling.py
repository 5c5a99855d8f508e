"""What is said of comparisons, in Chinese and in English."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from vector.catalog.statistic import ComparisonRules
from vector.stats.observation import Section
from vector.stats.sentence import Language, either, say_from

SENTENCES = Path(__file__).with_name("sentences.toml")
# A bound of a ratio below this, and one above its inverse, say nothing to a reader.
LEAST = 0.001
NUMERALS = "零一二三四五六七八九十"


def told(key: str, language: Language, **values: object) -> str:
    """Return a sentence of comparisons."""
    return say_from(SENTENCES, key, language, **values)


def figure(value: float) -> str:
    """Return a number to read: three digits, ∞ where endless.

    Examples
    --------
    >>> figure(2.0), figure(0.012345), figure(1234.5), figure(float("inf"))
    ('2.00', '0.0123', '1234', '∞')
    """
    if value == float("inf"):
        return "∞"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:#.3g}" if value else "0"


def bound(ratio: float) -> str:
    """Return a ratio or its bound to read; beyond 0.001 and 1000 no digit means anything.

    Examples
    --------
    >>> bound(1.5), bound(0.0), bound(3e-31), bound(715827879.0), bound(float("inf"))
    ('1.50', '0', '<0.001', '>1000', '∞')
    """
    if 1 / LEAST < ratio < float("inf"):
        return f">{1 / LEAST:.0f}"
    return f"<{LEAST:g}" if 0 < ratio < LEAST else figure(ratio)


def numeral(number: int, language: Language) -> str:
    """Return a small number as a Chinese reader writes it in words."""
    return NUMERALS[number] if language == "zh" and number <= 10 else str(number)


def tell_changes(table: pd.DataFrame, section: Section, rules: ComparisonRules) -> pd.DataFrame:
    """Add ``zh`` and ``en`` to compared periods."""
    said = [
        (_change(row, section, rules, "zh"), _change(row, section, rules, "en"))
        for row in _rows(table)
    ]
    return table.assign(zh=[zh for zh, _ in said], en=[en for _, en in said])


def _rows(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Yield the rows one by one: a million of them at once would fill the memory."""
    names = [str(name) for name in table.columns]
    for row in table.itertuples(index=False):
        yield dict(zip(names, row, strict=True))


def _change(
    row: dict[str, object], section: Section, rules: ComparisonRules, language: Language
) -> str:
    key = _base(row, section)
    values = {name: bound(float(str(row[name]))) for name in ("ratio", "lower", "upper")}
    values |= {"count": f"{float(str(row['count'])):g}"}
    base = either(str(row["base"]).split("、"))
    values |= {"base": told(key, language, base=base)}
    values |= {"before": str(row["before"]), "after": str(row["names"])}
    values |= {"percent": _text(abs(float(str(row["percent"]))))}
    said = [told(_kind(row, rules), language, **values)]
    said += [told(each, language, **values, **more) for each, more in _cautions(row, rules)]
    return told("separator", language).join(said)


def _base(row: dict[str, object], section: Section) -> str:
    """Return what the base is called: the month before, unless surveys come every second one."""
    if not row["base"]:
        return "mean_none"
    if row["against"] == "previous" and section is Section.MONTH:
        year, part = (int(each) for each in str(row["base"]).split("-"))
        if 12 * (int(str(row["year"])) - year) + int(str(row["part"])) - part > 1:
            return "previous_survey"
    return f"{row['against']}_{section.value}"


def _text(value: object) -> str:
    return figure(float(str(value)))


def _kind(row: dict[str, object], rules: ComparisonRules) -> str:
    if row["reason"]:
        return str(row["reason"])
    clear = float(str(row["p"])) < rules.significance
    if row["base_count"] == 0:
        return "from_zero_rise" if clear else "from_zero_alike"
    if not clear:
        open_ended = float(str(row["lower"])) < LEAST and float(str(row["upper"])) > 1 / LEAST
        return "unsettled" if open_ended else "alike"
    return "rise" if float(str(row["ratio"])) > 1 else "fall"


def _cautions(
    row: dict[str, object], rules: ComparisonRules
) -> list[tuple[str, dict[str, object]]]:
    if row["reason"] not in ("", "both_zero"):
        return []
    found: list[tuple[str, dict[str, object]]] = []
    years = int(str(row["base_years"]))
    if row["against"] == "mean" and years < rules.mean_years:
        found.append(("fewer_years", {"number": years, "wanted": rules.mean_years}))
    if row["left_out"]:
        found.append(("left_out", {}))
    if row["dispersion"] != row["dispersion"]:
        found.append(("no_replicates", {}))
    return found


def tell_trends(table: pd.DataFrame, rules: ComparisonRules) -> pd.DataFrame:
    """Add ``zh`` and ``en`` to annual trends."""
    said = [(_trend(row, rules, "zh"), _trend(row, rules, "en")) for row in _rows(table)]
    return table.assign(zh=[zh for zh, _ in said], en=[en for _, en in said])


def _trend(row: dict[str, object], rules: ComparisonRules, language: Language) -> str:
    ratios = ("ratio", "lower", "upper")
    values: dict[str, object] = {name: bound(float(str(row[name]))) for name in ratios}
    values |= {"percent": _text(abs(float(str(row["percent"])))), "number": row["all_years"]}
    values |= {"wanted": rules.least_trend_years, "years": f"{row['first']}–{row['last']}"}
    said = [told(str(row["reason"]) or _direction(row, rules), language, **values)]
    if row["left_out"]:
        said.append(told("trend_earlier_left_out", language, number=row["left_out"]))
    return told("separator", language).join(said)


def _direction(row: dict[str, object], rules: ComparisonRules) -> str:
    if not float(str(row["p"])) < rules.significance:
        return "trend_none"
    return "trend_rise" if float(str(row["ratio"])) > 1 else "trend_fall"
