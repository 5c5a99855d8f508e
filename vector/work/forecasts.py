"""Forecasts of every series of the store: made, tested on the past, held against limits, kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.forecast import MODEL_VERSION
from vector.settings import Settings
from vector.stats.period import Step
from vector.store import outlook as store
from vector.store.engine import session, transaction
from vector.store.tables import Prediction, Score
from vector.work.ahead import Ahead, Told
from vector.work.bound import Bounds
from vector.work.gathering import local
from vector.work.histories import Histories, histories
from vector.work.limits import ActionLimits

KIND = "forecast"


@dataclass(frozen=True)
class Made:
    """What became of the series of one vector group and step.

    Attributes
    ----------
    group : str
        The vector group.
    step : {"week", "month"}
        Of the series.
    series : int
        How many are forecast.
    simple : int
        For how many of them a simple rule is used.
    new : bool
        False where neither data nor model had changed since the run that is kept.
    """

    group: str
    step: Step
    series: int
    simple: int
    new: bool


def refit(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    now: datetime,
    found: tuple[Histories, ...] | None = None,
) -> list[Made]:
    """Make the forecasts anew wherever the data have changed, and keep them.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Which indices make series, limits, rules of the outlook.
    settings : Settings
        The band profile and the zone.
    now : datetime
        With zone.
    found : tuple of Histories, optional
        All series, where they have been gathered already.

    Returns
    -------
    list of Made
        One for each vector group and step that has series.
    """
    today = local(settings, now).date()
    with session(engine) as reading:
        found = histories(reading, catalog, until=today) if found is None else found
        runs = [store.latest(reading, KIND, each.group, each.step) for each in found]
        bounds = Bounds(catalog, catalog.profiles[settings.profile], ActionLimits(reading, today))
    made = []
    for each, run in zip(found, runs, strict=True):
        ahead = Ahead(each, catalog, bounds, today)
        known = run and (run.model_version, run.data_version, run.period)
        if known == (MODEL_VERSION, ahead.data_version, ahead.present):
            made.append(Made(each.group, each.step, len(ahead.active), 0, new=False))
            continue
        told = ahead.told()
        with transaction(engine) as writing:
            _keep(writing, ahead, told, now)
        made.append(Made(each.group, each.step, len(ahead.active), told.simple, new=True))
    return made


def _keep(writing: Session, ahead: Ahead, told: Told, now: datetime) -> None:
    store.keep(
        writing,
        kind=KIND,
        group=ahead.histories.group,
        step=ahead.histories.step,
        period=ahead.present,
        versions=(MODEL_VERSION, ahead.data_version),
        made_at=now,
        frames={Prediction: told.predictions, Score: told.scores},
    )
