"""Places for whoever asks: who may see which stations, and how places come to be known.

Every query of stations for a person goes through :func:`visible_stations`.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, false, select

from vector.store.geography import regions, root, stations, subtree
from vector.store.recognition import UNASSIGNED, Recognised, Scope, outside, recognise
from vector.store.register import register
from vector.store.tables import Account, Region, Station
from vector.store.tables.place import STREET_LEVELS

__all__ = [
    "UNASSIGNED",
    "Recognised",
    "Scope",
    "outside",
    "recognise",
    "regions",
    "register",
    "root",
    "stations",
    "subtree",
    "visible_regions",
    "visible_stations",
]

SEEING = frozenset({"office", "staff", "manager"})
# 三员分立: who administers the system or audits it takes no part in surveillance.
APART = frozenset({"administrator", "auditor"})


def visible_regions(account: Account | None) -> Select[Any]:
    """Select the ids of the regions whose stations an account may see.

    Staff and managers see their own region and all below it; a street officer the own street;
    administrators and auditors none; an inactive account, or one without a region, none.
    ``None`` is the service itself, which sees all.

    Parameters
    ----------
    account : Account or None
        With its roles loaded.

    Returns
    -------
    Select
        Of region ids.

    Examples
    --------
    >>> from vector.store.tables import Role
    >>> "false" in str(visible_regions(Account(active=True, region_id=1, roles=[])))
    True
    >>> staff = Account(active=True, region_id=1, roles=[Role(name="staff")])
    >>> "RECURSIVE" in str(visible_regions(staff))
    True
    """
    if account is None:
        return select(Region.id)
    roles = {role.name for role in account.roles}
    if not account.active or account.region_id is None or not roles & SEEING or roles & APART:
        return select(Region.id).where(false())
    return _below(account.region_id, street=roles & SEEING == {"office"})


@lru_cache(maxsize=1024)
def _below(region: int, *, street: bool) -> Select[Any]:
    own = select(Region.id).where(Region.id == region)
    return subtree(own.where(Region.level.in_(STREET_LEVELS)) if street else own)


def visible_stations(account: Account | None) -> Select[Any]:
    """Select the ids of the stations that an account may see: those of its visible regions.

    Parameters
    ----------
    account : Account or None
        With its roles loaded; ``None`` is the service itself, which sees all.

    Returns
    -------
    Select
        Of station ids.

    Examples
    --------
    >>> "WHERE" in str(visible_stations(None))
    False
    """
    stations = select(Station.id)
    if account is None:
        return stations
    return stations.where(Station.region_id.in_(visible_regions(account)))
