"""Outbreaks 异常升高: is a count beyond what its own past lets expect?

The service's own test (:func:`detect`) is made for vector counts with their efforts; beside it
stand the tests of the literature: Farrington's two forms, EARS and CUSUM.
"""

from vector.stats.outbreak.cusum import cusum
from vector.stats.outbreak.detection import Reason, detect
from vector.stats.outbreak.ears import ears
from vector.stats.outbreak.farrington import farrington, farrington_flexible
from vector.stats.outbreak.form import Flexible, Original
from vector.stats.outbreak.method import METHODS, judge_by
from vector.stats.outbreak.sentence import sentences

__all__ = [
    "METHODS",
    "Flexible",
    "Original",
    "Reason",
    "cusum",
    "detect",
    "ears",
    "farrington",
    "farrington_flexible",
    "judge_by",
    "sentences",
]
