"""A store in which every table holds something: what a copy, or a backup, must bring across."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import filled
import pandas as pd
import small_county
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.settings import Settings
from vector.stats.bioassay.identity import whole
from vector.store import assays, results, slips, surveys, uploads
from vector.store.engine import connect, transaction
from vector.store.results import Basis, Question
from vector.store.tables import (
    AccessToken,
    Account,
    AccountMail,
    Alert,
    Answer,
    Attempts,
    ColumnMapping,
    Digest,
    Expectation,
    Flag,
    FormerPassword,
    Heartbeat,
    Job,
    KnownOrigin,
    ModelRun,
    Outbox,
    Photo,
    PhotoFile,
    Prediction,
    Region,
    Reminder,
    Reply,
    SavedView,
    Score,
    StagedMail,
    Station,
    Ticket,
    Upload,
    UploadFile,
    Visit,
)
from vector.work import charges
from vector.work.order import Order, Part
from vector.work.reorganisation import carry_out

# Signs that mean something to a file of rows, to a shell of a database, or to nobody.
WORDS = '‘鼠’\t\\N \\. \\\\x00 \n\r"虫" 𠮷、e\u0301; {} NULL'
CONTENT = bytes(range(256)) * 8192 + b"\\."
NIGHT = small_county.TODAY + timedelta(days=18)


def make(path: Path, empty: Path, catalog: Catalog) -> None:
    """Fill a copy of an empty SQLite database, by the service's own ways where it has them."""
    path.write_bytes(empty.read_bytes())
    engine = connect(f"sqlite:///{path}")
    small_county.fill(engine, catalog, Settings())
    with transaction(engine) as writing:
        _assayed(writing)
        _corrected(writing)
        _mailed(writing)
        _modelled(writing)
        _computed(writing)
        _admitted(writing)
        _mapped(writing)
        _waiting(writing)
        _photographed(writing)
        _odd(writing)
    _changed(engine, catalog)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def _corrected(writing: Session) -> None:
    """Species, an upload that was taken back, and one that was deleted: its id is not free."""
    taken = filled.fill(writing)
    surveys.withdraw(writing, taken)
    uploads.withdraw(writing, taken, by="王", at=filled.ACCEPTED, reason=WORDS)
    filled.take_in(writing, filled.load(), filled.small(), name="再报.csv")
    gone = uploads.add(
        writing,
        uploads.Receipt("误.csv", "0" * 64, "long", b"", surveys=0),
        by="王",
        at=filled.ACCEPTED,
    )
    writing.delete(writing.get_one(UploadFile, gone))
    writing.flush()
    writing.delete(writing.get_one(Upload, gone))


def _mailed(writing: Session) -> None:
    told = writing.scalars(select(Outbox).order_by(Outbox.id)).first()
    assert told is not None
    writing.add(Answer(alert_id=told.alert_id, verdict="treated", note=WORDS, given_by="王",
                       given_at=filled.ACCEPTED))  # fmt: skip
    digest = Digest(
        region_id=told.region_id, day=small_county.TODAY, message_id="<1@例>", state="sent",
        due_at=filled.ACCEPTED, sent_at=filled.ACCEPTED + timedelta(microseconds=1),
        recipients=WORDS, attempts=1,
    )  # fmt: skip
    writing.add(digest)
    writing.flush()
    told.digest_id, told.told, told.told_severity, told.told_at = (
        digest.id, "raised", 3, filled.ACCEPTED,
    )  # fmt: skip
    reminded = Digest(region_id=told.region_id, kind="reminder", day=small_county.TODAY,
                      message_id="<2@例>", state="empty", due_at=filled.ACCEPTED)  # fmt: skip
    writing.add(reminded)
    writing.flush()
    station = writing.scalars(select(Station).order_by(Station.id)).first()
    assert station is not None
    writing.add(Reminder(station_id=station.id, method="snap_trap", month=date(2026, 6, 1),
                         due=date(2026, 6, 15), digest_id=reminded.id))  # fmt: skip
    writing.add(Job(kind="nightly", payload={"a": [1, 2.5, None, "鼠"], "b": {}},
                    due_at=filled.ACCEPTED, done_at=filled.ACCEPTED))  # fmt: skip
    day = filled.ACCEPTED
    writing.add(Attempts(key_hash="ab" * 32, count=3, ends_at=day))
    writing.add(Heartbeat(holder=WORDS, started_at=day, seen_at=day + timedelta(minutes=1)))


def _assayed(writing: Session) -> None:
    """An assay by dose that was corrected, at a station, and one by time, of a place unknown."""
    station = writing.scalars(select(Station).order_by(Station.id)).first()
    assert station is not None
    numbers = {"dose": [0.0, 0.1 + 0.2, None], "minute": [None, None, 1 / 3], "number": 25.0}
    rows = whole(pd.DataFrame({"strain": ["野外", "野外", WORDS], **numbers, "dead": [0.0, 20, 25],
                               "replicate": WORDS, "row": [2, 3, 4]}))  # fmt: skip
    for name, day in (("抗性.csv", filled.ACCEPTED), ("更正.csv", filled.ACCEPTED)):
        receipt = uploads.Receipt(name, name.encode().hex(), "bioassay", b"k", surveys=2)
        number = uploads.add(writing, receipt, by="王", at=day)
        places = {"region_id": [station.region_id] * 2 + [None],
                  "station_id": [station.id] * 2 + [None]}  # fmt: skip
        assays.insert(writing, number, rows.assign(**places))


def _modelled(writing: Session) -> None:
    station = writing.scalars(select(Station).order_by(Station.id)).first()
    assert station is not None
    run = ModelRun(kind="forecast", group_id="rodent", step="week", period=2944,
                   model_version="1", data_version="f" * 64, made_at=filled.ACCEPTED)  # fmt: skip
    writing.add(run)
    writing.flush()
    place = {"run_id": run.id, "region_id": station.region_id, "method": "snap_trap",
             "index_id": "trap_rate"}  # fmt: skip
    week = {"period": 2945, "start": date(2026, 6, 22)}
    writing.add(Prediction(
        **place, **week, station_id=station.id, horizon=1, effort=0.1 + 0.2, mean=1e-300,
        density=1 / 3, lower=0.0, upper=1e300, quantiles=[0.1, 0.2, 1 / 3], limit="2.50",
        p_beyond=None, model="rule",
    ))  # fmt: skip
    for alarm in (True, False):
        writing.add(Expectation(**place, **week, count=3.0, effort=98.0, alarm=alarm,
                                expected=None, reason=WORDS, years=0))  # fmt: skip
    writing.add(Score(
        **place, model="rule", horizon=0, targets=9, log_crps=0.25, wis=2 / 3, coverage80=0.8,
        coverage95=0.95, chosen=True,
    ))  # fmt: skip


def _admitted(writing: Session) -> None:
    """What lets people and programs in."""
    account = writing.scalars(select(Account).order_by(Account.id)).first()
    assert account is not None
    day = filled.ACCEPTED
    writing.add(AccessToken(account_id=account.id, name=WORDS, token_hash="0" * 64, rights="see",
                            created_at=day, expires_at=day + timedelta(days=9)))  # fmt: skip
    writing.add(Visit(account_id=account.id, key_hash="0" * 64, started_at=day, seen_at=day,
                      origin="::1", agent=WORDS))  # fmt: skip
    writing.add(Ticket(account_id=account.id, kind="reset", state="given", token_hash="0" * 64,
                       created_at=day, due_at=day, last_error=WORDS))  # fmt: skip
    writing.add(FormerPassword(account_id=account.id, password="$argon2id$", ended_at=day))
    writing.add(KnownOrigin(account_id=account.id, origin="::1", seen_at=day))
    writing.add(AccountMail(account_id=account.id, what="new_origin", email=account.email,
                            who=WORDS, origin="::1", at=day, state="failed", due_at=day,
                            last_error=WORDS))  # fmt: skip
    writing.add(Reply(account_id=account.id, key="k", fingerprint="0" * 64, status=201,
                      location="/x", body=WORDS, answered_at=day))  # fmt: skip
    writing.add(SavedView(account_id=account.id, name=WORDS, address="/map?x=%20", starts=True,
                          saved_at=day))  # fmt: skip
    account.mf_recovery_codes, account.failures, account.locked_until = ["0" * 64], 3, day


def _computed(writing: Session) -> None:
    station = writing.scalars(select(Station).order_by(Station.id)).first()
    assert station is not None
    asked = Question("season", "trap_rate", station.region_id, {"词": [WORDS, 1.5, None]})
    basis = Basis("2026.1", "f" * 64, 3, [station.id])
    frame = pd.DataFrame({WORDS: [0.1 + 0.2, float("nan"), float("-inf")], "词": [WORDS, "", None]})
    results.keep(
        writing, asked, basis, {"season": frame, "空": frame[:0]},
        made_at=filled.ACCEPTED, made_by=WORDS, most=5,
    )  # fmt: skip


def _changed(engine: Engine, catalog: Catalog) -> None:
    """A street went into another, a station got another lamp, somebody answers for a street."""
    now = datetime.combine(small_county.TODAY, time(4), UTC)
    day = small_county.TODAY - timedelta(days=9)
    order = Order("merge", day, ("北街",), (Part("西街"),), WORDS)
    carry_out(engine, catalog, Settings(), order, now=now)
    charges.put_in_charge(engine, "西街", WORDS, since=day)
    charges.count(engine, "西街", 0, on=day, source=WORDS)


def _mapped(writing: Session) -> None:
    """A sheet whose columns somebody named."""
    columns = {"station": 0, "date": 1, "effective": 2, "caught": 3}
    writing.add(ColumnMapping(fingerprint="0" * 64, name=WORDS, created_by="王",
                              created_at=filled.ACCEPTED, mapping=columns))  # fmt: skip


def _waiting(writing: Session) -> None:
    """A file that was returned with a reason, and waits."""
    slip = slips.Slip(WORDS, "0" * 64, CONTENT, "surveys", 3, 1, True, None)
    number = slips.add(writing, slip)
    for what, reason in (("submitted", ""), ("returned", WORDS)):
        step = slips.step(writing, number, what, by="王", at=filled.ACCEPTED, reason=reason)
    writing.add(StagedMail(step_id=step, state="waiting", due_at=filled.ACCEPTED))


def _photographed(writing: Session) -> None:
    """A photograph that was deleted, for a reason; no picture, but bytes."""
    station = writing.scalars(select(Station).order_by(Station.id)).first()
    assert station is not None
    day = filled.ACCEPTED
    photo = Photo(station_id=station.id, taken_on=day.date(), words=WORDS, sha256="0" * 64,
                  width=4, height=3, size=9, added_by="王", added_at=day, deleted_at=day,
                  deleted_by="王", deleted_for=WORDS)  # fmt: skip
    writing.add(photo)
    writing.flush()
    writing.add(PhotoFile(photo_id=photo.id, content=CONTENT, small=b"\x00\\"))


def _odd(writing: Session) -> None:
    """A region before the one it belongs to, a great file, ids that leave gaps, words."""
    writing.add(Region(id=900, code="9-1", name="后", level="community"))
    writing.add(Region(id=901, code="9-2", name="先", level="street", population=2**31 - 1))
    writing.flush()
    writing.execute(update(Region).where(Region.id == 900).values(parent_id=901))
    first = writing.scalar(select(func.min(UploadFile.upload_id)))
    writing.execute(update(UploadFile).where(UploadFile.upload_id == first).values(content=CONTENT))
    writing.execute(update(Upload).values(filename=WORDS, faults={"词": [WORDS, 1.5, None]}))
    writing.execute(update(Flag).values(sentence=WORDS))
    writing.execute(update(Alert).values(approved_at=filled.ACCEPTED, approved_by=""))
    writing.execute(update(Account).values(last_login_at=filled.ACCEPTED, active=False))
