"""Reading one file in a process of its own: bytes on standard input, JSON on standard output.

It is started by :mod:`bothways.mission.documents` and never imported by anything else. Memory and time are limited
before the file is looked at.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from bothways.mission.documents import DOCX, HTML, LONGEST_TEXT, MEMORY, PDF
from bothways.mission.refusal import MOST_PAGES, SECONDS, FileRefused

_LEFT_OUT = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "title"})
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "footer",
     "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
     "h1", "h2", "h3", "h4", "h5", "h6"]
)  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def main() -> None:
    """Read standard input as the form that the command line names."""
    _limit()
    form, raw = sys.argv[1], sys.stdin.buffer.read()
    try:
        told = {"text": read(form, raw)}
    except FileRefused as error:
        told = {"refused": error.code}
    except MemoryError:
        told = {"refused": "memory"}
    except Exception:  # whatever a broken file does to a parser
        told = {"refused": "broken"}
    sys.stdout.write(json.dumps(told))


def read(form: str, raw: bytes) -> str:
    """Return the text of a file of a form.

    Raises
    ------
    FileRefused
    """
    readers = {PDF: pdf_text, DOCX: docx_text, HTML: html_text}
    try:
        return readers[form](raw)
    except ImportError as error:
        raise FileRefused("package") from error


def pdf_text(raw: bytes) -> str:
    """Return the text of a PDF, page by page.

    Raises
    ------
    FileRefused
        It is encrypted, broken, or has more than 200 pages.
    """
    import pypdf
    from pypdf.errors import DependencyError

    reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
    if reader.is_encrypted:
        opened = False
        with contextlib.suppress(DependencyError, NotImplementedError, ValueError):
            opened = bool(reader.decrypt(""))
        if not opened:
            raise FileRefused("encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise FileRefused("pages")
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page.extract_text() or "")
        if sum(map(len, pages)) > LONGEST_TEXT:
            break
    return "\n\n".join(pages)


def docx_text(raw: bytes) -> str:
    """Return the text of a Word document: paragraphs and tables in their order.

    Raises
    ------
    FileRefused
        It is broken.
    """
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise FileRefused("broken word") from error
    return "\n\n".join(_of_word(document))


def _of_word(document: Any) -> Iterator[str]:
    for one in document.iter_inner_content():
        if hasattr(one, "rows"):
            for row in one.rows:
                cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
                yield " | ".join(text for text in cells if text)
            continue
        text = one.text.strip()
        style = (one.style.name or "").lower() if one.style is not None else ""
        if text:
            heading = style.startswith(("heading", "title", "subtitle"))
            listed = style.startswith("list") or (one._p.pPr is not None and one._p.pPr.numPr is not None)
            yield f"# {text}" if heading else f"- {text}" if listed else text


def html_text(raw: bytes) -> str:
    """Return the text of a page as people read it: no scripts, no styles, headings and lists marked.

    Raises
    ------
    FileRefused
        It is broken.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding=_coding(raw)
    )
    try:
        root = html.document_fromstring(raw, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise FileRefused("broken page") from error
    pieces: list[str] = []
    for step, one in etree.iterwalk(root, events=("start", "end")):
        tag = one.tag if isinstance(one.tag, str) else ""
        if any(str(above.tag) in _LEFT_OUT for above in (one, *one.iterancestors())):
            if step == "end" and tag in _LEFT_OUT:
                pieces.append(one.tail or "")
            continue
        if step == "start":
            pieces.append(_before(tag))
            pieces.append(_one_line(one.text))
        else:
            pieces.append("\n\n" if tag in _BLOCKS else "")
            pieces.append(_one_line(one.tail))
    return re.sub(r"\n\s*\n\s*", "\n\n", "".join(pieces)).strip()


def _before(tag: str) -> str:
    if tag in _HEADINGS:
        return "\n\n# "
    if tag == "li":
        return "\n\n- "
    return "\n\n" if tag in _BLOCKS else ""


def _one_line(text: str | None) -> str:
    """Return text between tags with its line breaks as blanks."""
    return re.sub(r"\s+", " ", text or "")


def _coding(raw: bytes) -> str | None:
    """Return the coding of a page where it says none itself."""
    if re.search(rb"charset\s*=", raw[:2048], re.IGNORECASE):
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _limit() -> None:
    """Take no more memory and time than a text needs; where a system knows no limits, the time alone is limited."""
    try:
        import resource
    except ImportError:  # pragma: no cover - no such thing on Windows
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
