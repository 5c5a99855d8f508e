"""``vector demo``: a practice database with the invented county, and its dashboard."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from vector.settings import Settings

DATABASE = Path("vector-demo.sqlite3")


def demo(
    database: Annotated[
        Path, typer.Option(help="练习用数据库文件。 The practice database.")
    ] = DATABASE,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="删去旧的练习数据，重新生成。 Start anew.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="演示县的“今天”。 The county's present."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="监听的端口。 Port.")] = 8050,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="生成数据后打开看板。 Open the dashboard.")
    ] = True,
) -> None:
    """Make the practice database unless it is there, then serve it."""
    from dashboard.commands import serve as serving
    from vector.settings import load

    settings = load().model_copy(
        update={"database": f"sqlite:///{database.resolve().as_posix()}", "port": port}
    )
    if fresh:
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink()
    if not database.exists():
        zone = ZoneInfo(settings.timezone)
        _make(database, settings, until.date() if until else datetime.now(zone).date())
    else:
        typer.echo(f"沿用已有的练习数据 {database}；要重新生成请加 --fresh。", err=True)
    _tell(settings)
    if serve:
        serving.run(settings)


def _make(database: Path, settings: "Settings", until: date) -> None:
    """Fill a file beside the wanted one and rename it, so that a half-made one is never used."""
    from vector import catalog
    from vector.cli.output import progress
    from vector.store import engine, migrate
    from vector.work import demonstration, nightly

    database.parent.mkdir(parents=True, exist_ok=True)
    unfinished = database.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    store = engine.connect(f"sqlite:///{unfinished.resolve().as_posix()}")
    rules, now = catalog.load(), datetime.now(UTC)
    with progress("生成演示县 / making the county") as report:
        migrate.upgrade(store)
        demonstration.fill(
            store,
            rules,
            settings,
            until=until,
            now=now,
            progress=lambda _, done, total: report(done, total),
        )
        # What a page shows of the night's work; there is no worker beside the demonstration.
        nightly.refresh(store, rules, settings, now, kinds=("season",))
    store.dispose()
    unfinished.rename(database)


def _tell(settings: "Settings") -> None:
    from dashboard.commands.serve import address
    from vector.work.demonstration import SIGN_IN

    email, password = SIGN_IN
    typer.echo(f"演示看板  {address(settings.host, settings.port)}")
    typer.echo(f"登录账号  {email}")
    typer.echo(f"登录密码  {password}")
    typer.echo("数据全部为虚构。 All data are invented.")
