"""The auditor's page: filtered, verified, taken along; every look at the whole is noted."""

import csv
import io

import pytest
from small_county import PEOPLE
from sqlalchemy import text
from sqlalchemy.orm import Session
from visitor import HTML, Visitor

from vector.store import audit
from vector.store.engine import transaction


@pytest.fixture
def auditor(app):
    Visitor(app.test_client()).sign_in("jian", "wrong-password")
    visitor = Visitor(app.test_client())
    visitor.sign_in(*PEOPLE["auditor"][1:])
    return visitor


def shown(visitor, query=""):
    return visitor.client.get(f"/audit{query}", headers=HTML).get_data(as_text=True)


def test_what_it_was_done_to_and_from_where_is_told_in_the_readers_language(auditor, app):
    with transaction(app.extensions["vector"].engine) as writing:
        author = audit.Author("root", audit.COMMAND_LINE)
        audit.record(writing, "upload_withdrawn", author, ("upload", 7))
    assert "命令行 · 上报批次 7" in shown(auditor)
    assert "年-月-日" in shown(auditor)
    auditor.client.get("/language/en")
    assert "command line · upload 7" in shown(auditor)


def test_rows_are_found_by_day_person_and_deed(auditor):
    assert "登录失败</strong>" in shown(auditor)
    found = shown(auditor, "?what=sign_in&who=shen&since=2026-06-20")
    assert "登录</strong>" in found
    assert "登录失败</strong>" not in found
    assert "没有相符的记录" in shown(auditor, "?since=2026-06-21")
    assert "没有相符的记录" in shown(auditor, "?who=%25")


@pytest.mark.parametrize("query", ["?since=yesterday", "?what=nothing", "?since=0001-01-01"])
def test_filters_that_are_none_are_no_error(auditor, query):
    assert auditor.client.get(f"/audit{query}", headers=HTML).status_code == 200


def test_the_chain_is_verified(app, auditor):
    answer = auditor.send("/audit", "/audit/verify").get_data(as_text=True)
    assert "全部相符" in answer
    with app.extensions["vector"].engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_kept_update"))
        connection.execute(text("UPDATE audit SET who = 'nobody' WHERE sequence = 1"))
    assert "第 1 行" in auditor.send("/audit", "/audit/verify").get_data(as_text=True)


def test_what_matches_is_taken_along_and_noted(app, auditor):
    with transaction(app.extensions["vector"].engine) as writing:
        audit.record(writing, "sign_out", audit.Author("=1+1", "@x"))
    answer = auditor.send("/audit", "/audit/export", what="sign_out")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(row["who"], row["origin"], row["zh"]) for row in rows] == [("'=1+1", "'@x", "退出")]
    with Session(app.extensions["vector"].engine) as session:
        last = session.execute(text("SELECT what FROM audit ORDER BY sequence DESC")).scalar()
    assert last == "audit_exported"
