"""What act stores."""

from bothways_web.act.models.case import Case, CaseDesk, CaseMail, CaseRule, CaseStep, ReplyTemplate
from bothways_web.act.models.celebration import Celebration
from bothways_web.act.models.committee import Charter, CommitteeDraw, Seat, Willingness
from bothways_web.act.models.committee_meeting import CommitteeDecision, CommitteeMeeting
from bothways_web.act.models.huddle import Card, Huddle, HuddleRhythm
from bothways_web.act.models.mentoring import BuddyTalk, MentorNote, MentorOffer, MentorPair, MentorWish
from bothways_web.act.models.mission import KeptCheck, MissionVersion
from bothways_web.act.models.packet import Packet, PacketTick, PacketVersion
from bothways_web.act.models.plan import CheckIn, Plan, PlanChange
from bothways_web.act.models.problem_link import ProblemLink
from bothways_web.act.models.said import Said
from bothways_web.act.models.work import Capacity, WorkEvent, WorkItem

__all__ = [
    "BuddyTalk",
    "Capacity",
    "Card",
    "Case",
    "CaseDesk",
    "CaseMail",
    "CaseRule",
    "CaseStep",
    "Celebration",
    "Charter",
    "CheckIn",
    "CommitteeDecision",
    "CommitteeDraw",
    "CommitteeMeeting",
    "Huddle",
    "HuddleRhythm",
    "KeptCheck",
    "MentorNote",
    "MentorOffer",
    "MentorPair",
    "MentorWish",
    "MissionVersion",
    "Packet",
    "PacketTick",
    "PacketVersion",
    "Plan",
    "PlanChange",
    "ProblemLink",
    "ReplyTemplate",
    "Said",
    "Seat",
    "Willingness",
    "WorkEvent",
    "WorkItem",
]
