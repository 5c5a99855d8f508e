"""The journal: what a process writes of its work, a line at a time, and what no line may hold.

Lines are JSON for machines, and words where a person watches in a terminal. Neither secrets nor
people appear in them: a value whose name says it is a secret is left out, mail addresses and
passwords inside addresses are struck out, and of an error stand its kind and where it was raised,
never what it says, because that may quote what somebody typed. Who did what is the audit log's.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from vector.store.audit import SECRET

STRUCK = "***"
ADDRESS = re.compile(r"[^\s<>()@,;:\"'“”（），；：/]+@(?=[\w-])")
LOGIN = re.compile(r"(?<=://)[^/\s@]+@")
BEARER = re.compile(r"(?i)(?<=bearer )\S+")
FRAMES = 12
# A longer text is no word of ours: a letter perhaps, or a file.
LONGEST = 500
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def open_journal(stream: TextIO | None = None) -> None:
    """Write the journal of this process from now on, that of its libraries too.

    Parameters
    ----------
    stream : TextIO, optional
        Where to; standard error unless given. In a terminal the lines are to be read by people.
    """
    target = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_faults,
        strike,
    ]
    structlog.configure(
        processors=[*shared, _renderer(target)],
        logger_factory=structlog.WriteLoggerFactory(target),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[template, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(target)],
        use_get_message=False,
        pass_foreign_args=True,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(formatter)
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer(colors=True)
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


def template(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Keep what a library wrote before it filled in the values, unless those are numbers only."""
    values = event.pop("positional_args", None)
    if isinstance(values, tuple) and values and all(isinstance(each, int) for each in values):
        event["event"] = event["event"] % values
    event.pop("stack_info", None)
    event["logger"] = event["_record"].name
    return event


def tell_faults(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Put an error's kind and place instead of the error."""
    found = _exc_info(event.pop("exc_info", None))
    if found is not None:
        event["faults"] = list(_faults(found[1]))
    return event


def _exc_info(given: Any) -> ExcInfo | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    if isinstance(given, tuple):
        return given if given[0] is not None else None
    current = sys.exc_info() if given else (None, None, None)
    return None if current[0] is None else current


def _faults(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """Yield an error and what caused it, the last first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield {"kind": type(error).__name__, **_code(error), "at": _places(error.__traceback__)}
        error = error.__cause__ or error.__context__


def _code(error: BaseException) -> dict[str, Any]:
    """Return the number by which a system or a database names its error."""
    for name in ("sqlstate", "sqlite_errorname", "errno"):
        if getattr(error, name, None) is not None:
            return {"code": getattr(error, name)}
    return {}


def _places(found: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(found)[-FRAMES:]
    return [
        f"{'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
        for frame in frames
    ]


def strike(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Strike out secrets and people.

    Examples
    --------
    >>> line = {"event": "x", "password": "p", "error": "550 <li@cdc.example.cn> unknown"}
    >>> strike(None, "info", line)
    {'event': 'x', 'password': '***', 'error': '550 <***@cdc.example.cn> unknown'}
    >>> strike(None, "info", {"event": "postgresql://vector:pass@10.0.0.2/vector"})
    {'event': 'postgresql://***@10.0.0.2/vector'}
    """
    for name, value in event.items():
        if not name.startswith("_"):
            event[name] = STRUCK if SECRET.search(name) else _struck(value)
    return event


def _struck(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{STRUCK} ({len(value)})"
    if isinstance(value, str):
        plain = LOGIN.sub(f"{STRUCK}@", value)
        return BEARER.sub(STRUCK, ADDRESS.sub(f"{STRUCK}@", plain))
    if isinstance(value, Mapping):
        return {
            key: STRUCK if SECRET.search(str(key)) else _struck(each) for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_struck(each) for each in value]
    return value
