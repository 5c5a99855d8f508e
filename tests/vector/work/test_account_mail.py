"""People hear of changes of what they sign in with, once, by mail, whoever made them."""

from datetime import UTC, datetime, timedelta

import pytest
import smtp
from sqlalchemy import Engine, select

from vector.errors import StoreError
from vector.settings import Access, Mail, Settings
from vector.store import audit
from vector.store.engine import session, transaction
from vector.store.tables import Account, AccountMail
from vector.work import account_mail, expiry, familiar, lockout, second_factor, tickets, tokens
from vector.work.enrolment import admit, enrol, find
from vector.work.password_change import change_own_password, change_password
from vector.work.transport import Transport

NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
EMAIL, PASSWORD, NEW = "li@cdc.example.cn", "correct horse 7", "Battery-staple 81"
SELF = audit.Author(EMAIL, "10.0.0.7")
CHIEF = audit.Author("guan@cdc.example.cn", "10.0.0.9")
RULES = Access(lock_after=2)


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    enrol(sqlite_engine, EMAIL, PASSWORD, roles=["staff"])
    return sqlite_engine


def told(engine: Engine) -> list[str]:
    with session(engine) as reading:
        return list(reading.scalars(select(AccountMail.what).order_by(AccountMail.id)))


def post(engine: Engine, port: int, now: datetime = NOW) -> int:
    settings = Settings(mail=Mail(host="127.0.0.1", port=port))
    count = 0
    while account_mail.step(engine, settings, now, Transport(settings.mail)):
        count += 1
    return count


def test_every_change_of_what_one_signs_in_with_is_told(engine: Engine) -> None:
    change_password(engine, EMAIL, NEW)
    change_own_password(engine, 1, PASSWORD + "!A", RULES, now=NOW, author=SELF)
    second_factor.begin(engine, 1, "sealed", codes := second_factor.fresh_codes(), SELF)
    second_factor.renew_codes(engine, 1, codes, SELF)
    assert second_factor.spend(engine, 1, codes[0], SELF)
    assert not second_factor.spend(engine, 1, codes[0], SELF)
    second_factor.remove(engine, 1, CHIEF)
    tokens.issue(engine, 1, "网关", ["see"], days=9, now=NOW, author=SELF)
    path = tickets.give(engine, 1, by_mail=False, rules=RULES, now=NOW)
    assert path is not None
    link = path.removeprefix(tickets.PATH)
    tickets.redeem(engine, link, "Quite-another 81", rules=RULES, now=NOW, origin="10.0.0.7")
    assert told(engine) == [
        "password_changed", "password_changed", "second_factor_set", "recovery_codes_renewed",
        "recovery_code_used", "second_factor_removed", "access_granted", "password_set_by_link",
    ]  # fmt: skip


def test_what_is_refused_is_not_told(engine: Engine) -> None:
    with pytest.raises(StoreError):
        change_password(engine, EMAIL, "short")
    assert told(engine) == []


def test_a_lock_is_told_once_an_hour_however_often_it_is_tried(engine: Engine) -> None:
    for minute in range(0, 100, 10):
        moment = NOW + timedelta(minutes=minute)
        for _ in range(2):
            lockout.refuse(engine, 1, "sign_in_failed", RULES, now=moment, author=SELF)
    assert told(engine) == ["account_locked", "account_locked"]


def test_nobody_is_told_of_a_closed_account(engine: Engine) -> None:
    admit(engine, EMAIL, active=False)
    second_factor.remove(engine, find(engine, EMAIL), CHIEF)
    assert told(engine) == []


def test_what_has_no_text_cannot_be_told(engine: Engine) -> None:
    with transaction(engine) as writing, pytest.raises(ValueError, match="weather"):
        account_mail.tell(writing, writing.get_one(Account, 1), "weather", SELF)


def test_the_mail_says_what_when_and_where_and_who_else(engine: Engine) -> None:
    change_own_password(engine, 1, NEW, RULES, now=NOW, author=SELF)
    second_factor.remove(engine, 1, CHIEF)
    with transaction(engine) as writing:
        writing.get_one(Account, 1).language = "en"
    with smtp.serving() as office:
        assert post(engine, office.port, datetime.now(UTC)) == 2
        assert post(engine, office.port, datetime.now(UTC)) == 0
        own, other = (mail.message.get_content() for mail in office.mailbox)
    assert "password was changed" in own
    assert "2026-06-20 12:00" in own
    assert "10.0.0.7" in own
    assert "By:" not in own
    assert "By: guan@cdc.example.cn" in other
    assert NEW not in own


def test_a_server_that_is_away_is_tried_again_and_then_given_up(engine: Engine) -> None:
    change_own_password(engine, 1, NEW, RULES, now=NOW, author=SELF)
    with smtp.serving() as office:
        gone = office.port
    assert [post(engine, gone, NOW + timedelta(days=day)) for day in range(9)] == [1] * 8 + [0]
    with session(engine) as reading:
        row = reading.get_one(AccountMail, 1)
    assert (row.state, row.attempts) == ("failed", 8)
    assert row.last_error


def test_an_address_is_new_to_who_was_here_before_only(engine: Engine) -> None:
    with transaction(engine) as writing:
        met = [
            familiar.meet(writing, 1, origin, NOW)
            for origin in ("10.0.0.7", "10.0.0.7", "10.0.0.8", "2001:db8::1", "2001:db8::2")
        ]
    assert met == [False, False, True, True, False]


def test_a_password_that_ends_soon_is_told_once(engine: Engine) -> None:
    given = datetime.now(UTC)
    days = [0, 82, 84, 85, 89, 91]
    found = [expiry.remind(engine, Settings(), given + timedelta(days=day)) for day in days]
    assert found == [0, 0, 1, 0, 0, 0]
    never = Settings(access=Access(password_days=0))
    assert expiry.remind(engine, never, given + timedelta(days=85)) == 0
