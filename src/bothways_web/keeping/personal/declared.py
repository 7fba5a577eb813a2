"""Every model of the site: whether its rows lead to somebody, what is told of them, and what erasing does.

A test walks through all models and fails where one is missing here, or a link of one to a person, an account or a
contact is not named. Models that lead to nobody say so with a reason.
"""

from __future__ import annotations

from dataclasses import replace

from bothways_web.keeping.personal import declared_doors
from bothways_web.keeping.personal.declared_act import ACT
from bothways_web.keeping.personal.declared_listen import LISTEN
from bothways_web.keeping.personal.holding import Erasing, Holding, is_there

_D, _C, _K = Erasing.DELETE, Erasing.CUT, Erasing.KEEP
_AUTHOR = "It is the organisation’s; only who made it is forgotten."
_SECRET = "Secrets are in no file."

PEOPLE = (
    Holding("people.Person", ("user",), _D, "Your record",
            ("code", "name", "email", "language", "time_zone", "own_choice")),
    Holding("people.Post", ("person", "person__user"), _D, "Your posts",
            ("unit", "start", "end", "reason", "role", "site", "manager")),
    Holding("people.Grant", ("user",), _D, "Your roles", ("role", "unit")),
    Holding("people.OwnHours", ("user",), _D, "Your quiet hours", ("quiet_from", "quiet_to", "days_off")),
    Holding("people.Digest", ("user",), _D, "Your mail about what is new",
            ("rhythm", "topics", "looked_on", "last_sent_on", "told")),
    Holding("people.Change", ("by",), _C, "What you changed", ("at", "verb", "about", "details"), ("by_name",),
            "What was done stays, so that the change log can be trusted; who did it is forgotten."),
    Holding("people.PrivacyProposal", ("proposed_by", "confirmed_by"), _K, "Privacy floors you proposed or confirmed",
            ("floor", "proposed_on", "confirmed_on", "withdrawn"), (),
            "Who raised a privacy floor is part of the promise: an empty account without name and address stays."),
    Holding("people.RecordImport", ("by",), _C, "Files of records you imported",
            ("file_name", "kind", "state", "at"), (), "The records are the organisation’s."),
    Holding("people.Upload", ("by",), _D, "Files you uploaded, kept for a day", ("file_name", "kind", "at")),
    Holding("people.User_groups", ("user",), _D, why="Groups are not used."),
    Holding("people.User_user_permissions", ("user",), _D, why="Permissions of this kind are not used."),
    Holding("people.User", (), _D, "Your account", ("email", "name", "is_active", "invited_on", "last_login")),
)  # fmt: skip
LINK = (
    Holding("link.JourneyVersion", ("by",), _C, "Journeys you changed", ("verb", "stage", "at"), (), _AUTHOR),
    Holding("link.PainPointStep", ("by",), _C, "Pain points you changed", ("state", "voice"), (), _AUTHOR),
    Holding("link.MetricImport", ("imported_by",), _C, "Files of metrics you imported",
            ("file_name", "side", "imported_at"), (), _AUTHOR),
    Holding("link.Theme", ("named_by",), _C, "Themes you named", ("label",), (), _AUTHOR),
)  # fmt: skip
VERIFY = (
    Holding("verify.Opening", ("user",), _D, "When you first opened findings", ("run",)),
    Holding("verify.Belief", ("user", "opening__user"), _D, "What you expected of findings",
            ("employee_metric", "customer_metric", "first", "sure", "said_at")),
    Holding("verify.BeliefTry", ("opening__user",), _D, "What you expected too late",
            ("employee_metric", "customer_metric")),
    Holding("verify.Habit", ("named_by",), _C, "Habits you named", ("instrument", "question"), (), _AUTHOR),
    Holding("verify.LeavingCost", ("by",), _C, "What you wrote about the cost of leaving", ("why",), ("by_name",),
            _AUTHOR),
    Holding("verify.ServiceNetwork", ("made_by",), _C, "Networks you drew", ("how", "about"), (), _AUTHOR),
    Holding("verify.OverloadQuestion", ("chosen_by",), _C, "Questions of overload you chose",
            ("overload", "service"), (), _AUTHOR),
    Holding("verify.StoryMail", ("user", "suggested_by"), _C, "Mails about the story",
            ("rhythm", "suggested", "told"), (), "That of the person goes; a suggestion to others stays."),
    Holding("verify.Study", ("locked_by", "made_by"), _C, "Studies you made or locked", ("title", "state"), (),
            _AUTHOR),
    Holding("verify.StudyChange", ("by",), _C, "Studies you changed", ("what",), ("by_name",), _AUTHOR),
)  # fmt: skip
KEEPING = (
    Holding("keeping.ExportJob", ("by",), _D, "Files of numbers you asked for, kept for a day",
            ("what", "ending", "asked_at")),
    Holding("keeping.Erasure", ("by",), _C, "Erasures you did", ("kind", "why", "day"), (), _AUTHOR),
    Holding("keeping.RetentionProposal", ("proposed_by", "confirmed_by"), _C, "Times of keeping you proposed",
            ("kind", "days", "proposed_on", "confirmed_on"), (), _AUTHOR),
)  # fmt: skip
PROGRAMS = (
    Holding("api.Token", ("owner",), _D, "Your tokens", ("name", "scopes", "made_on", "expires_on", "last_used_on")),
    Holding("api.KeptAnswer", ("token__owner",), _D, why="What a program was answered, kept for a day."),
    Holding("api.Allowance", ("token__owner",), _D, why="How often a program asked in this minute."),
    Holding("account.EmailAddress", ("user",), _D, "Addresses of your account", ("email", "verified", "primary")),
    Holding("account.EmailConfirmation", ("email_address__user",), _D, why=_SECRET),
    Holding("mfa.Authenticator", ("user",), _D, "Your second factors", ("type", "created_at", "last_used_at")),
)  # fmt: skip
#: Of these nobody but the person knows whether there is one: that somebody answered, is willing, wishes, expects. Or
#: whoever erases has no part in them: problems and cases.
_PRIVATE = frozenset({
    "listen.Response", "act.Willingness", "act.Seat", "act.MentorOffer", "act.MentorWish", "act.MentorPair",
    "act.MentorNote", "act.BuddyTalk", "act.PacketTick", "verify.Opening", "verify.Belief", "verify.BeliefTry",
    "people.OwnHours", "people.Digest", "verify.StoryMail", "connect.OwnCalendar", "people.OpenSession",
    "listen.Problem", "listen.Reply", "act.Case", "act.CaseStep",
})  # fmt: skip
_EVERY = (*PEOPLE, *LISTEN, *LINK, *ACT, *VERIFY, *KEEPING, *PROGRAMS, *declared_doors.DOORS)
HOLDINGS: tuple[Holding, ...] = tuple(
    replace(one, private=one.model in _PRIVATE) for one in _EVERY if is_there(one.model)
)

#: Models whose rows lead to nobody by a key, with the reason; texts in them are searched for names all the same.
_OF_NOBODY: dict[str, str] = {
    **declared_doors.OF_NOBODY,
    "people.DayOff": "Holidays of a site.",
    "people.Organisation": "The organisation itself.",
    "people.Unit": "A unit.",
    "people.UnitSpan": "A unit.",
    "listen.ChatRoom_pulses": "Which survey is told of in which room.",
    "listen.ChatPost": "A post about a survey.",
    "listen.MeToo": "Who found a problem to be theirs as well is not kept.",
    "listen.Review": "Public reviews and tickets, without who wrote them.",
    "listen.Round": "A round of a survey.",
    "listen.Sealing": "The keys of a sealed round.",
    "listen.Stratum": "A box of a sealed round.",
    "link.Journey": "A journey of customers in general.",
    "link.PainPoint": "A pain point of customers in general.",
    "link.Run": "A computation.",
    "link.SweepRun": "A computation.",
    "link.SweepRow": "A released number.",
    "link.ThemeRun": "A computation.",
    "act.Card": "Cards of huddles have no name and are deleted with the huddle.",
    "act.HuddleRhythm": "When a unit meets.",
    "act.CommitteeDecision": "What the committee decided.",
    "act.Packet": "What new colleagues are told.",
    "verify.BeliefClosing": "Where the numbers of several accounts lie until they are told; forgotten then.",
    "verify.HabitRun": "A computation.",
    "verify.LeavingQuarter": "A computation.",
    "verify.OverloadRun": "A computation.",
    "verify.StudyUnit": "A unit of a study.",
    "verify.Look": "A look at a study.",
    "keeping.ErasedKey": "A random number that leads to nobody but in a backup of before.",
    "keeping.RetentionNight": "How many rows went in a night.",
    "auth.Permission": "Made by the framework; not used.",
    "auth.Group": "Made by the framework; not used.",
    "auth.Group_permissions": "Made by the framework; not used.",
    "contenttypes.ContentType": "Made by the framework.",
    "sessions.Session": "Looked through for sessions of the account: see sessions.py.",
    "axes.AccessAttempt": "Found by the address: see sessions.py.",
    "axes.AccessAttemptExpiration": "Goes with its attempt.",
    "axes.AccessLog": "Found by the address: see sessions.py.",
    "axes.AccessFailureLog": "Found by the address: see sessions.py.",
    "django_tasks_database.DBTaskResult": "Jobs name rows by their keys; searched for the account’s number.",
}
OF_NOBODY = {name: reason for name, reason in _OF_NOBODY.items() if is_there(name)}

#: What is in no file although it was about the person, and why.
NOT_TOLD: tuple[tuple[str, str], ...] = (
    (
        "Answers of sealed rounds",
        "Nothing in this site connects them with you. Nobody can find them, we neither.",
    ),
    ("Answers of open surveys", "They were stored without who gave them."),
    (
        "Reports without a name",
        "They are found by your private code alone. It is not stored; look there with it.",
    ),
    ("Cards of huddles", "They were stored without who wrote them, and deleted when the huddle was closed."),
    (
        "What others wrote",
        "Notes of a mentor, comments of colleagues and numbers about groups belong to them or to all.",
    ),
    ("Released numbers", "They are about five people or more and hold nothing about one."),
    ("Passwords, second factors, keys", _SECRET),
)

#: The same of a file that a page hands out: with an account that was taken over, somebody could read answers there.
NOT_ON_PAGES: tuple[tuple[str, str], ...] = (
    ("Answers of confidential rounds", "Whoever changes accounts could sign in as you and read them here. Ask whoever "
     "runs the server: they hand you a file with your answers, made by a command."),
    *NOT_TOLD,
)  # fmt: skip

#: What stays after an erasure, and why.
STAYS: tuple[tuple[str, str], ...] = (
    ("Released numbers and the ledger", "What was released never changes; it is about five people or more. The ledger "
     "knows people by a random number, which leads to nobody any more."),
    ("Steps that were chosen in closed confidential rounds", "They stand under that random number, so that later "
     "numbers of the group stay right. Words that were written are taken out."),
    ("Sealed ballots, open surveys, reports without a name", "They lead to nobody, so they cannot be found."),
    ("What the organisation decided and did", "Plans, minutes and the change log stay, without who wrote them."),
    ("Backups and archives", "They hold what was there when they were made. Delete them on time."),
)  # fmt: skip
