"""What verify stores."""

from bothways_web.verify.models.beliefs import Belief, BeliefClosing, BeliefTry, Opening
from bothways_web.verify.models.habits import Habit, HabitRun
from bothways_web.verify.models.leaving import LeavingCost, LeavingQuarter
from bothways_web.verify.models.overload import OverloadQuestion, OverloadRun, ServiceNetwork
from bothways_web.verify.models.reports import StoryMail
from bothways_web.verify.models.study import Look, Study, StudyChange, StudyUnit

__all__ = [
    "Belief",
    "BeliefClosing",
    "BeliefTry",
    "Habit",
    "HabitRun",
    "LeavingCost",
    "LeavingQuarter",
    "Look",
    "Opening",
    "OverloadQuestion",
    "OverloadRun",
    "ServiceNetwork",
    "StoryMail",
    "Study",
    "StudyChange",
    "StudyUnit",
]
