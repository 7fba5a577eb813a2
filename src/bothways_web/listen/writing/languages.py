"""How far the texts of a set say the same in each language: what is missing, and what somebody has compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.writing.draft import Draft, as_now, questions_of, text_in
from bothways_web.listen.writing.kinds import texts_of
from bothways_web.listen.writing.scales import Text

STATUSES = ("draft", "checked", "tried")
STATUS_WORDS: dict[str, Promise] = {
    "draft": _("draft"),
    "checked": _("checked by a second person"),
    "tried": _("tried with people of both languages"),
}
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Standing:
    """How far a set is in one language.

    Attributes
    ----------
    code : str
    status : {"draft", "checked", "tried"}
    note : str
    missing : tuple of str
        Texts that are not there in it, in the language in which the set is written.
    """

    code: str
    status: str
    note: str
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        """The language in that of the page."""
        return str(get_language_info(self.code)["name_translated"])

    @property
    def words(self) -> Promise:
        """The status as people read it."""
        return STATUS_WORDS[self.status]


def all_texts(draft: Draft) -> dict[str, Text]:
    """Return every text of a set that people who answer read, by a name of its place."""
    found: dict[str, Text] = {"title": draft["title"]}
    found |= {section["id"]: section["name"] for section in draft["sections"]}
    for question in questions_of(draft):
        found |= {f"{question['id']} {part}": text for part, text in texts_of(question).items()}
    return found


def standing_in(draft: Draft, code: str) -> Standing:
    """Return how far a set is in a language."""
    noted: dict[str, Any] = draft.get("translations", {}).get(code, {})
    missing = [text_in(text, draft) for text in all_texts(draft).values() if not text.get(code)]
    return Standing(code, noted.get("status", "draft"), noted.get("note", ""), tuple(filter(None, missing)))


def compared_again(before: Draft, after: Draft) -> Draft:
    """Return the later of two drafts, where a language of which a text changed is a draft again.

    A text in the language of the set was compared with all others: where it changes, they are drafts as well.
    """
    made, old, new = as_now(after), all_texts(before), all_texts(after)
    own = made["language"]
    for code, noted in made["translations"].items():
        if any(
            text.get(code) != old.get(place, {}).get(code)
            or (text.get(code) and text.get(own) != old.get(place, {}).get(own))
            for place, text in new.items()
        ):
            noted["status"] = "draft"
    return made
