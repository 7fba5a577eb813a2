"""The diagnosis of a round: every unit's profile, and which units need help first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bothways.errors import InputError
from bothways.privacy.answers import natural
from bothways.privacy.diagnosis.comparison import (
    Position,
    Standing,
    compare,
    composite,
    position,
    standings,
)
from bothways.privacy.diagnosis.domains import DomainScale
from bothways.privacy.diagnosis.naming import Places
from bothways.privacy.diagnosis.profile import (
    DomainNumber,
    UnitProfile,
    WithheldUnit,
    change_since,
)
from bothways.privacy.diagnosis.reading import ReleasedRound
from bothways.privacy.groups import parse_group
from bothways.privacy.released import Released

#: Released numbers of units by group and metric.
Numbers = dict[tuple[str, str], Released]
COMPANY = "all"


@dataclass(frozen=True)
class Diagnosis:
    """How the units of a round are.

    Attributes
    ----------
    round : str
    before : str or None
        Round that changes are counted from.
    domains : tuple of DomainScale
        Those of which the whole organisation has a number in this round; of which units have one, where it has none.
    missing : tuple of DomainScale
        Those of which it has none.
    company : UnitProfile or None
        ``None`` where nothing of the whole is released.
    profiles : tuple of UnitProfile
        Shown units, from the top down, in the order of the tree; the company is not among them.
    withheld : tuple of WithheldUnit
        Units without a number of their own, in the order of the tree.
    deepest : dict of str to tuple of Released
        Metric -> values of the shown units below which nothing is shown, one a unit.
    """

    round: str
    before: str | None
    domains: tuple[DomainScale, ...]
    missing: tuple[DomainScale, ...]
    company: UnitProfile | None
    profiles: tuple[UnitProfile, ...]
    withheld: tuple[WithheldUnit, ...]
    deepest: dict[str, tuple[Released, ...]]

    @property
    def compared(self) -> tuple[UnitProfile, ...]:
        """The units that are compared with the company as a whole."""
        return tuple(one for one in self.profiles if one.composite is not None)

    @cached_property
    def tells_agreement(self) -> bool:
        """Whether a word of agreement is released of any unit."""
        units = (*self.profiles, *([self.company] if self.company else []))
        return any(number.agreement for unit in units for number in unit.numbers)

    def standing(self, word: Standing) -> tuple[UnitProfile, ...]:
        """Return the units of a group of need by name, team 2 before team 10: inside a group nobody is ranked."""
        found = [one for one in self.compared if one.composite and one.composite.standing == word]
        return tuple(sorted(found, key=lambda one: (natural(one.name.casefold()), one.group)))


def diagnose(
    now: ReleasedRound, domains: Sequence[DomainScale], *, before: ReleasedRound | None = None
) -> Diagnosis:
    """Return how the units of a round are, from what was released and nothing else.

    Parameters
    ----------
    now : ReleasedRound
    domains : sequence of DomainScale
        At least one.
    before : ReleasedRound, optional
        An earlier round, to count changes from.

    Returns
    -------
    Diagnosis
        Withheld values stay withheld. Without a number for the whole organisation, as in a sealed quarter in which
        too few people came or went, units stand by themselves: there is no comparison.

    Raises
    ------
    InputError
        Where no domain is given.
    TypeError
        Where something else than a Released is handed in.

    Notes
    -----
    Compared as a whole are the smallest shown units of which every domain is released; they share nobody. The
    composite of a unit is the mean of its domains on 0 to 100, turned so that more is better; its error is the
    mean of theirs, which is right if the domains go together wholly and too large otherwise. Each is compared
    with the company's composite (:func:`~bothways.privacy.diagnosis.comparison.compare`) and told to be worse
    or better by Benjamini and Hochberg at .05 over these units
    (:func:`~bothways.privacy.diagnosis.comparison.standings`). The same over all shown units and domains marks
    single domains.

    Examples
    --------
    >>> from bothways.privacy.tree import make_tree
    >>> empty = ReleasedRound("2024-01", make_tree(["shop"], [None]), ())
    >>> diagnose(empty, [DomainScale("calm", "Calm")]).company is None
    True
    """
    if not domains:
        raise InputError("There is no domain to show.", remedy="Name an instrument with a score.")
    numbers, words = _numbers(now.released, domains, "mean"), _numbers(now.released, domains, "agreement")
    earlier = _numbers(before.released, domains, "mean") if before else {}
    there = tuple(domain for domain in domains if (COMPANY, domain.metric) in numbers)
    is_whole = bool(there)
    if not is_whole:
        told = {metric for _group, metric in numbers}
        there = tuple(domain for domain in domains if domain.metric in told)
    missing = tuple(domain for domain in domains if domain not in there)
    places = Places(now.tree, {metric: _groups(numbers, metric) for metric in (one.metric for one in there)})
    profiles = [
        _profile(group, there, places, numbers, words, earlier) for group in (COMPANY, *places.groups)
    ]
    company, units = profiles[0], _marked(profiles[0], profiles[1:])
    return Diagnosis(
        round=now.name,
        before=before.name if before else None,
        domains=there,
        missing=missing,
        company=company if is_whole else None,
        profiles=tuple(_compared(company, units, places) if is_whole else units),
        withheld=places.withheld(),
        deepest={
            domain.metric: tuple(numbers[group, domain.metric] for group in places.deepest(domain.metric))
            for domain in there
        },
    )


def _numbers(released: Iterable[Released], domains: Sequence[DomainScale], kind: str) -> Numbers:
    """Return the numbers of one kind that are about units, by group and metric."""
    metrics = {domain.metric for domain in domains}
    found: Numbers = {}
    for one in released:
        if type(one) is not Released:
            raise TypeError("Only Released can be shown: offer the group to a Ledger.")
        if one.kind == kind and one.metric in metrics and not parse_group(one.group).attributes:
            found[one.group, one.metric] = one
    return found


def _groups(numbers: Numbers, metric: str) -> tuple[str, ...]:
    """Return the groups of units that have a number of a metric, the company left out."""
    return tuple(group for group, name in numbers if name == metric and group != COMPANY)


def _profile(
    group: str,
    domains: Sequence[DomainScale],
    places: Places,
    numbers: Numbers,
    words: Numbers,
    earlier: Numbers,
) -> UnitProfile:
    """Return what is shown of one group, not compared yet."""
    made = []
    for domain in domains:
        key = (group, domain.metric)
        shown, then = numbers.get(key), earlier.get(key)
        made.append(
            DomainNumber(
                domain,
                shown,
                under="" if shown else places.under(group, domain.metric),
                agreement=words.get(key),
                change=change_since(shown, then, domain) if shown and then else None,
            )
        )
    return places.profile(group, tuple(made))


def _marked(company: UnitProfile, units: Sequence[UnitProfile]) -> list[UnitProfile]:
    """Return the units with every domain compared, corrected over all units and domains."""
    keys, found = [], []
    for place, unit in enumerate(units):
        for number, (mine, whole) in enumerate(zip(unit.numbers, company.numbers, strict=True)):
            if mine.shown and whole.shown:
                keys.append((place, number))
                found.append(compare(position(mine.shown, mine.domain), position(whole.shown, whole.domain)))
    told = dict(zip(keys, zip(found, standings(found), strict=True), strict=True))
    marked = []
    for place, unit in enumerate(units):
        mine_all = []
        for number, mine in enumerate(unit.numbers):
            if (place, number) in told:
                comparison, standing = told[place, number]
                mine = replace(mine, against=replace(comparison, standing=standing))
            mine_all.append(mine)
        marked.append(replace(unit, numbers=tuple(mine_all)))
    return marked


def _compared(company: UnitProfile, units: Sequence[UnitProfile], places: Places) -> list[UnitProfile]:
    """Return the units with their composite compared, where they are the smallest that have one."""
    whole = [unit.group for unit in units if all(number.shown for number in unit.numbers)]
    smallest = set(places.smallest(whole))
    chosen = [place for place, unit in enumerate(units) if unit.group in smallest]
    found = [compare(_composite(units[place]), _composite(company)) for place in chosen]
    made = list(units)
    for place, comparison, standing in zip(chosen, found, standings(found), strict=True):
        made[place] = replace(made[place], composite=replace(comparison, standing=standing))
    return made


def _composite(unit: UnitProfile) -> Position:
    return composite([position(number.shown, number.domain) for number in unit.numbers if number.shown])
