"""Why a file is refused, and why a text is not judged, in the language of the page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from bothways.errors import FileError
from bothways.mission import MissionCheck
from bothways.mission.checking import FEWEST_WORDS
from bothways.mission.refusal import LARGEST_MB, MOST_PAGES, SECONDS, FileRefusalCode, FileRefused

_SAVE = gettext_lazy("Save it as DOCX, PDF, HTML or plain text.")
_COPY = gettext_lazy("Copy its text and paste it.")
_AGAIN = gettext_lazy("Save it again, or copy its text and paste it.")
_PART = gettext_lazy("Bring the part that speaks to people.")
_PASSWORD = gettext_lazy("Take the password off.")
#: What is wrong with a file, and what to do.
FILES: Final[dict[FileRefusalCode, tuple[object, object]]] = {
    "archive": (gettext_lazy("The file is an archive, but no Word document."), _SAVE),
    "bombed": (gettext_lazy("The file is too large when it is unpacked."), _COPY),
    "broken": (gettext_lazy("The file could not be read; it may be broken."), _AGAIN),
    "broken archive": (gettext_lazy("The file is broken."), _AGAIN),
    "broken page": (gettext_lazy("The page in the file cannot be read."), _COPY),
    "broken word": (gettext_lazy("The file is no Word document, or broken."), _AGAIN),
    "coding": (gettext_lazy("The letters of the file cannot be told."), gettext_lazy("Save it in UTF-8.")),
    "empty": (gettext_lazy("The file is empty."), gettext_lazy("Look whether it is the right one.")),
    "encrypted": (gettext_lazy("The file is protected by a password."), _PASSWORD),
    "long": (gettext_lazy("The text is longer than %(pages)s pages."), _PART),
    "memory": (gettext_lazy("The file takes too much memory to read."), _COPY),
    "no text": (gettext_lazy("The file is no text."), _SAVE),
    "old word": (
        gettext_lazy("The file is of an old Word, or protected by a password."),
        gettext_lazy("Take the password off, and save it as DOCX, PDF, HTML or plain text."),
    ),
    "package": (
        gettext_lazy("This site cannot read such files yet: a package is missing."),
        gettext_lazy("Copy its text and paste it, or ask whoever runs this site to install bothways[mission]."),
    ),
    "pages": (gettext_lazy("The file has more than %(pages)s pages."), _PART),
    "rtf": (gettext_lazy("The file is in RTF, which is not read."), _SAVE),
    "scan": (gettext_lazy("There is no text in the file; it may be a scan."), _COPY),
    "size": (
        gettext_lazy("The file is larger than %(megabytes)s MB."),
        gettext_lazy("Leave out pictures, or copy its text and paste it."),
    ),
    "slow": (gettext_lazy("The file could not be read within %(seconds)s seconds."), _COPY),
    "unopened": (gettext_lazy("The file cannot be opened."), gettext_lazy("Choose it again.")),
}  # fmt: skip
_FIGURES = {"pages": MOST_PAGES, "megabytes": LARGEST_MB, "seconds": SECONDS}
_READS = gettext_lazy(
    "Rules read English, German and Spanish, so nothing is said about it: not even that something is absent."
)


def file_refused_words(error: FileError, name: str) -> str:
    """Return why a file is refused and what to do, behind its name."""
    if not isinstance(error, FileRefused):
        return str(error)
    what, remedy = (str(one) % _FIGURES for one in FILES[error.code])
    return f"{name}: {what} {remedy}"


def unjudged_words(check: MissionCheck) -> str:
    """Return why a text was not judged, and what to do; blank where it was."""
    told = {
        "": "",
        "language": _("This text seems to be in another language: %(language)s."),
        "mixed": _("Most of this text is in another language than the rest."),
        "script": _("This text is not in Latin letters."),
        "short": _(
            "This text has fewer than %(words)s words: too few to say that something is absent. Paste all of it."
        ),
        "unknown": _("The language of this text was not recognised. If you know it, choose it and check again."),
    }[check.code]  # fmt: skip
    if not told:
        return ""
    words = told % {"language": _language_name(check.language), "words": FEWEST_WORDS}
    return words if check.code == "short" else f"{words} {_READS}"


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
