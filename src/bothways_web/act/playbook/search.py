"""Finding practices: by question set, domain, effort, size, rest, and words."""

from __future__ import annotations

from dataclasses import dataclass

from bothways_web.act.models import Plan
from bothways_web.act.playbook.places import question_sets
from bothways_web.act.playbook.practices import Practice, all_practices, practices_for

#: Hours a month up to which one can ask.
EFFORTS = ("2", "5", "10", "20")


@dataclass(frozen=True)
class Search:
    """What is searched for; blank is everything, and so is what there is not."""

    about: str = ""
    effort: str = ""
    degree: str = ""
    rest: str = ""
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is searched for."""
        return bool(self.about or self.effort or self.degree or self.rest or self.text)


def find_practices(search: Search) -> tuple[Practice, ...]:
    """Return the practices that fit, in the order of question sets; of one domain its own first."""
    found = _about(search.about)
    if search.effort in EFFORTS:
        found = tuple(one for one in found if one.effort <= int(search.effort))
    if search.degree in Plan.Degree.values:
        found = tuple(one for one in found if one.degree == search.degree)
    if search.rest == "yes":
        found = tuple(one for one in found if one.rest)
    words = search.text.casefold().split()
    return tuple(one for one in found if all(word in _words_of(one) for word in words))


def _about(name: str) -> tuple[Practice, ...]:
    """Return what is for a domain or for a question set; everything where there is neither."""
    whole = next((each.practices for each in question_sets() if each.id == name), ())
    return whole or practices_for(name) or all_practices()


def _words_of(one: Practice) -> str:
    return " ".join((one.title, one.what, one.first_step, one.notice)).casefold()
