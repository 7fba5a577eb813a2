"""What an archive holds, and what it leaves out, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from bothways_web.keeping.personal.holding import is_there
from bothways_web.people.units import today

_SECRET = "A secret: it is made anew."
_FRAMEWORK = "Made by the framework."
_SHORT = "It lives for a day at most."

#: Models whose rows are in no archive.
_LEFT_OUT: dict[str, str] = {
    "people.User_groups": _FRAMEWORK,
    "people.User_user_permissions": _FRAMEWORK,
    "auth.Permission": _FRAMEWORK,
    "auth.Group": _FRAMEWORK,
    "auth.Group_permissions": _FRAMEWORK,
    "contenttypes.ContentType": _FRAMEWORK,
    "sessions.Session": "Who is signed in here is not signed in elsewhere.",
    "axes.AccessAttempt": "Tries to sign in belong to this machine.",
    "axes.AccessAttemptExpiration": "Tries to sign in belong to this machine.",
    "axes.AccessLog": "Tries to sign in belong to this machine.",
    "axes.AccessFailureLog": "Tries to sign in belong to this machine.",
    "django_tasks_database.DBTaskResult": "Jobs that were lost are begun again.",
    "mfa.Authenticator": _SECRET,
    "account.EmailConfirmation": _SECRET,
    "api.Token": _SECRET,
    "api.KeptAnswer": _SHORT,
    "api.Allowance": _SHORT,
    "people.Upload": _SHORT,
    "keeping.ExportJob": _SHORT,
    "people.OpenSession": "Who is signed in here is not signed in elsewhere.",
    "socialaccount.SocialToken": _SECRET,
    "connect.OwnCalendar": _SECRET,
    "connect.Event": "What other programs are told in the next days.",
    "connect.Notice": "What other programs are told in the next days.",
    "connect.Receipt": "Which messages of other programs were done in the last days.",
}
LEFT_OUT = {name: reason for name, reason in _LEFT_OUT.items() if is_there(name)}
#: Fields that are emptied: ``!`` is a password that nobody has.
_EMPTIED: dict[str, str] = {
    "people.User.password": "!", "listen.ChatRoom.address": "", "people.SignOnProvider.secret": "",
    "socialaccount.SocialApp.secret": "", "socialaccount.SocialApp.key": "", "connect.Receiver.address": "",
    "connect.Receiver.secret": "", "connect.Receiver.former_secret": "",
    "connect.Source.secret": "", "connect.Source.former_secret": "",
}  # fmt: skip
EMPTIED = {name: empty for name, empty in _EMPTIED.items() if is_there(name.rsplit(".", 1)[0])}
#: What is stopped once it comes back without its secret: model -> what its rows are set to.
_STOPPED: dict[str, dict[str, Any]] = {
    "listen.ChatRoom": {"stopped_on": today}, "connect.Receiver": {"state": "off"},
    "connect.Source": {"is_on": False},
    "people.SignOnProvider": {"is_on": False, "tried_on": None},
}  # fmt: skip
STOPPED = {name: fields for name, fields in _STOPPED.items() if is_there(name)}

#: What of the home folder is in no archive; everything else is.
LEFT_OUT_FILES: dict[str, str] = {
    "static": "Comes with the program.",
    "mail": "Mails that were written as files.",
    "uploads": _SHORT,
    "exports": _SHORT,
    "runs": "Inputs of a computation that runs.",
    "sealed": "Holds something only while a sealed round is open; then no archive is made.",
}
_SECRET_ENDINGS = (".key", ".code", ".pem", ".part")
_DATABASE = "bothways.sqlite3"


def archived_models() -> list[type[models.Model]]:
    """Return the models whose rows are in an archive, by their names."""
    every = apps.get_models(include_auto_created=True)
    return sorted((one for one in every if one._meta.label not in LEFT_OUT), key=lambda one: one._meta.label)


def archived_files(home: Path) -> Iterator[Path]:
    """Give the files of the home folder that are in an archive, by their paths; no links are followed."""
    for path in sorted(home.rglob("*")):
        first = path.relative_to(home).parts[0]
        if first in LEFT_OUT_FILES or first.startswith((_DATABASE, ".")):
            continue
        hidden = any(part.startswith(".") for part in path.relative_to(home).parts)
        if path.is_file() and not path.is_symlink() and not hidden and path.suffix not in _SECRET_ENDINGS:
            yield path


def points_outside(field: models.Field[Any, Any]) -> bool:
    """Return whether a key leads to a row that is in no archive."""
    related = field.related_model if field.is_relation else None
    return related is not None and not isinstance(related, str) and related._meta.label in LEFT_OUT
