"""What a check of a text against a mission tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bothways.mission.parts import Part
from bothways.mission.refusal import UnjudgedCode


class Kind(StrEnum):
    """What sort of text it is."""

    POSTING = "posting"
    KIT = "kit"
    PACKET = "packet"


class Verdict(StrEnum):
    """How a text stands to a part of the mission."""

    PRESENT = "present"
    ABSENT = "absent"
    CONTRADICTED = "contradicted"


class Strength(StrEnum):
    """How much a verdict rests on: the body of a text, or the words of a slogan alone; none of an absent part."""

    CLEAR = "clear"
    MENTIONED = "mentioned"
    NONE = ""


@dataclass(frozen=True)
class Evidence:
    """One sentence that speaks for a part or against it.

    Attributes
    ----------
    quote : str
        The sentence, with single blanks.
    start, end : int
        Where it stands in the text, in characters; the end is not part of it.
    speaks : {"for", "against"}
    rule : str
        Id of the rule that spoke; the reference lists them.
    turns : tuple of str
        Ids of the rules that turned its meaning, such as ``not``; in the order in which they were used.
    words : str
        The words that the rule met.
    slogan : bool
        Whether it stands where a text tells of the organisation, or repeats the mission word by word.
    """

    quote: str
    start: int
    end: int
    speaks: str
    rule: str
    turns: tuple[str, ...]
    words: str
    slogan: bool = False


@dataclass(frozen=True)
class Suggestion:
    """What to change, and where.

    Attributes
    ----------
    id : str
        Kind of text and what is to be done, such as ``posting.add``.
    where : str
        The place in words.
    text : str
        What to do, in plain English.
    """

    id: str
    where: str
    text: str


@dataclass(frozen=True)
class PartCheck:
    """How a text stands to one part.

    Attributes
    ----------
    part : Part
    verdict : Verdict
    strength : Strength
    evidence : tuple of Evidence
        What speaks against it first, then what speaks for it, each in the order of the text. At most one a sentence
        and side.
    suggestion : Suggestion or None
        ``None`` where nothing is to be done.
    topics : tuple of str
        Ids of the topics that the promise was understood as; empty where its own words alone were looked for.
    """

    part: Part
    verdict: Verdict
    strength: Strength
    evidence: tuple[Evidence, ...]
    suggestion: Suggestion | None
    topics: tuple[str, ...]

    @property
    def says_both(self) -> bool:
        """Whether the text speaks for the part in one place and against it in another."""
        return {one.speaks for one in self.evidence} == {"for", "against"}


@dataclass(frozen=True)
class MissionCheck:
    """What a text says of a mission.

    Attributes
    ----------
    kind : Kind
    language : str
        ``en``, ``de``, ``es``, or the name of another one that was recognised, or ``unknown``.
    refused : str
        Why the text was not judged, as a sentence; blank where it was. A text that was not judged has no parts:
        nothing is then called absent.
    parts : tuple of PartCheck
        In the order of the mission.
    unread : float
        The share of its words, in [0, 1], that stand in paragraphs of a language that is not read.
    code : {"", "language", "mixed", "script", "short", "unknown"}
        Why the text was not judged, in one word, for pages in other languages; blank where it was.
    """

    kind: Kind
    language: str
    refused: str
    parts: tuple[PartCheck, ...]
    unread: float = 0.0
    code: UnjudgedCode = ""

    @property
    def judged(self) -> bool:
        """Whether the text was judged."""
        return not self.refused

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdicts by the ids of the parts."""
        return {one.part.id: one.verdict for one in self.parts}
