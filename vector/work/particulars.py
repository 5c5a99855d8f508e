"""Particulars of a station, as a line of a roll writes them: habitat, position, days of service."""

import re
from datetime import date

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.work.gazetteer import near
from vector.work.roll import Line

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
BOUNDS = {"longitude": ("经度", 180), "latitude": ("纬度", 90)}
DAYS = {"active_from": "启用日期", "active_to": "停用日期"}

Value = str | float | date


def particulars(line: Line, catalog: Catalog) -> dict[str, Value]:
    """Read what a line says of a station; an empty cell says nothing.

    Parameters
    ----------
    line : Line
        With any of the columns habitat, longitude, latitude, active_from and active_to.
    catalog : Catalog
        Its habitats.

    Returns
    -------
    dict
        By column: the habitat's Chinese name, degrees, days.

    Raises
    ------
    StoreError
        When a habitat is not known or ambiguous, a position is no longitude and latitude, or a
        day is no date.

    Examples
    --------
    >>> from vector.catalog import load
    >>> particulars(Line(2, {"habitat": "菜市场", "active_from": "2026/1/5"}), load())
    {'habitat': '农贸市场', 'active_from': datetime.date(2026, 1, 5)}
    """
    found: dict[str, Value] = {}
    if line["habitat"]:
        found["habitat"] = _habitat(catalog, line["habitat"])
    if bool(line["longitude"]) != bool(line["latitude"]):
        raise StoreError("经度和纬度应同时填写，或都不填。")
    found |= {each: _degrees(line[each], *BOUNDS[each]) for each in BOUNDS if line[each]}
    return found | {each: day_of(line[each], DAYS[each]) for each in DAYS if line[each]}


def _habitat(catalog: Catalog, word: str) -> str:
    found = catalog.habitats_named(word)
    if len(found) > 1:
        several = "、".join(each.zh for each in found)
        raise StoreError(f"生境“{word}”可能是{several}，请写明是哪一种。")
    if not found:
        names = [each.zh for each in catalog.habitats.values()]
        listed = "全部生境见 vector catalog habitats。"
        raise StoreError(f"没有生境“{word}”。{near(word, names)}{listed}")
    return found[0].zh


def _degrees(word: str, noun: str, most: int) -> float:
    try:
        degrees = float(word)
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise StoreError(f"{noun}应为 -{most} 至 {most} 的度数，现为“{word}”。")
    return degrees


def day_of(word: str, noun: str) -> date:
    """Read a day as people write one; ``noun`` says in the refusal which it is.

    Examples
    --------
    >>> day_of("2026年1月5日", "启用日期")
    datetime.date(2026, 1, 5)
    """
    match = DAY.fullmatch(word)
    try:
        return date(*map(int, match.groups())) if match else date.fromisoformat(word)
    except ValueError:
        raise StoreError(f"{noun}应为 2026-01-05 这样的日期，现为“{word}”。") from None
