"""A forgotten password: asked for by anybody, told to nobody, mailed by the worker once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import smtp
import time_machine
from small_county import PEOPLE
from sqlalchemy import select
from sqlalchemy.orm import Session
from visitor import HTML, Visitor

from dashboard import create_app
from vector.settings import Mail
from vector.store.tables import Ticket
from vector.work import welcome
from vector.work.transport import Transport

NOON = datetime(2026, 6, 20, 4, tzinfo=UTC)
SOON = NOON + timedelta(minutes=1)
NEW = "Quite-another 81"
EMAIL = PEOPLE["staff"][0]


@pytest.fixture
def settings(county):
    return county.model_copy(update={"public_url": "http://localhost/"})


@pytest.fixture
def app(settings):
    opened = create_app(settings)
    yield opened
    opened.extensions["vector"].engine.dispose()


def ask(app, name):
    return Visitor(app.test_client()).send("/forgotten", "/forgotten", name=name)


def tickets(app):
    with Session(app.extensions["vector"].engine) as session:
        return session.scalars(select(Ticket).order_by(Ticket.id)).all()


def post(app, settings, port, now=SOON):
    mail = Mail(host="127.0.0.1", port=port)
    engine = app.extensions["vector"].engine
    known = settings.model_copy(update={"mail": mail})
    return welcome.step(engine, known, now, Transport(mail))


def test_the_answer_is_the_same_for_every_name(app):
    answers = [
        re.sub(r'value="[^"]*"', "", ask(app, name).get_data(as_text=True))
        for name in (EMAIL, "nobody@cdc.example.cn")
    ]
    assert answers[0] == answers[1]
    assert "如果有这个账号" in answers[0]
    assert len(tickets(app)) == 1
    ask(app, EMAIL)
    assert len(tickets(app)) == 1, "asked again within minutes"


def test_the_worker_mails_a_link_that_works_once(app, settings):
    ask(app, EMAIL)
    assert tickets(app)[0].token_hash is None, "no link before it is sent"
    with smtp.serving() as office:
        assert post(app, settings, office.port)
        assert not post(app, settings, office.port)
        [mail] = office.mailbox
    text = mail.message.get_content()
    link = re.search(r"http://localhost(/welcome/\S+)", text)[1]
    assert tickets(app)[0].state == "given"
    visitor = Visitor(app.test_client())
    assert EMAIL in visitor.client.get(link, headers=HTML).get_data(as_text=True)
    assert visitor.send(link, link, new=NEW, again=NEW).status_code == 302
    assert visitor.sign_in("jian", NEW).status_code == 302
    assert tickets(app)[0].state == "used"


def test_a_link_ends_with_its_hour(app, settings):
    ask(app, EMAIL)
    with smtp.serving() as office:
        post(app, settings, office.port)
        link = re.search(
            r"http://localhost(/welcome/\S+)", office.mailbox[0].message.get_content()
        )[1]
    with time_machine.travel(NOON + timedelta(minutes=62), tick=False):
        page = app.test_client().get(link, headers=HTML).get_data(as_text=True)
    assert "过期" in page


def test_a_server_that_is_away_is_tried_again(app, settings):
    ask(app, EMAIL)
    assert post(app, settings, smtp.closed_port())
    waiting = tickets(app)[0]
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert waiting.due_at == SOON + timedelta(seconds=60)
    assert not post(app, settings, smtp.closed_port())
    with smtp.serving() as office:
        assert post(app, settings, office.port, SOON + timedelta(minutes=2))
    assert tickets(app)[0].state == "given"


def test_without_an_address_nothing_is_mailed(app, settings):
    ask(app, EMAIL)
    bare = settings.model_copy(update={"public_url": ""})
    assert post(app, bare, smtp.closed_port())
    assert tickets(app)[0].state == "failed"
