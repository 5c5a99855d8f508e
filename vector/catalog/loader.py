"""Reading the catalogue files; a broken one stops the start with file, key and reason."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from vector.errors import CatalogError

DIRECTORY = Path(__file__).parent / "data"

REASONS = {
    "missing": "缺少此项",
    "extra_forbidden": "没有这样的项",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数",
    "float_parsing": "应为数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "tuple_type": "应为列表",
    "date_type": "应为日期",
    "date_from_datetime_parsing": "应为日期",
    "model_type": "应为一组键值",
    "union_tag_not_found": "缺少 kind",
}

BOUNDS = {"gt": "大于", "ge": "不小于", "lt": "小于", "le": "不大于"}

T = TypeVar("T")


class Rows(dict[str, T]):
    """The rows of one table by id; ``files`` names the file each came from."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, str] = {}

    def fault(self, key: str, field: str, reason: str) -> CatalogError:
        """Return the error that names this row's file, the field at fault and the reason."""
        where = f"{key}.{field}" if field else key
        return CatalogError(self.files[key], where, reason)


def rows(directory: Path, pattern: str, table: str, kind: type[T] | Any) -> Rows[T]:
    """Read every ``[[table]]`` of the files matching the pattern, keyed by id.

    Raises
    ------
    CatalogError
        When a file cannot be read, is no TOML, holds something else, has a row that does not
        fit its type, or an id stands twice.
    """
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    found: Rows[T] = Rows()
    for path in sorted(directory.glob(pattern)):
        name = path.relative_to(directory).as_posix()
        for key, raw in _entries(path, name, table):
            row = _checked(adapter, name, key, raw)
            if key in found:
                raise CatalogError(name, key, f"编号重复，{found.files[key]} 已有")
            found[key] = row
            found.files[key] = name
    if not found:
        raise CatalogError(pattern, table, "没有找到任何条目")
    return found


def single(directory: Path, name: str, kind: type[BaseModel]) -> Any:
    """Read a file that holds one table of settings rather than rows."""
    return _checked(TypeAdapter(kind), name, Path(name).stem, _content(directory / name, name))


def _content(path: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError(name, "*", f"无法读取：{error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(name, "*", f"不是有效的 TOML：{error}") from error


def _entries(path: Path, name: str, table: str) -> list[tuple[str, dict[str, Any]]]:
    content = _content(path, name)
    for other in content.keys() - {table}:
        raise CatalogError(name, other, f"没有这样的表，应为 [[{table}]]")
    raws = content.get(table, [])
    if not isinstance(raws, list) or not all(isinstance(raw, dict) for raw in raws):
        raise CatalogError(name, table, f"应写作 [[{table}]]")
    return [(_key(raw, table, place), raw) for place, raw in enumerate(raws, start=1)]


def _key(raw: dict[str, Any], table: str, place: int) -> str:
    return str(raw.get("id", f"{table}[{place}]"))


def _checked(adapter: TypeAdapter[T], name: str, key: str, raw: dict[str, Any]) -> T:
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        # An index's kind chooses its type, and pydantic counts it into the place of the fault.
        places = [str(part) for part in first["loc"] if part != raw.get("kind")]
        where = ".".join([key, *places])
        raise CatalogError(name, where, _reason(first)) from error


def _reason(fault: Any) -> str:
    """Return why a value does not fit, in Chinese where the kind of fault has a sentence."""
    if "expected" in (context := fault.get("ctx", {})):
        return f"是 {fault['input']!r}，只能是 {context['expected']}"
    if "expected_tags" in context:
        return f"kind 是 {context['tag']!r}，只能是 {context['expected_tags']}"
    if fault["type"] == "value_error":
        return str(context["error"])
    bounds = [f"须{words} {context[bound]}" for bound, words in BOUNDS.items() if bound in context]
    reason = bounds[0] if bounds else REASONS.get(fault["type"], fault["msg"])
    return reason if fault["type"] == "missing" else f"{reason}（写作 {fault['input']!r}）"
