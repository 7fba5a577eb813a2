"""A check as JSON."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from bothways.mission.results import MissionCheck

SCHEMA, VERSION = "bothways.mission-check", 1


def check_to_dict(check: MissionCheck) -> dict[str, Any]:
    """Return a check in plain values, as its JSON file has them.

    Parameters
    ----------
    check : MissionCheck
    """
    parts = [
        {
            "id": one.part.id,
            "promise": one.part.promise,
            "verdict": one.verdict.value,
            "strength": one.strength.value,
            "topics": list(one.topics),
            "evidence": [{**dataclasses.asdict(found), "turns": list(found.turns)} for found in one.evidence],
            "suggestion": dataclasses.asdict(one.suggestion) if one.suggestion else None,
        }
        for one in check.parts
    ]
    return {
        "schema": SCHEMA, "version": VERSION, "kind": check.kind.value, "language": check.language,
        "refused": check.refused, "unread": round(check.unread, 3), "parts": parts,
    }  # fmt: skip


def check_to_json(check: MissionCheck) -> str:
    """Return a check as a JSON document.

    Parameters
    ----------
    check : MissionCheck
    """
    return json.dumps(check_to_dict(check), ensure_ascii=False, indent=2) + "\n"
