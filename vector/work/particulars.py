"""Particulars of a station, as a line of a roll writes them: habitat, position, days of service."""

import re
from datetime import date

from vector.catalog import Catalog
from vector.errors import Said, StoreError
from vector.work.gazetteer import near
from vector.work.refusal import said
from vector.work.roll import Line

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
BOUNDS = {"longitude": 180, "latitude": 90}
DAYS = ("active_from", "active_to")

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
        raise StoreError(*said("one_coordinate"))
    found |= {each: _degrees(line[each], each, BOUNDS[each]) for each in BOUNDS if line[each]}
    return found | {each: day_of(line[each], each) for each in DAYS if line[each]}


def _habitat(catalog: Catalog, word: str) -> str:
    found = catalog.habitats_named(word)
    if len(found) > 1:
        several = Said("、".join(each.zh for each in found), ", ".join(each.en for each in found))
        raise StoreError(*said("habitat_doubtful", word=word, several=several))
    if not found:
        names = [each.zh for each in catalog.habitats.values()]
        raise StoreError(*said("no_habitat", word=word, near_word_names=near(word, names)))
    return found[0].zh


def _degrees(word: str, noun: str, most: int) -> float:
    try:
        degrees = float(word)
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise StoreError(*said("no_degrees", noun=said(noun), most=most, word=word))
    return degrees


def day_of(word: str, noun: str) -> date:
    """Read a day as people write one; ``noun`` says which: a word of ``refusals.toml``.

    Examples
    --------
    >>> day_of("2026年1月5日", "active_from")
    datetime.date(2026, 1, 5)
    """
    match = DAY.fullmatch(word)
    try:
        return date(*map(int, match.groups())) if match else date.fromisoformat(word)
    except ValueError:
        raise StoreError(*said("no_day", noun=said(noun), word=word)) from None
