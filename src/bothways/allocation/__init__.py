"""Fair shares: who is offered which work, who is drawn next or onto a committee, and who is paired with whom."""

from bothways.allocation.balance import Balance, balance, carried_lately, count_carried
from bothways.allocation.committee import (
    CommitteeDraw,
    CommitteeLottery,
    draw_committee,
    evenness,
    make_lottery,
    next_seed,
)
from bothways.allocation.committee_pool import CommitteePool, Quota, merge_small, propose_quotas, read_pool
from bothways.allocation.committee_quotas import Demand, QuotaCheck, check_quotas
from bothways.allocation.committee_record import commitment, lottery_record, read_lottery, repeat_draw
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
    "CommitteeDraw",
    "CommitteeLottery",
    "CommitteePool",
    "Demand",
    "FitWeights",
    "MentorChoice",
    "MentorPairing",
    "MentorProposal",
    "Pair",
    "Quota",
    "QuotaCheck",
    "Reason",
    "Share",
    "Sharer",
    "Task",
    "WithoutMentor",
    "balance",
    "carried_lately",
    "check_quotas",
    "commitment",
    "common_working_hours",
    "count_carried",
    "draw",
    "draw_committee",
    "evenness",
    "lottery_record",
    "make_lottery",
    "merge_small",
    "next_seed",
    "pair",
    "pair_mentors",
    "propose_quotas",
    "read_lottery",
    "read_pool",
    "repeat_draw",
    "share_out",
]
