"""Campaigns 统一消杀行动: when in the year a county usually treats against a group of vectors."""

from typing import Annotated

from pydantic import Field

from vector.catalog.entry import Named


class Campaign(Named):
    """A campaign: against which groups, and in which months, in the order in which they come.

    Attributes
    ----------
    groups : tuple of str
        Ids of the vector groups.
    months : tuple of int
        From the first to the last, 11, 12, 1 for one that spans the new year.
    """

    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1)]
