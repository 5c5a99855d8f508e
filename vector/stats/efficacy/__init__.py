"""Control efficacy 控制效果: what a treatment did, how sure that is, and what speaks against it.

Visits of many trials in, data frames out. Nothing here reads a file or a database.
"""

from vector.stats.efficacy.contrast import Basis, Contrast, Sign, contrast, dispersion
from vector.stats.efficacy.evaluation import evaluate
from vector.stats.efficacy.index import abbott, corrected, reduction, rpi
from vector.stats.efficacy.placebo import placebo
from vector.stats.efficacy.resampling import Bootstrap, bootstrap
from vector.stats.efficacy.trial import Trials, gather

__all__ = [
    "Basis",
    "Bootstrap",
    "Contrast",
    "Sign",
    "Trials",
    "abbott",
    "bootstrap",
    "contrast",
    "corrected",
    "dispersion",
    "evaluate",
    "gather",
    "placebo",
    "reduction",
    "rpi",
]
