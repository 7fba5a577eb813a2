"""How often verdicts agree with those of a person, by kind of text and by verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bothways.mission.checking import check_text
from bothways.mission.parts import Mission
from bothways.mission.results import Kind, MissionCheck, Verdict

#: What is told of a text that was not judged.
REFUSED = "refused"


@dataclass(frozen=True)
class LabelledText:
    """A text that a person has read.

    Attributes
    ----------
    id : str
    kind : Kind
    mission : Mission
    text : str
    labels : mapping of str to Verdict
        Id of a part -> what the person says of it. Parts without a label are left out.
    """

    id: str
    kind: Kind
    mission: Mission
    text: str
    labels: Mapping[str, Verdict]


@dataclass(frozen=True)
class Judged:
    """One part of one text: what the person says, and what the check says."""

    text: str
    kind: Kind
    part: str
    label: Verdict
    verdict: str


@dataclass(frozen=True)
class Agreement:
    """How one verdict fares.

    Attributes
    ----------
    right, told, there : int
        How often check and person say it, the check says it, the person says it.
    """

    right: int
    told: int
    there: int

    @property
    def precision(self) -> float | None:
        """Of what the check says, the share with which the person agrees, in [0, 1]; ``None``: it never says it."""
        return self.right / self.told if self.told else None

    @property
    def recall(self) -> float | None:
        """Of what the person says, the share that the check finds, in [0, 1]; ``None``: the person never says it."""
        return self.right / self.there if self.there else None


@dataclass(frozen=True)
class Evaluation:
    """What came of all texts, in their order."""

    judged: tuple[Judged, ...]

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """Those on which the two do not agree."""
        return tuple(one for one in self.judged if one.label != one.verdict)

    def agreement(self, verdict: Verdict, kind: Kind | None = None) -> Agreement:
        """Return how a verdict fares in texts of one kind, or of all."""
        counted = Counter((one.label, one.verdict) for one in self.judged if kind in (None, one.kind))
        told = sum(count for (_label, found), count in counted.items() if found == verdict)
        there = sum(count for (label, _found), count in counted.items() if label == verdict)
        return Agreement(counted[verdict, verdict.value], told, there)


def evaluate(texts: Iterable[LabelledText]) -> Evaluation:
    """Check texts that a person has read, and set the verdicts beside each other.

    Parameters
    ----------
    texts : iterable of LabelledText

    Returns
    -------
    Evaluation
        One :class:`Judged` a label. Of a text that is not judged all verdicts are ``refused``, which agrees with
        nothing.

    Examples
    --------
    >>> from bothways.mission import Mission, Part
    >>> mission = Mission("We help.", (Part("day", "We answer the same day."),))
    >>> text = "You read our mail, and you answer every letter of our customers before the end of the day. " * 2
    >>> found = evaluate([LabelledText("one", Kind.POSTING, mission, text, {"day": Verdict.PRESENT})])
    >>> found.agreement(Verdict.PRESENT).recall, found.wrong
    (1.0, ())
    """
    judged = []
    for one in texts:
        check = check_text(one.text, one.mission, kind=one.kind)
        judged += [
            Judged(one.id, one.kind, part, label, _told(check, part)) for part, label in one.labels.items()
        ]
    return Evaluation(tuple(judged))


def _told(check: MissionCheck, part: str) -> str:
    return check.verdicts[part].value if check.judged else REFUSED
