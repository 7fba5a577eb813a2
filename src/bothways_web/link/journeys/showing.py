"""A journey as pages and pictures show it: its stages with their lanes, numbers, gaps, themes and pain points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bothways_web.link.journeys.document import EMPLOYEES, LANES, Document, lanes_of, themes_of
from bothways_web.link.journeys.gaps import Gap, gaps_of
from bothways_web.link.journeys.numbers import Numbers, StageNumber
from bothways_web.link.journeys.pains import offers_fixed
from bothways_web.link.journeys.reach import unit_for, whole
from bothways_web.link.journeys.themes import StageTheme, Themes
from bothways_web.link.models import Journey, PainPoint
from bothways_web.link.team_places import names_of
from bothways_web.people.access import Viewer

State = PainPoint.State


@dataclass(frozen=True)
class LaneShown:
    """One lane of a stage: what people do, feel and need, and their numbers."""

    side: str
    do: str
    feel: str
    need: str
    numbers: tuple[StageNumber, ...]
    is_written: bool

    @property
    def key(self) -> str:
        """The side as pictures know it."""
        return "emp" if self.side == EMPLOYEES else "cust"


@dataclass(frozen=True)
class PainShown:
    """A pain point, and whether it may be fixed by now."""

    pain: PainPoint
    may_be_fixed: bool


@dataclass(frozen=True)
class StageShown:
    """One stage; ``unit`` is the name of the unit whose numbers these are, blank for the whole organisation.

    ``themes`` are those that its viewer may see, always with shares of the whole organisation.
    """

    id: str
    name: str
    place: int
    touchpoints: tuple[str, ...]
    lanes: tuple[LaneShown, ...]
    gaps: tuple[Gap, ...]
    pains: tuple[PainShown, ...]
    unit: str
    themes: tuple[StageTheme, ...] = ()

    @property
    def numbers(self) -> tuple[StageNumber, ...]:
        """All numbers of the stage."""
        return tuple(number for lane in self.lanes for number in lane.numbers)

    @property
    def open_pains(self) -> dict[str, int]:
        """How many pain points are known and unknown."""
        found = [one.pain.state for one in self.pains]
        return {state: found.count(state) for state in (State.UNKNOWN, State.KNOWN)}


@dataclass(frozen=True)
class JourneyShown:
    """A journey as somebody sees it; ``astray`` are the pain points of stages that were removed.

    ``opens_themes``: whether its viewer may open the pages of single themes.
    """

    journey: Journey
    name: str
    lanes: str
    stages: tuple[StageShown, ...]
    astray: tuple[PainShown, ...]
    opens_themes: bool = False

    @property
    def sides(self) -> tuple[str, ...]:
        """The lanes that stand on the page: those that are written, and those with a number."""
        told = {lane.side for stage in self.stages for lane in stage.lanes if lane.is_written or lane.numbers}
        return tuple(side for side in LANES if side in told)

    @property
    def themes(self) -> tuple[StageTheme, ...]:
        """The themes of all stages, in their order."""
        return tuple(theme for stage in self.stages for theme in stage.themes)

    @property
    def gaps(self) -> int:
        """On how many stages the voices stand apart."""
        return sum(bool(stage.gaps) for stage in self.stages)

    def count(self, state: str) -> int:
        """Return how many pain points of its stages are in a state."""
        return sum(one.pain.state == state for stage in self.stages for one in stage.pains)

    @property
    def unknown(self) -> int:
        """How many pain points are unknown."""
        return self.count(State.UNKNOWN)

    @property
    def known(self) -> int:
        """How many pain points are known."""
        return self.count(State.KNOWN)

    @property
    def fixed(self) -> int:
        """How many pain points are fixed."""
        return self.count(State.FIXED)


def shown_journey(
    journey: Journey,
    viewer: Viewer,
    *,
    numbers: Numbers | None = None,
    themes: Themes | None = None,
    document: Document | None = None,
) -> JourneyShown:
    """Return a journey as a viewer sees it.

    Parameters
    ----------
    journey : Journey
    viewer : Viewer
        On a stage of a unit that is out of reach the numbers are those of the whole organisation.
    numbers : Numbers, optional
    themes : Themes, optional
        Both shared by several journeys of one page; themes are of the same viewer.
    document : dict, optional
        An earlier version: it is shown without pain points, which are of today.
    """
    told = document or journey.document
    pains = [] if document is not None else list(journey.pains.select_related("problem"))
    fixed = offers_fixed(pains)
    numbers, themes = numbers or Numbers(), themes or Themes(viewer)
    top = whole()
    units = {one["id"]: unit_for(viewer, one["unit"], top) for one in told["stages"]}
    names = names_of({unit for unit in units.values() if unit != top})
    stages = []
    for place, one in enumerate(told["stages"]):
        unit = units[one["id"]]
        found = [numbers.find(key, unit) for key in one["metrics"]]
        lanes = tuple(_lane(side, one, found, told) for side in LANES)
        mine = _pains([pain for pain in pains if pain.stage == one["id"]], fixed)
        stages.append(
            StageShown(
                one["id"], one["name"], place, tuple(one["touchpoints"]), lanes, gaps_of(found), mine,
                names.get(unit, ""), themes.of(themes_of(one)),
            )
        )  # fmt: skip
    astray = _pains([pain for pain in pains if pain.stage not in units], fixed)
    return JourneyShown(journey, told["name"], told["lanes"], tuple(stages), astray, themes.opened)


def shown_journeys(viewer: Viewer, journeys: Iterable[Journey]) -> list[JourneyShown]:
    """Return several journeys; each unit's numbers, and the themes, are read once."""
    numbers, themes = Numbers(), Themes(viewer)
    return [shown_journey(one, viewer, numbers=numbers, themes=themes) for one in journeys]


def _lane(
    side: str, stage: dict[str, dict[str, str]], numbers: Sequence[StageNumber], told: Document
) -> LaneShown:
    mine = tuple(one for one in numbers if (one.voice == EMPLOYEES) == (side == EMPLOYEES))
    written = stage[side] if side in lanes_of(told) else {"do": "", "feel": "", "need": ""}
    return LaneShown(side, written["do"], written["feel"], written["need"], mine, side in lanes_of(told))


def _pains(pains: Sequence[PainPoint], fixed: frozenset[int]) -> tuple[PainShown, ...]:
    return tuple(PainShown(one, one.pk in fixed) for one in pains)
