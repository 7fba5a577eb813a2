"""Fair shares: who is offered which work, who is drawn next, and who is paired with whom."""

from bothways.allocation.balance import Balance, balance, carried_lately, count_carried
from bothways.allocation.draw import draw
from bothways.allocation.mentor_fit import FitWeights
from bothways.allocation.mentor_proposals import (
    MentorChoice,
    MentorPairing,
    MentorProposal,
    WithoutMentor,
)
from bothways.allocation.mentors import pair_mentors
from bothways.allocation.pair import Pair, pair
from bothways.allocation.share_out import share_out
from bothways.allocation.work import Reason, Share, Sharer, Task
from bothways.allocation.working_hours import common_working_hours

__all__ = [
    "Balance",
    "FitWeights",
    "MentorChoice",
    "MentorPairing",
    "MentorProposal",
    "Pair",
    "Reason",
    "Share",
    "Sharer",
    "Task",
    "WithoutMentor",
    "balance",
    "carried_lately",
    "common_working_hours",
    "count_carried",
    "draw",
    "pair",
    "pair_mentors",
    "share_out",
]
