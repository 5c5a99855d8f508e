"""What was withdrawn or corrected is told to nobody, and lends a flag neither severity nor life."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import reports
from reports import AUGUST, JULY, JUNE, form, rooms
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import session
from vector.store.tables import Digest, Outbox
from vector.work import digest, gathering, news, uploads


def withdraw(engine: Engine, catalog: Catalog, upload: int, on: Any) -> list[str]:
    found = uploads.withdraw(
        engine, catalog, Settings(), upload, reason="填错", by="王", on=on, now=reports.NOW
    )
    return [change.kind for change in found.changes]


def told(engine: Engine, catalog: Catalog) -> list[tuple[str, str]]:
    """What the office's digest would say now: the change and its sentence."""
    gathering.gather(engine, Settings(), reports.NOW)
    with session(engine) as reading:
        begun = reading.scalars(select(Digest)).one()
        assert reading.scalars(select(Outbox.digest_id)).all()
        said = news.items(reading, begun, catalog)
        return [(each.item.change, each.item.sentence) for each in said]


LATER = JUNE + timedelta(days=8)


@pytest.mark.parametrize("corrected", [False, True])
def test_a_worsening_that_was_a_slip_is_not_mailed(
    sqlite_engine: Engine, catalog: Catalog, corrected: bool
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    slip = reports.accept(sqlite_engine, rooms(LATER, 45), on=LATER).upload_id
    if corrected:
        reports.accept(sqlite_engine, rooms(LATER, 14), on=LATER)
    else:
        assert withdraw(sqlite_engine, catalog, slip, LATER) == ["corrected"]
    [flag] = reports.flags(sqlite_engine)
    assert (flag.severity, "7.00%" in flag.sentence) == (1, True)
    [(change, sentence)] = told(sqlite_engine, catalog)
    assert change == "raised"
    assert "7.00%" in sentence
    assert "22.50%" not in sentence


def test_a_flag_raised_by_a_slip_in_the_companion_goes_with_it(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    def flies(count: int) -> dict[str, Any]:
        return form(JUNE, "fly_rooms", rooms=200, positive_rooms=2, flies=count)

    reports.accept(sqlite_engine, flies(5), on=JUNE)
    slip = reports.accept(sqlite_engine, flies(40), on=JUNE)
    assert [change.kind for change in slip.changes] == ["raised"]
    assert withdraw(sqlite_engine, catalog, slip.upload_id, JUNE) == ["cleared"]


def test_the_past_is_no_present_state(sqlite_engine: Engine) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    reports.accept(sqlite_engine, rooms(JULY, 0), on=JULY)
    late = reports.accept(
        sqlite_engine, rooms(JUNE, 0, station="小店"), on=JUNE + timedelta(days=1)
    )
    assert late.changes == []
    assert reports.changes(sqlite_engine) == ["raised", "cleared"]


SEPTEMBER = JUNE + timedelta(days=92)


def mailed(engine: Engine, catalog: Catalog, days: int) -> list[tuple[str, str]]:
    """Send what is due on a day; return what the office was told."""
    now = reports.NOW + timedelta(days=days)
    while gathering.gather(engine, Settings(), now):
        pass
    found: list[tuple[str, str]] = []
    while (taken := digest.claim(engine, "test", now, timedelta(minutes=5))) is not None:
        with session(engine) as reading:
            said = news.items(reading, reading.get_one(Digest, taken.digest_id), catalog)
        if said:
            keep = partial(news.keep, digest_id=taken.digest_id, said=said, at=now)
            digest.close(engine, taken, now, keep)
            digest.sent(engine, taken, now, "wang@example.org")
        else:
            digest.empty(engine, taken)
        found += [(each.item.change, each.item.sentence) for each in said]
    return found


@pytest.mark.parametrize("corrected", [False, True])
def test_who_was_told_a_slip_is_told_of_its_correction_and_of_the_next_worsening(
    sqlite_engine: Engine, catalog: Catalog, corrected: bool
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    slip = reports.accept(sqlite_engine, rooms(LATER, 45), on=LATER).upload_id
    [(change, sentence)] = mailed(sqlite_engine, catalog, 0)
    assert (change, "22.50%" in sentence) == ("raised", True)
    if corrected:
        reports.accept(sqlite_engine, rooms(LATER, 14), on=LATER)
    else:
        withdraw(sqlite_engine, catalog, slip, LATER)
    [(change, sentence)] = mailed(sqlite_engine, catalog, 1)
    assert change == "corrected"
    assert "7.00%" in sentence
    assert "22.50%" not in sentence
    assert sentence.endswith("此前通知所依据的数据已撤回或更正，以本次为准。")
    reports.accept(sqlite_engine, rooms(JULY, 45), on=JULY)
    assert [change for change, _ in mailed(sqlite_engine, catalog, 2)] == ["worsened"]
    assert mailed(sqlite_engine, catalog, 3) == []


def test_a_worst_that_stands_is_kept_when_another_upload_is_withdrawn(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 45), on=JUNE)
    reports.accept(sqlite_engine, rooms(JULY, 14), on=JULY)
    other = reports.accept(sqlite_engine, rooms(JULY, 1, station="小店"), on=JULY).upload_id
    assert len(mailed(sqlite_engine, catalog, 0)) == 1
    assert withdraw(sqlite_engine, catalog, other, JULY) == []
    assert mailed(sqlite_engine, catalog, 1) == []


def test_a_peak_nobody_heard_of_does_not_hide_the_next(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    """A year's sheets on one day: the mail tells the present, and later what is worse."""
    for day, positive in ((JUNE, 14), (LATER, 45), (JULY, 14)):
        reports.accept(sqlite_engine, rooms(day, positive), on=JULY)
    [(change, sentence)] = mailed(sqlite_engine, catalog, 0)
    assert (change, "7.00%" in sentence) == ("raised", True)
    reports.accept(sqlite_engine, rooms(AUGUST, 45), on=AUGUST)
    assert [change for change, _ in mailed(sqlite_engine, catalog, 1)] == ["worsened"]


def test_a_swing_is_told_once(sqlite_engine: Engine, catalog: Catalog) -> None:
    told = []
    for step, positive in enumerate([14, 24, 14, 24, 14, 45]):
        day = JUNE + timedelta(days=9 * step)
        reports.accept(sqlite_engine, rooms(day, positive), on=day)
        told += [change for change, _ in mailed(sqlite_engine, catalog, step)]
    assert told == ["raised", "worsened", "worsened"]
    assert reports.changes(sqlite_engine) == told


def test_withdrawn_numbers_are_quoted_no_more(sqlite_engine: Engine, catalog: Catalog) -> None:
    """Nothing fresh is left: the flag quotes the surveys that raised it."""
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    slip = reports.accept(sqlite_engine, rooms(LATER, 45), on=LATER).upload_id
    withdraw(sqlite_engine, catalog, slip, SEPTEMBER)
    [flag] = reports.flags(sqlite_engine)
    assert flag.observed_on == JUNE
    assert "7.00%" in flag.sentence
    assert (flag.severity, flag.evidence["worst"]["severity"]) == (1, 1)


def test_a_withdrawn_easing_is_quoted_no_more(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    easing = reports.accept(sqlite_engine, rooms(LATER, 9), on=LATER).upload_id
    [flag] = reports.flags(sqlite_engine)
    assert "4.50%" in flag.sentence
    withdraw(sqlite_engine, catalog, easing, SEPTEMBER)
    [flag] = reports.flags(sqlite_engine)
    assert "7.00%" in flag.sentence
    assert "需消杀标记保留" not in flag.sentence
    assert reports.changes(sqlite_engine) == ["raised"]


def test_a_digest_held_up_tells_nothing_of_a_flag_cleared_meanwhile(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    gathering.gather(sqlite_engine, Settings(), reports.NOW)
    reports.accept(sqlite_engine, rooms(JULY, 0), on=JULY)
    assert told(sqlite_engine, catalog) == []
    assert mailed(sqlite_engine, catalog, 0) == []
    assert mailed(sqlite_engine, catalog, 1) == []


def test_an_all_clear_held_up_is_not_told_of_a_flag_raised_again(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    assert len(mailed(sqlite_engine, catalog, 0)) == 1
    reports.accept(sqlite_engine, rooms(JULY, 0), on=JULY)
    gathering.gather(sqlite_engine, Settings(), reports.NOW + timedelta(days=1))
    reports.accept(sqlite_engine, rooms(AUGUST, 14), on=AUGUST)
    assert mailed(sqlite_engine, catalog, 1) == []
    assert mailed(sqlite_engine, catalog, 2) == []


def test_who_was_told_a_slip_hears_of_it_though_the_place_is_flagged_anew(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    """Told 22.5 %; that was withdrawn, and the next survey is only just beyond the limit."""
    slip = reports.accept(sqlite_engine, rooms(JUNE, 45), on=JUNE).upload_id
    assert len(mailed(sqlite_engine, catalog, 0)) == 1
    assert withdraw(sqlite_engine, catalog, slip, JUNE) == ["cleared"]
    gathering.gather(sqlite_engine, Settings(), reports.NOW + timedelta(days=1))
    reports.accept(sqlite_engine, rooms(LATER, 14), on=LATER)
    assert mailed(sqlite_engine, catalog, 1) == []
    [(change, sentence)] = mailed(sqlite_engine, catalog, 2)
    assert (change, "7.00%" in sentence) == ("corrected", True)
    assert mailed(sqlite_engine, catalog, 3) == []


def test_after_a_correction_the_office_knows_the_numbers_it_was_told(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    """A real 12 % came and went unheard behind the slip; when it is back, that is news."""
    reports.accept(sqlite_engine, rooms(JUNE, 14), on=JUNE)
    slip = reports.accept(sqlite_engine, rooms(LATER, 45), on=LATER).upload_id
    assert len(mailed(sqlite_engine, catalog, 0)) == 1
    for days, positive in ((10, 24), (12, 14)):
        day = JUNE + timedelta(days=days)
        reports.accept(sqlite_engine, rooms(day, positive), on=day)
    withdraw(sqlite_engine, catalog, slip, JULY)
    [(change, sentence)] = mailed(sqlite_engine, catalog, 1)
    assert (change, "7.00%" in sentence) == ("corrected", True)
    reports.accept(sqlite_engine, rooms(JULY, 24), on=JULY)
    [(change, sentence)] = mailed(sqlite_engine, catalog, 2)
    assert (change, "12.00%" in sentence) == ("worsened", True)


def test_a_worsening_while_the_digest_is_being_sent_waits_for_the_next(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    """The alert of 22.5 % was taken up, but the digest was read when 7 % was the present."""
    for day, positive in ((JUNE, 45), (LATER, 14)):
        reports.accept(sqlite_engine, rooms(day, positive), on=LATER)
    gathering.gather(sqlite_engine, Settings(), reports.NOW)
    assert digest.claim(sqlite_engine, "test", reports.NOW, timedelta(minutes=5)) is not None
    reports.accept(sqlite_engine, rooms(JULY, 24), on=JULY)
    assert reports.changes(sqlite_engine) == ["raised", "worsened"]
