"""What every series was expected to be from the years before, and which were beyond that.

The service's own outbreak test looks at the newest period of each series: the past is no present
state.
"""

from datetime import datetime
from hashlib import sha256

import pandas as pd
from sqlalchemy import Engine

from vector.catalog import Catalog
from vector.forecast import fingerprint
from vector.settings import Settings
from vector.stats.outbreak import detect
from vector.store import outlook as store
from vector.store.engine import session, transaction
from vector.store.tables import Expectation
from vector.work.gathering import local
from vector.work.histories import SERIES, Histories, histories
from vector.work.versions import PROGRAMS

KIND = "expectation"
TEST_VERSION = PROGRAMS["outbreak"]


def expect(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    now: datetime,
    found: tuple[Histories, ...] | None = None,
) -> int:
    """Test the surveys anew wherever the data have changed, and keep what was expected.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Which indices make series, and the rules of the test.
    settings : Settings
        The zone.
    now : datetime
        With zone.
    found : tuple of Histories, optional
        All series, where they have been gathered already.

    Returns
    -------
    int
        How many groups of series were tested anew.
    """
    today = local(settings, now).date()
    with session(engine) as reading:
        found = histories(reading, catalog, until=today) if found is None else found
        runs = [store.latest(reading, KIND, each.group, each.step) for each in found]
    count = 0
    for each, run in zip(found, runs, strict=True):
        versions = (model_version(catalog), fingerprint(each.named()))
        if run and (run.model_version, run.data_version) == versions:
            continue
        # Before anything is held: whoever uploads meanwhile must not wait for it.
        tested = _tested(each, catalog)
        with transaction(engine) as writing:
            store.keep(
                writing,
                kind=KIND,
                group=each.group,
                step=each.step,
                period=int(each.counts["period"].max()),
                versions=versions,
                made_at=now,
                frames={Expectation: tested},
            )
        count += 1
    return count


def model_version(catalog: Catalog) -> str:
    """Return the version of the test: of its program, and of its rules, which are data.

    Examples
    --------
    >>> from vector.catalog import load
    >>> model_version(load()).split("+")[0] == TEST_VERSION
    True
    """
    rules = catalog.outbreak.model_dump_json().encode()
    return f"{TEST_VERSION}+{sha256(rules).hexdigest()[:8]}"


def _tested(each: Histories, catalog: Catalog) -> pd.DataFrame:
    """Return the rows of the table ``expectation``."""
    history = each.counts[["series", "period", "count", "effort", "kind"]]
    found = detect(history, season=each.season, rules=catalog.outbreak)
    place = each.series.loc[found["series"].astype(int), SERIES].reset_index(drop=True)
    period = found["period"].astype(int)
    return pd.DataFrame(
        {
            "region_id": place["street_id"],
            "station_id": place["station_id"],
            "method": place["method"],
            "index_id": place["index"],
            "period": period,
            "start": each.dates(period),
            **{
                name: found[name] for name in ("count", "effort", "expected", "lower", "upper", "p")
            },
            "alarm": found["alarm"].astype(bool),
            "reason": found["reason"].astype(str),
            "years": found["years"].astype(int),
        }
    )
