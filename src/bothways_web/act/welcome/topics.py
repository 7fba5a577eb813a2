"""What new colleagues would like a mentor for, and in which languages people talk: shipped words beside own ones."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info, gettext_lazy

from bothways_web.wording import in_order

TOPICS = {
    "customers": gettext_lazy("how customers see us"),
    "firsts": gettext_lazy("finding my way in the first weeks"),
    "whom": gettext_lazy("whom to ask for what"),
    "tools": gettext_lazy("tools and systems"),
    "improving": gettext_lazy("changing something for the better"),
    "across": gettext_lazy("working with other teams"),
    "talks": gettext_lazy("difficult talks with customers"),
    "learning": gettext_lazy("learning, and where to go from here"),
    "rest": gettext_lazy("hours, breaks and rest"),
}
MOST_OWN, LONGEST = 5, 40


def topic_words(topics: Iterable[str]) -> list[str]:
    """Return topics in the language of the page; own ones as they were written."""
    return [str(TOPICS.get(one, one)) for one in topics]


def own_topics(text: str) -> list[str]:
    """Return own topics between commas, in small letters, each once."""
    parts = (
        " ".join(part.casefold().split()) for part in text.replace(";", ",").replace("|", ",").split(",")
    )
    return list(dict.fromkeys(part for part in parts if part))


def spoken() -> list[tuple[str, str]]:
    """Return the languages that can be chosen, by name; of each one entry, whatever the country."""
    found = {}
    for code, told in LANG_INFO.items():
        if "name" in told and "-" not in code:
            found[code] = str(get_language_info(code)["name_translated"])
    return sorted(found.items(), key=lambda one: in_order(one[1]))


def language_words(codes: Iterable[str]) -> list[str]:
    """Return the names of languages in the language of the page."""
    return [str(get_language_info(one)["name_translated"]) for one in codes if one in LANG_INFO]
