"""A treatment as a trial, from the counts of the store: who was treated, who was not, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from vector.cli.language import refusal
from vector.stats.sentence import either

if TYPE_CHECKING:
    import pandas as pd

DAYS = 60


def trial(
    rows: "pd.DataFrame",
    treated: Sequence[str],
    controls: Sequence[str],
    treated_on: datetime | None,
    days: int = DAYS,
) -> "pd.DataFrame":
    """Return the visits of a trial, each with its arm.

    Parameters
    ----------
    rows : DataFrame
        Counts of the store: station ("street station"), date, count, effort, method.
    treated : sequence of str
        The treated stations, by name or with their street.
    controls : sequence of str
        The untreated ones; all others of the rows where none is named.
    treated_on : datetime
        The day of the treatment.
    days : int
        How many days before and after it count; the day itself does not.

    Raises
    ------
    VectorError
        When no treated station or no day is named, a station is not among the rows, or is both.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2026-05-01", "2026-06-20"])
    >>> rows = pd.DataFrame({"station": ["东街 甲", "东街 乙"], "date": days, "row": [1, 2]})
    >>> trial(rows, ["甲"], [], datetime(2026, 6, 1))["arm"].tolist()
    ['treated', 'control']
    """
    if not treated or treated_on is None:
        raise refusal("trial_unnamed")
    places = rows["station"].unique().tolist()
    of_treated, of_controls = _named(treated, places), _named(controls, places)
    both = of_treated & of_controls
    if both:
        raise refusal("both_arms", stations=either(sorted(both)))
    arm = rows["station"].map(lambda place: "treated" if place in of_treated else "control")
    # On the very day nobody knows whether it was before or after.
    near = (rows["date"] - treated_on).abs().dt.days.between(1, days)
    if controls:
        near &= rows["station"].isin(of_treated | of_controls)
    found = rows.assign(arm=arm)[near]
    if not (found["arm"] == "treated").any():
        raise refusal("no_visits", days=days)
    return found.reset_index(drop=True)


def _named(words: Sequence[str], places: Sequence[str]) -> set[str]:
    """Return the stations that words stand for, each with its street."""
    found = set()
    for word in words:
        meant = [place for place in places if place == word or place.split(" ")[-1] == word]
        if len(meant) != 1:
            key = "station_several" if meant else "station_none"
            raise refusal(key, word=word, several=either(meant))
        found.add(meant[0])
    return found
