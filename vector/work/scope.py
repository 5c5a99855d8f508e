"""Scope: which region an account of some roles sees, as it is opened or changed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import geography
from vector.store.places import APART
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said


def seen(session: Session, roles: Sequence[str], region: str) -> int | None:
    """Return the region that an account of these roles sees.

    Parameters
    ----------
    session : Session
        Any transaction.
    roles : sequence of str
        As for :func:`vector.work.enrolment.enrol`.
    region : str
        Name or code, "" for what the roles have by themselves.

    Raises
    ------
    StoreError
        When such roles see no region, or must have one that is named.
    """
    if APART & set(roles):
        if region:
            raise StoreError(*said("no_scope"))
        return None
    if set(roles) != {"office"}:
        return Gazetteer(session).region(region) if region else geography.root(session)
    if not region:
        raise StoreError(*said("office_street"))
    return Gazetteer(session).street(region)
