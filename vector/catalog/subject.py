"""Groups, species and habitats: the words that rows of counts use."""

from vector.catalog.entry import Named


class Group(Named):
    """A vector group 病媒类别; ``order`` is the order users expect."""

    order: int
    colour: str


class Species(Named):
    """A species 种类, with the spellings met in uploads."""

    group: str
    latin: str

    @property
    def names(self) -> tuple[str, ...]:
        """What the species is called, its Latin name as well."""
        return (*super().names, self.latin)


class Habitat(Named):
    """A habitat 生境, with the synonyms met in uploads; ``key`` marks 重点单位."""

    groups: tuple[str, ...]
    key: bool = False
