"""How big a change a number probably needs: a rule of thumb, in one table, from released numbers alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: All in points of 0 to 100, turned so that more is better. None of these limits was ever validated.
FAR, READY, HARDLY_READY, STRONG = 10.0, 50.0, 40.0, 0.3
SMALL, MEDIUM, LARGE = "small", "medium", "large"
DEGREES = (SMALL, MEDIUM, LARGE)


@dataclass(frozen=True)
class Standing:
    """A number beside what it is measured against, in points of 0 to 100 turned so that more is better.

    Attributes
    ----------
    value, low, high : float
        With its 95 % range.
    against : float
        The lower end of the middle half of all teams, or the middle of the scale.
    is_band : bool
        Whether it is the former.
    """

    value: float
    low: float
    high: float
    against: float = 50.0
    is_band: bool = False


@dataclass(frozen=True)
class Signs:
    """What is known about a number and who it is about; ``None`` where nothing is.

    Attributes
    ----------
    standing : Standing or None
    low_in_many : bool or None
        Whether at least half of all shown teams lie below the middle of the scale.
    agreement : {"agree", "mixed", "split", ""}
        How far members agree, as it was released.
    readiness : Standing or None
        The unit's readiness for a change, where it was asked and is shown.
    link : tuple of float or None
        Low and high end of the 95 % range of a finding's standardised effect.
    is_claimed : bool
        Whether the finding claims anything; of no weight without ``link``.
    """

    standing: Standing | None = None
    low_in_many: bool | None = None
    agreement: str = ""
    readiness: Standing | None = None
    link: tuple[float, float] | None = None
    is_claimed: bool = True


@dataclass(frozen=True)
class Suggestion:
    """A degree, and the codes of the reasons for it in the order in which they are told."""

    degree: str
    reasons: tuple[str, ...]


def suggest_degree(signs: Signs) -> Suggestion:
    """Suggest how big a change is, with reasons.

    Parameters
    ----------
    signs : Signs

    Returns
    -------
    Suggestion
        Small where the range leaves open whether there is a gap at all. Else one point for a gap, two for a wide
        one, and one each for: low in many teams, members are split, hardly ready, a weak link. No point is small, one
        or two are medium, three and more are large.

    Examples
    --------
    >>> suggest_degree(Signs(Standing(30, 22, 38), low_in_many=True))
    Suggestion(degree='large', reasons=('gap_far_scale', 'many'))
    >>> suggest_degree(Signs(Standing(45, 30, 60)))
    Suggestion(degree='small', reasons=('gap_open_scale',))
    """
    gap = gap_of(signs.standing)
    if signs.link is not None and not signs.is_claimed:
        return Suggestion(SMALL, ("link_open",))
    plain = gap.removesuffix("_scale")
    if plain not in _OF_GAP:
        return Suggestion(SMALL, (gap,))
    points, reasons = _OF_GAP[plain], [gap]
    for code, weight in _others(signs):
        points, reasons = points + weight, [*reasons, code]
    degree = SMALL if points == 0 else MEDIUM if points <= 2 else LARGE
    return Suggestion(degree, tuple(reasons))


def gap_of(standing: Standing | None) -> str:
    """Return the code of a gap: unknown, open (the range does not settle it), none, some or far.

    Codes end in "_scale" where it is measured from the middle of the scale.

    Examples
    --------
    >>> gap_of(Standing(40, 36, 44, against=48, is_band=True)), gap_of(Standing(60, 52, 68))
    ('gap_some', 'gap_none_scale')
    """
    if standing is None or not (math.isfinite(standing.low) and math.isfinite(standing.high)):
        return "gap_unknown"
    if standing.low >= standing.against:
        code = "gap_none"
    elif standing.high >= standing.against:
        code = "gap_open"
    else:
        code = "gap_far" if standing.against - standing.high >= FAR else "gap_some"
    return code if standing.is_band else f"{code}_scale"


_OF_GAP = {"gap_none": 0, "gap_some": 1, "gap_far": 2}


def _others(signs: Signs) -> list[tuple[str, int]]:
    """Return the codes of what else is known, each with its points."""
    found: list[tuple[str, int]] = []
    if signs.low_in_many is not None:
        found.append(("many", 1) if signs.low_in_many else ("here", 0))
    if signs.agreement:
        found.append((signs.agreement, 1 if signs.agreement == "split" else 0))
    if signs.readiness is not None:
        hardly = signs.readiness.value < READY or signs.readiness.low < HARDLY_READY
        found.append(("hardly_ready", 1) if hardly else ("ready", 0))
    if signs.link is not None:
        nearest, farthest = sorted(abs(end) for end in signs.link)
        crosses = signs.link[0] < 0 < signs.link[1]
        strong = nearest >= STRONG and not crosses
        found.append(("link_weak", 1) if farthest < STRONG else ("link_strong" if strong else "link_some", 0))
    return found
