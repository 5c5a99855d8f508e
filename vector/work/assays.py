"""Taking a table of resistance tests in: one transaction, whole or not at all.

An assay is corrected by a later upload of the same assay, and stands again when that is withdrawn
(:func:`vector.work.uploads.withdraw`, as for any upload).
"""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.errors import StoreError, UploadError
from vector.settings import Settings
from vector.stats.bioassay.identity import whole
from vector.store import assays as store
from vector.store import audit, geography, ledger, places, uploads
from vector.store.engine import session, transaction
from vector.store.tables import Account, Upload
from vector.work import admission, within
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said

LAYOUT = "bioassay"
SHOWN = 10


@dataclass(frozen=True)
class AssayTable:
    """A file of assays: its name, its bytes, and its rows as read under the agreed columns.

    ``rows`` has ``row`` (as a spreadsheet shows it), number, dead, one of dose and minute, and any
    of the columns of :data:`vector.stats.bioassay.identity.IDENTITY` and replicate.
    """

    name: str
    content: bytes
    rows: pd.DataFrame

    @property
    def sha256(self) -> str:
        """The file's digest in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Preview:
    """What taking a table of assays in would do.

    Attributes
    ----------
    assays, rows : int
        How many assays it holds, with how many doses.
    superseded : int
        How many standing assays it corrects.
    recognised : Upload or None
        The standing upload of the same bytes.
    unplaced : tuple of str
        Sites that are no region and no station of the county; they are kept as they are written.
    """

    assays: int
    rows: int
    superseded: int
    recognised: Upload | None
    unplaced: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    """What was stored."""

    upload_id: int
    assays: int
    rows: int
    superseded: int
    unplaced: tuple[str, ...]

    def told(self) -> dict[str, object]:
        """Return what was stored, as the audit log keeps it."""
        return {"assays": self.assays, "rows": self.rows, "superseded": self.superseded}


def preview(engine: Engine, table: AssayTable, person: Account | None = None) -> Preview:
    """Say what taking a table of assays in would do; nothing is stored.

    Parameters
    ----------
    engine : Engine
        The database.
    table : AssayTable
        The file.
    person : Account, optional
        Who hands it in; None is the service itself.

    Raises
    ------
    UploadError
        When it cannot be taken in as it is: doses are missing, more died than were exposed, or a
        site is not in the person's regions.
    """
    rows = _possible(table)
    with session(engine) as looking:
        placed = _placed(looking, rows)
        _refuse_beyond(table.name, placed, within.scope_of(looking, person))
        return Preview(
            assays=store.keys(placed).nunique(),
            rows=len(placed),
            superseded=store.superseded(looking, placed),
            recognised=uploads.find_by_sha(looking, table.sha256),
            unplaced=_unplaced(placed),
        )


def accept(
    engine: Engine,
    table: AssayTable,
    *,
    by: str,
    person: Account | None = None,
    now: datetime | None = None,
    author: audit.Author | None = None,
    settings: Settings | None = None,
) -> Accepted:
    """Take a table of assays in: upload, file and assays in one transaction.

    Parameters
    ----------
    engine : Engine
        The database.
    table : AssayTable
        The file.
    by : str
        Who uploads.
    person : Account, optional
        As for :func:`preview`.
    now : datetime, optional
        When it is accepted, with zone.
    author : Author, optional
        For the audit log; the user of the command line unless given.
    settings : Settings, optional
        Whether uploads need somebody's approval; they do not unless given.

    Raises
    ------
    UploadError
        As for :func:`preview`, when the same bytes stand already, and when uploads need somebody's
        approval; nothing is stored then.
    """
    admission.refuse_unapproved(settings or Settings())
    with transaction(engine) as writing:
        scope = within.scope_of(writing, person)
        done = take_in(writing, table, by=by, now=now or datetime.now(UTC), scope=scope)
        told = done.told() | {"filename": table.name, "sha256": table.sha256, "by": by}
        audit.record(writing, "upload_accepted", author, ("upload", done.upload_id), after=told)
    return done


def take_in(
    writing: Session,
    table: AssayTable,
    *,
    by: str,
    now: datetime,
    scope: places.Scope | None = None,
) -> Accepted:
    """Write upload, file and assays.

    Raises
    ------
    UploadError
        As for :func:`accept`.
    """
    rows = _possible(table)
    ledger.hold(writing)
    admission.refuse_recognised(uploads.find_by_sha(writing, table.sha256), table.name)
    placed = _placed(writing, rows)
    _refuse_beyond(table.name, placed, scope)
    upload_id = uploads.add(writing, _receipt(table, placed), by=by, at=now)
    stored = store.insert(writing, upload_id, placed)
    return Accepted(upload_id, stored.assays, len(rows), stored.superseded, _unplaced(placed))


def refuse_beyond(access: Session, table: AssayTable, scope: places.Scope | None) -> None:
    """Refuse a table with a site that is not in a scope; one that is no place is in none.

    Raises
    ------
    UploadError
        Naming the rows.
    """
    _refuse_beyond(table.name, _placed(access, _possible(table)), scope)


def _refuse_beyond(name: str, placed: pd.DataFrame, scope: places.Scope | None) -> None:
    if scope is None:
        return
    beyond = placed[~placed["region_id"].isin(scope.regions)]
    told = [
        (
            f"第 {row} 行：{site or '未写采集地'}不在您的辖区（{scope.name}），请删去或由上级上报",
            f"row {row}: “{site or 'no site'}” is not in your region ({scope.name}); delete it, "
            "or let the level above hand it in",
        )
        for row, site in zip(beyond["row"], beyond["site"], strict=True)
    ]
    if told:
        raise _refused(name, told)


def size(table: AssayTable) -> int:
    """Return how many assays a table holds.

    Raises
    ------
    UploadError
        When it cannot be taken in as it is.
    """
    return int(store.keys(_possible(table)).nunique())


def _receipt(table: AssayTable, placed: pd.DataFrame) -> uploads.Receipt:
    return uploads.Receipt(
        filename=table.name,
        sha256=table.sha256,
        layout=LAYOUT,
        content=table.content,
        surveys=store.keys(placed).nunique(),
        faults={"errors": 0, "warnings": 0, "sentences": []},
    )


def _possible(table: AssayTable) -> pd.DataFrame:
    """Return the rows with every column; refuse a table that no assay can be made of."""
    rows = table.rows
    if ("dose" in rows) == ("minute" in rows):
        raise UploadError(*said("assay_column"))
    rows = rows.assign(**{name: float("nan") for name in ("dose", "minute") if name not in rows})
    faults = {
        ("剂量或分钟空白", "has no dose or minute"): rows["dose"].isna() & rows["minute"].isna(),
        ("试虫数为 0", "has no insects"): rows["number"] == 0,
        ("死亡数大于试虫数", "has more dead than insects"): rows["dead"] > rows["number"],
    }
    told = [
        (f"第 {row} 行{zh}", f"row {row} {en}")
        for (zh, en), bad in faults.items()
        for row in rows.loc[bad, "row"].tolist()
    ]
    if told:
        raise _refused(table.name, told)
    return whole(rows if "replicate" in rows else rows.assign(replicate=""))


def _refused(name: str, told: list[tuple[str, str]]) -> UploadError:
    """Return the error of a table with impossible rows, in both languages."""
    zh, en = zip(*told[:SHOWN], strict=True)
    more = (f" 等 {len(told)} 处", f" and others, {len(told)} in all")
    rest = more if len(told) > SHOWN else ("", "")
    return UploadError(
        f"文件 {name} 没有入库：{'；'.join(zh)}{rest[0]}。",
        f"{name} was not stored: {'; '.join(en)}{rest[1]}.",
    )


def _placed(access: Session, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the region and the station of every site that is a place of the county."""
    known = Gazetteer(access)
    stations = geography.stations(access)
    homes = dict(zip(stations["id"].tolist(), stations["region_id"].tolist(), strict=True))
    found = {site: _place(known, homes, site) for site in rows["site"].unique() if site}
    empty: tuple[int | None, int | None] = (None, None)
    pairs = [found.get(site, empty) for site in rows["site"]]
    regions, posts = ([pair[at] for pair in pairs] for at in (0, 1))
    return rows.assign(
        region_id=pd.Series(regions, rows.index, dtype=object),
        station_id=pd.Series(posts, rows.index, dtype=object),
    )


def _place(
    known: Gazetteer, homes: dict[Hashable, Any], site: str
) -> tuple[int | None, int | None]:
    """Return the region and the station that a site means; of a word for several, neither."""
    street, _, post = site.partition(" ")
    try:
        station = known.station(post, known.street(street)) if post else known.station(site)
        return homes[station], station
    except StoreError:
        pass
    try:
        return known.region(site), None
    except StoreError:
        return None, None


def _unplaced(placed: pd.DataFrame) -> tuple[str, ...]:
    unknown = placed.loc[placed["region_id"].isna() & (placed["site"] != ""), "site"]
    return tuple(unknown.drop_duplicates())
