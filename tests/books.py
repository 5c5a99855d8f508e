"""The books of a service: what uploads, mails and jobs left behind, to see that it is once each."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smtp import Post
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from vector.store import chain
from vector.store.engine import session
from vector.store.tables import Alert, Component, Digest, Flag, Job, Outbox, Survey, Upload


@dataclass(frozen=True)
class Books:
    """What is written at the end: standing uploads by name, surveys, mails, faults."""

    uploads: Counter[str]
    withdrawn: Counter[str]
    surveys: Mapping[str, int]
    components: int
    alerts: int
    mailed: Counter[str]
    digests: Counter[str]
    jobs: Counter[str]
    waiting: Counter[str]
    broken: object
    received: int = 0
    resent: int = 0
    repeated: int = 0
    untold: int = 0


def looked_through(engine: Engine, post: Post) -> Books:
    """Look through everything that people and processes left behind."""
    stands = Upload.withdrawn_at.is_(None)
    with session(engine) as reading:
        held = (
            select(Upload.filename, func.count(Survey.id))
            .join(Survey, Survey.upload_id == Upload.id)
            .group_by(Upload.filename)
        )
        return Books(
            uploads=Counter(reading.scalars(select(Upload.filename).where(stands))),
            withdrawn=Counter(reading.scalars(select(Upload.filename).where(~stands))),
            surveys={row[0]: row[1] for row in reading.execute(held)},
            components=reading.scalar(select(func.count()).select_from(Component)) or 0,
            alerts=reading.scalar(select(func.count(Alert.id))) or 0,
            mailed=told(post),
            digests=Counter(reading.scalars(select(Digest.state))),
            jobs=Counter(reading.scalars(select(Job.kind).where(Job.done_at.is_not(None)))),
            waiting=Counter(reading.scalars(select(Job.kind).where(Job.done_at.is_(None)))),
            broken=chain.walk(reading).broken,
            received=len(post.mailbox),
            resent=_more_than_once(mail.message["Message-ID"] for mail in post.mailbox),
            repeated=_repeated(reading),
            untold=_untold(reading),
        )


def _more_than_once(names: Iterable[object]) -> int:
    return sum(times > 1 for times in Counter(names).values())


def _repeated(reading: Session) -> int:
    """Return how many flags were raised twice on the same surveys, or told of one change twice."""
    rows = select(Flag.region_id, Flag.station_id, Flag.index_id, Alert.change, Alert.sentence)
    return _more_than_once(tuple(row) for row in reading.execute(rows.join(Alert.flag)))


def _untold(reading: Session) -> int:
    """Return how many alerts wait of offices that have had no digest; others wait for the next."""
    served = select(Digest.region_id)
    waiting = select(func.count(Outbox.id)).where(
        Outbox.digest_id.is_(None), Outbox.region_id.not_in(served)
    )
    return reading.scalar(waiting) or 0


def told(post: Post) -> Counter[str]:
    """Return how many mails name each flagged station."""
    texts = [mail.message.get_body(("plain",)) for mail in post.mailbox]
    words = [each.get_content() if each else "" for each in texts]
    return Counter(name for word in words for name in set(re.findall(r"点\d{3}-\d+", word)))
