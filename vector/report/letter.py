"""What one digest to one street office says: what needs treatment, what has cleared, how to act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vector.catalog import Catalog
from vector.report.evidence import Evidence
from vector.report.saying import advice, say


@dataclass(frozen=True)
class Item:
    """One change of one flag, with what it rests on."""

    change: str
    sentence: str
    evidence: Evidence
    severity: int = 1


@dataclass(frozen=True)
class Section:
    """The items of one vector group, with how to act on them."""

    group: str
    items: tuple[Item, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """One digest.

    Attributes
    ----------
    office : str
        The street office it goes to.
    items : tuple of Item
        The office's own changes, no others.
    contact : str
        How to reach the CDC.
    url : str
        The dashboard's address; empty when it has none.
    """

    office: str
    day: date
    items: tuple[Item, ...]
    contact: str
    url: str = ""

    @property
    def open(self) -> tuple[Item, ...]:
        """What needs treatment, the most severe first."""
        raised = [item for item in self._raised if item.evidence.rule != "forecast"]
        return tuple(sorted(raised, key=lambda item: (-item.severity, item.evidence.place)))

    @property
    def early(self) -> tuple[Item, ...]:
        """What is forecast to pass its limit, but has not."""
        early = [item for item in self._raised if item.evidence.rule == "forecast"]
        return tuple(sorted(early, key=lambda item: item.evidence.place))

    @property
    def _raised(self) -> list[Item]:
        return [item for item in self.items if item.change != "cleared"]

    @property
    def cleared(self) -> tuple[Item, ...]:
        """What no longer needs treatment."""
        cleared = [item for item in self.items if item.change == "cleared"]
        return tuple(sorted(cleared, key=lambda item: item.evidence.place))

    @property
    def subject(self) -> str:
        """The subject line: office, how many places, day."""
        named = self.open or self.early or self.cleared
        places = {(item.evidence.street, item.evidence.station) for item in named}
        if not self.open:
            kind = "early" if self.early else "cleared"
        elif all(station for _, station in places):
            kind = "stations"
        else:
            kind = "places"
        return say("subject", kind, office=self.office, count=len(places), day=self.day)

    def sections(self, catalog: Catalog) -> tuple[Section, ...]:
        """Return what needs treatment by vector group, in the users' order."""

        def order(item: Item) -> int:
            return catalog.groups[item.evidence.group].order

        return tuple(
            Section(
                group=catalog.groups[items[0].evidence.group].zh,
                items=items,
                advice=advice(items[0].evidence.group),
            )
            for items in _runs(sorted(self.open, key=order))
        )


def _runs(items: Iterable[Item]) -> Iterable[tuple[Item, ...]]:
    for _, run in groupby(items, key=lambda item: item.evidence.group):
        yield tuple(run)
