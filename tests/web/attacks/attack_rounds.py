"""What an attacker works with: rounds with known answers, the pages that a role can reach, and who is behind them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import addressed_company as made
import numpy as np
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from rounds_at_work import launch

from bothways.privacy.audit import audit, read_folder
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.archive import round_answers
from bothways_web.listen.ledgers import folder_of, open_ledger
from bothways_web.listen.models import Invitation, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round

TEAMS = ("day", "night", "desk", "field")
BELOW = {
    "company": TEAMS,
    "north": ("day", "night"),
    "south": ("desk", "field"),
    **{team: (team,) for team in TEAMS},
}
NAMES = {"Day shift": "day", "Night shift": "night", "Help desk": "desk", "Field service": "field",
         "North": "north", "South": "south"}  # fmt: skip
Value = Callable[[str, int, int], int | None]


class Undone(Exception):
    """Ends a world whose changes are taken back."""


@contextmanager
def world_of_its_own(settings: Any, home: Path) -> Iterator[None]:
    """Let something happen in a home folder of its own, and take back what it wrote to the database."""
    before, settings.HOME = settings.HOME, home
    home.mkdir(exist_ok=True)
    try:
        with transaction.atomic():
            _count_anew()
            yield
            raise Undone
    except Undone:
        pass
    finally:
        settings.HOME = before


def _count_anew() -> None:
    """Let numbers of new rows go on from the rows that are there: PostgreSQL does not take its counters back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def invited(asked: Round, team: str) -> list[Invitation]:
    """Return the invitations of a team, in the order of the people's codes."""
    return list(Invitation.objects.filter(round=asked, unit=team).order_by("person__code"))


def turned(item: Any, said: int) -> int:
    """Return the answer that says how good something is from 1 to 5, on the scale and in the sense of a question."""
    low, high = int(item.scale.low), int(item.scale.high)
    placed = low + round((said - 1) * (high - low) / 4)
    return low + high - placed if item.reversed else placed


def answer(asked: Round, counts: Mapping[str, int], value: Value) -> None:
    """Let so many people of each team answer.

    ``value`` is asked for team, person and question, and says how good it is from 1 to 5: questions that ask the other
    way round are answered the other way round.
    """
    for team, count in counts.items():
        for person, invitation in enumerate(invited(asked, team)[:count]):
            given = {}
            for place, item in enumerate(items_of(asked)):
                said = value(team, person, place)
                given[item.id] = turned(item, said) if said is not None else None
            store_response(invitation, Draft(given))


def close(asked: Round) -> Round:
    """Close a round and release it."""
    assert close_round(asked)
    assert release_round(asked.pk), Round.objects.get(pk=asked.pk).trouble
    asked.refresh_from_db()
    return asked


def release(company: Any, counts: Mapping[str, int], value: Value, **plan: Any) -> Round:
    """Ask the whole company, let people answer, close and release."""
    asked = launch(company, **plan)
    answer(asked, counts, value)
    return close(asked)


def mixed(team: str, person: int, place: int) -> int:
    """Return an answer that differs from person to person."""
    return 1 + (len(team) + 2 * person + place) % 5


def team_pages(company: Any, role: str, asked: Round, units: Iterable[str] = BELOW) -> dict[str, str]:
    """Return the text of the pages of units that a role can reach, by their address."""
    client = company.client(role)
    found = {url: client.get(url) for url in (f"/teams/{unit}/?round={asked.ledger_name}" for unit in units)}
    return {url: made.body(page).decode() for url, page in found.items() if page.status_code == 200}


def pages(company: Any, role: str, asked: Round) -> dict[str, str]:
    """Return the text of every page with numbers of a round that a role can reach, by its address.

    Times of the day read as noon: when a test ran is no result of a round.
    """
    client = company.client(role)
    urls = ["/", "/teams/", "/teams/help-first/", "/findings/", "/findings/table.csv", "/listen/"]
    urls += [f"/listen/rounds/{asked.pk}/", f"/listen/{asked.pulse_id}/"]
    found = {url: client.get(url) for url in urls}
    there = {url: made.body(page).decode() for url, page in found.items() if page.status_code == 200}
    there |= team_pages(company, role, asked)
    return {url: re.sub(r"\b\d{2}:\d{2}\b", "12:00", page) for url, page in there.items()}


_CELL = re.compile(r'<th scope="row">([^<]+).*?<td class="picture">(.*?)</td>', re.DOTALL)
_TOGETHER = re.compile(r"because each alone is too small: ([^<]+)\.<")


def shown_groups(found: Mapping[str, str]) -> dict[tuple[str, frozenset[str]], set[str]]:
    """Return question and teams behind it -> the numbers shown of them, read from the pages of teams alone."""
    numbers: dict[tuple[str, frozenset[str]], set[str]] = {}
    for url, page in found.items():
        unit = re.match(r"/teams/(\w+)/\?", url)
        if unit is None or unit[1] not in BELOW:
            continue
        voice = page.split('id="voice-customers"')[0].split('id="voice-employees"')[-1]
        together = _TOGETHER.search(voice)
        codes = [code for name, code in NAMES.items() if together and name in together[1]] or [unit[1]]
        teams = frozenset(team for code in codes for team in BELOW[code])
        for label, cell in _CELL.findall(voice):
            value = re.search(r'class="value">([^<]+)', cell)
            if value:
                numbers.setdefault((label.strip(), teams), set()).add(value[1])
    return numbers


def smallest_combination(asked: Round, groups: set[frozenset[str]]) -> int:
    """Return the fewest people that any sum or difference of the shown groups is about."""
    roster = round_answers(asked).roster
    units = [roster.tree.units[place] for place in roster.unit]
    rows = np.array([[unit in group for unit in units] for group in groups], dtype=int)
    weights = np.array(list(itertools.product((-2, -1, 0, 1, 2), repeat=len(rows))))
    about = np.count_nonzero(weights @ rows, axis=1)
    return int(about[about > 0].min())


def audited(asked: Round, seconds: float = 20) -> Any:
    """Return what the audit of the library finds in the ledger of the app."""
    answers = round_answers(asked)
    ledger = open_ledger("employees", answers.roster.tree)
    ledger.write_tables(folder_of("employees"))
    return audit(read_folder(folder_of("employees")), [answers], seconds=seconds)


def withheld(asked: Round) -> list[str]:
    """Return the list of what the ledger keeps back of a round."""
    table = open_ledger("employees", round_answers(asked).roster.tree).withheld()
    return sorted(map(str, table[table["round"] == asked.ledger_name].to_numpy().tolist()))
