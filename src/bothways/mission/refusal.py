"""Why a file is refused, or a text not judged: one word for each cause, and its sentences."""

from __future__ import annotations

from typing import Final, Literal, get_args

from bothways.errors import FileError

#: Why a file is refused; the same words for everybody, so that pages can say it in other languages.
FileRefusalCode = Literal[
    "archive",
    "bombed",
    "broken",
    "broken archive",
    "broken page",
    "broken word",
    "coding",
    "empty",
    "encrypted",
    "long",
    "memory",
    "no text",
    "old word",
    "package",
    "pages",
    "rtf",
    "scan",
    "size",
    "slow",
    "unopened",
]
#: Why a text is not judged; blank where it was.
UnjudgedCode = Literal["", "language", "mixed", "script", "short", "unknown"]

#: The largest file in MB, the most pages, and the longest reading in seconds.
LARGEST_MB, MOST_PAGES, SECONDS = 10, 200, 20
_SAVE = "Save it as DOCX, PDF, HTML or plain text."
_COPY = "Copy its text and paste it."
#: What is wrong, and what to do.
SENTENCES: Final[dict[FileRefusalCode, tuple[str, str]]] = {
    "archive": ("The file is an archive, but no Word document.", _SAVE),
    "bombed": ("The file is too large when it is unpacked.", _COPY),
    "broken": ("The file could not be read; it may be broken.", f"Save it again. {_COPY}"),
    "broken archive": ("The file is broken.", f"Save it again. {_COPY}"),
    "broken page": ("The page cannot be read.", _COPY),
    "broken word": ("The file is no Word document, or broken.", f"Save it again. {_COPY}"),
    "coding": ("The letters of the file cannot be told.", "Save it in UTF-8."),
    "empty": ("The file is empty.", "Look whether it is the right one."),
    "encrypted": ("The file is encrypted.", "Take the password off."),
    "long": (f"The text is longer than {MOST_PAGES} pages.", "Check the part that speaks to people."),
    "memory": ("The file takes too much memory to read.", _COPY),
    "no text": ("The file is no text.", _SAVE),
    "old word": ("The file is of an old Word, or encrypted.", f"Take the password off. {_SAVE}"),
    "package": (
        "Reading this file needs a package that is not installed.",
        "Run: pip install bothways[mission]",
    ),
    "pages": (f"The file has more than {MOST_PAGES} pages.", "Bring the pages that speak to people."),
    "rtf": ("The file is in RTF, which is not read.", _SAVE),
    "scan": ("There is no text in the file; it may be a scan.", _COPY),
    "size": (f"The file is larger than {LARGEST_MB} MB.", f"Leave out pictures. {_COPY}"),
    "slow": (f"The file could not be read within {SECONDS} seconds.", _COPY),
    "unopened": ("The file cannot be opened.", "Look at its name and at who may read it."),
}
CODES: Final = get_args(FileRefusalCode)


class FileRefused(FileError):
    """A file of a text is refused.

    Parameters
    ----------
    code : FileRefusalCode
        The cause in a word or two, for pages.
    file : str, optional
        Name of the file.

    Attributes
    ----------
    code : FileRefusalCode

    Examples
    --------
    >>> str(FileRefused("empty", file="posting.txt"))
    'posting.txt: The file is empty. Look whether it is the right one.'
    """

    def __init__(self, code: FileRefusalCode, *, file: str | None = None) -> None:
        self.code = code
        what, remedy = SENTENCES[code]
        super().__init__(what, remedy=remedy, file=file)
