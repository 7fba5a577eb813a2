"""The big screen: slides that are long split into parts that fit on it, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from bothways_web.act.huddles.slides import ACTIONS, CUSTOMERS, EMPLOYEES, SINCE, SLIDES, read_slide
from bothways_web.act.models import Huddle
from bothways_web.link.customers import CustomersPanel
from bothways_web.link.teams import EmployeesPanel
from bothways_web.listen.problems.private_codes import number_sent

#: So many numbers, or words, are read from the back of the room without scrolling.
NUMBERS_A_PART, WORDS_A_PART = 4, 6
#: In an address: the last part of a slide, however many it has.
LAST = "last"
_SPLIT = (CUSTOMERS, EMPLOYEES)


def read_screen(huddle: Huddle, asked: QueryDict) -> dict[str, Any]:
    """Return what the big screen shows of a huddle: the part of a slide that is asked for, and the ways on."""
    number = slide_asked(asked)
    parts = _parts_of(number, read_slide(huddle, number))
    part = len(parts) if asked.get("part") == LAST else number_sent(asked.get("part", ""))
    part = min(max(part, 1), len(parts))
    return parts[part - 1] | {
        "slide": SLIDES[number - 1], "part": part, "parts": len(parts), "is_last_part": part == len(parts),
        "before": _address(number, part - 1) if part > 1 else _before(number),
        "after": _address(number, part + 1) if part < len(parts) else _after(number),
    }  # fmt: skip


def slide_asked(asked: QueryDict) -> int:
    """Return the number of the slide that an address asks for; one that there is."""
    return min(max(number_sent(asked.get("slide", "")), SINCE), ACTIONS)


def same_place(asked: QueryDict) -> str:
    """Return the address of the part that an address asks for."""
    part = asked.get("part", "")
    return _address(slide_asked(asked), LAST if part == LAST else number_sent(part))


def _address(number: int, part: int | str = 1) -> str:
    slide = f"?view=screen&slide={number}"
    return f"{slide}&part={part}" if part == LAST or int(part) > 1 else slide


def _before(number: int) -> str:
    before = number - 1
    return _address(before, LAST if before in _SPLIT else 1) if before >= SINCE else ""


def _after(number: int) -> str:
    return _address(number + 1) if number < ACTIONS else ""


def _parts_of(number: int, read: dict[str, Any]) -> list[dict[str, Any]]:
    if number == CUSTOMERS:
        return _of_customers(read["customers"], read["case_words"])
    panel = read.get("employees")
    if number == EMPLOYEES and isinstance(panel, EmployeesPanel):
        rows = _in_parts(panel.rows, NUMBERS_A_PART)
        weakest = [panel.weakest, *[None] * (len(rows) - 1)]
        return [
            read | {"employees": replace(panel, rows=tuple(each), weakest=one)}
            for each, one in zip(rows, weakest, strict=True)
        ]
    return [read]


def _of_customers(panel: CustomersPanel, case_words: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the numbers, then the words; together where both are few."""
    words = [*((one, None) for one in panel.comments), *((None, one) for one in case_words)]
    if len(panel.rows) + len(words) <= NUMBERS_A_PART or not panel.rows:
        return [{"customers": panel, "case_words": case_words}]
    parts: list[dict[str, Any]] = [
        {"customers": replace(panel, rows=tuple(each), comments=()), "words_follow": bool(words)}
        for each in _in_parts(panel.rows, NUMBERS_A_PART)
    ]
    for each in _in_parts(words, WORDS_A_PART) if words else ():
        comments = tuple(one for one, _case in each if one is not None)
        said = [one for _comment, one in each if one is not None]
        shown = replace(panel, rows=(), comments=comments)
        parts.append({"customers": shown, "case_words": said, "only_words": True})
    return parts


def _in_parts(things: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """Return things in as few parts as can be, about as many in each; one part where there is none."""
    count = max(1, -(-len(things) // most))
    return [things[len(things) * at // count : len(things) * (at + 1) // count] for at in range(count)]
