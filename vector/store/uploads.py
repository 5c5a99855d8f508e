"""Uploads 上报批次: each file taken in, with its bytes, who brought it, and whether it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from vector.errors import UploadError
from vector.store import ledger
from vector.store.engine import Access, connection_of
from vector.store.refusal import said
from vector.store.tables import Upload, UploadFile


@dataclass(frozen=True)
class Receipt:
    """What is written down about a file that is taken in.

    ``surveys`` rows were accepted, ``held`` rows held back; ``faults`` counts them by code.
    """

    filename: str
    sha256: str
    layout: str
    content: bytes
    surveys: int
    held: int = 0
    faults: Mapping[str, Any] = field(default_factory=dict)


def add(access: Access, receipt: Receipt, *, by: str, at: datetime) -> int:
    """Write down an upload with its bytes.

    The ledger is held from here on, so of two uploads the one with the greater id is the later.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    receipt : Receipt
        The file and what was found in it.
    by : str
        Who uploads.
    at : datetime
        When it is accepted, with zone.

    Returns
    -------
    int
        The upload's id.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     receipt = Receipt("5月.xlsx", "ab" * 32, "long", b"PK", surveys=3)
    ...     add(session, receipt, by="王", at=datetime(2026, 6, 1, tzinfo=UTC))
    1
    """
    connection = connection_of(access)
    ledger.hold(connection)
    row = {
        "sha256": receipt.sha256,
        "filename": receipt.filename,
        "size": len(receipt.content),
        "layout": receipt.layout,
        "uploaded_by": by,
        "accepted_at": at,
        "surveys": receipt.surveys,
        "held": receipt.held,
        "faults": dict(receipt.faults),
    }
    number: int = connection.execute(insert(Upload).values(row).returning(Upload.id)).scalar_one()
    content = insert(UploadFile).values(upload_id=number, content=receipt.content)
    connection.execute(content)
    return number


def find_by_sha(session: Session, sha256: str) -> Upload | None:
    """Return the upload of this very file that stands, if there is one.

    Parameters
    ----------
    session : Session
        Any transaction; one that is about to add the file holds the ledger first.
    sha256 : str
        The file's digest in hexadecimal.

    Returns
    -------
    Upload or None
        The latest; None when the file was never taken in, or has been withdrawn.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     find_by_sha(reading, "ab" * 32) is None
    True
    """
    same = select(Upload).where(Upload.sha256 == sha256, Upload.withdrawn_at.is_(None))
    return session.scalars(same.order_by(Upload.id.desc()).limit(1)).one_or_none()


def history(session: Session, limit: int = 100, *, by: str | None = None) -> Sequence[Upload]:
    """Return the latest uploads, withdrawn ones among them, newest first.

    Parameters
    ----------
    session : Session
        Any transaction.
    limit : int
        How many at most.
    by : str, optional
        Only those this person uploaded.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     history(reading)
    []
    """
    query = select(Upload).order_by(Upload.id.desc()).limit(limit)
    if by is not None:
        query = query.where(Upload.uploaded_by == by)
    return session.scalars(query).all()


def content(access: Access, upload_id: int) -> bytes:
    """Return the file as it came.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    upload_id : int
        The upload.

    Raises
    ------
    UploadError
        When there is no such upload.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     content(reading, 7)
    Traceback (most recent call last):
    vector.errors.UploadError: 没有编号为 7 的上报批次。
    """
    query = select(UploadFile.content).where(UploadFile.upload_id == upload_id)
    found: bytes | None = connection_of(access).execute(query).scalar_one_or_none()
    if found is None:
        raise UploadError(*said("no_upload", upload_id=upload_id))
    return found


def withdraw(access: Access, upload_id: int, *, by: str, at: datetime, reason: str = "") -> None:
    """Mark an upload as withdrawn; its surveys are moved by :func:`vector.store.surveys.withdraw`.

    Parameters
    ----------
    access : Connection or Session
        A transaction that writes.
    upload_id : int
        The upload.
    by, at : str, datetime
        Who withdraws it and when, with zone.
    reason : str
        Why, where somebody said so.

    Raises
    ------
    UploadError
        When there is no such upload, or it was withdrawn before.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     withdraw(session, 7, by="王", at=datetime(2026, 6, 1, tzinfo=UTC))
    Traceback (most recent call last):
    vector.errors.UploadError: 上报批次 7 不存在或已经撤回。
    """
    connection = connection_of(access)
    ledger.hold(connection)
    marked = connection.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_by=by, withdrawn_for=reason or None)
    )
    if cast("CursorResult[Any]", marked).rowcount != 1:
        raise UploadError(*said("upload_gone", upload_id=upload_id))
