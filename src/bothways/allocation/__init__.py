"""Fair shares: who is offered which work, who is drawn next, and who is paired with whom."""

from bothways.allocation.balance import Balance, balance, carried_lately, count_carried
from bothways.allocation.draw import draw
from bothways.allocation.pair import Pair, pair
from bothways.allocation.share_out import share_out
from bothways.allocation.work import Reason, Share, Sharer, Task

__all__ = [
    "Balance",
    "Pair",
    "Reason",
    "Share",
    "Sharer",
    "Task",
    "balance",
    "carried_lately",
    "count_carried",
    "draw",
    "pair",
    "share_out",
]
