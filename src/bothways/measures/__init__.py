"""Instruments and their scoring; scores of groups; reliability and agreement; shrinkage of unit means."""

from bothways.measures.agreement import Agreement, average_deviation, rwg, rwg_j
from bothways.measures.between_variance import between_variance
from bothways.measures.conventional import conventional_scores
from bothways.measures.icc import Icc, icc1, icc2
from bothways.measures.instrument import Instrument
from bothways.measures.intervals import GroupScore, mean_score, nps, nps_variance, share, share_variance
from bothways.measures.item_rest import ItemRest, item_rest
from bothways.measures.library import (
    RestrictedScale,
    instrument_ids,
    load_instrument,
    parse_instrument,
    read_instrument,
    restricted_register,
    write_instrument,
)
from bothways.measures.omega import omega_total
from bothways.measures.placement import Placement, place_on_path, points_to_levels
from bothways.measures.reliability import Reliability, cronbach_alpha, spearman_brown
from bothways.measures.scores import Score, ScoreItem, score_columns
from bothways.measures.scoring import answer_values, score_items, score_people
from bothways.measures.shrinkage import Shrinkage, shrink

__all__ = [
    "Agreement",
    "GroupScore",
    "Icc",
    "Instrument",
    "ItemRest",
    "Placement",
    "Reliability",
    "RestrictedScale",
    "Score",
    "ScoreItem",
    "Shrinkage",
    "answer_values",
    "average_deviation",
    "between_variance",
    "conventional_scores",
    "cronbach_alpha",
    "icc1",
    "icc2",
    "instrument_ids",
    "item_rest",
    "load_instrument",
    "mean_score",
    "nps",
    "nps_variance",
    "omega_total",
    "parse_instrument",
    "place_on_path",
    "points_to_levels",
    "read_instrument",
    "restricted_register",
    "rwg",
    "rwg_j",
    "score_columns",
    "score_items",
    "score_people",
    "share",
    "share_variance",
    "shrink",
    "spearman_brown",
    "write_instrument",
]
