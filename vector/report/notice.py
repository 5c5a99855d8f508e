"""What a reminder to one street office says: which surveys are due soon and have not come."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vector.catalog import Catalog
from vector.report.period import part_named
from vector.report.saying import say


@dataclass(frozen=True, order=True)
class Due:
    """One survey that is asked for: by which day, where, by which method, for which month.

    ``part`` and ``times`` say for which part of it; ``person`` who answers for the station.
    """

    due: date
    station: str
    method: str
    month: date
    part: int = 0
    times: int = 1
    person: str = ""


@dataclass(frozen=True)
class Section:
    """What is due of one vector group, in both languages."""

    group: str
    group_en: str
    lines: tuple[str, ...]
    lines_en: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """One reminder; the attributes are those of :class:`vector.report.letter.Letter`."""

    office: str
    day: date
    items: tuple[Due, ...]
    contact: str
    url: str = ""

    @property
    def subject(self) -> str:
        """The subject line: office, how many surveys, day."""
        return say("reminder", "subject", office=self.office, count=len(self.items), day=self.day)

    def sections(self, catalog: Catalog) -> tuple[Section, ...]:
        """Return what is due by vector group, in the users' order, what is due first first."""

        def order(item: Due) -> int:
            return catalog.groups[catalog.methods[item.method].group].order

        found = []
        for _, run in groupby(sorted(sorted(self.items), key=order), key=order):
            items = list(run)
            group = catalog.groups[catalog.methods[items[0].method].group]
            zh = tuple(_line(item, "item", catalog.methods[item.method].zh) for item in items)
            en = tuple(_line(item, "item_en", catalog.methods[item.method].en) for item in items)
            found.append(Section(group.zh, group.en, zh, en))
        return tuple(found)


def _line(item: Due, key: str, method: str) -> str:
    language = "en" if key.endswith("_en") else "zh"
    part = part_named(item.part, item.times, language)
    spaced = f", {part}" if part and language == "en" else part
    suffix = key.removeprefix("item")
    person = say("reminder", f"person{suffix}", person=item.person) if item.person else ""
    words = {"station": item.station, "method": method, "month": item.month}
    return say("reminder", key, due=item.due, part=spaced, person=person, **words)
