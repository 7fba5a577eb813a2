"""Rounds: which numbers may be shown month after month, and whose answers they are made of."""

from bothways.privacy.rounds.advance import advance, blocks_of
from bothways.privacy.rounds.begin import begin_panels, confirm_panels, division_of
from bothways.privacy.rounds.history import History
from bothways.privacy.rounds.sealed import (
    SealedRound,
    SealedState,
    Stratum,
    count_sealed,
    open_sealed,
    read_sealed,
)
from bothways.privacy.rounds.shown import ShownRound
from bothways.privacy.rounds.state import MemberPanel, PanelState, read_state, start_panels
from bothways.privacy.rounds.values import RoundValue, round_values

__all__ = [
    "History",
    "MemberPanel",
    "PanelState",
    "RoundValue",
    "SealedRound",
    "SealedState",
    "ShownRound",
    "Stratum",
    "advance",
    "begin_panels",
    "blocks_of",
    "confirm_panels",
    "count_sealed",
    "division_of",
    "open_sealed",
    "read_sealed",
    "read_state",
    "round_values",
    "start_panels",
]
