"""The small county on a real server, seen by the system's Chromium."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import live
import pytest
import small_county
from apiflask import APIFlask
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from dashboard import create_app
from vector.catalog import Catalog
from vector.settings import Access, Settings
from vector.store.engine import connect

# A busy machine must not fail a test that only waits.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def served(
    sqlite_template: Path, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[APIFlask]:
    """The county's dashboard; its present is today, as the browser's clock is the real one."""
    path = tmp_path_factory.mktemp("served") / "county.sqlite3"
    shutil.copyfile(sqlite_template, path)
    access = Access(second_factor=())
    settings = Settings(database=f"sqlite:///{path}", max_upload_mb=1, access=access)
    engine = connect(settings.database)
    small_county.fill(engine, catalog, settings, date.today())  # noqa: DTZ011
    engine.dispose()
    app = create_app(settings)
    yield app
    app.extensions["vector"].engine.dispose()


@pytest.fixture(scope="session")
def address(served: APIFlask) -> Iterator[str]:
    """Where the county is served."""
    with live.serving(served) as where:
        yield where


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = live.launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def rooms(chromium: Browser, address: str) -> Callable[[dict[str, int]], BrowserContext]:
    """One signed-in browser window of each size, shared: scripts are fetched once."""
    _, username, password = small_county.PEOPLE["manager"]

    @cache
    def room(width: int, height: int) -> BrowserContext:
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, locale="zh-CN", accept_downloads=True)
        first = live.visit(context, address)
        first.sign_in(username, password)
        first.page.close()
        return context

    return lambda size: room(**size)


def settled(opened: live.Visit) -> None:
    """Nothing went wrong on the page, and nothing left the host."""
    assert opened.complaints == []
    assert opened.outside == []


@pytest.fixture
def stranger(
    request: pytest.FixtureRequest, chromium: Browser, address: str
) -> Iterator[live.Visit]:
    """A page in a window of its own, where nobody has signed in; at a desk unless asked."""
    size = getattr(request, "param", live.DESK)
    context = chromium.new_context(viewport=size, locale="zh-CN")
    opened = live.visit(context, address)
    yield opened
    context.close()
    settled(opened)


@pytest.fixture
def manager(
    request: pytest.FixtureRequest,
    rooms: Callable[[dict[str, int]], BrowserContext],
    address: str,
) -> Iterator[live.Visit]:
    """A page of the county's manager, at a desk unless the test asks for a phone."""
    opened = live.visit(rooms(getattr(request, "param", live.DESK)), address)
    yield opened
    opened.page.close()
    settled(opened)
