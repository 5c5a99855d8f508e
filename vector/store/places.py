"""Places for whoever asks: who may see which stations, and how places come to be known.

Every query of stations for a person goes through :func:`visible_stations`.
"""

from typing import Any

from sqlalchemy import Select, false, select

from vector.store.geography import regions, root, stations, subtree
from vector.store.register import UNASSIGNED, Recognised, recognise, register
from vector.store.tables import Account, Region, Station
from vector.store.tables.place import STREET_LEVELS

__all__ = [
    "UNASSIGNED",
    "Recognised",
    "owned_by",
    "recognise",
    "regions",
    "register",
    "root",
    "stations",
    "subtree",
    "visible_stations",
]

SEEING = frozenset({"office", "staff", "manager"})
# 三员分立: who administers the system or audits it takes no part in surveillance.
APART = frozenset({"administrator", "auditor"})


def visible_stations(account: Account | None) -> Select[Any]:
    """Select the ids of the stations that an account may see.

    Staff and managers see those of their own region and all below it; a street officer those of
    the own street; administrators and auditors none; an inactive account, or one without a
    region, none. ``None`` is the service itself, which sees all.

    Parameters
    ----------
    account : Account or None
        With its roles loaded.

    Returns
    -------
    Select
        Of station ids.

    Examples
    --------
    >>> from vector.store.tables import Role
    >>> "false" in str(visible_stations(Account(active=True, region_id=1, roles=[])))
    True
    >>> staff = Account(active=True, region_id=1, roles=[Role(name="staff")])
    >>> "RECURSIVE" in str(visible_stations(staff))
    True
    """
    if account is None:
        return select(Station.id)
    roles = {role.name for role in account.roles}
    if not account.active or account.region_id is None or not roles & SEEING or roles & APART:
        return select(Station.id).where(false())
    own = select(Region.id).where(Region.id == account.region_id)
    if roles & SEEING == {"office"}:
        own = own.where(Region.level.in_(STREET_LEVELS))
    return select(Station.id).where(Station.region_id.in_(subtree(own)))


def owned_by(street: int) -> Select[Any]:
    """Select the ids of the stations of a street or other region, and of all below it.

    Parameters
    ----------
    street : int
        A region's id.

    Examples
    --------
    >>> "station" in str(owned_by(2))
    True
    """
    return select(Station.id).where(Station.region_id.in_(subtree(street)))
