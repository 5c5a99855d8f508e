"""``vector worker``: sends alert mail and does scheduled work, until it is stopped."""

from pathlib import Path
from typing import Annotated

import typer

from vector.cli.frame import PARTLY
from vector.cli.language import say


def worker(
    once: Annotated[
        bool, typer.Option("--once", help="做完到期的工作即退出。 Do what is due, then stop.")
    ] = False,
    resend: Annotated[
        int | None,
        typer.Option(help="重发失败或未确认的通知，给出编号。 Send a digest again."),
    ] = None,
    settings: Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")] = None,
) -> None:
    """发送预警邮件，执行排定的工作 / Send alert mail and do scheduled work."""
    import threading

    from vector.settings import load
    from vector.store import migrate
    from vector.store.engine import connect
    from vector.work import mailing
    from vector.work import worker as loop
    from vector.work.heartbeat import Heart
    from vector.work.journal import open_journal

    chosen = load(settings)
    engine = connect(chosen.database)
    migrate.check(engine)
    if resend is not None:
        mailing.resend(engine, resend, loop.utc_now())
        typer.echo(say("worker_resent", resend=resend), err=True)
        return
    open_journal()
    stop = threading.Event()
    heart = Heart(engine)
    step = loop.steps(engine, chosen, heart=heart)
    before = mailing.troubled(engine)
    with loop.stopping(stop):
        if not once:
            loop.run(step, stop, heart)
            return
        loop.once(step, stop)
    troubled = mailing.troubled(engine)
    if troubled & before:
        count = len(troubled & before)
        typer.echo(say("worker_others", count=count), err=True)
    if troubled - before:
        raise typer.Exit(PARTLY)
