"""Lowest chances by sortition-algorithms, for the companies of evidence/committee.py.

In an environment of its own, because its licence and what it brings along are not ours (docs/decisions/0045):

    python -m evidence.committee pools.json
    python3 -m venv peer && peer/bin/pip install sortition-algorithms==0.12.15
    peer/bin/python tests/reference/committee/make_committee_reference.py pools.json expected.json
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path


def lowest_chance(one: dict) -> float:
    """The lowest chance that maximin reaches."""
    from sortition_algorithms import Settings
    from sortition_algorithms.committee_generation import find_distribution_maximin
    from sortition_algorithms.features import read_in_features
    from sortition_algorithms.people import read_in_people

    names = one["attributes"]
    head = ["feature", "value", "min", "max"]
    rows = [dict(zip(head, map(str, row), strict=True)) for row in one["quotas"]]
    features, *_ = read_in_features(head, rows)
    settings = Settings(id_column="person", columns_to_keep=[], check_same_address=False)
    people = [
        {"person": person, **dict(zip(names, values, strict=True))}
        for person, values in one["people"].items()
    ]
    pool, *_ = read_in_people(["person", *names], people, features, settings)
    panels, chances, _ = find_distribution_maximin(features, pool, one["seats"], [])
    found = dict.fromkeys(one["people"], 0.0)
    for panel, chance in zip(panels, chances, strict=True):
        for person in panel:
            found[person] += chance
    return min(found.values())


if __name__ == "__main__":
    pools = json.loads(Path(sys.argv[1]).read_text())
    lowest = {}
    for one in pools:
        lowest[str(one["seed"])] = round(lowest_chance(one), 7)
        print(one["seed"], lowest[str(one["seed"])], flush=True)
    told = {"engine": f"sortition-algorithms {version('sortition-algorithms')}, maximin", "lowest": lowest}
    Path(sys.argv[2]).write_text(json.dumps(told, indent=1) + "\n")
