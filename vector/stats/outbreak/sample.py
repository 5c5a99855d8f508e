"""Samples: the past surveys that each judged one is compared with, as rows of equal length."""

from typing import NamedTuple

from vector.stats.outbreak.design import Codes, Flags, Floats


class Sample(NamedTuple):
    """The history of each judged survey, one a row; the rest of a short row is not ``used``.

    ``phase`` is the time of the year and ``age`` the years before the judged period; ``pool``
    numbers the rows whose dispersion is alike.
    """

    counts: Floats
    used: Floats
    log_effort: Floats
    phase: Floats
    age: Floats
    pool: Codes
    phase_now: Floats

    def rows(self, chosen: Flags) -> "Sample":
        """Return some of the rows."""
        return self._replace(**{name: getattr(self, name)[chosen] for name in self._fields})
