"""``vector serve``: the dashboard and its sign-in, on one address, until it is stopped."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard import create_app
from vector.errors import SettingsError

if TYPE_CHECKING:
    from vector.settings import Settings

HIGHEST_PORT = 65535


def _listening(host: str, port: int) -> socket.socket:
    """Take the address at once, so that a taken port is a sentence and no traceback."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(found[0], socket.SOCK_STREAM)
    except OSError as error:
        raise SettingsError(f"地址 {host} 无法识别：{error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(found[4])
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"端口 {port} 不能用（{error.strerror}）：可能已有程序占用，请用 --port 换一个端口。"
        ) from error
    return listener


def address(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine.

    Parameters
    ----------
    host : str
        What the service listens on; every interface is reached as localhost from here.
    port : int
        The port.

    Examples
    --------
    >>> address("0.0.0.0", 8050)
    'http://127.0.0.1:8050'
    """
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def application(settings: "Settings") -> Any:
    """Return the web application, after making sure that the database is ready for it.

    Parameters
    ----------
    settings : Settings
        Names the database.

    Raises
    ------
    StoreError
        When the database is not at the revision this program expects.
    """
    from vector.store import engine, migrate

    migrate.check(engine.connect(settings.database))
    return create_app(settings)


def listen(settings: "Settings", host: Any, listener: socket.socket, *, threads: int = 8) -> Any:
    """Return the server of an application, which knows its callers by the trusted proxies' word.

    Parameters
    ----------
    settings : Settings
        Names the proxies and the largest upload.
    host : WSGI application
        What answers.
    listener : socket
        Where it is reached.
    threads : int
        How many requests are worked on at once.
    """
    from waitress import create_server  # type: ignore[import-untyped]

    from dashboard.peer import behind

    server = create_server(
        host,
        sockets=[listener],
        threads=threads,
        max_request_body_size=2 * settings.max_upload_mb * 2**20,
        ident=None,
        # Its own reading knows one proxy only; whom to believe is decided below.
        clear_untrusted_proxy_headers=False,
    )
    server.application = behind(server.application, settings.trusted_proxies)
    return server


def run(settings: "Settings", *, threads: int = 8) -> None:
    """Serve the dashboard until interrupted; prints its address.

    Parameters
    ----------
    settings : Settings
        Names the database, the host and the port.
    threads : int
        How many requests are worked on at once.

    Raises
    ------
    VectorError
        When the port is taken, or the database is not upgraded.
    """
    from dashboard.ending import serve_until_told
    from dashboard.prepared import kept_ready, prepare
    from vector.work.journal import open_journal

    open_journal()
    listener = _listening(settings.host, settings.port)
    try:
        host = application(settings)
        state = prepare(host)
        server = listen(settings, host, listener, threads=threads)
        shown = address(settings.host, listener.getsockname()[1])
        typer.echo(f"看板已启动：{shown} （按 Ctrl+C 停止）", err=True)
        with kept_ready(host, state):
            serve_until_told(server)
    finally:
        listener.close()


def serve(
    host: Annotated[str | None, typer.Option(help="监听的地址。 Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=HIGHEST_PORT, help="监听的端口。 Port.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="同时处理的请求数。 Threads.")] = 8,
    settings: Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")] = None,
) -> None:
    """启动看板。 Serve the dashboard."""
    from vector.settings import load

    wanted = {"host": host, "port": port}
    given = {key: value for key, value in wanted.items() if value is not None}
    run(load(settings).model_copy(update=given), threads=threads)
