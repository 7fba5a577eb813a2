"""Which metrics an instrument makes, and from which answer columns: a pure description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bothways.errors import InputError
from bothways.measures.instrument import Better, Conventional, Instrument, Item, refuse_for_oneself

ScoreRule = Literal["mean_of_items", "mean_of_domains", "nps", "share", "mean"]


@dataclass(frozen=True)
class ScoreItem:
    """One answer column of a score: ``100 * (x - low) / (high - low)``, from the other end where reversed."""

    column: str
    low: float
    high: float
    reversed: bool


@dataclass(frozen=True)
class Score:
    """One metric that an instrument makes.

    Attributes
    ----------
    metric : str
        Name of the series.
    side : {"employee", "customer", "candidate"}
    kind : {"mean", "percent", "nps"}
        As in tidy files: which sampling variance a group's value has.
    rule : str
        "mean_of_items": per person, mean of the answered ``items`` put on 0-100, if at least
        ``min_answered`` were answered. "mean_of_domains": per person, mean of the scores named in
        ``parts``, if at least ``min_answered`` are there. "nps": per group, 100 x (share of 9-10 - share of
        0-6). "share": per group, 100 x share of ``answers``. "mean": per group, mean answer as given.
    items : tuple of ScoreItem
        Every answer column it rests on.
    parts : tuple of str
        Metrics of the domains, for "mean_of_domains".
    answers : tuple of int or str
        For "share".
    min_answered : int
        Answered items (or parts) that a person's score needs.
    low, high : float
        Ends of the scale of the metric.
    better : {"higher", "lower"}
    """

    metric: str
    side: str
    kind: Literal["mean", "percent", "nps"]
    rule: ScoreRule
    items: tuple[ScoreItem, ...]
    parts: tuple[str, ...]
    answers: tuple[int | str, ...]
    min_answered: int
    low: float
    high: float
    better: Better


def score_columns(instrument: Instrument, *, form: Literal["full", "short"] = "full") -> tuple[Score, ...]:
    """Describe the metrics of an instrument: what they are made of, their ends and which end is good.

    Parameters
    ----------
    instrument : Instrument
    form : {"full", "short"}
        "short": the pulse of :attr:`Instrument.short_form`, one total named ``<total>.short``, the mean of
        its items; a series of its own, because a series keeps one kind of score.

    Returns
    -------
    tuple of Score
        Domains first, then the total, then the conventional scores that are a series. Empty for instruments
        without scores. Series in ``scoring.elsewhere`` are not made from answers alone and are left out.

    Raises
    ------
    InputError
        The instrument has no short form that can be scored, or its answers are for the person alone who gives them.

    Examples
    --------
    >>> from bothways.measures import load_instrument
    >>> [(s.metric, s.kind, s.low, s.high) for s in score_columns(load_instrument("enps"))]
    [('enps_mean', 'mean', 0.0, 100.0), ('enps', 'nps', -100.0, 100.0)]
    """
    if instrument.scoring or form == "short":
        refuse_for_oneself(instrument)
    if form == "short":
        return (_short(instrument),)
    if instrument.scoring is None:
        return ()
    feeding = [score for score in instrument.scoring.conventional if score.metric]
    return (*_person_scores(instrument), *(_group_score(instrument, score) for score in feeding))


def _score_item(item: Item) -> ScoreItem:
    low, high = item.scale.low, item.scale.high
    return ScoreItem(
        item.id,
        float("nan") if low is None else float(low),
        float("nan") if high is None else float(high),
        item.reversed,
    )


def _stem(instrument: Instrument) -> str:
    """Return the name of the total: the first metric without a dot, else what stands before the dots."""
    taken = {score.metric for score in instrument.scoring.conventional} if instrument.scoring else set()
    free = [name for name in instrument.metric_ids if name not in taken]
    plain = [name for name in free if "." not in name]
    if plain:
        return plain[0]
    return free[0].split(".")[0] if free else instrument.id


def _person_scores(instrument: Instrument) -> list[Score]:
    scoring = instrument.scoring
    if scoring is None:
        return []
    stem, scored, scores = _stem(instrument), instrument.scored_items, []
    for domain in instrument.domains:
        items = tuple(_score_item(item) for item in scored if item.domain == domain.id)
        need = scoring.min_per_domain.get(domain.id, 1)
        scores.append(_mean(instrument, f"{stem}.{domain.id}", items, need, scoring.better[domain.id]))
    every = tuple(_score_item(item) for item in scored)
    if scoring.total == "mean_of_domains":
        parts = tuple(score.metric for score in scores)
        total = _mean(instrument, stem, every, scoring.min_domains, scoring.better["total"], parts)
        scores.append(total)
    elif scoring.total == "mean_of_items":
        scores.append(_mean(instrument, stem, every, scoring.min_items, scoring.better["total"]))
    elif not instrument.domains:
        better = scoring.better.get("total", "higher")
        scores += [_mean(instrument, f"{stem}.{item.column}", (item,), 1, better) for item in every]
    return scores


def _mean(
    instrument: Instrument,
    metric: str,
    items: tuple[ScoreItem, ...],
    need: int,
    better: Better,
    parts: tuple[str, ...] = (),
) -> Score:
    rule: ScoreRule = "mean_of_domains" if parts else "mean_of_items"
    return Score(metric, instrument.side, "mean", rule, items, parts, (), need, 0.0, 100.0, better)


def _short(instrument: Instrument) -> Score:
    short, scoring = instrument.short_form, instrument.scoring
    if short is None or scoring is None or short.min_answered is None:
        raise InputError(
            f"The instrument {instrument.id!r} has no short form with a score.",
            remedy="Use the full form.",
        )
    items = tuple(_score_item(instrument.item(name)) for name in short.items)
    better = scoring.better.get("total", "higher")
    return _mean(instrument, f"{_stem(instrument)}.short", items, short.min_answered, better)


def _group_score(instrument: Instrument, score: Conventional) -> Score:
    items = tuple(_score_item(instrument.item(name)) for name in score.items)
    side, metric, better = instrument.side, score.metric, score.better
    if score.rule == "nps":
        return Score(metric, side, "nps", "nps", items, (), (), 1, -100.0, 100.0, better)
    if score.rule == "share":
        return Score(metric, side, "percent", "share", items, (), score.answers, 1, 0.0, 100.0, better)
    if score.rule == "mean" and len(items) == 1:
        return Score(metric, side, "mean", "mean", items, (), (), 1, items[0].low, items[0].high, better)
    raise InputError(
        f"The conventional score {score.id!r} cannot be a series.",
        remedy="Drop its 'metric', or use the rule nps, share, or mean of one item.",
    )
