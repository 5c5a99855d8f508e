"""Street offices 街道办: who at which office receives its digest."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from vector.errors import StoreError
from vector.store import audit
from vector.store.engine import connection_of, session, transaction
from vector.store.tables import Contact, Region
from vector.work import roll
from vector.work.address import mail_address
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said


@dataclass(frozen=True)
class Recipient:
    """Who receives the digest of a street."""

    street: str
    name: str
    email: str


def add(
    engine: Engine, street: str, email: str, *, name: str = "", author: audit.Author | None = None
) -> Recipient:
    """Let an address receive the digest of a street; a known one gets the new name.

    Parameters
    ----------
    engine : Engine
        The database.
    street : str
        Its name or code.
    email : str
        One address.
    name : str
        Of the person or office; the street's unless given.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Recipient
        As kept.

    Raises
    ------
    StoreError
        When there is no such street, or the address is none.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> add(engine, "未划分街道", "cdc@example.cn", name="县疾控中心").name
    '县疾控中心'
    """
    with transaction(engine) as writing, audit.changes(writing, author, Contact):
        return _put(writing, Gazetteer(writing), street, email, name)


def take_roll(
    engine: Engine, content: bytes, name: str, *, author: audit.Author | None = None
) -> int:
    """Add all recipients of a roll, or none when one of its lines is at fault.

    Parameters
    ----------
    engine : Engine
        The database.
    content : bytes
        A csv or workbook with the columns street, email and, if wanted, name.
    name : str
        The file's name, for the sentences.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    int
        How many lines were taken.

    Raises
    ------
    VectorError
        Naming the line.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> take_roll(engine, "街道,邮箱\\n未划分街道,cdc@example.cn\\n".encode(), "联系人.csv")
    1
    """
    lines = roll.read(content, name, "contacts", ("street", "email"))
    with transaction(engine) as writing, audit.changes(writing, author, Contact):
        places = Gazetteer(writing)
        for line in lines:
            with line.told():
                _put(writing, places, line["street"], line["email"], line["name"])
    return len(lines)


def _put(writing: Session, places: Gazetteer, street: str, email: str, name: str) -> Recipient:
    address = mail_address(email)
    region = writing.get_one(Region, places.street(street))
    row = _find(writing, region.id, address)
    if row is None:
        row = Contact(region_id=region.id, name=region.name, email=address)
        writing.add(row)
    row.name, row.active = name.strip() or row.name, True
    writing.flush()
    return Recipient(region.name, row.name, row.email)


def _find(session: Session, region_id: int, address: str) -> Contact | None:
    same = func.lower(Contact.email) == address.lower()
    return session.scalar(select(Contact).where(Contact.region_id == region_id, same))


def remove(
    engine: Engine, street: str, email: str, *, author: audit.Author | None = None
) -> Recipient:
    """Let an address no longer receive the digest of a street.

    Parameters
    ----------
    engine : Engine
        The database.
    street : str
        Its name or code.
    email : str
        The address.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Recipient
        As it was kept.

    Raises
    ------
    StoreError
        When there is no such street, or it does not write to that address.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> _ = add(engine, "未划分街道", "cdc@example.cn")
    >>> remove(engine, "未划分街道", "CDC@example.cn").email
    'cdc@example.cn'
    """
    with transaction(engine) as writing, audit.changes(writing, author, Contact):
        region = writing.get_one(Region, Gazetteer(writing).street(street))
        row = _find(writing, region.id, email.strip())
        if row is None:
            raise StoreError(*said("no_recipient", region_name=region.name, email=email))
        writing.delete(row)
        return Recipient(region.name, row.name, row.email)


def recipients(engine: Engine) -> pd.DataFrame:
    """Return who receives the digest of which street.

    Parameters
    ----------
    engine : Engine
        The database.

    Returns
    -------
    DataFrame
        code and street, name and email; a street without a recipient stands once, without them.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> recipients(engine)["street"].tolist()
    ['未划分街道']
    """
    query = (
        select(Region.code, Region.name.label("street"), Contact.name, Contact.email)
        .outerjoin(Contact, (Contact.region_id == Region.id) & Contact.active)
        .where(Region.valid_to.is_(None))
        .where((Region.level == "street") | Contact.id.is_not(None))
        .order_by(Region.code, Contact.id)
    )
    with session(engine) as reading:
        rows = connection_of(reading).execute(query).all()
    return pd.DataFrame(rows, columns=pd.Index(["code", "street", "name", "email"]), dtype=object)
