"""Recompute docs/evidence: simulations, then the real panels where they are at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from multiprocessing import Pool
from multiprocessing.pool import Pool as ProcessPool
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evidence import (  # noqa: E402
    answers,
    cascade,
    cascade_page,
    change,
    change_page,
    change_worlds,
    committee,
    committee_page,
    companies,
    confirmation,
    confirmation_page,
    culture,
    culture_page,
    delays,
    delays_page,
    delays_profiles,
    fairness,
    fairness_page,
    families,
    first_version,
    habits,
    habits_page,
    looks,
    mission_check,
    mission_page,
    nhs,
    pairing,
    pairing_page,
    pairs,
    power,
    power_worlds,
    privacy,
    privacy_page,
    rounds,
    rounds_page,
    themes,
    themes_before,
    themes_before_page,
    themes_page,
    truth_page,
    worlds,
)
from evidence.kept import Part, complete, kept_part  # noqa: E402

STATE = ROOT / ".state" / "evidence"
#: Rows of the page on worlds whose truth is known: they take hours.
ROWS = ROOT / "evidence" / "rows"


def commit() -> str:
    """The commit the figures were computed on."""
    run = subprocess.run(
        ["git", "rev-parse", "--short=8", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return run.stdout.strip() or "unknown"


def collect(name: str, rows: Iterable[pairs.Row], wanted: list[str]) -> Part:
    """Run one part, telling and keeping each row; a part that is not wanted is taken from the last run."""
    kept = STATE / f"{name}.json"
    if wanted and name not in wanted and kept.exists():
        return Part(**json.loads(kept.read_text()))
    out, begin = [], time.time()
    for row in rows:
        out.append(row)
        label = row.get("kind") or row["text"]
        print(f"{name}: {label}, {row['units']} x {row['periods']}, {time.time() - begin:.0f} s", flush=True)
        STATE.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"commit": commit(), "rows": out}, default=float))
    return Part(commit(), out)


#: Parts of the page on worlds whose truth is known; the other parts are pages of their own.
TRUTH = ("sizes", "kinds", "families", "answers", "first", "power")

#: Parts of the page on changes; any of them writes the page.
CHANGE = ("change", "companies", "looks")


def main(wanted: list[str]) -> None:
    """Write the pages; ``wanted`` names parts (of `TRUTH` and `CHANGE`, cascade, rounds, ...), all by default."""
    target = ROOT / "docs" / "evidence"
    target.mkdir(parents=True, exist_ok=True)
    with Pool(os.cpu_count()) as pool:
        if not wanted or set(wanted) & set(TRUTH):
            write_truth(pool, target, wanted)
        if not wanted or "cascade" in wanted:
            part = complete(
                STATE / "cascade.json", cascade.steps(pool), frozen=cascade.FROZEN, commit=commit()
            )
            (target / "cascade.md").write_text(cascade_page.page(part.commit, part.rows))
            print("wrote docs/evidence/cascade.md")
        if not wanted or "committee" in wanted:
            part = collect("committee", committee.run_committee(pool), wanted)
            (target / "committee.md").write_text(committee_page.page(part.commit, part.rows))
            print("wrote docs/evidence/committee.md")
        if not wanted or set(wanted) & set(CHANGE):
            write_change(pool, target)
        if not wanted or "confirmation" in wanted:
            frozen = confirmation.FROZEN
            part = complete(
                ROWS / "confirmation.json", confirmation.steps(pool), frozen=frozen, commit=commit()
            )
            (target / "confirmation.md").write_text(confirmation_page.page(part.commit, part.rows, frozen))
            print("wrote docs/evidence/confirmation.md")
        if not wanted or "culture" in wanted:
            part = collect("culture", culture.run_culture(pool), wanted)
            (target / "culture.md").write_text(culture_page.page(part.commit, part.rows))
            print("wrote docs/evidence/culture.md")
        if not wanted or "delays" in wanted:
            write_delays(pool, target)
        if not wanted or "fairness" in wanted:
            part = collect("fairness", fairness.run_fairness(pool), wanted)
            (target / "fairness.md").write_text(fairness_page.page(part.commit, part.rows))
            print("wrote docs/evidence/fairness.md")
        if not wanted or "habits" in wanted:
            part = collect("habits", habits.run_habits(pool), wanted)
            (target / "habits.md").write_text(habits_page.page(part.commit, part.rows))
            print("wrote docs/evidence/habits.md")
        if not wanted or "pairing" in wanted:
            part = collect("pairing", pairing.run_pairing(pool), wanted)
            (target / "pairing.md").write_text(pairing_page.page(part.commit, part.rows))
            print("wrote docs/evidence/pairing.md")
        if not wanted or "mission" in wanted:
            (target / "mission.md").write_text(mission_page.page(commit(), mission_check.judge()))
            print("wrote docs/evidence/mission.md")
        if not wanted or "rounds" in wanted:
            part = collect("rounds", rounds.run_rounds(pool), wanted)
            (target / "rounds.md").write_text(rounds_page.page(part.commit, part.rows))
            print("wrote docs/evidence/rounds.md")
        if not wanted or "themes" in wanted:
            part = complete(STATE / "themes.json", themes.steps(pool), frozen=themes.FROZEN, commit=commit())
            (target / "themes.md").write_text(themes_page.page(part.commit, part.rows))
            print("wrote docs/evidence/themes.md")
        if not wanted or "themes-before" in wanted:
            write_themes_before(pool, target)
        if not wanted or set(wanted) & {"privacy", "privacy-large"}:
            both = [
                collect("privacy", privacy.run_privacy(pool), wanted),
                collect("privacy-large", privacy.run_privacy(pool, large=True), wanted),
            ]
            commits = ", ".join(dict.fromkeys(part.commit for part in both))
            (target / "privacy.md").write_text(
                privacy_page.page(commits, [row for part in both for row in part.rows])
            )
            print("wrote docs/evidence/privacy.md")


def write_delays(pool: ProcessPool, target: Path) -> None:
    """Write the page on longer delays; rows that were computed under the same frozen rules are taken as they are."""
    part = complete(ROWS / "delays.json", delays.steps(pool), frozen=delays.FROZEN, commit=commit())
    pictures = complete(
        ROWS / "delays-pictures.json",
        delays_profiles.steps(pool),
        frozen=delays_profiles.FROZEN,
        commit=commit(),
    )
    (target / "delays.md").write_text(delays_page.page(part, pictures))
    print("wrote docs/evidence/delays.md")


def write_themes_before(pool: ProcessPool, target: Path) -> None:
    """Write the page on what themes come before; rows that were computed under the same rules are taken as they are."""
    part = complete(
        STATE / "themes-before.json", themes_before.steps(pool), frozen=themes_before.FROZEN, commit=commit()
    )
    (target / "themes-before.md").write_text(themes_before_page.page(part.commit, part.rows))
    print("wrote docs/evidence/themes-before.md")


def write_truth(pool: ProcessPool, target: Path, wanted: list[str]) -> None:
    """Write the pages on worlds whose truth is known and on the real panels.

    Rows that were computed under the same frozen rules are taken as they are; they lie in the repository, so that
    hours of computing can be shared out. A part that is not ``wanted`` and not there whole stays on the page as it was.
    """
    steps = {
        "sizes": pairs.steps(pool, worlds.size_cells()),
        "kinds": pairs.steps(pool, worlds.kind_cells()),
        "families": families.steps(pool),
        "answers": answers.steps(pool),
        "first": first_version.steps(pool),
        "power": power.steps(pool),
    }
    frozen = {name: power_worlds.FROZEN if name == "power" else worlds.FROZEN for name in steps}
    page = target / "truth.md"
    parts = {
        name: complete(ROWS / f"{name}.json", own, frozen=frozen[name], commit=commit())
        if own and (not wanted or name in wanted)
        else kept_part(ROWS / f"{name}.json", own, frozen=frozen[name])
        for name, own in steps.items()
    }
    there = [part for part in parts.values() if part]
    commits = ", ".join(dict.fromkeys(one for part in there for one in part.commit.split(", ")))
    rows = {name: part.rows if part else None for name, part in parts.items()}
    page.write_text(truth_page.page(commits, rows, earlier=page.read_text() if page.exists() else ""))
    print("wrote docs/evidence/truth.md")
    print(nhs.write(target, commit()))


def write_change(pool: ProcessPool, target: Path) -> None:
    """Write the page on changes; rows that were computed under the same frozen rules are taken as they are."""
    steps = {"change": change.steps(pool), "companies": companies.steps(pool), "looks": looks.steps(pool)}
    frozen = {"companies": companies.FROZEN}
    parts = [
        complete(STATE / f"{name}.json", own, frozen=frozen.get(name, change_worlds.FROZEN), commit=commit())
        for name, own in steps.items()
    ]
    commits = ", ".join(dict.fromkeys(one for part in parts for one in part.commit.split(", ")))
    (target / "change.md").write_text(change_page.page(commits, *(part.rows for part in parts)))
    print("wrote docs/evidence/change.md")


if __name__ == "__main__":
    main(sys.argv[1:])
