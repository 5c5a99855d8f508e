"""Reading the catalogue files; a broken one stops the start with file, key and reason."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from vector.errors import CatalogError

DIRECTORY = Path(__file__).parent / "data"

T = TypeVar("T")


def rows(directory: Path, pattern: str, table: str, kind: type[T] | Any) -> dict[str, T]:
    """Read every ``[[table]]`` of the files matching the pattern, keyed by id.

    Raises
    ------
    CatalogError
        When a file is no TOML, a row does not fit its type, or an id stands twice.
    """
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    found: dict[str, T] = {}
    for path in sorted(directory.glob(pattern)):
        for key, raw in _entries(path, table):
            row = _checked(adapter, path, key, raw)
            if key in found:
                raise CatalogError(path.name, key, "编号重复")
            found[key] = row
    if not found:
        raise CatalogError(pattern, table, "没有找到任何条目")
    return found


def _entries(path: Path, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(path.name, table, f"不是有效的 TOML：{error}") from error
    for position, raw in enumerate(content.get(table, []), start=1):
        yield str(raw.get("id", f"{table}[{position}]")), raw


def _checked(adapter: TypeAdapter[T], path: Path, key: str, raw: dict[str, Any]) -> T:
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join([key, *(str(part) for part in first["loc"])])
        raise CatalogError(path.name, where, first["msg"]) from error


def single(directory: Path, name: str, kind: type[BaseModel]) -> Any:
    """Read a file that holds one table of settings rather than rows."""
    path = directory / name
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(name, "*", f"无法读取：{error}") from error
    return _checked(TypeAdapter(kind), path, path.stem, content)
