"""Insecticide resistance 抗药性生物测定: mortality, lethal doses, resistance ratios and classes.

Arrays of many assays in, data frames out. Nothing here reads a file or draws a chart.
"""

from vector.stats.bioassay.abbott import corrected, verdict
from vector.stats.bioassay.assays import Assays, gather
from vector.stats.bioassay.assessment import Findings, assess
from vector.stats.bioassay.choice import Settings
from vector.stats.bioassay.curve import Curves, fit
from vector.stats.bioassay.karber import karber
from vector.stats.bioassay.lethal import lethal
from vector.stats.bioassay.link import Link
from vector.stats.bioassay.mortality import mortality
from vector.stats.bioassay.natural import fit_natural
from vector.stats.bioassay.parallel import parallelism
from vector.stats.bioassay.ratio import against_baseline, resistance_ratio
from vector.stats.bioassay.reason import Reason, explain
from vector.stats.bioassay.scheme import classify

__all__ = [
    "Assays",
    "Curves",
    "Findings",
    "Link",
    "Reason",
    "Settings",
    "against_baseline",
    "assess",
    "classify",
    "corrected",
    "explain",
    "fit",
    "fit_natural",
    "gather",
    "karber",
    "lethal",
    "mortality",
    "parallelism",
    "resistance_ratio",
    "verdict",
]
