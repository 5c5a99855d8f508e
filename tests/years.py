"""Years of monthly snap trapping at a few stations, by a seed; the last month may be made high."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from reports import form

START, MONTHS = 2022, 52
LAST = date(2026, 4, 10)


def days(months: int = MONTHS) -> list[date]:
    """The tenth of each month up to the last."""
    return [date(START + at // 12, at % 12 + 1, 10) for at in range(months)][-months:]


def rats(
    stations: int = 3, *, months: int = MONTHS, last: int | None = None, seed: int = 7
) -> Iterator[dict[str, Any]]:
    """A catch of about 3 of 200 traps with an autumn peak; ``last`` is the first station's last."""
    chance = np.random.default_rng(seed)
    for place in range(stations):
        for at, day in enumerate(days(months)):
            expected = 3 * np.exp(0.6 * np.cos(2 * np.pi * (day.month - 10) / 12))
            caught = int(chance.poisson(expected))
            if last is not None and place == 0 and at == months - 1:
                caught = last
            yield form(
                day, "snap_trap", station=f"{place + 1}号点", set=200, effective=200, caught=caught
            )
