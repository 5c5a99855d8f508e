"""Levels of administrative regions, and the form of their national codes."""

from typing import Annotated

from pydantic import Field, model_validator

from vector.catalog.entry import Named


class Division(Named):
    """A level of regions: ``digits`` tell one of it from others, ``written`` are code lengths."""

    digits: int = Field(ge=2)
    written: Annotated[tuple[int, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _long_enough(self) -> "Division":
        if min(self.written) < self.digits:
            raise ValueError(f"代码长度 {min(self.written)} 短于区分所需的 {self.digits} 位")
        return self
