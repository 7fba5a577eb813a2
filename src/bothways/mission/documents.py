"""Files of texts: which form they have by their content, and their text, read within limits."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from bothways.mission.refusal import CODES, LARGEST_MB, SECONDS, FileRefused

LARGEST = LARGEST_MB * 1024 * 1024
#: 200 pages of 3,000 characters.
LONGEST_TEXT = 600_000
#: An archive may unpack to so much, in so many parts.
MOST_UNPACKED, MOST_PARTS = 60 * 1024 * 1024, 2_000
#: Reading happens in a process of its own, which may take 20 seconds and so much memory.
MEMORY = 1024 * 1024 * 1024
PDF, DOCX, HTML, TEXT = "pdf", "docx", "html", "text"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_OLD_WORD, _RTF = b"\xd0\xcf\x11\xe0", b"{\\rtf"


def read_document(path: str | Path) -> str:
    """Return the text of a file.

    Parameters
    ----------
    path : str or Path
        DOCX, PDF, HTML, plain text or Markdown, told by its content; at most 10 MB and 200 pages.

    Returns
    -------
    str
        Headings begin with ``#``, items of lists with ``-``; paragraphs are apart by a blank line.

    Raises
    ------
    FileRefused
        It cannot be read, is of another form, encrypted, too large, or holds no text. The sentence says what to do.
    """
    path = Path(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise FileRefused("unopened", file=path.name) from error
    return text_of(raw, name=path.name)


def text_of(raw: bytes, *, name: str) -> str:
    """Return the text of a file that is at hand as bytes.

    Parameters
    ----------
    raw : bytes
    name : str
        For errors alone: what a file is, its content tells.

    Raises
    ------
    FileRefused
        As :func:`read_document`.
    """
    if len(raw) > LARGEST:
        raise FileRefused("size", file=name)
    form = form_of(raw, name=name)
    text = decoded(raw, name) if form == TEXT else _in_a_process(form, raw, name)
    return checked(text, name)


def form_of(raw: bytes, *, name: str) -> str:
    """Return which form a file has: ``pdf``, ``docx``, ``html`` or ``text``.

    Raises
    ------
    FileRefused
        Where it is something else.
    """
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not raw.strip():
        raise FileRefused("empty", file=name)
    if b"%PDF-" in raw[:1024]:
        return PDF
    if raw.startswith(b"PK"):
        _check_archive(raw, name)
        return DOCX
    if raw.startswith(_OLD_WORD):
        raise FileRefused("old word", file=name)
    if raw.startswith(_RTF):
        raise FileRefused("rtf", file=name)
    if b"\x00" in raw[:4096] and not raw.startswith(_WIDE):
        raise FileRefused("no text", file=name)
    lower = start.lower()
    if (
        lower.startswith((b"<!doctype html", b"<html", b"<!--"))
        or b"<body" in lower
        or b"<p>" in lower
        or b"<div" in lower
    ):
        return HTML
    return TEXT


def decoded(raw: bytes, name: str) -> str:
    """Return plain text, in UTF-8, UTF-16 with its mark, or what Windows writes.

    Raises
    ------
    FileRefused
        Where its letters cannot be told.
    """
    codings = ["utf-16"] if raw.startswith(_WIDE) else ["utf-8-sig", "cp1252"]
    for coding in codings:
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("coding", file=name)


def checked(text: str, name: str) -> str:
    """Return a text without what cannot be seen; refuse one that is empty or too long.

    Raises
    ------
    FileRefused
    """
    kept = "".join(
        one for one in text.replace("\r\n", "\n").replace("\r", "\n") if one.isprintable() or one in "\n\t"
    )
    if len(kept) > LONGEST_TEXT:
        raise FileRefused("long", file=name)
    if not any(one.isalpha() for one in kept):
        raise FileRefused("scan", file=name)
    return kept


def _check_archive(raw: bytes, name: str) -> None:
    """Refuse an archive that is no Word document, or unpacks to far more than one."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileRefused("broken archive", file=name) from error
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("encrypted", file=name)
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise FileRefused("bombed", file=name)
    if not any(part.filename == "word/document.xml" for part in parts):
        raise FileRefused("archive", file=name)


def _in_a_process(form: str, raw: bytes, name: str) -> str:
    """Return what a process of its own reads: whatever a file does to a parser, it ends in time."""
    try:
        run = subprocess.run(
            [sys.executable, "-m", "bothways.mission.unpacked", form], input=raw, capture_output=True,
            timeout=SECONDS, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise FileRefused("slow", file=name) from error
    try:
        told = json.loads(run.stdout)
    except ValueError:
        told = {}
    if "text" in told:
        return str(told["text"])
    raise FileRefused(next((one for one in CODES if one == told.get("refused")), "broken"), file=name)
