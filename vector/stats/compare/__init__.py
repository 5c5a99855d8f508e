"""Compare 比较: periods with earlier ones, places with each other, years in a row.

A difference is only called one when chance does not explain it, and a change of method, lamp or
habitat is never taken for a change of density.
"""

from vector.stats.compare.base import Against
from vector.stats.compare.change import changes
from vector.stats.compare.difference import differences
from vector.stats.compare.exact import fisher
from vector.stats.compare.mover import rate_difference
from vector.stats.compare.proportion import newcombe, risk_difference, risk_ratio
from vector.stats.compare.rank import ranks
from vector.stats.compare.ranking import ranking, said
from vector.stats.compare.rate import rate_ratio
from vector.stats.compare.segment import breaks, segments
from vector.stats.compare.slope import annual_trend
from vector.stats.compare.table import Test, proportions_test, rates_test, trend_test
from vector.stats.compare.trend import trends

__all__ = [
    "Against",
    "Test",
    "annual_trend",
    "breaks",
    "changes",
    "differences",
    "fisher",
    "newcombe",
    "proportions_test",
    "ranking",
    "ranks",
    "rate_difference",
    "rate_ratio",
    "rates_test",
    "risk_difference",
    "risk_ratio",
    "said",
    "segments",
    "trend_test",
    "trends",
]
