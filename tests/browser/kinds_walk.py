"""The screens of a survey with every kind of question: what is wrong on each at first, and what is answered then."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SHOTS = os.environ.get("SHOTS")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320
DECLINE = "I’d rather not say"
NOTHING = f"Choose an answer, or “{DECLINE}”."
TEXT = "It is near the door,\nand quiet."
Act = Callable[[Page], object]


@dataclass(frozen=True)
class Kind:
    """One screen.

    Attributes
    ----------
    name, heading : str
    faults : tuple
        What is done, and what the page says to it.
    give : callable
        What is answered in the end.
    """

    name: str
    heading: str
    faults: tuple[tuple[Act, str], ...]
    give: Act


def leave(page: Page) -> None:
    """Choose nothing."""


def choose(*words: str) -> Act:
    """Tick or choose answers by their words."""
    return lambda page: [page.get_by_label(one, exact=True).check() for one in words]


def untick(*words: str) -> Act:
    """Take ticks away."""
    return lambda page: [page.get_by_label(one, exact=True).uncheck() for one in words]


def write(text: str) -> Act:
    """Write into the only field."""
    return lambda page: page.locator("#answer").fill(text)


def row(question: str, answer: str) -> Act:
    """Choose an answer in a row of a table."""
    return lambda page: page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def place(*places: str) -> Act:
    """Give the answers of a ranking their places, from above."""
    return lambda page: [
        page.locator(f"#answer_{number}").select_option(one) for number, one in enumerate(places)
    ]


def each(*acts: Act) -> Act:
    """Do one thing after the other."""
    return lambda page: [act(page) for act in acts]


ROWS = "Choose an answer in each row, or “I’d rather not say”."
PLACES = "Give each answer a place of its own, or leave all of them blank."
RANGE = "Write a whole number from 0 to 9."
DAYS = "Choose a day from 1 January 2020 to 31 December 2026."
LONG = "Your answer is 2 characters too long. Shorten it to 60 characters."
BOTH = f"Choose answers or “{DECLINE}”, not both."
FOOD = "The food that I want is still there and warm"

KINDS = (
    Kind("scale", "I have what I need.", ((leave, NOTHING),), choose("Agree")),
    Kind("zero-ten", "How rested are you?", ((leave, NOTHING),), choose(DECLINE)),
    Kind("yes-no", "Did you have a break today?", ((leave, NOTHING),), choose("Yes")),
    Kind("single", "Where do you eat?", ((leave, NOTHING),), choose("Desk")),
    Kind(
        "multiple",
        "What do you miss there?",
        (
            (leave, NOTHING),
            (choose("Light", "Quiet", "Time"), "Choose at most 2 answers."),
            (each(untick("Quiet"), choose(DECLINE)), BOTH),
        ),
        untick(DECLINE),
    ),
    Kind("matrix", "How often is this so?", ((row("I can sit down", "Rarely"), ROWS),), row(FOOD, DECLINE)),
    Kind(
        "ranking",
        "What comes first?",
        ((place("1", "1", "2", "3"), PLACES), (place("", "2", "3", "4"), PLACES)),
        place("4", "2", "1", "3"),
    ),
    Kind(
        "number", "How many breaks do you have?", ((write("42"), RANGE), (write("a few"), RANGE)), write("4")
    ),
    Kind("date", "When did you begin?", ((write("2031-01-01"), DAYS),), write("2024-02-29")),
    Kind(
        "text",
        "Why Desk?",
        ((write("x" * 62), LONG),),
        each(write(TEXT), lambda page: page.locator("#may_quote").check()),
    ),
)
#: What the last look shows after all of them.
CHECKED = {
    "I have what I need.": "Agree",
    "How rested are you?": DECLINE,
    "Did you have a break today?": "Yes",
    "Where do you eat?": "Desk",
    "What do you miss there?": "Light, Time",
    "I can sit down": "Rarely",
    FOOD: DECLINE,
    "What comes first?": "1. Speed of the people who serve it, 2. Taste, 3. Company, 4. Price",
    "How many breaks do you have?": "4",
    "When did you begin?": "29 February 2024",
    "Why Desk?": TEXT,
    "Is anything in the way of good service?": "Nothing written",
}
#: What is stored of them, by the question's name in the set.
STORED = {
    "q2": 4, "q3": None, "q4": 2, "q5": "o2", "q6": ["o1", "o3"], "q7_r1": 2, "q7_r2": None,
    "q8": ["o3", "o2", "o4", "o1"], "q9": 4, "q10": "2024-02-29", "q11": TEXT, "q11 may quote": True,
}  # fmt: skip


def see(page: Page, name: str, *, axe: bool) -> None:
    """Look at a screen: nothing for axe to find, no sideways scroll, also on the narrowest phone, a picture."""
    size = page.viewport_size
    assert size is not None
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    if axe:
        found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
        assert not found, (name, [(one["id"], one["nodes"][0]["html"][:160]) for one in found])
    for width in (size["width"], NARROWEST):
        page.set_viewport_size({"width": width, "height": size["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide on a screen of {width}."
    page.set_viewport_size(size)


def press(page: Page, value: str = "continue") -> None:
    """Press a button by what it hands in; its words are in the language of the page."""
    page.locator(f'button[name="go"][value="{value}"]').first.click()


def heading(page: Page) -> str:
    """Return the words of the heading."""
    return page.get_by_role("heading", level=1).inner_text()


def refused(page: Page, words: str) -> None:
    """Look for an error: in the title, in the summary with a link to a field, at the field, which names it."""
    assert page.title().startswith("Error:")
    link = page.get_by_role("alert").get_by_role("link", name=words)
    expect(link).to_have_count(1)
    wrong = page.locator("p.wrong")
    expect(wrong.first).to_be_visible()
    assert {one.removeprefix("Error:").strip() for one in wrong.all_inner_texts()} == {words}
    for one in wrong.all():
        expect(page.locator(f'[aria-describedby~="{one.get_attribute("id")}"]')).to_have_count(1)
    link.click()
    assert "#" + page.evaluate("document.activeElement.id") == link.get_attribute("href")


def answer(page: Page, kind: Kind, name: str, *, axe: bool, words: bool = True) -> None:
    """Go through one screen with all that is wrong at first; leaves it by "Continue"."""
    assert heading(page) == kind.heading
    see(page, f"{name}-{kind.name}", axe=axe)
    for number, (act, said) in enumerate(kind.faults):
        act(page)
        press(page)
        assert heading(page) == kind.heading
        if words:
            refused(page, said)
        else:
            expect(page.locator("p.wrong").first).to_be_visible()
        see(page, f"{name}-{kind.name}-wrong-{number}", axe=axe)
    kind.give(page)
    press(page)


def last_look(page: Page) -> dict[str, str]:
    """Return what the last screen shows: questions with their answers, without what stands beside them."""
    rows = page.locator("dl.answers > div")
    return {
        one.locator("dt").inner_text(): one.evaluate(
            "row => { const answer = row.querySelector('dd').cloneNode(true);"
            " answer.querySelectorAll('button, .note').forEach(other => other.remove());"
            " answer.querySelectorAll('br').forEach(line => line.replaceWith('\\n'));"
            " return answer.textContent.replace(/\\n+/g, '\\n').trim(); }"
        )
        for one in rows.all()
    }
