"""Verdicts, rules and suggestions in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.mission import Evidence, PartCheck, topics

VERDICTS = {
    "present": gettext_lazy("It is there"),
    "absent": gettext_lazy("Nothing was found"),
    "contradicted": gettext_lazy("It says the opposite"),
}
#: As what kind of tag a verdict is drawn.
TAGS = {"present": "done", "absent": "quiet", "contradicted": "warn"}
TURNS = {
    "not": gettext_lazy("turned by a no"),
    "instead": gettext_lazy("turned by a rather than"),
    "warning": gettext_lazy("turned, because it stands under what nobody wants to see"),
}
LANGUAGES = {
    "en": gettext_lazy("English"), "de": gettext_lazy("German"), "es": gettext_lazy("Spanish"),
}  # fmt: skip
_SUGGESTIONS = {
    "posting.add": gettext_lazy(
        "Say in what you will do how somebody keeps this promise. One sentence with an example is enough, and "
        "one in whom you look for."
    ),
    "kit.add": gettext_lazy(
        "Ask for a time when it was hard to keep this promise. Listen for what they did, and for whom."
    ),
    "packet.add": gettext_lazy(
        "Give a task for the first week in which a new colleague sees this promise kept, and an example of "
        "how it went here."
    ),
    "posting.replace": gettext_lazy(
        "Take out or rewrite “%(words)s”: whoever reads it expects the opposite."
    ),
    "kit.replace": gettext_lazy(
        "Take out or turn round “%(words)s”: it looks for people who would break this promise."
    ),
    "packet.replace": gettext_lazy("Take out or rewrite “%(words)s”: it teaches the opposite."),
    "posting.show": gettext_lazy(
        "It stands in the words about the organisation alone. Say in what you will do how it is kept."
    ),
    "kit.show": gettext_lazy("It stands in the introduction alone. Ask a question about it."),
    "packet.show": gettext_lazy(
        "It stands in the words about the organisation alone. Show it with a task or an example."
    ),
}


def verdict_words(part: PartCheck) -> str:
    """Return a verdict; a mention in a slogan says so."""
    if part.strength == "mentioned":
        return _("It is there, in a slogan only")
    if part.says_both:
        return _("It says both")
    return str(VERDICTS[part.verdict.value])


def suggestion_words(part: PartCheck) -> str:
    """Return what to do about a part; blank where there is nothing to do."""
    if part.suggestion is None:
        return ""
    words = part.evidence[0].words if part.evidence else ""
    return str(_SUGGESTIONS[part.suggestion.id]) % {"words": words}


def topic_words(part: PartCheck) -> str:
    """Return what the rules understood a promise to be about."""
    return ", ".join(topic_name(one) for one in part.topics)


def rule_words(evidence: Evidence) -> str:
    """Return which rule spoke, in words."""
    source, _between, rest = evidence.rule.partition("/")
    if source != "own":
        return _("rule %(rule)s, on %(topic)s") % {"rule": evidence.rule, "topic": topic_name(source)}
    if rest == "promise":
        return _("the words of the promise itself")
    return _("a phrase of your own")


def topic_name(topic: str) -> str:
    """Return the name of a topic."""
    names = topics()[topic].name
    return names.get(get_language() or "en", names["en"])


def turn_words(turn: str) -> str:
    """Return what turned a sentence."""
    return str(TURNS.get(turn, turn))


def language_words(code: str) -> str:
    """Return the name of a language that is read; its code else."""
    return str(LANGUAGES.get(code, code))
