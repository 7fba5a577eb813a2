"""Read a report the way a browser would: elements in order, text by section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "col", "hr", "img", "link", "meta", "wbr"}
SILENT = {"style", "script"}
INLINE = {"a", "bdi", "span", "strong", "wbr", "text"}


@dataclass
class Element:
    """One element with what it holds."""

    name: str
    attributes: dict[str, str | None]
    parent: Element | None
    parts: list[str | Element] = field(default_factory=list)

    def find(self, *names: str, **attributes: str) -> list[Element]:
        """Elements below, in order, by name and by attribute value."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                wanted = not names or part.name in names
                if wanted and all(part.attributes.get(key.rstrip("_")) == v for key, v in attributes.items()):
                    found.append(part)
                found += part.find(*names, **attributes)
        return found

    @property
    def text(self) -> str:
        """What a reader sees, on one line."""
        return re.sub(r"\s+", " ", self._raw()).strip()

    def _raw(self) -> str:
        if self.name in SILENT:
            return ""
        inner = "".join(part if isinstance(part, str) else part._raw() for part in self.parts)
        return inner if self.name in INLINE else f" {inner} "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), self.here)
        self.here.parts.append(element)
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        if self.here.name != tag:
            raise AssertionError(f"<{self.here.name}> is closed by </{tag}>")
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        self.here.parts.append(data)


def read_page(html: str) -> Element:
    """The document as a tree; an element closed by another's tag fails."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.here is not reader.root:
        raise AssertionError(f"<{reader.here.name}> is never closed")
    return reader.root
