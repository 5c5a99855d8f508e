"""How bioassays are to be read: rule, schemes, link, percentages, language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from vector.catalog import Catalog
from vector.catalog.resistance import AbbottRule, Scheme
from vector.stats.bioassay.lethal import PERCENTS
from vector.stats.bioassay.link import Link
from vector.stats.sentence import Language


@dataclass(frozen=True)
class Settings:
    """How assays are to be read.

    Attributes
    ----------
    rule : AbbottRule
        What the control mortality means.
    mortality_scheme, ratio_scheme : Scheme
        The classes of single doses and of resistance ratios.
    link : Link
    percents : sequence of float
        Which lethal doses.
    natural : {"abbott", "fit", "none"}
        Natural mortality is taken off by Abbott's formula, estimated with the line, or left in.
    heterogeneity, flat : float
        The two levels of the catalogue's bioassay settings.
    least : int
        A discriminating test on fewer insects is told with a caution.
    repeated : bool
        The same insects were read at every time (knock-down).
    baseline : float, optional
        A published LC50 of the susceptible strain, where none was tested.
    language : {"zh", "en"}
    """

    rule: AbbottRule
    mortality_scheme: Scheme
    ratio_scheme: Scheme
    link: Link = Link.PROBIT
    percents: Sequence[float] = field(default=PERCENTS)
    natural: Literal["abbott", "fit", "none"] = "abbott"
    heterogeneity: float = 0.15
    flat: float = 0.15
    least: int = 100
    repeated: bool = False
    baseline: float | None = None
    language: Language = "zh"

    @classmethod
    def of(cls, catalog: Catalog, **changed: object) -> "Settings":
        """Return the catalogue's settings, with some of them changed.

        Examples
        --------
        >>> from vector.catalog import load
        >>> Settings.of(load(), natural="none").rule.id
        'who'
        """
        said = catalog.bioassay
        usual: dict[str, object] = {
            "rule": catalog.abbott_rules[said.abbott],
            "mortality_scheme": catalog.resistance_schemes[said.mortality_scheme],
            "ratio_scheme": catalog.resistance_schemes[said.ratio_scheme],
            "heterogeneity": said.heterogeneity_level,
            "flat": said.flat_level,
            "least": said.least_tested,
        }
        return cls(**(usual | changed))  # type: ignore[arg-type]
