"""What the doors to other systems hold about somebody: signing on elsewhere, feeds, calendars, answers from before."""

from __future__ import annotations

from bothways_web.keeping.personal.holding import Erasing, Holding

_D, _C, _K = Erasing.DELETE, Erasing.CUT, Erasing.KEEP
_AUTHOR = "It is the organisation’s; only who made it is forgotten."
_WITH_ROLE = "Goes with the role."

DOORS = (
    Holding("people.OpenSession", ("user",), _D, "Devices on which you are signed in", ("device", "way")),
    Holding("people.SignOnProvider", ("asked_by",), _C, "Providers of signing on you ask to switch on", ("name",), (),
            _AUTHOR),
    Holding("people.MappedGrant", ("grant__user",), _D, why=_WITH_ROLE),
    Holding("socialaccount.SocialAccount", ("user",), _D, "Where else you sign on", ("provider", "uid", "last_login")),
    Holding("socialaccount.SocialToken", ("account__user",), _D, why="Secrets are in no file."),
    Holding("api.FeedPerson", ("person",), _D, "What another system told about you",
            ("user_key", "external_id", "said")),
    Holding("api.FeedMember", ("person__person",), _D, "Groups of another system you are in", ("group",)),
    Holding("api.FeedGrant", ("grant__user",), _D, why=_WITH_ROLE),
    Holding("connect.OwnCalendar", ("user",), _D, why="The secret address of the own calendar."),
    Holding("connect.Receiver", ("made_by",), _C, "Programs you let be told", ("name", "state"), (), _AUTHOR),
    Holding("connect.Source", ("made_by",), _C, "Programs you let tell of customers", ("name", "kind"), (), _AUTHOR),
    Holding("listen.AnswerImport", ("by",), _C, "Answers from before that you imported", ("file_name", "title"), (),
            _AUTHOR),
)  # fmt: skip
OF_NOBODY: dict[str, str] = {
    "people.RoleRule": "A group that gives a role.",
    "socialaccount.SocialApp": "A provider of identities.",
    "socialaccount.SocialApp_sites": "Made by a package; not used.",
    "api.FeedSettings": "How another system tells about people.",
    "api.FeedDepartment": "A unit of another system.",
    "api.FeedGroup": "A group of another system.",
    "api.FeedTrouble": "What a feed could not tell; searched for names.",
    "connect.Event": "That something happened; no event names a person.",
    "connect.Notice": "That a program was told.",
    "connect.Receipt": "That a program told something; neither what nor of whom.",
    "connect.RoomChoice": "What a chat room is told of.",
    "connect.RoomPost": "A post to a chat room; none names a person.",
    "listen.ImportedPart": "Which round came from which import.",
    "listen.AnswerMapping": "What the columns of a file mean.",
}
