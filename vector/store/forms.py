"""From tables of validated surveys to the columns the database keeps.

Values repeat a great deal (dates, sheets, whole forms), so each distinct value is turned into
its stored text once and then spread over the rows.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.catalog.method import Method
from vector.stats import density
from vector.store.bulk import Column

SPECIES = "species:"
StationIds = Mapping[tuple[str, str], int]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Forms:
    """One method's surveys in the order in which they are stored: by station, then by date.

    ``surveys`` are the columns of the survey table but the ids; ``fields`` the form's numbers.
    """

    method: Method
    stations: Ints
    surveys: dict[str, Column]
    fields: dict[str, NDArray[np.float64]]
    species: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.stations)

    def keys(self) -> pd.DataFrame:
        """Return station, date and habitat of each survey; with the method they identify it."""
        names = ("station_id", "date", "habitat")
        frame = pd.DataFrame({name: self.surveys[name] for name in names}, copy=False)
        return frame.astype({"date": "datetime64[us]"})

    def tallies(self, ids: Ints) -> Iterator[dict[str, Column]]:
        """Yield the columns of the tally table, one species after the other."""
        for species, counts in self.species.items():
            counted = ~np.isnan(counts)
            yield {
                "survey_id": ids[counted],
                "species": [species] * int(counted.sum()),
                "count": counts[counted].astype(np.int64),
            }

    def components(self, ids: Ints, catalog: Catalog) -> Iterator[dict[str, Column]]:
        """Yield the columns of the component table, one index after the other."""
        dates = np.asarray(self.surveys["date"], dtype=object)
        habitats = np.asarray(self.surveys["habitat"], dtype=object)
        for index in catalog.indices_of(self.method.id):
            found = density.components(index, self.fields)
            yield {
                "survey_id": ids[found.known],
                "index_id": [index.id] * int(found.known.sum()),
                "station_id": self.stations[found.known],
                "date": dates[found.known],
                "numerator": found.numerator[found.known],
                "denominator": found.denominator[found.known],
                "method": [self.method.id] * int(found.known.sum()),
                "habitat": habitats[found.known],
            }


def stored(method: Method, table: pd.DataFrame, station_ids: StationIds) -> Forms:
    """Turn a table of one method's validated surveys into what the database keeps.

    Parameters
    ----------
    method : Method
        The method of all surveys in the table.
    table : DataFrame
        As in :class:`vector.intake.Reading`: sheet, row, station, street, habitat, date, note,
        the method's fields by id and ``species:<name>`` columns, in stored units.
    station_ids : mapping of (street, station) to int
        As returned by :func:`vector.store.places.register`.

    Returns
    -------
    Forms
        Sorted by station and date, so that the database's indices grow at their end.

    Examples
    --------
    >>> from vector.catalog import load
    >>> table = pd.DataFrame({"sheet": ["鼠"], "row": [2], "station": ["东湖"], "street": [""],
    ...     "habitat": [""], "date": pd.to_datetime(["2026-05-04"]), "note": [""],
    ...     "set": [100.0], "effective": [98.0], "caught": [3.0]})
    >>> forms = stored(load().methods["snap_trap"], table, {("", "东湖"): 7})
    >>> list(forms.surveys["fields"]), list(forms.surveys["date"]), list(forms.stations)
    (['{"set":100,"effective":98,"caught":3}'], ['2026-05-04'], [np.int64(7)])
    """
    stations = _stations(table, station_ids)
    dates = table["date"].to_numpy().astype("datetime64[D]")
    order = np.lexsort((dates, stations))
    table, stations, dates = table.iloc[order], stations[order], dates[order]
    fields = {f.id: _numbers(table, f.id) for f in method.fields if f.id in table}
    surveys: dict[str, Column] = {
        "method": [method.id] * len(table),
        "date": _dates(dates),
        "habitat": _words(table["habitat"]),
        "fields": _texts(fields, len(table)),
        "sheet": _words(table["sheet"]),
        "row": table["row"].to_numpy(np.int64),
        "note": _words(table["note"], empty=None),
        "station_id": stations,
    }
    species = {
        str(name).removeprefix(SPECIES): _numbers(table, name)
        for name in table.columns
        if str(name).startswith(SPECIES)
    }
    return Forms(method, stations, surveys, fields, species)


def _numbers(table: pd.DataFrame, name: str) -> NDArray[np.float64]:
    return table[name].to_numpy(np.float64)


def _stations(table: pd.DataFrame, station_ids: StationIds) -> Ints:
    street, station = (table[name].astype("category").cat for name in ("street", "station"))
    crossed = street.codes.to_numpy(np.int64) * len(station.categories) + station.codes.to_numpy()
    places, where = np.unique(crossed, return_inverse=True)
    ids = [
        station_ids[street.categories[place // width], station.categories[place % width]]
        for width in [len(station.categories)]
        for place in places.tolist()
    ]
    return np.array(ids, dtype=np.int64)[where]


def _words(column: pd.Series, empty: str | None = "") -> NDArray[np.object_]:
    """Return text as Python strings, one object for each distinct text."""
    words = column.astype("category").cat
    kept = np.array([str(word) or empty for word in words.categories] + [empty], dtype=object)
    return kept[words.codes.to_numpy()]


def _dates(dates: NDArray[np.datetime64]) -> NDArray[np.object_]:
    days, where = np.unique(dates, return_inverse=True)
    return days.astype(str).astype(object)[where]


def _texts(fields: Mapping[str, NDArray[np.float64]], size: int) -> NDArray[np.object_]:
    """Return each survey's form as JSON; a field that is missing is left out, never 0."""
    code = np.zeros(size, dtype=np.int64)
    for values in fields.values():
        part, distinct = pd.factorize(values)
        code, _ = pd.factorize(code * (len(distinct) + 1) + part + 1)
    _, first, where = np.unique(code, return_index=True, return_inverse=True)
    numbers = {name: values[first].tolist() for name, values in fields.items()}
    texts = [
        _text({name: given[at] for name, given in numbers.items()}) for at in range(len(first))
    ]
    return np.array(texts, dtype=object)[where]


def _text(form: Mapping[str, float]) -> str:
    given = {name: int(value) for name, value in form.items() if value == value}
    return json.dumps(given, separators=(",", ":"))
