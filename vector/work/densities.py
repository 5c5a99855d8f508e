"""Which monitoring density 监测密度 a person means, among all indices.

Only a density has action limits; what a national standard grades or bands, or a clause forbids
altogether, is judged by that and by nothing set here.
"""

from vector.catalog import Catalog
from vector.catalog.index import DensityIndex, Index
from vector.catalog.name import Names
from vector.errors import Said, StoreError
from vector.work.gazetteer import unknown
from vector.work.refusal import said


def density(catalog: Catalog, word: str) -> DensityIndex:
    """Return the monitoring density of an id or name.

    Parameters
    ----------
    catalog : Catalog
        Its indices.
    word : str
        An id or a Chinese or English name.

    Returns
    -------
    DensityIndex
        The only kind of index that action limits are for.

    Raises
    ------
    StoreError
        When there is no such index, several have the name, or it is judged otherwise.

    Examples
    --------
    >>> from vector.catalog import load
    >>> density(load(), "trap_rate").id
    'trap_rate'
    >>> density(load(), "xyz")
    Traceback (most recent call last):
    vector.errors.StoreError: 没有指标“xyz”。全部指标见 vector catalog indices。
    """
    index = index_named(catalog, word)
    if not isinstance(index, DensityIndex):
        raise StoreError(*said(f"judged_{index.kind}", index=index))
    return index


def index_named(catalog: Catalog, word: str) -> Index:
    """Return the index of an id or name, of whatever kind.

    Raises
    ------
    StoreError
        When there is no such index, or several have the name.

    Examples
    --------
    >>> from vector.catalog import load
    >>> index_named(load(), "布雷图指数").id
    'breteau_index'
    """
    if word in catalog.indices:
        return catalog.indices[word]
    found = Names(catalog.indices.values()).named(word)
    if len(found) > 1:
        several = Said(
            "、".join(f"{each.id}（{each.zh}）" for each in found),
            ", ".join(f"{each.id} ({each.en})" for each in found),
        )
        raise StoreError(*said("several_indices", word=word, several=several))
    if not found:
        names = [name for each in catalog.indices.values() for name in (each.id, each.zh)]
        raise unknown("no_index", word, names)
    return found[0]
