"""Plans 监测计划 as a county brings them: which station, by which method, in which months.

Months are written as numbers and ranges (``1,3,5`` or ``4-11``), as ``programme`` 方案: those in
which the national programme asks for the method, or as ``none`` 停: no longer asked for. A month
may ask for several surveys: as many as the line says, else as the programme does, else one.
"""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.errors import Said, StoreError
from vector.stats import part
from vector.store import audit, geography
from vector.store.engine import session, transaction
from vector.store.tables import Plan, Station
from vector.work import placement, plan_versions, roll
from vector.work.gazetteer import Gazetteer, near
from vector.work.plan_versions import Ask
from vector.work.refusal import said
from vector.work.roll import Line

PROGRAMME = frozenset({"programme", "方案"})
STOPPED = frozenset({"none", "停", "停止", "不监测"})
USUAL_DAY = 28
SEPARATOR = re.compile(r"[\s,，、;；]+")
RANGE = re.compile(r"([0-9]{1,2})(?:[-–~～至]([0-9]{1,2}))?月?")
NEEDED = ("station", "method", "months")
COLUMNS = ("method", "months", "due_day", "times", "valid_from", "valid_to")


@dataclass(frozen=True)
class Taken:
    """What a roll brought: plans, stations that found their street, new stations.

    ``changed`` of the plans ask for something else than before, or are new.
    """

    plans: int
    moved: int
    entered: int
    changed: int


def months_of(text: str) -> tuple[int, ...]:
    """Return the months that a text names, in order.

    Parameters
    ----------
    text : str
        Numbers and ranges.

    Returns
    -------
    tuple of int
        From 1 to 12, each once.

    Raises
    ------
    StoreError
        When it names none, or something else than months.

    Examples
    --------
    >>> months_of("4-6、10")
    (4, 5, 6, 10)
    """
    found: set[int] = set()
    for word in filter(None, SEPARATOR.split(text)):
        match = RANGE.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= 12:
            raise StoreError(*said("plan_months", text=text))
        found.update(range(first, last + 1))
    if not found:
        raise StoreError(*said("plan_no_month"))
    return tuple(sorted(found))


def take_roll(
    engine: Engine,
    catalog: Catalog,
    content: bytes,
    name: str,
    *,
    new_stations: bool = False,
    start: date | None = None,
    changed_from: date | None = None,
    author: audit.Author | None = None,
) -> Taken:
    """Take all plans of a roll, or none; a station's plan for a method replaces the one before.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Methods and the programme.
    content : bytes
        A csv or workbook with the columns station, method, months and, if wanted, street, due_day
        (the programme's, else 28, where empty) and times (surveys in each month).
    name : str
        The file's name, for the sentences.
    new_stations : bool
        Whether stations that are not known are registered; else they are refused.
    start, changed_from : date, optional
        From when they hold, as for :func:`vector.work.plan_versions.change`; always unless given.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Taken
        How many plans; how many stations that waited for a street now stand in the roll's; how
        many are new; how many plans ask for something else than before.

    Raises
    ------
    VectorError
        Naming the line.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> text = "street,station,method,months\\n未划分街道,东湖,snap_trap,programme\\n"
    >>> take_roll(engine, load(), text.encode(), "计划.csv", new_stations=True)
    Taken(plans=1, moved=0, entered=1, changed=1)
    >>> listing(engine, load()).loc[0, "months"]
    '1,3,5,7,9,11'
    """
    lines = roll.read(content, name, "plans", NEEDED)
    with transaction(engine) as writing, audit.changes(writing, author, Station, Plan):
        moved = placement.settle(writing, lines)
        entered = placement.enter(writing, lines) if new_stations else 0
        places, changed = Gazetteer(writing), 0
        for line in lines:
            with line.told():
                station, method, ask = _read(catalog, places, line)
                days = {"start": start, "changed_from": changed_from}
                changed += plan_versions.change(writing, station, method, ask, **days)
    return Taken(len(lines), moved, entered, changed)


def _read(catalog: Catalog, places: Gazetteer, line: Line) -> tuple[int, str, Ask]:
    street = places.street(line["street"]) if line["street"] else None
    station = places.station(line["station"], street)
    method = named_method(catalog, line["method"])
    return station, method.id, _ask(catalog, method, line)


def named_method(catalog: Catalog, word: str) -> Method:
    """Return the one method of an id or name.

    Raises
    ------
    StoreError
        When there is none, or several.
    """
    found = catalog.methods_named(word)
    if len(found) > 1:
        several = Said(
            "、".join(f"{each.id}（{each.zh}）" for each in found),
            ", ".join(f"{each.id} ({each.en})" for each in found),
        )
        raise StoreError(*said("several_methods", word=word, several=several))
    if not found:
        names = [name for each in catalog.methods.values() for name in (each.id, each.zh)]
        raise StoreError(*said("no_method", word=word, near_word_names=near(word, names)))
    return found[0]


def _ask(catalog: Catalog, method: Method, line: Line) -> Ask:
    """Return what a line asks for; what it leaves open is as the programme has it."""
    asked = [each for each in catalog.programmes.values() if each.method == method.id]
    usual, often = (asked[0].due_day, asked[0].times) if asked else (USUAL_DAY, 1)
    word = line["months"].strip().lower()
    if word in STOPPED:
        return Ask("", _whole(line["due_day"], usual, "due_day", 31))
    if word in PROGRAMME and not asked:
        raise StoreError(*said("programme_silent", method=method))
    own = word in PROGRAMME
    months = asked[0].months if own else months_of(line["months"])
    day = _whole(line["due_day"], usual, "due_day", 31)
    times = _whole(line["times"], often if own else 1, "times_a_month", part.MOST)
    _refuse_early(day, times)
    return Ask(",".join(map(str, months)), day, times)


def _whole(text: str, usual: int, noun: str, most: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if text and not 1 <= number <= most:
        raise StoreError(*said("plan_number", noun=said(noun), most=most, text=text))
    return number or usual


def _refuse_early(day: int, times: int) -> None:
    """Refuse a day by which the last survey of the month has not begun."""
    first = part.first_day(date(2000, 1, 1), times, times).day
    if day < first:
        raise StoreError(*said("plan_due", times=times, first=first, day=day))


def listing(engine: Engine, catalog: Catalog, *, on: date | None = None) -> pd.DataFrame:
    """Return the plans by street and station, each version in its place.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        The names of methods.
    on : date, optional
        Only what holds on this day; every version unless given.

    Returns
    -------
    DataFrame
        street, station, method (its id), zh, months (numbers with commas, none when nothing is
        asked for), due_day, times, valid_from and valid_to (date or None).

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> len(listing(engine, load()))
    0
    """
    with session(engine) as reading:
        places = geography.stations(reading)[["id", "street", "station"]]
        plans = reading.scalars(select(Plan).order_by(Plan.id)).all()
        rows = [
            (plan.station_id, *(getattr(plan, name) for name in COLUMNS))
            for plan in plans
            if on is None or plan_versions.in_force([plan], on)
        ]
    frame = pd.DataFrame(rows, columns=pd.Index(["id", *COLUMNS]), dtype=object)
    joined = places.merge(frame.astype({"id": "int64"}), on="id")
    joined["zh"] = [catalog.methods[method].zh for method in joined["method"]]
    shown = ["street", "station", "method", "zh", *COLUMNS[1:]]
    return joined[shown].reset_index(drop=True)
