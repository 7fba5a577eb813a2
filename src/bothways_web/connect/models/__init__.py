"""Tables of the room."""

from bothways_web.connect.models.calendar import OwnCalendar
from bothways_web.connect.models.receiver import Event, Notice, Receiver
from bothways_web.connect.models.room import RoomChoice, RoomPost
from bothways_web.connect.models.source import Receipt, Source

__all__ = ["Event", "Notice", "OwnCalendar", "Receipt", "Receiver", "RoomChoice", "RoomPost", "Source"]
