"""``vector catalog``: what is watched and judged, with sources, confidence and cautions."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.output import Format, FormatOption, OutputOption, write

if TYPE_CHECKING:
    import pandas as pd


class Part(StrEnum):
    """The parts of the catalogue that can be listed."""

    GROUPS = "groups"
    METHODS = "methods"
    INDICES = "indices"
    LIMITS = "limits"
    SPECIES = "species"
    HABITATS = "habitats"
    PROFILES = "profiles"
    SIZES = "sizes"
    CITY = "city"


WORDS = {
    "confidence": {
        "certain": "确定",
        "likely": "单一来源，未核对原文",
        "recalled": "凭专业记忆，未找到出处",
        "inferred": "由公布数据反推",
    },
    "op": {"le": "≤", "lt": "<", "ge": "≥", "eq": "="},
}

HEADERS = {
    "id": "编号",
    "edition": "版本",
    "rule": "规则",
    "profile": "方案",
    "status": "状态",
    "method": "方法",
    "index": "指标",
    "band": "级",
    "zh": "名称",
    "latin": "学名",
    "key": "重点单位",
    "methods": "方法",
    "indices": "指标",
    "species": "种类",
    "formula": "公式",
    "kind": "性质",
    "effective": "何为有效",
    "level": "等级",
    "op": "",
    "value": "限值",
    "unit": "单位",
    "range": "范围",
    "flag": "标记",
    "population_above": "人口大于",
    "population_to": "至",
    "units": "单位数",
    "amount": "数量",
    "measure": "计量",
    "aliases": "别名",
    "confidence": "把握",
    "source": "来源",
}


def catalog(
    part: Annotated[
        Part,
        typer.Argument(
            help="要看的部分：类别、方法、指标、限值、种类、生境、风险等级、抽样数量、卫生城市。"
            " The part to list."
        ),
    ] = Part.GROUPS,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List a part of the catalogue: all of it in csv, json and xlsx, the gist in a table."""
    import pandas as pd

    from vector.catalog import load
    from vector.cli import listing

    records = {
        Part.GROUPS: listing.groups,
        Part.METHODS: listing.methods,
        Part.INDICES: listing.indices,
        Part.LIMITS: listing.limits,
        Part.SPECIES: listing.species,
        Part.HABITATS: listing.habitats,
        Part.PROFILES: listing.profiles,
        Part.SIZES: listing.sizes,
        Part.CITY: listing.city,
    }[part]
    frame = pd.DataFrame(list(records(load())), dtype=object)
    write(_gist(frame) if form is Format.TABLE else frame, form, output)


def _gist(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return what fits on a screen, with Chinese headers and words."""
    shown = frame[[name for name in HEADERS if name in frame]]
    return shown.replace(WORDS).rename(columns=HEADERS)
