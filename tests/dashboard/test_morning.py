"""The overview of a morning: who has each flag, what is new since the last visit, what is ahead."""

from datetime import UTC, datetime
from fractions import Fraction

import offices
import pytest
import small_county
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from visitor import as_text

from dashboard.pages import attention
from vector.report.evidence import Foreseen, Recheck
from vector.store.tables import (
    Alert,
    Contact,
    Digest,
    Flag,
    ModelRun,
    Outbox,
    Prediction,
    Region,
    Station,
)
from vector.work import forecasts

ALL = {"overview-group.value": ""}
TOMORROW = datetime(2026, 6, 21, 1, tzinfo=UTC)


def flags(visitor, **chosen):
    return as_text(visitor.shown("overview-flags.children", ALL | chosen))


def news(visitor):
    return as_text(visitor.shown("overview-since.children", {}))


def mailed(app, state, **more):
    """Let the digest of every office be in that state."""
    with Session(app.extensions["vector"].engine) as session:
        rows = session.scalars(select(Outbox)).all()
        for region in {row.region_id for row in rows}:
            digest = Digest(region_id=region, day=TOMORROW.date(), message_id=f"<{region}@x>",
                            state=state, due_at=TOMORROW, **more)  # fmt: skip
            session.add(digest)
            session.flush()
            for row in rows:
                if row.region_id == region:
                    row.digest_id = digest.id
        session.commit()


def test_each_flag_says_who_has_it_and_how_far_the_mail_is(signed_in, app):
    visitor = signed_in("manager")
    told = flags(visitor)
    assert "邮件待发" in told
    assert "东街" in told
    mailed(app, "sent", sent_at=datetime(2026, 6, 20, 1, 30, tzinfo=UTC))
    assert "已发邮件 2026-06-20 09:30" in flags(visitor)


def told_against(app, limit=Fraction(3, 2), worse="high", at_limit=False, **more):
    """What the list says of a value, by default of 12 beyond 1.5."""
    found = offices.evidence()
    bound = found.bound.model_copy(update={"value": limit, "worse": worse, "at_limit": at_limit})
    more = {"value": Fraction(12), "unit": "只/条", "bound": bound} | more
    with app.test_request_context():
        return attention.against(found.model_copy(update=more))


@pytest.mark.parametrize(
    ("rule", "at_limit", "told"),
    [
        ("graded", False, "12.00 只/条，低于C级（≤1.5 只/条）"),
        ("graded", True, "12.00 只/条，低于C级（<1.5 只/条）"),
        ("banded", True, "12.00 只/条，达到需处置的等级（分级界值 1.5 只/条）"),
        ("action_limit", False, "12.00 只/条，超行动限值 1.5 只/条"),
        ("absolute", False, "12 只/条，不允许出现"),
        ("expected", False, "12.00 只/条，高于往年同期预期上限 1.5 只/条"),
    ],
)
def test_a_value_is_told_against_what_its_rule_goes_by(app, rule, at_limit, told):
    assert told_against(app, rule=rule, at_limit=at_limit) == told


def test_what_must_reach_a_limit_is_worse_below_it(app):
    low = {"limit": Fraction(95), "worse": "low", "unit": "%"}
    assert told_against(app, value=Fraction(90), **low) == "90.00%，低于C级（≥95%）"
    assert told_against(app, value=Fraction(95), **low).startswith("95.00%，已回到界限以内（≥95%）")


@pytest.mark.parametrize("rule", ["graded", "banded", "action_limit", "expected"])
def test_a_flag_that_stands_is_not_said_to_be_beyond_what_it_is_within(app, rule):
    told = told_against(app, rule=rule, value=Fraction(3, 2))
    assert told == "1.50 只/条，已回到界限以内（≤1.5 只/条），还不能解除"
    assert "已回到" not in told_against(app, rule=rule, value=Fraction(3, 2), at_limit=True)


def test_a_street_whose_stations_are_not_looked_at_again_is_not_said_to_be_still_too_high(app):
    waits = (Recheck(station=1, name="东街菜市场", found_on=offices.DAY),)
    told = told_against(app, rule="graded", value=Fraction(0), rechecks=waits, station="")
    assert told.endswith("已回到界限以内（≤1.5 只/条），还不能解除")


FLIES = "station,street,date,method,rooms,positive_rooms,flies"


def test_where_the_count_per_positive_alone_is_beyond_it_is_what_is_told(signed_in, app):
    small_county.add(app, "西街医院,西街,2026-06-18,fly_rooms,100,5,50", head=FLIES)
    visitor, flies = signed_in("manager"), {"overview-group.value": "fly"}
    told = flags(visitor, **flies)
    assert "5.00%，但阳性间蝇密度 10.00 只/阳性间，低于C级（≤3 只/阳性间）" in told
    visitor.client.get("/language/en")
    told = flags(visitor, **flies)
    assert "5.00%, worse" not in told
    assert told.count("flies per positive room 10.00") == 2


def test_an_early_flag_is_never_quite_certain(app):
    ahead = {"start": "2026-07-01", "step": "month", "density": 9, "lower": 7, "upper": 12,
             "probability": 0.9999, "model": "combined", "made_on": "2026-06-20"}  # fmt: skip
    told = told_against(app, rule="forecast", foreseen=Foreseen.model_validate(ahead))
    assert told.endswith("自 2026-07-01 起超过限值 1.5 只/条 的概率 >99%")


def test_how_far_the_mail_is_counts_also_the_flags_beyond_the_listed(signed_in, monkeypatch):
    monkeypatch.setattr(attention, "MOST", 1)
    told = flags(signed_in("manager"))
    assert "另有 1 条" in told
    assert "邮件待发（2 条都是）" in told


def test_how_far_the_mail_is_is_said_once(signed_in):
    told = flags(signed_in("manager"))
    assert told.count("邮件待发") == 1
    assert "邮件待发（2 条都是）" in told


def test_a_mail_that_is_not_as_far_as_the_others_is_said_in_its_row(signed_in, app):
    with Session(app.extensions["vector"].engine) as session:
        alert = session.scalars(select(Alert)).first()
        alert.approved_at = alert.approved_by = None
        session.commit()
    told = flags(signed_in("manager"))
    assert "（1 条；不是的在行里注明）" in told
    assert told.count("待审批") == told.count("邮件待发") == 1


def test_the_value_of_a_flag_opens_to_its_rows(signed_in):
    told = flags(signed_in("manager"))
    assert told.count("/sources?index=") == 2 * told.count('"className": "opens"')


def test_a_mail_that_failed_and_an_office_without_people_are_said(signed_in, app):
    mailed(app, "failed")
    with Session(app.extensions["vector"].engine) as session:
        session.execute(update(Contact).values(active=False))
        session.commit()
    told = flags(signed_in("manager"))
    assert "发送失败" in told
    assert "东街未登记收件人" in told


def test_an_alert_that_waits_for_approval_is_not_said_to_be_mailed(signed_in, app):
    with Session(app.extensions["vector"].engine) as session:
        session.execute(update(Alert).values(approved_at=None, approved_by=None))
        session.commit()
    told = flags(signed_in("manager"))
    assert "待审批" in told
    assert "邮件待发" not in told


def test_the_reason_opens_on_demand(signed_in):
    told = flags(signed_in("manager"))
    assert '"type": "Summary"' in told
    assert "95% 区间 2.47–9.18%" in told


def test_the_first_visit_is_told_of_the_last_week(signed_in):
    told = news(signed_in("manager"))
    assert "您是第一次来" in told
    assert "新上报 1 批" in told
    assert "标记需消杀 2 条" in told
    assert "东街菜市场（捕获率）" in told


def test_what_is_new_is_counted_from_the_last_day_of_a_visit(signed_in):
    signed_in("manager")
    with time_machine.travel(TOMORROW, tick=True):
        told = news(signed_in("manager"))
    assert "自 2026-06-20 12:00 登录以来" in told
    assert "标记需消杀 0 条" in told
    assert "新上报 0 批" in told


def test_an_office_hears_no_news_of_another_street(signed_in, app):
    with Session(app.extensions["vector"].engine) as session:
        other = session.scalars(select(Station).where(Station.name == "西街医院")).one()
        alert = session.scalars(select(Alert)).first()
        alert.flag.station_id, alert.flag.region_id = other.id, other.region_id
        session.commit()
    assert "西街医院" in news(signed_in("manager"))
    assert "西街医院" not in news(signed_in("office"))


@pytest.fixture
def forecast(app):
    engine, running = app.extensions["vector"].engine, app.extensions["vector"]
    forecasts.refit(engine, running.catalog, running.settings, datetime(2026, 6, 20, tzinfo=UTC))
    with Session(engine) as session:
        number = session.scalars(select(Station.id).where(Station.name == "西街医院")).one()
        own = (Prediction.station_id == number, Prediction.index_id == "trap_rate")
        values = {"p_beyond": 0.42, "limit": "2"}
        session.execute(update(Prediction).where(*own).values(**values))
        session.commit()


@pytest.mark.usefixtures("forecast")
def test_what_is_likely_comes_with_date_and_probability(signed_in):
    told = as_text(signed_in("manager").shown("overview-likely.children", ALL))
    for words in ("西街医院", "概率 42%", "2026-07", "限值 2%"):
        assert words in told
    assert "西街医院" not in as_text(signed_in("office").shown("overview-likely.children", ALL))
    other = ALL | {"overview-group.value": "fly"}
    assert "西街医院" not in as_text(signed_in("manager").shown("overview-likely.children", other))


@pytest.mark.usefixtures("forecast")
def test_every_number_of_what_is_likely_opens_to_its_surveys(signed_in, app):
    shown = signed_in("manager").shown("overview-likely.children", ALL)
    links = [each["props"] for each in parts(shown) if each.get("type") == "Link"]
    number = stations(app)["西街医院"]
    source = f"/sources?index=trap_rate&station={number}&method=snap_trap"
    assert ["概率 42%" in as_text(each) for each in links if each["href"] == source] == [
        False,
        True,
    ]


def test_flags_and_places_have_each_their_own_unit(signed_in, app):
    """Two flags of one place are two 条 and one 处, wherever they are counted."""
    with Session(app.extensions["vector"].engine) as session:
        first, second = session.scalars(select(Flag).order_by(Flag.id).limit(2)).all()
        second.region_id, second.station_id = first.region_id, first.station_id
        session.commit()
    visitor = signed_in("manager")
    assert "标记需消杀 2 条" in news(visitor)
    counted = visitor.shown("overview-counts.children", ALL)
    props = [each["props"] for each in parts(counted)]
    assert next(each["children"] for each in props if each.get("className") == "figure") == "1"
    assert '" 处"' in as_text(counted)


@pytest.mark.usefixtures("forecast")
def test_what_is_forecast_anew_is_told_at_the_next_click(signed_in, app):
    """A run changes no survey, so what was read of the one before must not be kept."""
    visitor, number = signed_in("manager"), stations(app)["西街医院"]
    ahead = {"season-index.value": "trap_rate", "season-station.value": str(number)}

    def told():
        drawn = as_text(visitor.shown("season-ahead.figure", ahead))
        return as_text(visitor.shown("overview-likely.children", ALL)), drawn

    assert all("42%" in each for each in told())
    with Session(app.extensions["vector"].engine) as session:
        later = datetime(2026, 6, 20, 3, tzinfo=UTC)
        session.execute(update(ModelRun).values(made_at=later))
        own = (Prediction.station_id == number, Prediction.index_id == "trap_rate")
        session.execute(update(Prediction).where(*own).values(p_beyond=0.61))
        session.commit()
    assert all("61%" in each for each in told())


def test_without_forecasts_nothing_is_said_to_be_likely(signed_in):
    told = as_text(signed_in("manager").shown("overview-likely.children", ALL))
    assert "还没有预测" in told


def test_levels_are_said_of_each_street(signed_in):
    told = as_text(signed_in("manager").shown("overview-levels.children", {}))
    assert "各街道的等级" in told
    assert "西街" in told
    own = as_text(signed_in("office").shown("overview-levels.children", {}))
    assert "西街" not in own


def parts(content):
    """Every component of a part of a page, in its order."""
    waiting, found = [content], []
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, list):
            waiting = part + waiting
        elif isinstance(part, dict):
            found.append(part)
            waiting.insert(0, part.get("props", {}).get("children"))
    return found


def stations(app):
    """The ids of the stations by name."""
    with Session(app.extensions["vector"].engine) as session:
        return {row.name: row.id for row in session.scalars(select(Station))}


def streets(app):
    """The ids of the streets by name, as an address holds them."""
    with Session(app.extensions["vector"].engine) as session:
        return {row.name: str(row.id) for row in session.scalars(select(Region))}


def chosen(street, group=""):
    return {"overview-group.value": group, "overview-street.value": street}


def test_an_all_clear_is_only_of_what_was_surveyed_lately(signed_in, app):
    visitor, at = signed_in("manager"), streets(app)
    west = as_text(visitor.shown("overview-flags.children", chosen(at["西街"], "rodent")))
    assert "目前没有需消杀的地方" in west
    assert "3/3 个监测点" in west
    every = as_text(visitor.shown("overview-flags.children", chosen(at["西街"])))
    assert "没有监测蝇类，蜚蠊" in every
    assert "目前没有需消杀的地方" not in every


def test_a_street_without_surveys_is_never_all_clear(signed_in, app):
    north = chosen(streets(app)["北街"])
    told = as_text(signed_in("manager").shown("overview-flags.children", north))
    assert "这里还没有监测数据" in told
    assert "目前没有需消杀" not in told


def test_somebody_elses_street_is_said_to_be_so(signed_in, app):
    visitor, west = signed_in("office"), chosen(streets(app)["西街"])
    assert "不在您的辖区内" in as_text(visitor.shown("overview-flags.children", west))
    for part in ("counts", "early", "levels", "completeness", "complete", "since", "likely"):
        assert not visitor.shown(f"overview-{part}.children", west), part


def test_news_are_of_the_street_that_is_chosen(signed_in, app):
    visitor, at = signed_in("manager"), streets(app)
    assert "东街菜市场" in as_text(visitor.shown("overview-since.children", chosen(at["东街"])))
    west = as_text(visitor.shown("overview-since.children", chosen(at["北街"])))
    assert "东街菜市场" not in west
