"""Tables of listening."""

from bothways_web.listen.models.chat import ChatPost, ChatRoom
from bothways_web.listen.models.contact import Ask, Contact
from bothways_web.listen.models.invitation import Delivery, Invitation
from bothways_web.listen.models.note import VoiceNote
from bothways_web.listen.models.own_set import OwnSet
from bothways_web.listen.models.past import AnswerImport, AnswerMapping, ImportedPart
from bothways_web.listen.models.problem import MeToo, Problem, Reply
from bothways_web.listen.models.pulse import Pulse
from bothways_web.listen.models.response import Response
from bothways_web.listen.models.review import Review, ReviewImport
from bothways_web.listen.models.round import Round
from bothways_web.listen.models.sealing import Sealing, Stratum

__all__ = [
    "AnswerImport", "AnswerMapping", "Ask", "ChatPost", "ChatRoom", "Contact", "Delivery", "ImportedPart",
    "Invitation", "MeToo", "OwnSet", "Problem", "Pulse", "Reply", "Response", "Review", "ReviewImport", "Round",
    "Sealing", "Stratum", "VoiceNote",
]  # fmt: skip
