"""What the models of act hold about somebody."""

from __future__ import annotations

from bothways_web.keeping.personal.holding import Erasing, Holding

_D, _C, _K = Erasing.DELETE, Erasing.CUT, Erasing.KEEP
_AUTHOR = "It is the organisation’s; only who made it is forgotten."
_CUSTOMERS = "A case is about a customer: only that you dealt with it is told."

ACT = (
    Holding("act.CaseRule", ("made_by",), _C, "Rules of cases you made", ("item",), (), _AUTHOR),
    Holding("act.Case", ("contact", "owner", "closed_by"), _C, "Cases you looked after, or that are about you",
            ("opened_on", "state", "outcome", "closed_on"), (), _CUSTOMERS),
    Holding("act.CaseStep", ("by",), _C, "What you did about cases", ("kind", "day"), (), _CUSTOMERS),
    Holding("act.CaseMail", ("step__by",), _K, why="A mail to a customer that waits to be sent."),
    Holding("act.ReplyTemplate", ("made_by",), _C, "Templates of replies you made", ("name", "subject", "body"), (),
            _AUTHOR),
    Holding("act.CaseDesk", ("user",), _D, "Your case desk", ("user",)),
    Holding("act.Celebration", ("person", "by"), _C, "Thanks to you and by you", ("text", "person", "day"), (),
            "Thanks to the person go; thanks by the person stay, without who said it."),
    Holding("act.Charter", ("by",), _C, "Charters of the committee you wrote", ("purpose",), (), _AUTHOR),
    Holding("act.Willingness", ("person",), _D, "That you would sit on the committee", ("person",)),
    Holding("act.CommitteeDraw", ("announced_by", "drawn_by"), _C, "Draws you announced or drew",
            ("announced_at", "drawn_at"), (), _AUTHOR),
    Holding("act.Seat", ("person",), _C, "Your seats on the committee",
            ("state", "asked_on", "answered_on", "ended_on"), (),
            "The draw can be drawn again by its record; who sat there is forgotten."),
    Holding("act.CommitteeMeeting", ("made_by",), _C, "Minutes you wrote", ("mission", "celebrate"), (), _AUTHOR),
    Holding("act.Huddle", ("opened_by", "closed_by"), _C, "Huddles you opened or closed", ("unit", "day"), (), _AUTHOR),
    Holding("act.MentorOffer", ("person",), _D, "That you would be a mentor",
            ("room", "topics", "languages", "changed_on")),
    Holding("act.MentorWish", ("person",), _D, "That you wish for a mentor", ("topics", "languages", "since")),
    Holding("act.MentorPair", ("hire", "mentor"), _D,
            why="Told in the file of the welcome: only pairs that somebody has heard of."),
    Holding("act.MentorNote", ("by", "pair__hire", "pair__mentor"), _D,
            why="Told in the file of the welcome: the own notes. They go with the pair, those of both."),
    Holding("act.BuddyTalk", ("pair__hire", "pair__mentor"), _D, why="Told in the file of the welcome."),
    Holding("act.MissionVersion", ("by",), _C, "Versions of the mission you wrote", ("verb",), (), _AUTHOR),
    Holding("act.KeptCheck", ("by",), _C, "Texts you checked against the mission", ("title", "kind", "text"), (),
            _AUTHOR),
    Holding("act.PacketVersion", ("by",), _C, "Packets for new colleagues you wrote", ("packet",), (), _AUTHOR),
    Holding("act.PacketTick", ("person",), _D, "What you ticked in your packet", ("task",)),
    Holding("act.Plan", ("owner", "owner__user", "committed_by", "locked_by", "made_by"), _C,
            "Plans you own, made or committed to", ("title", "unit", "state", "commitment", "committed_on", "made_on"),
            (), _AUTHOR),
    Holding("act.PlanChange", ("by",), _C, "Plans you changed", ("at", "field", "before", "after", "why"),
            ("by_name",), _AUTHOR),
    Holding("act.CheckIn", ("by",), _C, "Check-ins you wrote", ("day", "how", "text"), (), _AUTHOR),
    Holding("act.ProblemLink", ("by",), _C, "What you laid beside problems", ("kind", "text", "day"), (), _AUTHOR),
    Holding("act.Said", ("by",), _C, "What you wrote for “You said, we did”", ("you_said", "we_did", "published_on"),
            (), _AUTHOR),
    Holding("act.WorkItem", ("owner", "made_by"), _C, "Shared work that you hold or wrote down",
            ("title", "text", "state", "due_on", "made_on"), (), _AUTHOR),
    Holding("act.WorkEvent", ("person",), _C, "What you did about shared work", ("item", "kind", "day"), (),
            "That it was done stays, without who did it."),
    Holding("act.Capacity", ("person",), _D, "Room that you declared for shared work",
            ("skills", "away_until", "changed_on")),
)  # fmt: skip
