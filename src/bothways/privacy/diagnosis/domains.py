"""The domains of an instrument as they are shown: name, scale, and which end is good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bothways.errors import InputError
from bothways.measures import Instrument, score_columns
from bothways.measures.instrument import Better, refuse_for_oneself


@dataclass(frozen=True)
class DomainScale:
    """A domain as it is shown.

    Attributes
    ----------
    metric : str
        Name of the metric that was released.
    label : str
        What people call it.
    better : {"higher", "lower"}
        Which end is good.
    low, high : float
        Ends of the scale.
    """

    metric: str
    label: str
    better: Better = "higher"
    low: float = 0.0
    high: float = 100.0


def instrument_domains(
    instrument: Instrument, *, form: Literal["full", "short"] = "full"
) -> tuple[DomainScale, ...]:
    """Return the domains of an instrument, its total where it has none, or its scored items where it has neither.

    Parameters
    ----------
    instrument : Instrument
    form : {"full", "short"}
        "short": the total of the few items of the pulse.

    Returns
    -------
    tuple of DomainScale
        In the order of the instrument; the metrics that
        :func:`bothways.privacy.instrument_questions` releases as means.

    Raises
    ------
    InputError
        Where the instrument has no score that is a mean, or answers are for the person alone who gives them.

    Examples
    --------
    >>> from bothways.measures import load_instrument
    >>> [domain.label for domain in instrument_domains(load_instrument("team_psychological_safety"))][:2]
    ['Attitude to risk and failure', 'Open conversation']
    >>> [domain.better for domain in instrument_domains(load_instrument("burnout_single"))]
    ['lower']
    """
    refuse_for_oneself(instrument)
    scores = [score for score in score_columns(instrument, form=form) if score.rule == "mean_of_items"]
    labels = [domain.label["en"] for domain in instrument.domains] if form == "full" else []
    if form == "full" and not labels and instrument.scoring and instrument.scoring.total == "none":
        labels = [item.text["en"] for item in instrument.scored_items]
    if not scores:
        raise InputError(
            f"The instrument {instrument.id!r} has no score of a person, so units have no profile.",
            remedy="Use an instrument with domains or a total.",
        )
    if not labels:
        scores, labels = scores[:1], [instrument.title["en"]]
    return tuple(
        DomainScale(score.metric, label, score.better, score.low, score.high)
        for score, label in zip(scores, labels, strict=False)  # the total stands behind the domains
    )
