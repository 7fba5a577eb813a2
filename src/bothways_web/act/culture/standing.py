"""Where a unit stands on the culture path: from released numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.measures import Placement, place_on_path, points_to_levels
from bothways.privacy import Released
from bothways.privacy.diagnosis import Change, Diagnosis, DomainNumber, UnitProfile
from bothways_web.act.culture.levels import QUESTION_SET, Level, Sentence, levels_of, sentences_of
from bothways_web.act.playbook.practices import Practice, practices_for
from bothways_web.link.teams import diagnosis_of, profile_of
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import domains_of

EARLIER_SHOWN, MOST_ROUNDS, MOST_PRACTICES = 5, 24, 2
#: Cells of the table of rights that open findings of the whole organisation; its path is one.
OPENS_WHOLE = ("company", "own + company", "all", "all + method")


@dataclass(frozen=True)
class Strand:
    """One strand of one unit.

    Attributes
    ----------
    metric, label : str
    sentences : tuple of Sentence
        One a level, lowest first.
    shown : Released or None
        ``None``: withheld.
    placement : Placement or None
    change : Change or None
        Since the round before that was shown, where both are.
    earlier : tuple of (Round, Placement or None)
        Oldest first, of exactly the same group.
    """

    metric: str
    label: str
    sentences: tuple[Sentence, ...]
    shown: Released | None = None
    placement: Placement | None = None
    change: Change | None = None
    earlier: tuple[tuple[Round, Placement | None], ...] = ()

    @property
    def here(self) -> tuple[Sentence, ...]:
        """The sentences of the levels that fit with the range."""
        return tuple(
            one for one in self.sentences if self.placement and one.level.number in self.placement.levels
        )

    @property
    def further(self) -> tuple[Sentence, ...]:
        """What one step further would look like: one sentence for each level it may stand on, none past the last.

        Nothing where three levels or more fit: that places nobody.
        """
        if self.placement is None or self.placement.word == "several":
            return ()
        next_ones = {number + 1 for number in self.placement.levels}
        return tuple(one for one in self.sentences if one.level.number in next_ones)

    @property
    def practices(self) -> tuple[Practice, ...]:
        """The first practices of the playbook for this strand; nothing where there is no step further."""
        return practices_for(self.metric, self.label)[:MOST_PRACTICES] if self.further else ()


@dataclass(frozen=True)
class Standing:
    """A unit in one round of the path.

    Attributes
    ----------
    asked : Round
    levels : tuple of Level
    strands : tuple of Strand
        In the order of the question set; empty where nothing of the unit is shown.
    together_with : str
        Names of the units that are shown together, where it is not shown alone.
    under : str
        Name of the unit under which its answers count, where it is not shown.
    before : Round or None
        The round that changes are counted from.
    """

    asked: Round
    levels: tuple[Level, ...]
    strands: tuple[Strand, ...] = ()
    together_with: str = ""
    under: str = ""
    before: Round | None = None

    @property
    def bands(self) -> tuple[str, ...]:
        """How many people answered, by strand, each band once."""
        found = (one.shown.n_band.replace("-", "–") for one in self.strands if one.shown)
        return tuple(dict.fromkeys(found))

    @property
    def earlier(self) -> tuple[Round, ...]:
        """The earlier rounds that any strand shows something of, oldest first."""
        return tuple(
            asked
            for place, (asked, _none) in enumerate(self.strands[0].earlier if self.strands else ())
            if any(strand.earlier[place][1] for strand in self.strands)
        )


def path_rounds(unit: str | None = None) -> list[Round]:
    """Return the released rounds of the path, newest first; of a unit those whose tree holds it.

    Open surveys are told as a whole elsewhere, and those that ask one by one speak of no unit.
    """
    rounds = Round.objects.with_unit(unit) if unit else Round.objects.all()
    found = rounds.filter(
        state=Round.State.RELEASED, ledger_name__isnull=False, pulse__instrument=QUESTION_SET,
        pulse__side=Pulse.Side.EMPLOYEES, pulse__occasion=Pulse.Occasion.CALENDAR,
    ).exclude(mode=Pulse.Mode.OPEN)  # fmt: skip
    return list(found.select_related("pulse").order_by("-closes_at", "-pk")[:MOST_ROUNDS])


def any_round() -> bool:
    """Return whether a round of the path was ever released."""
    return bool(path_rounds())


def standing_of(unit: str, rounds: Sequence[Round], asked: Round) -> Standing:
    """Return where a unit stands by one round.

    Parameters
    ----------
    unit : str
        Code.
    rounds : sequence of Round
        Of :func:`path_rounds`.
    asked : Round
        One of them.
    """
    levels = levels_of(asked)
    past = [
        one
        for one in rounds
        if one.closes_at < asked.closes_at and released_round("employees", one.ledger_name)
    ]
    before = past[0] if past else None
    found = diagnosis_of(asked, before)
    profile = profile_of(found, unit) if found else None
    if found is None or profile is None:
        return Standing(asked, levels, under=_counts_under(found, unit))
    earlier = [(one, _numbers(one, profile.group)) for one in reversed(past[:EARLIER_SHOWN])]
    return Standing(
        asked, levels, _strands(asked, levels, profile, earlier),
        profile.name if len(profile.units) > 1 else "", before=before,
    )  # fmt: skip


def _strands(
    asked: Round,
    levels: Sequence[Level],
    profile: UnitProfile,
    earlier: Sequence[tuple[Round, dict[str, DomainNumber]]],
) -> tuple[Strand, ...]:
    path = [level.number for level in levels]
    numbers = {number.domain.metric: number for number in profile.numbers}
    sentences, found = sentences_of(asked), []
    for domain in domains_of(asked):
        number = numbers.get(domain.metric)
        found.append(
            Strand(
                domain.metric,
                domain.label,
                sentences.get(domain.metric.rpartition(".")[2], ()),
                number.shown if number else None,
                _placed(number, path),
                number.change if number else None,
                tuple((one, _placed(then.get(domain.metric), path)) for one, then in earlier),
            )
        )
    return tuple(found)


def _placed(number: DomainNumber | None, path: Sequence[int]) -> Placement | None:
    """Place what was released of a strand; where it is a bound, the range reaches to the end of the path."""
    if number is None or number.shown is None:
        return None
    value, low, high = (
        points_to_levels(points, path) for points in (number.shown.value, number.shown.low, number.shown.high)
    )
    return place_on_path(min(max(value, low), high), low, high, path)


def _numbers(asked: Round, group: str) -> dict[str, DomainNumber]:
    """Return the numbers of exactly the same group in an earlier round."""
    found = diagnosis_of(asked, None)
    everybody = [found.company, *found.profiles] if found else []
    mine = next((one for one in everybody if one is not None and one.group == group), None)
    return {number.domain.metric: number for number in mine.numbers} if mine else {}


def _counts_under(found: Diagnosis | None, unit: str) -> str:
    """Return the name of the shown unit that a withheld one counts under; blank where there is none."""
    if found is None:
        return ""
    hidden = next((one for one in found.withheld if one.unit == unit), None)
    shown = {one.name for one in (found.company, *found.profiles) if one}
    return hidden.under if hidden and hidden.under in shown else ""
