"""The small county on a real server, seen by the system's Chromium."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import live
import pytest
import small_county
from playwright.sync_api import Browser, sync_playwright

from dashboard import create_app
from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.engine import connect


@pytest.fixture(scope="session")
def address(
    sqlite_template: Path, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the county is served; its present is today, as the browser's clock is the real one."""
    path = tmp_path_factory.mktemp("served") / "county.sqlite3"
    shutil.copyfile(sqlite_template, path)
    settings = Settings(database=f"sqlite:///{path}")
    engine = connect(settings.database)
    small_county.fill(engine, catalog, settings, date.today())  # noqa: DTZ011
    engine.dispose()
    app = create_app(settings)
    with live.serving(app) as served:
        yield served
    app.extensions["vector"].engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(live.CHROMIUM).exists():
        pytest.skip(f"no Chromium at {live.CHROMIUM}")
    with sync_playwright() as playwright:
        browser = live.launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[live.Visit]:
    """A page under watch; afterwards nothing may have gone wrong and nothing left the host."""
    size = getattr(request, "param", live.DESK)
    context = chromium.new_context(viewport=size, locale="zh-CN", accept_downloads=True)
    opened = live.visit(context, address)
    yield opened
    context.close()
    assert opened.complaints == []
    assert opened.outside == []


@pytest.fixture
def manager(visit: live.Visit) -> live.Visit:
    """The county's manager, signed in."""
    _, username, password = small_county.PEOPLE["manager"]
    visit.sign_in(username, password)
    return visit
