"""What people of the example company write: employees in the newest round, customers in reviews."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile

from bothways.privacy import UnitTree
from bothways_web.link.models import ThemeRun
from bothways_web.link.themes.finding import compute
from bothways_web.listen.archive import COMMENT, MAY_QUOTE
from bothways_web.listen.models import ReviewImport
from bothways_web.listen.outside.reviews.checking import check_upload
from bothways_web.listen.outside.reviews.fields import KIND
from bothways_web.listen.outside.reviews.importing import ask_for_import, read_import
from bothways_web.people.models import User
from bothways_web.people.units import current_tree, today
from bothways_web.people.uploads import keep_upload

Report = Callable[[int, int, str], None]
Said = tuple[float, str, tuple[str, ...]]
#: What employees write about: how often, of what, and what they say of it. Customers know of the last one alone.
EMPLOYEES: dict[str, Said] = {
    "ticket system": (0.4, "the ticket system", (
        "freezes", "is slow", "hangs", "forgets", "is down", "restarts", "is outdated", "crashes", "lags",
        "is confusing",
    )),
    "queue": (0.2, "the queue", (
        "grows", "is long", "costs breaks", "is exhausting", "is endless", "is understaffed", "never empties",
        "is unfair",
    )),
    "refund": (0.2, "a refund", (
        "takes sign-offs", "is late", "needs forms", "waits", "is bureaucratic", "is refused", "is embarrassing",
        "needs managers",
    )),
    "call back": (0.2, "the call back", (
        "is late", "was promised", "was forgotten", "is undone", "gets lost", "is postponed", "is nobody's job",
        "is skipped",
    )),
}  # fmt: skip
CUSTOMERS: dict[str, Said] = {
    "call back": (0.4, "the call back", (
        "is late", "was promised", "was forgotten", "fell through", "got lost", "was postponed", "was missed",
        "was short",
    )),
    "explaining": (0.35, "my question", (
        "had to be repeated", "was misunderstood", "was ignored", "got lost", "was forwarded", "was unread",
        "began anew", "was answered wrongly",
    )),
    "voice": (0.25, "the friendly voice", (
        "listened", "helped", "explained", "cared", "knew everything", "stayed calm", "was patient", "was honest",
    )),
}  # fmt: skip
WHEN = ("again", "today", "every day", "often", "lately", "as always", "now", "once more")
#: How many of 100 employees write something, and reviews that are brought in.
WRITING, REVIEWS = 0.55, 150
#: Questions about tools; one standard deviation lower multiplies the odds of writing about the first theme by e^1.2.
TOOLS, MORE_OFTEN = ("te1", "te2", "te3"), 1.2


def draw_text(texts: Mapping[str, Said], random: np.random.Generator) -> str:
    """Draw what one person writes."""
    shares = np.array([share for share, _thing, _told in texts.values()])
    return text_about(texts[str(random.choice(list(texts), p=shares / shares.sum()))], random)


def text_about(said: Said, random: np.random.Generator) -> str:
    """Draw a text about one thing: two or three things that are to be said of it."""
    _share, thing, told = said
    *first, last = random.permutation(told)[: int(random.integers(2, 4))]
    text = f"{thing} {', '.join(first)} and {last} {random.choice(WHEN)}."
    return text[0].upper() + text[1:]


def with_words(rows: Any, *, seed: int) -> Any:
    """Return the answers of a round with what some people write; nobody wants to be quoted.

    Who thinks less of the tools writes about the ticket system more often.
    """
    random = np.random.default_rng(seed)
    tools = rows[list(TOOLS)].mean(axis=1)
    z = ((tools - tools.mean()) / tools.std()).fillna(0.0).to_numpy()
    first, *others = EMPLOYEES
    share = EMPLOYEES[first][0]
    about_first = WRITING / (1 + (1 - share) / share * np.exp(MORE_OFTEN * z))
    rest = {name: EMPLOYEES[name] for name in others}
    texts = [
        text_about(EMPLOYEES[first], random) if one < chance
        else draw_text(rest, random) if one < chance + WRITING * (1 - share) else None
        for one, chance in zip(random.random(len(rows)), about_first, strict=True)
    ]  # fmt: skip
    return rows.assign(**{COMMENT: texts, MAY_QUOTE: False})


def bring_reviews(*, by: User) -> ReviewImport:
    """Bring what customers wrote elsewhere, the way a lead does."""
    random, units = np.random.default_rng(5), sorted(tree_of_today().units)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "date", "unit", "text"))
    for number in range(1, REVIEWS + 1):
        day = today() - dt.timedelta(days=int(random.integers(5, 120)))
        writer.writerow((f"G-{number}", day.isoformat(), random.choice(units), draw_text(CUSTOMERS, random)))
    upload = keep_upload(SimpleUploadedFile("reviews.csv", out.getvalue().encode()), kind=KIND, by=by)
    columns = {"number": "id", "day": "date", "unit": "unit", "text": "text"}
    checked = check_upload(upload, columns, "company")
    made = ask_for_import(checked, source=ReviewImport.Source.REVIEWS, unit="company", skip=False, by=by)
    read_import(made.pk)
    return made


def find_themes(*, report: Report) -> None:
    """Find the themes of the rounds whose results are open, oldest first, so that pages have them from the start."""
    waiting = list(
        ThemeRun.objects.filter(state=ThemeRun.State.WAITING).order_by("pk").values_list("pk", flat=True)
    )
    for done, run in enumerate(waiting):
        report(done, len(waiting), "Finding what people write about")
        compute(run)
    report(len(waiting), len(waiting), "Finding what people write about")


def tree_of_today() -> UnitTree:
    """Return the units of today."""
    tree = current_tree()
    if tree is None:
        raise ValueError("The company has no units.")
    return tree
