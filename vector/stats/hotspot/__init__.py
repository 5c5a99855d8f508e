"""Hotspots 热点: where, and when, vectors are more (or fewer) than chance would have them.

:func:`study` gathers counts, :func:`scan` searches circles and spans of time, :func:`moran` asks
whether like places lie side by side.
"""

from vector.stats.hotspot.moran import Moran, moran
from vector.stats.hotspot.scan import Scan, Search, scan
from vector.stats.hotspot.study import Reason, Study, study
from vector.stats.hotspot.telling import sentences

__all__ = ["Moran", "Reason", "Scan", "Search", "Study", "moran", "scan", "sentences", "study"]
