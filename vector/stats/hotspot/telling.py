"""What a search says in sentences, in both languages; their texts are data."""

from pathlib import Path
from typing import Any

from vector.stats.hotspot.scan import Scan, Search
from vector.stats.hotspot.study import Reason
from vector.stats.sentence import Language, say_from

SENTENCES = Path(__file__).with_name("sentences.toml")
# From here on a p value is said to be hard to explain by chance, and scatter to be found.
SIGNIFICANT = 0.05
WAYS = {"high": "higher", "low": "lower", "both": "different"}


def say(key: str, language: Language = "zh", **values: object) -> str:
    """Return a sentence about hotspots with its values filled in.

    Examples
    --------
    >>> say("poisson", "en")
    'counts do not scatter beyond Poisson; chance was simulated so'
    """
    return say_from(SENTENCES, key, language, **values)


def sentences(found: Scan, search: Search | None = None, language: Language = "zh") -> list[str]:
    """Return what a search says: its clusters, how chance was simulated, what was left out.

    Parameters
    ----------
    found : Scan
    search : Search, optional
        What was looked for.
    language : {"zh", "en"}

    Examples
    --------
    >>> import pandas as pd
    >>> sentences(Scan(pd.DataFrame(), Reason.TOO_FEW), language="en")
    ['fewer than 3 places had effort: no scan']
    """
    search = search or Search()
    if found.reason is not Reason.NONE:
        said = [say(found.reason.value, language)]
    else:
        said = _clusters(found, search, language)
        said.append(_chance(found, language))
        values = {"windows": found.windows, "replicates": found.replicates}
        said.append(say("searched", language, **values))
    if found.left_out:
        said.append(say("left_out", language, rows=found.left_out))
    return said


def _clusters(found: Scan, search: Search, language: Language) -> list[str]:
    """Tell the likeliest cluster and those hard to explain by chance; count the others."""
    if found.clusters.empty:
        return [say("no_cluster", language, way=say(WAYS[search.direction], language))]
    told = (found.clusters["p"] <= SIGNIFICANT) | (found.clusters["rank"] == 1)
    said = [_cluster(row, found.unit, language) for row in found.clusters[told].itertuples()]
    others = len(found.clusters) - len(said)
    return [*said, say("others", language, others=others)] if others else said


def _cluster(row: Any, unit: str, language: Language) -> str:
    timed = row.start != "" or row.end != ""
    return say(
        "cluster" if row.places > 1 else "cluster_one",
        language,
        rank=row.rank,
        centre=row.centre,
        radius=f"{row.radius:.3g} {unit}".strip(),
        places=row.places,
        when=say(_when(row), language, start=row.start, end=row.end) if timed else "",
        count=row.count,
        expected=f"{row.expected:.1f}",
        risk=f"{row.relative_risk:.2g}",
        p=f"{row.p:.3g}",
        verdict=say("significant" if row.p <= SIGNIFICANT else "chance", language),
    )


def _when(row: Any) -> str:
    return "when" if row.start != row.end else "when_one"


def _chance(found: Scan, language: Language) -> str:
    p = f"{found.p_scatter:.3g}"
    if found.clumped:
        within, between = (f"{each:.2g}" for each in found.scatter)
        return say("clumped", language, within=within, between=between, p=p)
    if found.scatter.found and found.p_scatter <= SIGNIFICANT:
        return say("optimistic", language, p=p)
    return say("poisson", language)
