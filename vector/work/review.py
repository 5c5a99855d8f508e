"""Review 逐级审核: which levels approve a file, whose turn it is, and who may decide.

With the setting ``upload_approval`` "above" one level does: the region above the bringer's, or any
that lies above that. With the name of a level ("county", "city" …) each region above the bringer's
does in turn, up to that level. A level without anybody who could approve is passed over; the last
never is: there a region above it stands in. Where no region lies above, another manager of the same
region approves. Nobody approves what they handed in.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.errors import Said, UploadError
from vector.settings import Settings
from vector.store import staged as store
from vector.store.tables import Account, Region, Staged, StagedStep
from vector.store.tables.place import REGION_LEVELS
from vector.work.rights import may

# What stands in the way, in both languages.
OBJECTIONS = {
    "right": ("您的账号不能上报。", "Your account may not upload."),
    "unsubmitted": ("须先送审。", "It has to be submitted first."),
    "reviewer": ("只有管理人员可以审核上报。", "Only managers approve uploads."),
    "own": ("上报人不能审核自己的上报，请由另一人审核。", "Nobody approves what they handed in."),
    "level": (
        "须由上一级区划的管理人员审核。",
        "A manager of the region above has to approve it.",
    ),
}
TURN = Said("现在须由{region}的管理人员审核。", "It is the turn of the managers of {region}.")


@dataclass(frozen=True)
class Post:
    """One level that approves.

    Attributes
    ----------
    region : Region
        The level.
    step : StagedStep or None
        Who approved there, when, and what they noted; None while nobody has.
    people : tuple of Account
        Who is asked: those of the region who may approve; at the last level, where it has none,
        those of the next region above that has some.
    regions : frozenset of int
        An account of one of these may decide here.
    """

    region: Region
    step: StagedStep | None
    people: tuple[Account, ...]
    regions: frozenset[int]


class Board:
    """The levels of many files: regions and those who may approve are read once."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._goal = settings.upload_approval
        self._regions = {each.id: each for each in session.scalars(select(Region))}
        found = session.scalars(select(Account).where(Account.active))
        self._people = [each for each in found if may(each, "approve_uploads")]

    def posts(self, row: Staged, steps: Iterable[StagedStep]) -> tuple[Post, ...]:
        """Return the levels that approve a file, in turn.

        Parameters
        ----------
        row : Staged
            The file.
        steps : iterable of StagedStep
            What was done with it, in order; an approval before it was last submitted is void.
        """
        if self._goal == "none" or row.region_id is None:
            return ()
        done, own = list(steps), bringers(steps)
        began = max((at for at, each in enumerate(done) if each.what == "submitted"), default=0)
        given = {each.region_id: each for each in done[began:] if each.what in GIVEN}
        regions = self._levels(self._regions[row.region_id])
        return tuple(
            self._post(each, given.get(each.id), own, last=each is regions[-1]) for each in regions
        )

    def _levels(self, own: Region) -> list[Region]:
        above = self._above(own)
        if self._goal == "above":
            return above[:1] or [own]
        goal, found = REGION_LEVELS.index(self._goal), []
        for region in above if REGION_LEVELS.index(own.level) > goal else ():
            found.append(region)
            if REGION_LEVELS.index(region.level) <= goal:
                break
        return found or [own]

    def _above(self, region: Region) -> list[Region]:
        found = []
        while region.parent_id is not None:
            region = self._regions[region.parent_id]
            found.append(region)
        return found

    def _post(
        self, region: Region, step: StagedStep | None, own: Collection[str], *, last: bool
    ) -> Post:
        near = [region, *(self._above(region) if last else ())]
        people = (self._reviewers(each, own) for each in near)
        asked = next((found for found in people if found), ())
        free = last and (self._goal == "above" or not self._reviewers(region, own))
        regions = frozenset(each.id for each in (near if free else [region]))
        return Post(region, step, asked, regions)

    def _reviewers(self, region: Region, own: Collection[str]) -> tuple[Account, ...]:
        return tuple(
            each
            for each in self._people
            if each.region_id == region.id and each.email.lower() not in own
        )


GIVEN = ("approved", "accepted")


def bringers(steps: Iterable[StagedStep]) -> frozenset[str]:
    """Return who staged or submitted a file."""
    return frozenset(each.by.lower() for each in steps if each.what in store.OWN)


def due(posts: Sequence[Post]) -> Post | None:
    """Return the level whose turn it is; None where no level approves.

    A level without anybody who could approve is passed over, the last is not.
    """
    done = max((at for at, each in enumerate(posts) if each.step is not None), default=-1)
    left = posts[done + 1 :] or posts[-1:]
    return next((each for each in left if each.people), left[-1] if left else None)


def objection(
    session: Session,
    settings: Settings,
    row: Staged,
    person: Account,
    *,
    board: Board | None = None,
    steps: Sequence[StagedStep] | None = None,
) -> str:
    """Return why a person may not take a staged file in; "" when they may.

    Parameters
    ----------
    session : Session
        Any transaction.
    settings : Settings
        Whether and by whom uploads are approved.
    row : Staged
        The file.
    person : Account
        Who would take it in.
    board : Board, optional
        Where many files are asked about.
    steps : sequence of StagedStep, optional
        The file's, where they are known.

    Returns
    -------
    str
        Of :data:`OBJECTIONS`.

    Examples
    --------
    >>> from vector.store.engine import connect, session
    >>> with session(connect("sqlite://")) as reading:
    ...     objection(reading, Settings(), Staged(state="staged"), Account(roles=[]))
    'right'
    """
    if settings.upload_approval == "none":
        return "" if may(person, "upload") else "right"
    if row.state != "submitted":
        return "unsubmitted"
    if not may(person, "approve_uploads"):
        return "reviewer"
    done = store.steps(session, [row.id]) if steps is None else steps
    if person.email.lower() in bringers(done):
        return "own"
    post = due((board or Board(session, settings)).posts(row, done))
    return "" if post is not None and person.region_id in post.regions else "level"


def require(session: Session, settings: Settings, row: Staged, person: Account) -> None:
    """Refuse a person who may not take a staged file in.

    Raises
    ------
    UploadError
        Saying why; where it is another level's turn, whose.
    """
    reason = objection(session, settings, row, person)
    if not reason:
        return
    zh, en = OBJECTIONS[reason]
    if reason == "level" and settings.upload_approval != "above":
        post = due(Board(session, settings).posts(row, store.steps(session, [row.id])))
        name = post.region.name if post else ""
        zh, en = TURN.zh.format(region=name), TURN.en.format(region=name)
    raise UploadError(zh, en)


def own(session: Session, row: Staged, person: Account) -> bool:
    """Return whether a person staged or submitted a file."""
    return person.email.lower() in store.bringers(session, row.id)
