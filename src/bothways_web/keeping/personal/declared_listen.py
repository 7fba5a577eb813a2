"""What the models of listen hold about somebody."""

from __future__ import annotations

from bothways_web.keeping.personal.holding import Erasing, Holding

_D, _C, _K = Erasing.DELETE, Erasing.CUT, Erasing.KEEP
_AUTHOR = "It is the organisation’s; only who made it is forgotten."

LISTEN = (
    Holding("listen.Contact", (), _D, "Your entry among the contacts",
            ("side", "key", "email", "language", "time_zone", "unit", "stopped_on")),
    Holding("listen.Ask", ("person", "contact"), _D, "Surveys planned for you",
            ("pulse", "touchpoint", "happened_on", "ask_on", "state")),
    Holding("listen.Invitation", ("person", "contact"), _C, "Surveys you were invited to",
            ("round", "unit", "attributes", "touchpoint", "happened_on", "address"),
            ("address", "attributes", "touchpoint", "happened_on"),
            "How many were invited stays; whom, is forgotten."),
    Holding("listen.Delivery", ("invitation__person", "invitation__contact"), _D, "Mails about surveys",
            ("kind", "state", "due_at")),
    Holding("listen.Response", ("invitation__person", "invitation__contact"), _D,
            "Answers of rounds that are not closed", ("round", "answers", "comment", "may_quote")),
    Holding("listen.Problem", ("reporter",), _C, "Reports you made by name",
            ("prompt", "text", "unit", "day", "state", "answer_by"), (),
            "The report stays, without who made it."),
    Holding("listen.Reply", ("by", "problem__reporter"), _C, "What was said about reports of yours, or by you",
            ("kind", "text", "day"), (), "The answer stays, without who gave it."),
    Holding("listen.VoiceNote", ("written_by",), _C, "Notes of talks you wrote", ("kind", "unit", "held_on", "text"),
            (), _AUTHOR),
    Holding("listen.OwnSet", ("created_by",), _C, "Question sets you wrote", ("state",), (), _AUTHOR),
    Holding("listen.Pulse", ("created_by",), _C, "Surveys you set up", ("title", "state"), (), _AUTHOR),
    Holding("listen.ChatRoom", ("added_by",), _C, "Chat rooms you added", ("name", "stopped_on"), (), _AUTHOR),
    Holding("listen.ReviewImport", ("imported_by",), _C, "Files of reviews you imported", ("file_name", "source"),
            (), _AUTHOR),
)  # fmt: skip
