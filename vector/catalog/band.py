"""Band profiles 风险等级方案: named schemes that sort an Aedes index into risk bands."""

from typing import Literal

from vector.catalog.entry import Exact, Named, Row, Sourced


class Cuts(Sourced):
    """The cut points of one index.

    ``boundary`` says which band owns a value equal to a cut: ``lower`` (10.00 is still band 1,
    as in Panyu's tables) or ``upper`` (10.00 is already band 2, as in Guangdong's note).
    """

    index: str
    boundary: Literal["lower", "upper"]
    cuts: tuple[Exact, ...]


class Band(Row):
    """One band of a profile, with its words and colour."""

    band: int
    zh: str
    en: str
    meaning_zh: str = ""
    colour: str


class Profile(Named):
    """A scheme of bands; the band of a place is the worst of its indices."""

    bands: tuple[Band, ...]
    cuts: tuple[Cuts, ...]
    flag_from: int = 2

    def cuts_of(self, index: str) -> Cuts | None:
        """Return the cut points of an index, or None when the profile does not judge it."""
        return next((cuts for cuts in self.cuts if cuts.index == index), None)
