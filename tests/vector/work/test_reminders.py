"""Reminders before the due day: one mail an office and day, each survey once, by a real server."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import offices
import pytest
import smtp
from filled import snap, table, take_in
from offices import NOON
from sqlalchemy import Engine, select, update

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import session, transaction
from vector.store.tables import Contact, Digest, Job, Plan, Reminder, Station
from vector.work import charges, mailing, reminders, retention, worker
from vector.work.transport import Transport

WANG, LI = "wang@example.org", "li@example.org"
WEST, EAST = "河西街道", "河东街道"
DAY = timedelta(days=1)


@pytest.fixture
def post() -> Iterator[smtp.Post]:
    with smtp.serving() as post:
        yield post


@pytest.fixture
def county(engine: Engine, catalog: Catalog) -> Engine:
    """Two offices with two stations each, all due on 18 June by snap traps; it is the 15th."""
    stations = [("一号", WEST), ("二号", WEST), ("三号", EAST), ("四号", EAST)]
    for name, email in ((WEST, WANG), (EAST, LI)):
        offices.office(engine, name, email)
    with transaction(engine) as writing:
        nights = [snap(name, "2026-05-10", 1, street=street) for name, street in stations]
        take_in(writing, catalog, {"snap_trap": table(nights)})
        for station in writing.scalars(select(Station)):
            plan = {"method": "snap_trap", "months": "6,7", "due_day": 18}
            writing.add(Plan(station_id=station.id, **plan))
    return engine


def remind(engine: Engine, catalog: Catalog, now: Any = NOON, **rules: Any) -> int:
    return reminders.remind(engine, catalog, Settings(reminders=rules), now)


def work(engine: Engine, post: smtp.Post, now: Any = NOON, **rules: Any) -> int:
    settings = offices.settings(post.port).model_copy(
        update={"reminders": Settings.model_validate({"reminders": rules}).reminders}
    )
    transport = Transport(settings.mail)
    for units in range(30):
        if not mailing.step(engine, settings, now, transport):
            return units
    raise AssertionError("the worker does not come to an end")


def text(mail: smtp.Mail) -> str:
    part = mail.message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def arrives(engine: Engine, catalog: Catalog, station: str, street: str = WEST) -> None:
    with transaction(engine) as writing:
        night = table([snap(station, "2026-06-11", 0, street=street)])
        take_in(writing, catalog, {"snap_trap": night}, name=f"{station}.csv")


def states(engine: Engine) -> list[tuple[str, str]]:
    with session(engine) as reading:
        rows = reading.execute(select(Digest.kind, Digest.state).order_by(Digest.id))
        return [(kind, state) for kind, state in rows]


def test_each_office_hears_of_its_own_surveys_once(
    county: Engine, catalog: Catalog, post: smtp.Post
) -> None:
    arrives(county, catalog, "二号")
    assert remind(county, catalog) == 3
    work(county, post)
    told = {mail.recipients[0]: text(mail) for mail in post.mailbox}
    assert set(told) == {WANG, LI}
    assert "2026-06-18 截止：一号，夹夜法（6 月）" in told[WANG]
    assert "by 2026-06-18: 一号, snap traps overnight (2026-06)" in told[WANG]
    assert [name in told[WANG] for name in ("二号", "三号", "四号")] == [False] * 3
    subjects = {str(mail.message["Subject"]) for mail in post.mailbox}
    assert f"【病媒监测】{EAST} 2 项监测即将到期（2026-06-15）" in subjects
    assert [remind(county, catalog, NOON + n * DAY) for n in range(3)] == [0, 0, 0]
    assert work(county, post, NOON + 2 * DAY) == 0
    assert len(post.mailbox) == 2
    assert remind(county, catalog, NOON + 30 * DAY) == 4  # July is another item


@pytest.mark.parametrize(("days", "count"), [(0, 0), (2, 0), (3, 4), (28, 4)])
def test_from_so_many_days_before_on(
    county: Engine, catalog: Catalog, days: int, count: int
) -> None:
    assert remind(county, catalog, days_before=days) == count


def test_what_has_passed_is_overdue_and_not_reminded_of(county: Engine, catalog: Catalog) -> None:
    assert remind(county, catalog, NOON + 3 * DAY) == 4  # the due day itself
    with transaction(county) as writing:
        for each in writing.scalars(select(Reminder)).all():
            writing.delete(each)
    assert remind(county, catalog, NOON + 4 * DAY) == 0


def test_what_came_meanwhile_is_left_out_and_an_empty_mail_never_leaves(
    county: Engine, catalog: Catalog, post: smtp.Post
) -> None:
    remind(county, catalog)
    arrives(county, catalog, "一号")
    for name in ("三号", "四号"):
        arrives(county, catalog, name, EAST)
    work(county, post)
    [mail] = post.mailbox
    assert mail.recipients == [WANG]
    assert "二号" in text(mail)
    assert "一号" not in text(mail)
    assert sorted(states(county)) == [("reminder", "empty"), ("reminder", "sent")]


def test_a_mail_held_up_past_the_day_says_nothing(
    county: Engine, catalog: Catalog, post: smtp.Post
) -> None:
    remind(county, catalog)
    work(county, post, NOON + 4 * DAY)
    assert post.mailbox == []
    assert set(states(county)) == {("reminder", "empty")}


def test_reminders_keep_their_own_quiet_hours(
    county: Engine, catalog: Catalog, post: smtp.Post
) -> None:
    remind(county, catalog)
    offices.alert(county, _region(county, WEST))
    work(county, post, quiet_from=9, quiet_to=15)
    assert [mail.message["Subject"] for mail in post.mailbox] == [
        f"【病媒监测】{WEST} 1 个监测点需消杀（2026-06-15）"
    ]
    work(county, post, NOON + timedelta(hours=3), quiet_from=9, quiet_to=15)
    assert len(post.mailbox) == 3
    names = {str(mail.message["Message-ID"]) for mail in post.mailbox}
    assert len(names) == 3


def _region(engine: Engine, name: str) -> int:
    with session(engine) as reading:
        return reading.scalars(
            select(Contact.region_id).where(Contact.email == (WANG if name == WEST else LI))
        ).one()


def test_an_office_without_recipient_is_reminded_once_it_has_one(
    county: Engine, catalog: Catalog
) -> None:
    with transaction(county) as writing:
        writing.execute(update(Contact).where(Contact.email == LI).values(active=False))
    assert remind(county, catalog) == 2
    with transaction(county) as writing:
        writing.execute(update(Contact).values(active=True))
    assert remind(county, catalog, NOON + DAY) == 2


def test_a_second_plan_of_the_same_day_waits_for_the_next(county: Engine, catalog: Catalog) -> None:
    remind(county, catalog)
    with transaction(county) as writing:
        for station in writing.scalars(select(Station)):
            plan = {"method": "light_trap", "months": "6", "due_day": 18}
            writing.add(Plan(station_id=station.id, **plan))
    assert remind(county, catalog) == 0
    assert remind(county, catalog, NOON + DAY) == 4


def test_a_passing_refusal_is_tried_again(
    county: Engine, catalog: Catalog, post: smtp.Post
) -> None:
    remind(county, catalog)
    post.answer("RCPT", "451 try later")
    work(county, post)
    work(county, post, NOON + timedelta(hours=1))
    assert len(post.mailbox) == 2
    assert states(county) == [("reminder", "sent")] * 2


def test_the_workers_night_writes_and_the_morning_sends(county: Engine, post: smtp.Post) -> None:
    settings = offices.settings(post.port)
    clock = NOON - DAY
    worker.once(worker.steps(county, settings, lambda: clock), threading.Event())
    with session(county) as reading:
        kinds = sorted(reading.scalars(select(Job.kind).where(Job.done_at.is_(None))))
    assert {"outlook", "reminder"} <= set(kinds)
    with transaction(county) as writing:
        writing.execute(update(Job).where(Job.kind == "outlook").values(due_at=NOON + 9 * DAY))
        writing.execute(update(Job).where(Job.kind == "retention").values(due_at=NOON + 9 * DAY))
    worker.once(worker.steps(county, settings, lambda: NOON), threading.Event())
    assert len(post.mailbox) == 2
    assert {mail.recipients[0] for mail in post.mailbox} == {WANG, LI}


def test_the_month_ahead_is_seen_across_the_turn_of_the_year(
    county: Engine, catalog: Catalog
) -> None:
    with transaction(county) as writing:
        writing.execute(update(Plan).values(months="1", due_day=1))
    assert remind(county, catalog, NOON.replace(month=12, day=30)) == 4
    with session(county) as reading:
        assert set(reading.scalars(select(Reminder.month))) == {date(2027, 1, 1)}


def test_an_old_reminder_goes_with_its_mail_and_not_before_its_day(
    county: Engine, catalog: Catalog, post: smtp.Post
) -> None:
    remind(county, catalog)
    work(county, post)
    keep = Settings.model_validate({"keep": {"mail_days": 30}})
    with transaction(county) as writing:
        first = writing.scalars(select(Reminder).order_by(Reminder.id)).first()
        assert first is not None
        first.due = date(2026, 7, 30)
    removed = {each.kind: each.rows for each in retention.remove(county, keep, NOON + 40 * DAY)}
    assert removed["mails"] == 1
    with session(county) as reading:
        assert len(reading.scalars(select(Reminder)).all()) == 1
        assert len(reading.scalars(select(Digest)).all()) == 1


def test_each_half_of_a_month_is_reminded_of_with_who_answers(
    sqlite_engine: Engine, catalog: Catalog, post: smtp.Post
) -> None:
    offices.office(sqlite_engine, WEST, WANG)
    with transaction(sqlite_engine) as writing:
        take_in(
            writing, catalog, {"snap_trap": table([snap("一号", "2026-05-10", 1, street=WEST)])}
        )
        station = writing.scalars(select(Station)).one()
        plan = {"method": "snap_trap", "months": "6", "due_day": 30, "times": 2}
        writing.add(Plan(station_id=station.id, **plan))
    charges.put_in_charge(sqlite_engine, WEST, "张三", since=date(2026, 1, 1), phone="555-0101")
    assert remind(sqlite_engine, catalog) == 1
    work(sqlite_engine, post)
    assert remind(sqlite_engine, catalog, NOON + 13 * DAY) == 1
    work(sqlite_engine, post, NOON + 13 * DAY)
    first, second = (text(mail) for mail in post.mailbox)
    assert "2026-06-15 截止：一号，夹夜法（6 月上半月），责任人 张三 555-0101" in first
    assert (
        "by 2026-06-30: 一号, snap traps overnight (2026-06, 2nd half), in charge: 张三" in second
    )
    assert "2026-06-15" not in second.split("截止")[1]
