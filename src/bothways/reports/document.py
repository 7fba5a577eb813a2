"""A whole HTML document: styles inside, nothing loaded from elsewhere, a policy that holds it to that."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from bothways.reports.markup import Markup, tag


def sheets(names: Sequence[str]) -> str:
    """Return style sheets in order, as one; no comment of theirs can end the style element."""
    folder = files("bothways.reports") / "styles"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def script(name: str) -> str:
    """Return a script of ours."""
    return (files("bothways.reports") / "scripts" / name).read_text(encoding="utf-8")


def document(
    title: str,
    *body: Markup,
    style: str,
    script: str | None = None,
    language: str = "en",
    right_to_left: bool = False,
) -> str:
    """Return an HTML document.

    Parameters
    ----------
    title : str
    *body : Markup
        What stands in the body.
    style : str
        Style sheet; stands in the document.
    script : str, optional
        Script, at the end of the body. Without one the policy of the document allows none.
    language : str, optional
        Code such as "en" or "pt-BR".
    right_to_left : bool, optional
        Whether that language is written from right to left.

    Returns
    -------
    str

    Examples
    --------
    >>> page = document("One", tag("p", "word"), style="p { color: red }")
    >>> "script-src" in page, "<p>word</p>" in page
    (False, True)
    """
    policy = f"default-src 'none'; style-src '{_digest(style)}'; img-src data:; "
    policy += f"script-src '{_digest(script)}'; " if script else ""
    policy += "base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("link", rel="icon", href="data:,"),
        tag("style", Markup(style)),
    )
    end = tag("script", Markup(script), type="module") if script else None
    direction = "rtl" if right_to_left else None
    page = tag("html", head, tag("body", *body, end), lang=language, dir=direction)
    return f"<!doctype html>\n{page}\n"


def _digest(content: str) -> str:
    """Return what a policy knows an inline style or script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
