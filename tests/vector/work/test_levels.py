"""Level by level: who approves in turn, who is told by mail, and what comes back with a reason."""

from datetime import timedelta
from typing import get_args

import pytest
import reports
from reports import JUNE, NOW, rooms
from sqlalchemy import select, update

from vector.catalog import Catalog
from vector.errors import MailPassing, UploadError
from vector.intake import read
from vector.settings import Approval, Settings
from vector.store import slips
from vector.store import staged as store
from vector.store.engine import session, transaction
from vector.store.tables import (
    Account,
    Audit,
    Region,
    Role,
    Staged,
    StagedMail,
    StagedStep,
    Survey,
    Upload,
)
from vector.store.tables.place import REGION_LEVELS
from vector.work import asking, deciding, review, staging
from vector.work.taking_in import Moment

MAIL = {"quiet_from": 0, "quiet_to": 0}
CITY = Settings(upload_approval="city", mail=MAIL, public_url="https://v.example/")
CONTENT = reports.sheet(rooms(JUNE, 14))
LATER = NOW + timedelta(minutes=6)


class Box:
    """A mail server that keeps what it is given; ``fails`` it answers once."""

    def __init__(self):
        self.mails, self.fails = [], None

    def deliver(self, message, recipients, closing):
        if self.fails:
            failure, self.fails = self.fails, None
            raise failure
        self.mails.append((recipients[0], message["Subject"], message.get_content()))


def send(engine, box, settings=CITY, at=LATER):
    """Let the worker send all that is due; return what left now, by recipient."""
    before = len(box.mails)
    while asking.step(engine, settings, at, box):
        pass
    return {who: (subject, text) for who, subject, text in box.mails[before:]}


def settled(engine):
    """A city with a county, that with a street; a bringer and managers at each."""
    with transaction(engine) as writing:
        city = writing.scalars(select(Region).where(Region.parent_id.is_(None))).one()
        city.level, city.name = "city", "甲市"
        county = Region(code="c1", name="乙县", level="county", parent_id=city.id)
        writing.add(county)
        writing.flush()
        street = Region(code="s1", name="河西街道", level="street", parent_id=county.id)
        writing.add(street)
        writing.flush()
        roles = {name: _role(writing, name) for name in ("staff", "manager")}
        made = {
            name: Account(email=f"{name}@x.cn", fs_uniquifier=name, active=True,
                          roles=[roles[role]], region_id=region.id, language=language)
            for name, role, region, language in (
                ("jie", "staff", street, "zh"), ("xian", "manager", county, "zh"),
                ("shi", "manager", city, "en"),
            )
        }  # fmt: skip
        writing.add_all(made.values())
    return made


@pytest.fixture
def people(engine):
    return settled(engine)


@pytest.fixture
def few(sqlite_engine):
    """The same in SQLite, where one kind of database tells as much as both."""
    return settled(sqlite_engine)


def _role(writing, name):
    found = writing.scalar(select(Role).where(Role.name == name))
    return found or Role(name=name)


@pytest.fixture
def reading(catalog: Catalog):
    return read(CONTENT, "六月.csv", catalog, today=NOW.date())


def submitted(engine, reading, who):
    number = staging.stage(engine, reading, CONTENT, person=who, now=NOW)
    staging.submit(engine, number, person=who, now=NOW)
    return number


def stands(engine, number, settings=CITY):
    """Each level with who approved it, and whose turn it is."""
    with session(engine) as looking:
        row = looking.get_one(Staged, number)
        posts = review.Board(looking, settings).posts(row, store.steps(looking, [number]))
        turn = review.due(posts)
        levels = [(each.region.name, each.step.by if each.step else "") for each in posts]
        return levels, turn.region.name if turn else ""


def test_each_level_approves_in_turn_and_the_next_is_mailed(engine, people, reading, catalog):
    box, moment = Box(), Moment(catalog, CITY, JUNE, NOW)
    number = submitted(engine, reading, people["jie"])
    assert stands(engine, number) == ([("乙县", ""), ("甲市", "")], "乙县")
    assert send(engine, box, at=NOW) == {}
    subject, text = send(engine, box)["xian@x.cn"]
    assert subject == "病媒生物监测：1 个上报文件待您审核"
    assert "六月.csv" in text
    assert "https://v.example/upload" in text
    with pytest.raises(UploadError, match="现在须由乙县的管理人员审核"):
        deciding.accept(engine, moment, number, reading, person=people["shi"])
    passed = deciding.accept(engine, moment, number, reading, person=people["xian"], note="已核对")
    assert passed == deciding.Passed(number, "乙县", "甲市")
    assert stands(engine, number) == ([("乙县", "xian@x.cn"), ("甲市", "")], "甲市")
    with session(engine) as looking:
        assert looking.scalars(select(Survey)).all() == []
        assert looking.get_one(Staged, number).state == "submitted"
    (name, (subject, text)), *others = send(engine, box).items()
    assert (name, others) == ("shi@x.cn", [])
    assert subject == "Vector surveillance: 1 file(s) wait for your approval"
    assert "note: 已核对" in text
    with pytest.raises(UploadError, match="现在须由甲市的管理人员审核"):
        deciding.accept(engine, moment, number, reading, person=people["xian"])
    assert deciding.accept(engine, moment, number, reading, person=people["shi"]).surveys == 1
    told = send(engine, box)
    assert set(told) == {"jie@x.cn", "xian@x.cn"}
    assert told["jie@x.cn"][0] == "病媒生物监测：上报有 1 个文件审核通过"
    with session(engine) as looking:
        steps = [(each.what, each.by, each.reason) for each in store.steps(looking, [number])]
        assert steps[2:] == [("approved", "xian@x.cn", "已核对"), ("accepted", "shi@x.cn", "")]
        assert looking.scalars(select(Upload.uploaded_by)).one() == "jie@x.cn"
        noted = looking.scalars(select(Audit.what).order_by(Audit.sequence)).all()
    assert noted[-3:] == ["upload_submitted", "upload_approved", "upload_accepted"]


def test_it_comes_back_with_a_reason_and_begins_anew(engine, people, reading, catalog):
    box, moment = Box(), Moment(catalog, CITY, JUNE, NOW)
    number = submitted(engine, reading, people["jie"])
    deciding.accept(engine, moment, number, reading, person=people["xian"])
    with pytest.raises(UploadError, match="现在须由甲市"):
        deciding.give_back(engine, CITY, number, person=people["xian"], reason="x", now=NOW)
    deciding.give_back(engine, CITY, number, person=people["shi"], reason="缺西街", now=NOW)
    told = send(engine, box)
    # Nobody is asked any more for what was decided before the mail left.
    assert set(told) == {"jie@x.cn", "xian@x.cn"}
    assert told["jie@x.cn"][0] == "病媒生物监测：上报有 1 个文件被退回"
    assert "原因：缺西街" in told["jie@x.cn"][1]
    staging.submit(engine, number, person=people["jie"], now=NOW)
    assert stands(engine, number) == ([("乙县", ""), ("甲市", "")], "乙县")
    assert set(send(engine, box)) == {"xian@x.cn"}


def test_who_hands_in_approves_at_no_level(sqlite_engine, few, reading, catalog):
    """A county's manager who hands in is passed over; a file of the top is a colleague's to see."""
    engine, moment = sqlite_engine, Moment(catalog, CITY, JUNE, NOW)
    number = submitted(engine, reading, few["xian"])
    assert stands(engine, number) == ([("甲市", "")], "甲市")
    with pytest.raises(UploadError, match="不能审核自己"):
        deciding.accept(engine, moment, number, reading, person=few["xian"])
    assert deciding.accept(engine, moment, number, reading, person=few["shi"]).surveys == 1


@pytest.mark.parametrize(
    ("goal", "bringer", "levels"),
    [
        ("above", "jie", ["乙县"]),
        ("county", "jie", ["乙县"]),
        ("county", "shi", ["甲市"]),
        ("county", "xian", ["乙县"]),
        ("province", "jie", ["乙县", "甲市"]),
        ("street", "jie", ["河西街道"]),
        ("none", "jie", []),
    ],
)
def test_the_setting_says_how_far_it_goes(sqlite_engine, few, reading, goal, bringer, levels):
    number = submitted(sqlite_engine, reading, few[bringer])
    settings = Settings(upload_approval=goal)
    assert [name for name, _ in stands(sqlite_engine, number, settings)[0]] == levels


def test_a_level_without_anybody_is_passed_over_but_never_the_last(
    sqlite_engine, few, reading, catalog
):
    engine, box = sqlite_engine, Box()
    number = submitted(engine, reading, few["jie"])
    with transaction(engine) as writing:
        writing.execute(update(Account).where(Account.email == "xian@x.cn").values(active=False))
    assert stands(engine, number)[1] == "甲市"
    assert set(send(engine, box)) == {"shi@x.cn"}
    with transaction(engine) as writing:
        writing.execute(update(Account).where(Account.email == "shi@x.cn").values(active=False))
    assert stands(engine, number)[1] == "甲市"
    moment = Moment(catalog, CITY, JUNE, NOW)
    few["xian"].active = True
    with pytest.raises(UploadError, match="甲市"):
        deciding.accept(engine, moment, number, reading, person=few["xian"])


def test_mail_waits_for_the_morning_comes_again_and_gathers(sqlite_engine, few, reading):
    engine, box = sqlite_engine, Box()
    submitted(engine, reading, few["jie"])
    with transaction(engine) as writing:
        other = slips.add(writing, slips.Slip("七月.csv", "cd" * 32, b"x", "surveys", 2, 1, False,
                                              few["jie"].region_id))  # fmt: skip
        step = slips.step(writing, other, "submitted", by="jie@x.cn", at=NOW)
        writing.add(StagedMail(step_id=step, state="waiting", due_at=NOW))
    quiet = Settings(upload_approval="city", mail={"quiet_from": 0, "quiet_to": 24})
    assert send(engine, box, quiet) == {}
    box.fails = MailPassing("忙")
    assert send(engine, box) == {}
    subject, text = send(engine, box, at=LATER + timedelta(minutes=5))["xian@x.cn"]
    assert "2 个上报文件" in subject
    assert "另有 1 行有错" in text
    assert send(engine, box, at=LATER + timedelta(days=1)) == {}


def test_a_file_that_another_discards_is_told(sqlite_engine, few, reading):
    box, number = Box(), submitted(sqlite_engine, reading, few["jie"])
    staging.discard(sqlite_engine, number, person=few["shi"], reason="重复", now=NOW)
    told = send(sqlite_engine, box)
    assert list(told) == ["jie@x.cn"]
    assert "原因：重复" in told["jie@x.cn"][1]
    with session(sqlite_engine) as looking:
        assert len(looking.scalars(select(StagedStep)).all()) == 3


def test_levels_of_the_setting_are_those_of_regions():
    assert set(get_args(Approval)) == {"none", "above", *REGION_LEVELS} - {"grid"}
