"""What an instrument is: a set of questions with its scales, its scoring and its licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bothways.errors import InputError

#: Language code to text; "en" is always there.
Text = Mapping[str, str]
Better = Literal["higher", "lower"]
Rule = Literal["nps", "share", "mean", "persons_at_or_above", "lowest_median", "total_on_scale"]
#: Scale kinds whose answers are numbers and can be scored.
SCORED_KINDS = ("ordinal", "numeric")
#: Scale kinds whose answers are among options.
CHOICE_KINDS = ("single_choice", "multiple_choice", "ranking")
#: Where a text says what the same person answered to an earlier item.
PIPE = re.compile(r"\{answer:([^{}]*)\}")


@dataclass(frozen=True)
class Scale:
    """How an item is answered.

    Attributes
    ----------
    id, kind : str
        ``kind`` is "ordinal", "numeric", "single_choice", "multiple_choice", "ranking", "number", "date",
        "constant_sum" or "open_text".
    low, high : float or None
        Scale ends, in answer units; None where answers are no numbers.
    first, last : str
        First and last day of a date, as 2026-12-31; blank for other kinds.
    anchors : mapping of int to Text
        Labels of steps.
    na_option : Text or None
        Label of "cannot say"; such an answer is missing when scored.
    options : mapping of str to Text
        Choices in their order.
    options_from : str
        Where the choices come from when they are not listed here.
    """

    id: str
    kind: str
    low: float | None = None
    high: float | None = None
    anchors: Mapping[int, Text] = field(default_factory=dict)
    na_option: Text | None = None
    options: Mapping[str, Text] = field(default_factory=dict)
    options_from: str = ""
    max_choices: int | None = None
    max_length: int | None = None
    total: float | None = None
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Condition:
    """Who is asked an item: those who gave one of some answers to an earlier one.

    Attributes
    ----------
    item : str
    answers : tuple of int or str
        Steps of its scale, or ids of its options.
    """

    item: str
    answers: tuple[int | str, ...]


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes
    ----------
    id : str
        Name of its column in a table of answers.
    domain : str or None
    text : Text
    scale : Scale
    reversed : bool
        Whether a high answer means little of what is measured.
    scored : bool
        Whether it counts in person scores.
    required : bool
    max_choices : int or None
        Overrides the scale's.
    ask_if : Condition or None
        Who is asked; None for everybody.
    grid : str
        The table it is a row of; blank where it stands alone.
    """

    id: str
    domain: str | None
    text: Text
    scale: Scale
    reversed: bool = False
    scored: bool = True
    required: bool = False
    max_choices: int | None = None
    ask_if: Condition | None = None
    grid: str = ""

    @property
    def choices_allowed(self) -> int:
        """How many options somebody may choose."""
        return self.max_choices or self.scale.max_choices or len(self.scale.options)

    @property
    def pipes(self) -> tuple[str, ...]:
        """Ids of the items whose answers its text repeats."""
        found = (name for text in self.text.values() for name in PIPE.findall(text))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Domain:
    """A part of the construct with a score of its own."""

    id: str
    label: Text
    definition: str = ""


@dataclass(frozen=True)
class Conventional:
    """A customary score of a group, beside the 0-100 scores of persons.

    Attributes
    ----------
    id : str
    rule : str
        "nps": 100 x (share of 9-10 - share of 0-6). "share": 100 x share of ``answers`` among the answers
        given (after reversal). "mean": mean answer. "persons_at_or_above": 100 x share of persons whose
        mean answer (after reversal) is at least ``at``. "lowest_median": lowest of the items' lower medians.
        "total_on_scale": the 0-100 total put back on the items' scale.
    items : tuple of str
        Items it is made of.
    answers : tuple of int or str
    at : float or None
    metric : str
        The series it feeds, or "" where it is for display only.
    better : {"higher", "lower"}
        Which end is good; as the total where the file does not say.
    formula, range, label : str
        As people read them.
    """

    id: str
    rule: Rule
    items: tuple[str, ...]
    answers: tuple[int | str, ...] = ()
    at: float | None = None
    metric: str = ""
    better: Better = "higher"
    formula: str = ""
    range: str = ""
    label: str = ""


@dataclass(frozen=True)
class Scoring:
    """How answers become scores.

    Attributes
    ----------
    total : {"mean_of_domains", "mean_of_items", "none"}
    better : mapping of str to {"higher", "lower"}
        Which end is good, for the total (key "total") and each domain.
    min_per_domain : mapping of str to int
    min_domains, min_items : int
        Answered items (domains, items) that a score needs.
    conventional : tuple of Conventional
    elsewhere : mapping of str to str
        Series that scoring does not make, and where they are made.
    """

    total: Literal["mean_of_domains", "mean_of_items", "none"]
    better: Mapping[str, Better]
    min_per_domain: Mapping[str, int]
    min_domains: int
    min_items: int
    conventional: tuple[Conventional, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ShortForm:
    """A few items of the full set for a pulse: one total, no domains; a series of its own."""

    items: tuple[str, ...]
    min_answered: int | None = None
    use: str = ""


@dataclass(frozen=True)
class Instrument:
    """A set of questions.

    Attributes
    ----------
    id, version, title, purpose, definition
    side : {"employee", "customer", "candidate"}
    sensitivity : {"normal", "high"}
    measurement_model : str
        "reflective", "formative", "single_item", "categorical", "open_text", "form", "item_bank" or "".
    composition : str
        "shared" (a team property: agreement needed), "configural" (mean of individual states),
        "individual_only" (for oneself alone: no score is ever made of it), "none" or "".
    default_on : bool
        Offered in the first set-up; False whenever ``text_clearance`` is "review".
    text_clearance : {"clear", "review"}
        "review": the right to use these texts is to be asked for first.
    metric_ids : tuple of str
    grids : mapping of str to Text
        Headings of the tables that items are rows of.
    min_group_floor : int or None
        Fewest people behind a shown value, as the instrument asks; the ledger may be stricter.
    document : mapping
        The file as read, for what is not listed here: do, dont, notes, licence, cadence, levels, rubric ...
    """

    id: str
    version: str
    title: Text
    purpose: str
    side: str
    sensitivity: str
    measurement_model: str
    composition: str
    default_on: bool
    text_clearance: str
    metric_ids: tuple[str, ...]
    domains: tuple[Domain, ...]
    scales: Mapping[str, Scale]
    items: tuple[Item, ...]
    short_form: ShortForm | None
    scoring: Scoring | None
    min_group_floor: int | None
    definition: str = ""
    intro: Text | None = None
    grids: Mapping[str, Text] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_for_oneself(self) -> bool:
        """Whether answers are for the person alone who gives them: never asked, kept, scored or added up."""
        return self.composition == "individual_only"

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """Items that count in person scores, in order."""
        return tuple(item for item in self.items if item.scored and item.scale.kind in SCORED_KINDS)

    def item(self, item_id: str) -> Item:
        """Return the item of that id; KeyError where there is none."""
        return next(item for item in self.items if item.id == item_id)

    @property
    def additional_items(self) -> tuple[Item, ...]:
        """Items that count in no score of a person, texts left out, in order."""
        scored = {item.id for item in self.scored_items}
        return tuple(item for item in self.items if item.id not in scored and item.scale.kind != "open_text")


def refuse_for_oneself(instrument: Instrument) -> None:
    """Refuse to ask, score or add up what is for the person alone who answers.

    Raises
    ------
    InputError
        Where it is.
    """
    if instrument.is_for_oneself:
        raise InputError(
            f"Answers to {instrument.id!r} are for the person alone who gives them: nothing is asked or made of them.",
            remedy="Choose another question set.",
        )
