"""Rounds: which numbers may be shown month after month, and whose answers they are made of."""

from bothways.privacy.rounds.advance import advance
from bothways.privacy.rounds.shown import ShownRound
from bothways.privacy.rounds.state import MemberPanel, PanelState, read_state, start_panels

__all__ = ["MemberPanel", "PanelState", "ShownRound", "advance", "read_state", "start_panels"]
