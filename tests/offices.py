"""Street offices with contacts, and alerts that wait for them, as the watch would write them."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Engine, select

from vector.report.evidence import Bound, Evidence, Window
from vector.settings import Mail, Settings
from vector.store.engine import session, transaction
from vector.store.tables import Alert, Contact, Digest, Flag, Outbox, Region

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
DAY = date(2026, 6, 12)


def settings(port: int = 25, **mail: Any) -> Settings:
    values = {"port": port, "timeout_seconds": 10, "contact": "县疾控中心 0772-000000", **mail}
    return Settings(mail=Mail.model_validate(values))


def evidence(**changed: Any) -> Evidence:
    """14 of 200 rooms: 7 %, beyond the C limit of 5 %."""
    bound = Bound(
        value=Fraction(5),
        worse="high",
        text="GB/T 27770-2011 C 级限值 ≤5%",
        source="测试",
        confidence="certain",
    )
    values: dict[str, Any] = {
        "street": "河西街道",
        "station": "柳江农贸市场",
        "group": "rodent",
        "method": "rodent_trace_indoor",
        "index": "indoor_trace_rate",
        "rule": "graded",
        "start": DAY,
        "end": DAY,
        "surveys": 1,
        "numerator": 14,
        "denominator": 200,
        "value": Fraction(7),
        "lower": 3.8824,
        "upper": 11.472,
        "unit": "%",
        "effort": "检查房间 200 间",
        "bound": bound,
        "severity": 1,
        "raised": Window(start=DAY, end=DAY, numerator=14, denominator=200),
    }
    return Evidence(**(values | changed))


def office(engine: Engine, name: str = "河西街道", *emails: str) -> int:
    """Add a street office with contacts; returns the region's id."""
    with transaction(engine) as writing:
        region = Region(code=f"T-{name}", name=name, level="street")
        writing.add(region)
        writing.flush()
        for email in emails:
            person = email.partition("@")[0]
            writing.add(Contact(region_id=region.id, name=person, email=email))
        return region.id


def alert(
    engine: Engine,
    region_id: int,
    index: str = "indoor_trace_rate",
    change: str = "raised",
    *,
    approved: bool = True,
    at: datetime = NOON,
    sentence: str = "",
    **changed: Any,
) -> int:
    """Write a flag's change with its outbox row; returns the alert's id."""
    found = evidence(index=index, **changed)
    text = sentence or f"{found.place} {index} {found.shown}，需消杀。"
    with transaction(engine) as writing:
        flag = writing.scalar(
            select(Flag).where(
                Flag.region_id == region_id, Flag.index_id == index, Flag.cleared_at.is_(None)
            )
        ) or Flag(
            region_id=region_id,
            index_id=index,
            rule=found.rule,
            severity=found.severity,
            opened_at=at,
            observed_on=found.end,
            evidence=found.stored(),
            sentence=text,
        )
        # As the watch does, an open flag says the present state, never that it changed.
        present = text if change == "raised" else f"{found.place} {index}，需消杀。"
        flag.severity, flag.evidence, flag.sentence = found.severity, found.stored(), present
        flag.cleared_at = at if change == "cleared" else None
        written = Alert(
            flag=flag,
            change=change,
            severity=found.severity,
            raised_at=at,
            approved_at=at if approved else None,
            approved_by="自动" if approved else None,
            evidence=found.stored(),
            sentence=text,
        )
        writing.add(written)
        writing.flush()
        writing.add(Outbox(alert_id=written.id, region_id=region_id, due_at=at))
        return written.id


def digests(engine: Engine) -> list[Digest]:
    with session(engine) as reading:
        return list(reading.scalars(select(Digest).order_by(Digest.id)))
