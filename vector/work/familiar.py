"""Familiar addresses: where an account has signed in from, so that its owner hears of a new one."""

from datetime import datetime
from ipaddress import ip_address, ip_network

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.store.tables import KnownOrigin


def network(origin: str) -> str:
    """Return what is remembered of an address: of IPv6 the site, whose hosts change their own.

    Examples
    --------
    >>> network("10.0.0.7"), network("2001:db8:1:2::7"), network("")
    ('10.0.0.7', '2001:db8:1:2::/64', '')
    """
    try:
        address = ip_address(origin)
    except ValueError:
        return origin
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def meet(writing: Session, account_id: int, origin: str, now: datetime) -> bool:
    """Remember where an account signs in from.

    Parameters
    ----------
    writing : Session
        A transaction that writes.
    account_id : int
        Whose.
    origin : str
        The address.
    now : datetime
        With zone.

    Returns
    -------
    bool
        Whether it is new to an account that has signed in before.
    """
    where = network(origin)
    own = select(KnownOrigin).where(KnownOrigin.account_id == account_id)
    found = writing.scalar(own.where(KnownOrigin.origin == where))
    if found is not None:
        found.seen_at = now
        return False
    others = writing.scalar(own.limit(1)) is not None
    writing.add(KnownOrigin(account_id=account_id, origin=where, seen_at=now))
    return others
